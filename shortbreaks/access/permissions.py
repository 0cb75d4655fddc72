"""What people may do, and which role may do what (safety.md 3.10)."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a role allows; every command and query names the one it needs."""

    SEE_CASES = "see families and bookings"
    CHANGE_FAMILIES = "change families"
    SEE_PROVIDERS = "see providers"
    CHANGE_PROVIDERS = "change providers"
    BOOK = "find, book and cancel"
    DECIDE = "decide eligibility and allocations"
    OVERRIDE = "override a rule with a reason"
    ISSUE_PAPERS = "issue papers to families"
    SEE_MONEY = "see the ledger"
    POST_MONEY = "post money"
    APPROVE = "approve what another prepared"
    CLOSE_BOOKS = "close and open months of the books"
    SEE_COUNCIL = "see what the council has decided"
    CHANGE_COUNCIL = "change what the council has decided"
    SEE_PEOPLE = "see who may sign in"
    CHANGE_PEOPLE = "change who may sign in"
    SEE_AUDIT = "see the audit trail"
    SEE_REPORTS = "see reports"
    KEEP_OFFICE = "back up, restore and check the office"
    IMPORT = "bring in files"


class Role(StrEnum):
    """What somebody is here to do."""

    COORDINATOR = "coordinator"
    APPROVER = "approver"
    FINANCE = "finance"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


P = Permission
_EVERYBODY = {P.SEE_PROVIDERS, P.SEE_COUNCIL}
_CASES = {P.SEE_CASES, P.CHANGE_FAMILIES, P.CHANGE_PROVIDERS, P.BOOK, P.DECIDE, P.OVERRIDE, P.ISSUE_PAPERS, P.IMPORT}

MAY: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(_EVERYBODY | _CASES | {P.SEE_MONEY, P.POST_MONEY}),
    Role.APPROVER: frozenset(_EVERYBODY | {P.SEE_CASES, P.SEE_MONEY, P.APPROVE, P.DECIDE, P.OVERRIDE, P.SEE_REPORTS}),
    Role.FINANCE: frozenset(_EVERYBODY | {P.SEE_MONEY, P.POST_MONEY, P.CLOSE_BOOKS, P.SEE_REPORTS}),
    # Whoever founds an office is its manager: one person alone can do everything. What stops a manager approving what
    # they prepared themselves is the approval, which compares the two people (safety.md B11), not the role.
    Role.MANAGER: frozenset(Permission),
    Role.AUDITOR: frozenset(_EVERYBODY | {P.SEE_CASES, P.SEE_MONEY, P.SEE_PEOPLE, P.SEE_AUDIT, P.SEE_REPORTS}),
    # The administrator keeps the office and its people, and sees no child's record by default.
    Role.ADMINISTRATOR: frozenset(
        _EVERYBODY | {P.SEE_PEOPLE, P.CHANGE_PEOPLE, P.CHANGE_COUNCIL, P.KEEP_OFFICE, P.SEE_AUDIT}
    ),
}
