"""Write revision 0001 as SQL from today's tables and guards: `python -m tests.freeze_schema`.

Only until the first release: from then on 0001 stands, and a change of the tables is a new revision.
"""

from itertools import groupby
from pathlib import Path

from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import postgresql, sqlite

from shortbreaks.database import migrations
from shortbreaks.schema import metadata

FOLDER = Path(migrations.__file__).parent / "versions"


def frozen(name: str) -> str:
    """Every statement that makes an empty office's tables and guards on an engine, parted by a line of `--`."""
    dialect = sqlite.dialect() if name == "sqlite" else postgresql.dialect()
    said: list[str] = []

    def keep(statement, *_, **__):
        said.append(str(statement.compile(dialect=dialect)).strip())

    mock = create_mock_engine(f"{name}://", keep)
    metadata.create_all(mock, checkfirst=False)
    # A table's indexes come in no order of their own; in one order the frozen file changes only when the tables do
    runs = groupby(said, key=lambda statement: "INDEX " in statement.splitlines()[0] and statement.startswith("CREATE"))
    ordered = [statement for is_index, run in runs for statement in (sorted(run) if is_index else run)]
    return "\n--\n".join(ordered) + "\n"


if __name__ == "__main__":
    for engine, file in (("sqlite", "0001_file.sql"), ("postgresql", "0001_server.sql")):
        (FOLDER / file).write_text(frozen(engine), "utf-8")
        print(file, len(frozen(engine).split("\n--\n")), "statements")
