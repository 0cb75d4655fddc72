"""Several processes let loose on one office at the same moment."""

import multiprocessing

# Each racer is a clean process of its own; where the system can fork, the house is imported for all of them once
HOW = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
RACERS = ["tests.bookings.racer", "tests.overnight.racer", "tests.overnight.together_racer", "tests.rounds.racer"]


def race(county, target, each, gates=1):
    """Start one process for each tuple of `each`, with so many barriers they share; answer everything they told.

    A process ends by telling a word that begins with "got"; `target` gets kind, place, key, its tuple, barriers, queue.
    """
    context = multiprocessing.get_context(HOW)
    if HOW == "forkserver":
        context.set_forkserver_preload(RACERS)
    told = context.Queue()
    place = county.database.place if county.kind == "file" else str(county.database.writing.url.render_as_string(hide_password=False))
    key = county.database.key.hex() if county.database.key else ""
    barriers = [context.Barrier(len(each)) for _ in range(gates)]
    racers = [context.Process(target=target, args=(county.kind, place, key, *one, *barriers, told)) for one in each]
    for one in racers:
        one.start()
    said, done = [], 0
    while done < len(each):
        word = told.get(timeout=280)
        said.append(word)
        done += word[0] == "got"
    for one in racers:
        one.join(timeout=60)
    assert [one.exitcode for one in racers] == [0] * len(each)
    return said


def naive_table(county, name, columns):
    """A table without any guard, for the control that must fail."""
    if county.kind == "file":
        with county.database.writing.begin() as connection:
            connection.exec_driver_sql(f"create table {name} ({columns})")
        return
    import psycopg

    url = county.database.writing.url
    with psycopg.connect(f"postgresql://sb_owner@/{url.database}?host={url.query['host']}", autocommit=True) as connection:
        connection.execute(f"create table {name} ({columns})")
        connection.execute(f"grant all on {name} to sb_people")
