"""Every table and every proof there is, gathered, so that one import makes the whole schema known."""

from sqlalchemy.orm import configure_mappers

import shortbreaks.access.tables
import shortbreaks.bookings.carry_tables
import shortbreaks.bookings.collector_guards
import shortbreaks.bookings.cost_proof
import shortbreaks.bookings.endings
import shortbreaks.bookings.later_tables
import shortbreaks.bookings.night_tables
import shortbreaks.bookings.notices.tables
import shortbreaks.bookings.proof
import shortbreaks.bookings.registers.tables
import shortbreaks.bookings.series.tables
import shortbreaks.bookings.share_tables
import shortbreaks.bookings.sibling_tables
import shortbreaks.bookings.stay_guards
import shortbreaks.bookings.stay_tables
import shortbreaks.bookings.tables
import shortbreaks.bookings.unmet.tables
import shortbreaks.bookings.used_tables
import shortbreaks.bookings.waiting.proof
import shortbreaks.bookings.waiting.tables
import shortbreaks.council.tables
import shortbreaks.database.audit
import shortbreaks.database.identity
import shortbreaks.database.search
import shortbreaks.documents.prints_kept
import shortbreaks.documents.tables
import shortbreaks.eligibility.tables
import shortbreaks.exchange.tables
import shortbreaks.families.erased_guards
import shortbreaks.families.erasure_tables
import shortbreaks.families.look_tables
import shortbreaks.families.name_history
import shortbreaks.families.need_history
import shortbreaks.families.rights_tables
import shortbreaks.families.subject_tables
import shortbreaks.families.tables
import shortbreaks.finance.proof
import shortbreaks.finance.purchase_tables
import shortbreaks.finance.tables
import shortbreaks.ledger.act_proof
import shortbreaks.ledger.proof
import shortbreaks.ledger.tables
import shortbreaks.overnight.proof
import shortbreaks.overnight.tables
import shortbreaks.payments.agreement_tables
import shortbreaks.payments.debts.guards
import shortbreaks.payments.debts.owed_guards
import shortbreaks.payments.debts.owed_tables
import shortbreaks.payments.debts.proof
import shortbreaks.payments.debts.tables
import shortbreaks.payments.erasure.commands
import shortbreaks.payments.erasure.erasing_again
import shortbreaks.payments.letters.guards
import shortbreaks.payments.letters.tables
import shortbreaks.payments.proof
import shortbreaks.payments.reduction_tables
import shortbreaks.payments.returns.steps
import shortbreaks.payments.returns.tables
import shortbreaks.payments.runs.guards
import shortbreaks.payments.spending.tables
import shortbreaks.payments.stopping
import shortbreaks.payments.tables
import shortbreaks.payments.uplift.tables
import shortbreaks.providers.bed_tables
import shortbreaks.providers.price_tables
import shortbreaks.providers.tables
import shortbreaks.rounds.proof
import shortbreaks.rounds.tables  # noqa: F401 - named for what they register
from shortbreaks.database.records import metadata
from shortbreaks.families.erasable import open_for_erasure
from shortbreaks.families.merge_guards import guard_merged

__all__ = ["metadata"]

open_for_erasure()
guard_merged()
configure_mappers()  # here, off the screen's thread while a password is typed, rather than in the first question
