"""The first form of an office, frozen as SQL for each engine by `python -m tests.freeze_schema`."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    name = "0001_file.sql" if connection.dialect.name == "sqlite" else "0001_server.sql"
    script = Path(__file__).with_name(name).read_text("utf-8")
    # Through the driver's own cursor, since these statements hold percent signs that mean themselves
    cursor = connection.connection.cursor()
    for statement in script.split("\n--\n"):
        if statement.strip():
            cursor.execute(statement)
    cursor.close()


def downgrade() -> None:
    raise NotImplementedError("an office never goes back to an older form; restore a backup instead")
