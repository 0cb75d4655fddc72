"""What the database keeps about debts and the lines of spending they are asked for (R-D23)."""

from sqlalchemy import Table

from shortbreaks.database.guards import SAYS, refuse_when
from shortbreaks.payments.spending.tables import Debt, SpendLine

debts: Table = Debt.__table__  # type: ignore[assignment]
NOT_ITS_LINE = f"{SAYS}A debt for what was misspent is of one line: of that family, day and part of it."
refuse_when(
    debts, "debt_of_line", "insert",
    """new.spend_line_id is not null and not exists (select 1 from spend_line s where s.id = new.spend_line_id
    and s.agreement_id = new.agreement_id and s.on_date = new.arose_on and s.misspent_pence = new.pence)""",
    NOT_ITS_LINE,
)  # fmt: skip
_FIXED = " or ".join(f"new.{one} <> old.{one}" for one in ("agreement_id", "pence", "arose_on", "kind"))
refuse_when(
    debts, "debt_fixed", "update", f"{_FIXED} or coalesce(new.spend_line_id, 0) <> coalesce(old.spend_line_id, 0)",
    f"{SAYS}A debt keeps its family, kind, day, sum and line. Withdraw it, and propose another.",
)  # fmt: skip
_ASKED = "exists (select 1 from debt d where d.spend_line_id = new.id and d.state"
refuse_when(
    SpendLine.__table__, "spend_line_asked", "update of misspent_pence, back_at",  # type: ignore[arg-type]
    f"""(new.misspent_pence <> old.misspent_pence and new.back_at is null and {_ASKED} <> 'withdrawn'))
    or (new.back_at is not null and old.back_at is null
      and {_ASKED} not in ('recovered', 'written off', 'withdrawn')))""",
    f"{SAYS}Some of that line is asked back from the family. Withdraw that debt first.", looks_at=debts,
)  # fmt: skip
