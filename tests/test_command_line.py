"""The command line as somebody at a prompt would use it: sentences, exit codes, no secret on the line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from main import main
from shortbreaks.access.commands import AddPerson, add_person
from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.permissions import Role
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.command_line.run import run
from shortbreaks.command_line.voice import NOT_UNDERSTOOD, NOT_WELL, WELL, Voice
from shortbreaks.council.commands import DecideRate, decide_rate
from shortbreaks.database.backup import back_up, backups_in
from shortbreaks.database.files import IN_BACKUP
from shortbreaks.database.keys import EXAMPLE_COST, keys_path, new_recovery_key, spare_of
from shortbreaks.database.opening import backups_beside
from tests.conftest import TODAY

ROOT = Path(__file__).parent.parent
PASSWORD = "marmalade otter bicycle rain"
KEY = new_recovery_key()


class Prompt:
    """Somebody at the prompt: answers what is asked, remembers what is said."""

    def __init__(self, *answers) -> None:
        self.answers, self.said, self.complaints = list(answers), [], []

    def run(self, *arguments):
        voice = Voice(self.said.append, self.complaints.append, lambda _: self.answers.pop(0), lambda _: self.answers.pop(0))
        return run([str(argument) for argument in arguments], voice)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A folder with an office just founded, of which every test has a copy."""
    folder = tmp_path_factory.mktemp("founded")
    first = FirstPerson("priya", "Priya Nair", PASSWORD, KEY)
    found_file_office(folder / "east.sbo", "East", first, lambda: TODAY, cost=EXAMPLE_COST).opened.close()
    return folder


@pytest.fixture
def office(tmp_path, founded):
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "east.sbo"


def test_check_backup_and_restore_in_turn(office):
    prompt = Prompt(PASSWORD)
    assert prompt.run("check", office, "--as", "priya") == WELL
    assert "All is well" in prompt.said[0]
    prompt = Prompt("priya", PASSWORD)
    assert prompt.run("backup", office) == WELL
    (backup,) = backups_beside(office).iterdir()
    assert str(backup) in prompt.said[0]
    stick = office.parent / "stick"
    stick.mkdir()
    assert Prompt(PASSWORD).run("backup", office, "--as", "priya", "--also", stick) == WELL
    (copy,) = stick.iterdir()
    assert Prompt(PASSWORD).run("check", copy, "--as", "priya") == WELL
    assert Prompt(PASSWORD).run("check", backup, "--as", "priya") == WELL
    signed = sign_in_to_file(office, "priya", PASSWORD)
    signed.office.perform(decide_rate, DecideRate("PA", "hour", TODAY.date(), 1500, "Agreed."))
    signed.opened.close()
    prompt = Prompt(KEY.lower())
    assert prompt.run("restore", backup, "--to", office, "--recovery") == WELL
    assert any("Rate decided, by Priya Nair" in line for line in prompt.said)
    assert Prompt(PASSWORD).run("check", office, "--as", "priya") == WELL


def test_a_flaw_is_named_and_leaves_with_one(office):
    signed = sign_in_to_file(office, "priya", PASSWORD)
    with signed.opened.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_update")
        connection.exec_driver_sql("update audit_entry set person_id = 2")
    signed.opened.close()
    prompt = Prompt(PASSWORD)
    assert prompt.run("check", office, "--as", "priya") == NOT_WELL
    assert any("audit_entry_no_update" in line for line in prompt.said)
    assert any(line.startswith("audit entry 1:") for line in prompt.said)


def test_an_end_cut_off_is_noticed_by_the_backups_that_remember_it(office):
    signed = sign_in_to_file(office, "priya", PASSWORD)
    for more in range(3):
        signed.office.perform(decide_rate, DecideRate("PA", "hour", TODAY.date(), 1500 + more, "Agreed."))
    signed.opened.close()
    assert Prompt(PASSWORD).run("backup", office, "--as", "priya") == WELL
    signed = sign_in_to_file(office, "priya", PASSWORD)
    with signed.opened.database.writing.begin() as connection:
        for table, cut in (("audit_mark", "entry > 3"), ("audit_entry", "number > 3")):
            sql = connection.exec_driver_sql(f"select sql from sqlite_master where name = '{table}_no_delete'").scalar()
            connection.exec_driver_sql(f"drop trigger {table}_no_delete")
            connection.exec_driver_sql(f"delete from {table} where {cut}")
            connection.exec_driver_sql(sql)
    signed.opened.close()
    prompt = Prompt(PASSWORD)
    assert prompt.run("check", office, "--as", "priya") == NOT_WELL
    assert any(line.startswith("audit entry 4: it is missing for the backup") for line in prompt.said)


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check"], ["restore", "x"], ["backup", "x", "--password", "y"]])
def test_what_is_not_understood_leaves_with_two(arguments, capsys):
    assert Prompt().run(*arguments) == NOT_UNDERSTOOD
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("scale", ["-1", "0", "nan", "inf", "x"])
def test_an_example_of_no_size_is_not_understood(scale, capsys):
    """It once opened the window on a county that could not be made."""
    with pytest.raises(SystemExit) as leaving:
        main(["example", "--scale", scale])
    assert leaving.value.code == 2 and "--scale" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["postgresql://a:b@[::bad/x", "postgresql://a@b:port/x"])
def test_what_is_no_address_of_a_server_is_a_sentence(place):
    for arguments in (("check", place, "--as", "a"), ("found", place, "--people", "p", "--name", "n"), ("upgrade", place, "--people", "p")):
        prompt = Prompt(PASSWORD)
        assert prompt.run(*arguments) == NOT_WELL
        assert "address of" in prompt.complaints[0] and "Write it like postgresql://" in prompt.complaints[1]


def test_help_is_not_a_fault(capsys):
    assert Prompt().run("--help") == WELL
    assert "restore" in capsys.readouterr().out


def test_refusals_are_sentences_with_a_remedy(office, tmp_path):
    prompt = Prompt("wrong words entirely here")
    assert prompt.run("check", office, "--as", "priya") == NOT_WELL
    assert prompt.complaints == ["The name and password do not go together.", "Check both; capital letters count."]
    prompt = Prompt("x")
    assert prompt.run("check", tmp_path / "none.sbo", "--as", "priya") == NOT_WELL
    assert "not where it was" in prompt.complaints[0]


class Founder(Prompt):
    """Somebody of the ICT team, who copies the recovery key that is shown."""

    def __init__(self, *answers, copies=lambda key: key.lower().replace("-", " ")) -> None:
        super().__init__(*answers)
        self.copies, self.key = copies, ""

    def run(self, *arguments):
        def answer(words):
            if words.startswith("Type the key back"):
                self.key = next(line for line in self.said if "recovery key: " in line).rpartition(": ")[2]
                return self.copies(self.key)
            return self.answers.pop(0)

        return run([str(one) for one in arguments], Voice(self.said.append, self.complaints.append, answer, answer))


def test_a_shared_office_is_founded_checked_and_backed_up_too(server, tmp_path):
    server.run("create database at_prompt owner sb_owner")
    owner, people = server.url("at_prompt", "sb_owner"), server.url("at_prompt", "sb_people")
    founder = Founder("", "priya", "Priya Nair", PASSWORD, PASSWORD)
    assert founder.run("found", owner, "--people", "sb_people", "--name", "East") == WELL, founder.complaints
    assert "Priya Nair is its manager" in founder.said[-2] and "database at_prompt, role sb_people" in founder.said[-1]
    assert Prompt(PASSWORD).run("check", people, "--as", "priya") == WELL
    assert Prompt(PASSWORD).run("backup", people, "--as", "priya") == NOT_WELL
    assert Prompt(PASSWORD).run("backup", people, "--as", "priya", "--to", tmp_path / "kept") == WELL
    (backup,) = (tmp_path / "kept").iterdir()
    prompt = Prompt(founder.key)
    assert prompt.run("restore", backup, "--to", tmp_path / "one.sbo", "--recovery") == WELL
    assert prompt.complaints == []
    assert Prompt("").run("upgrade", owner, "--people", "sb_people") == WELL
    again = Founder("", "sam", "Sam Lane", PASSWORD, PASSWORD)
    assert again.run("found", owner, "--people", "sb_people", "--name", "West") == NOT_WELL
    assert again.complaints[0] == "This database already holds an office."


def test_a_shared_office_is_not_founded_by_a_slip(server):
    """A wrong copy of the key, two passwords, a role that is not there or is more than a name, a login without the right."""
    server.run("create database by_a_slip owner sb_owner")
    owner, people = server.url("by_a_slip", "sb_owner"), server.url("by_a_slip", "sb_people")
    good = ("", "priya", "Priya Nair", PASSWORD, PASSWORD)
    slips = [
        (owner, "sb_people", "East", Founder(*good, copies=lambda _: new_recovery_key()), "That is another key."),
        (owner, "sb_people", "East", Founder(*good[:4], "another bicycle otter"), "The two passwords differ."),
        (owner, "sb_people", " ", Founder(*good), "The office needs a name."),
        (owner, "nobody", "East", Founder(*good), "There is no role nobody on this server."),
        (owner, "sb_people; drop role sb_owner", "East", Founder(*good), "There is no role sb_people; drop role sb_owner on this"),
        (people, "sb_people", "East", Founder(*good), "This login may not change this database."),
        (server.url("not_there", "sb_owner"), "sb_people", "East", Founder(*good), "The council's database server does not answer"),
        ("east.sbo", "sb_people", "East", Founder(*good), "east.sbo is no address of a database."),
    ]  # fmt: skip
    for place, role, name, founder, said in slips:
        assert founder.run("found", place, "--people", role, "--name", name) == NOT_WELL
        assert founder.complaints[0].startswith(said)
    empty = Prompt("")
    assert empty.run("upgrade", owner, "--people", "sb_people") == NOT_WELL
    assert empty.complaints[0] == "This database holds no office."
    founder = Founder(*good)
    assert founder.run("found", owner, "--people", "sb_people", "--name", "East") == WELL, "none of them left anything behind"


def test_the_real_prompt_reads_a_piped_password_and_never_repeats_it(office):
    code = "import sys; from shortbreaks.command_line.run import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(office), "--as", "priya"], input=PASSWORD + "\n", cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "All is well" in done.stdout
    assert PASSWORD not in done.stdout


def test_a_console_that_knows_few_letters_is_told_all_the_same(tmp_path):
    place = tmp_path / "Süd−Kent.sbo"
    done = subprocess.run(
        [sys.executable, "main.py", "check", str(place), "--as", "priya"], input="x\n", cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == NOT_WELL and "Traceback" not in done.stderr
    assert "S?d?Kent.sbo" in done.stderr


DIRECTORY = """[{"id": "11111111-1111-4111-8111-111111111111", "name": "Tidepool Sensory Room", "status": "active",
 "organization": {"id": "22222222-2222-4222-8222-222222222222", "name": "Tidepool Trust", "description": "x"}},
 {"id": "33333333-3333-4333-8333-333333333333", "name": "", "status": "active",
 "organization": {"id": "22222222-2222-4222-8222-222222222222", "name": "Tidepool Trust", "description": "x"}}]"""


def test_a_directory_is_shown_before_it_is_brought_in_and_goes_out_again(office, tmp_path):
    file = tmp_path / "directory.json"
    file.write_text(DIRECTORY, "utf-8")
    prompt = Prompt(PASSWORD, "no")
    assert prompt.run("import", file, "--into", office, "--as", "priya") == WELL
    assert any("Tidepool Sensory Room" in line for line in prompt.said)
    assert any("refused" in line for line in prompt.said), "a service without a name is named with its place"
    assert prompt.said[-1] == "Nothing was changed."
    prompt = Prompt(PASSWORD, "yes")
    assert prompt.run("import", file, "--into", office, "--as", "priya") == WELL
    assert "service new" in prompt.said[-1]
    for name in ("out.csv", "out.json"):
        prompt = Prompt(PASSWORD)
        assert prompt.run("export", office, "--to", tmp_path / name, "--as", "priya") == WELL
        assert b"Tidepool Sensory Room" in (tmp_path / name).read_bytes()
    prompt = Prompt(PASSWORD)
    assert prompt.run("import", tmp_path / "out.json", "--into", office, "--as", "priya") == WELL
    assert "nothing to do" in prompt.said[-1] or "same" in prompt.said[-1]


FAMILIES = "Child first name,Child last name,Born,Parent last name\nNgozi,Umeh,14/11/2016,Umeh\n"


def test_families_come_in_with_the_words_and_the_acceptance_of_the_screen(office, tmp_path):
    file = tmp_path / "families.csv"
    file.write_text(FAMILIES, "utf-8")
    for answer, last in (("no", "Nothing was changed."), ("yes", "families.csv is brought in.")):
        prompt = Prompt(PASSWORD, answer)
        assert prompt.run("import", file, "--families", "--into", office, "--as", "priya") == WELL
        assert "1 child new." in prompt.said and prompt.said[-1] == last
        assert any("Ngozi U." in line for line in prompt.said)
    prompt = Prompt(PASSWORD)
    assert prompt.run("import", file, "--families", "--into", office, "--as", "priya") == WELL
    assert prompt.said[-1] == "Everybody in the file is here already."
    file.write_text(FAMILIES + "Ada,Umeh,,Umeh\n", "utf-8")
    prompt = Prompt(PASSWORD)
    assert prompt.run("import", file, "--families", "--into", office, "--as", "priya") == NOT_WELL
    assert any(line.startswith("line 3, refused") for line in prompt.said)
    assert "Mend them in the file" in prompt.said[-1]


def test_nothing_that_is_sent_out_is_written_over_an_office_its_keys_or_a_backup(office):
    signed = sign_in_to_file(office, "priya", PASSWORD)
    backup = back_up(signed.opened.database, backups_beside(office), TODAY, "by hand").folder
    signed.opened.close()
    other = office.with_name("west.journal")  # an office by any name, where the whole ledger would go by its ending
    found_file_office(other, "West", FirstPerson("ann", "Ann Lee", PASSWORD, KEY), lambda: TODAY, cost=EXAMPLE_COST).opened.close()
    own = [office, keys_path(office), spare_of(keys_path(office)), other, *(backup / name for name in IN_BACKUP)]
    kept = [file.read_bytes() for file in own]
    for place in own:
        prompt = Prompt(PASSWORD)
        assert prompt.run("export", office, "--to", place, "--as", "priya") == NOT_WELL, place
        assert "nothing is written over it" in prompt.complaints[0]
    assert [file.read_bytes() for file in own] == kept
    assert Prompt(PASSWORD).run("export", office, "--to", office.with_name("east.json"), "--as", "priya") == WELL


def test_a_backup_is_never_opened_as_an_office_nor_restored_over_itself(office, monkeypatch):
    """Opened, its pages and its key file would be another office's, and nothing could be restored from it any more."""
    assert Prompt(PASSWORD).run("backup", office, "--as", "priya") == WELL
    (backup,) = backups_beside(office).iterdir()
    for act in (("check", backup / "office.sbo"), ("restore", backup, "--to", backup / "office.sbo")):
        prompt = Prompt(PASSWORD)
        assert prompt.run(*act, "--as", "priya") == NOT_WELL
        assert "is a backup, which would be none any more" in prompt.complaints[0]
    assert sorted(one.name for one in backup.iterdir()) == sorted(IN_BACKUP)
    assert Prompt(PASSWORD).run("check", backup, "--as", "priya") == WELL
    monkeypatch.chdir(office.parent)
    for act in (("check", "."), ("export", office, "--to", "."), ("restore", backup, "--to", ".")):
        prompt = Prompt(PASSWORD)
        assert prompt.run(*act, "--as", "priya") == NOT_WELL and prompt.complaints, "a folder is said to be one"


def test_a_file_that_is_no_directory_is_refused(office, tmp_path):
    file = tmp_path / "x.json"
    file.write_bytes(b"{")
    prompt = Prompt(PASSWORD)
    assert prompt.run("import", file, "--into", office, "--as", "priya") == NOT_WELL
    assert prompt.complaints
    prompt = Prompt(PASSWORD)
    assert prompt.run("import", tmp_path / "none.json", "--into", office, "--as", "priya") == NOT_WELL
    assert "cannot be read" in prompt.complaints[0]


def test_a_long_file_into_a_shared_office_comes_in_after_a_backup_which_needs_a_folder(server, server_county, tmp_path):
    file = tmp_path / "families.csv"
    head, line = FAMILIES.split("\n")[:2]
    many = [line.replace("Ngozi", f"Ngozi{chr(65 + n % 26)}{chr(97 + n // 26)}").replace("Umeh", f"Umeh{chr(97 + n % 26)}") for n in range(51)]
    file.write_text("\n".join([head, *many, ""]), "utf-8")
    server_county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("priya", "Priya", "manager", PASSWORD))
    into = ("import", file, "--families", "--into", server.url(server_county.database.reading.url.database, "sb_people"), "--as", "priya")
    prompt = Prompt(PASSWORD, "yes")
    assert prompt.run(*into) == NOT_WELL
    assert "a shared office's needs a folder" in prompt.complaints[0] and "--backups" in prompt.complaints[1]
    (tmp_path / "taken").write_text("a file stands in its place")
    prompt = Prompt(PASSWORD, "yes")
    assert prompt.run(*into, "--backups", tmp_path / "taken") == NOT_WELL
    assert prompt.complaints[0].startswith("Nothing was done, since no backup could be made first.")
    prompt = Prompt(PASSWORD, "yes")
    assert prompt.run(*into, "--backups", tmp_path / "kept") == WELL
    assert prompt.said[-1] == "families.csv is brought in." and prompt.said[-2].startswith("Backed up first, opened and counted")
    (made,) = backups_in(tmp_path / "kept")
    assert (made.manifest.reason, dict(made.manifest.counts)["child"]) == ("before a file came in", 0)
