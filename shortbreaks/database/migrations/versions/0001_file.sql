CREATE TABLE person (
	id INTEGER NOT NULL, 
	sign_in TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	password_hash TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT ck_person_sign_in CHECK (sign_in = lower(sign_in) and sign_in <> ''), 
	CONSTRAINT uq_person_sign_in UNIQUE (sign_in)
)
 STRICT
--
create trigger person_kept before delete on person begin select raise(abort, 'says: A person is never removed. Close it instead.'); end
--
CREATE TABLE stay_refill (
	id INTEGER NOT NULL, 
	cancellation_id INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	back INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_stay_refill PRIMARY KEY (id), 
	CONSTRAINT ck_stay_refill_amounts CHECK (pence >= 0 and back >= 0 and pence + back > 0), 
	CONSTRAINT uq_stay_refill_cancellation_id UNIQUE (cancellation_id)
)
 STRICT
--
create trigger stay_refill_no_update before update on stay_refill begin select raise(abort, 'says: A stay made good is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_refill_no_delete before delete on stay_refill begin select raise(abort, 'says: A stay made good is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_refill_no_replace before insert on stay_refill
when exists (select 1 from stay_refill where id = new.id) begin select raise(abort, 'says: A stay made good is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE paper_part (
	id INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_paper_part PRIMARY KEY (id), 
	CONSTRAINT uq_paper_part_sha256 UNIQUE (sha256)
)
 STRICT
--
create trigger paper_part_no_update before update on paper_part begin select raise(abort, 'says: A typeface of papers is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_part_no_delete before delete on paper_part begin select raise(abort, 'says: A typeface of papers is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_part_no_replace before insert on paper_part
when exists (select 1 from paper_part where id = new.id) begin select raise(abort, 'says: A typeface of papers is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE audit_entry (
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	recorded_as TEXT NOT NULL, 
	subject_table TEXT NOT NULL, 
	subject_id INTEGER, 
	pence INTEGER, 
	request_id TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	body TEXT NOT NULL, 
	hash_version INTEGER NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (number), 
	CONSTRAINT uq_audit_entry_request_id UNIQUE (request_id)
)
 STRICT
--
create trigger audit_entry_no_update before update on audit_entry begin select raise(abort, 'says: An audit entry is never changed or removed. Put it right with a new one.'); end
--
create trigger audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'says: An audit entry is never changed or removed. Put it right with a new one.'); end
--
create trigger audit_entry_no_replace before insert on audit_entry
when exists (select 1 from audit_entry where number = new.number) begin select raise(abort, 'says: An audit entry is never changed or removed. Put it right with a new one.'); end
--
create trigger audit_entry_follows before insert on audit_entry when not (new.number = 1 and new.previous = '0000000000000000000000000000000000000000000000000000000000000000') and not exists (select 1 from audit_entry e where e.number = new.number - 1 and e.hash = new.previous)
begin select raise(abort, 'says: An audit entry follows the one before it. Try again.'); end
--
CREATE TABLE account (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	name TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_kind_holder UNIQUE (kind, holder)
)
 STRICT
--
create trigger account_no_update before update on account begin select raise(abort, 'says: A ledger account is never changed or removed. Put it right with a new one.'); end
--
create trigger account_no_delete before delete on account begin select raise(abort, 'says: A ledger account is never changed or removed. Put it right with a new one.'); end
--
create trigger account_no_replace before insert on account
when exists (select 1 from account where id = new.id) begin select raise(abort, 'says: A ledger account is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE entry (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	posted_on TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	what TEXT NOT NULL, 
	about TEXT NOT NULL, 
	reverses INTEGER, 
	seal TEXT NOT NULL, 
	CONSTRAINT pk_entry PRIMARY KEY (id), 
	CONSTRAINT uq_entry_number UNIQUE (number), 
	CONSTRAINT fk_entry_reverses FOREIGN KEY(reverses) REFERENCES entry (id)
)
 STRICT
--
CREATE INDEX ix_entry_about ON entry (about)
--
CREATE INDEX ix_entry_on_date ON entry (on_date)
--
CREATE UNIQUE INDEX uq_entry_reverses ON entry (reverses) WHERE reverses is not null
--
create trigger entry_no_update before update on entry begin select raise(abort, 'says: A ledger entry is never changed or removed. Put it right with a new one.'); end
--
create trigger entry_no_delete before delete on entry begin select raise(abort, 'says: A ledger entry is never changed or removed. Put it right with a new one.'); end
--
create trigger entry_no_replace before insert on entry
when exists (select 1 from entry where id = new.id) begin select raise(abort, 'says: A ledger entry is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE period (
	id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	state TEXT NOT NULL, 
	open_to INTEGER, 
	open_until TEXT, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_period PRIMARY KEY (id), 
	CONSTRAINT ck_period_state CHECK (state in ('open', 'soft', 'hard')), 
	CONSTRAINT uq_period_month UNIQUE (month)
)
 STRICT
--
create trigger period_forward before update on period when old.state = 'hard' and new.state <> 'hard'
begin select raise(abort, 'says: A month of the books that was closed for good stays closed.'); end
--
create trigger period_kept before delete on period begin select raise(abort, 'says: A period of the books is never removed. Close it instead.'); end
--
CREATE TABLE unit (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	home TEXT NOT NULL, 
	arrives TEXT NOT NULL, 
	leaves TEXT NOT NULL, 
	workers INTEGER NOT NULL, 
	first_visits INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (id), 
	CONSTRAINT ck_unit_home CHECK (home in ('children''s home', 'foster carer', 'other')), 
	CONSTRAINT ck_unit_numbers CHECK (workers >= 0 and (first_visits is null or first_visits >= 0)), 
	CONSTRAINT uq_unit_service_id UNIQUE (service_id)
)
 STRICT
--
create trigger unit_kept before delete on unit begin select raise(abort, 'says: An unit is never removed. Close it instead.'); end
--
CREATE TABLE provider (
	id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	in_house INTEGER NOT NULL, 
	contact_name TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	website TEXT NOT NULL, 
	best_time TEXT NOT NULL, 
	vendor_number TEXT NOT NULL, 
	last_checked_on TEXT, 
	state TEXT NOT NULL, 
	closed_on TEXT, 
	closed_reason TEXT NOT NULL, 
	source_id TEXT, 
	"foreign" TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_provider PRIMARY KEY (id), 
	CONSTRAINT ck_provider_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_provider_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT uq_provider_ref UNIQUE (ref), 
	CONSTRAINT uq_provider_source_id UNIQUE (source_id)
)
 STRICT
--
create trigger provider_kept before delete on provider begin select raise(abort, 'says: A provider is never removed. Close it instead.'); end
--
CREATE TABLE setting_value (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	value TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_setting_value PRIMARY KEY (id)
)
 STRICT
--
CREATE INDEX ix_setting_value_key ON setting_value ("key", from_day, id)
--
create trigger setting_value_no_update before update on setting_value begin select raise(abort, 'says: A setting is never changed or removed. Put it right with a new one.'); end
--
create trigger setting_value_no_delete before delete on setting_value begin select raise(abort, 'says: A setting is never changed or removed. Put it right with a new one.'); end
--
create trigger setting_value_no_replace before insert on setting_value
when exists (select 1 from setting_value where id = new.id) begin select raise(abort, 'says: A setting is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE rate (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_rate PRIMARY KEY (id), 
	CONSTRAINT ck_rate_pence CHECK (pence >= 0)
)
 STRICT
--
CREATE INDEX ix_rate_kind ON rate (kind, from_day, id)
--
create trigger rate_no_update before update on rate begin select raise(abort, 'says: A rate is never changed or removed. Put it right with a new one.'); end
--
create trigger rate_no_delete before delete on rate begin select raise(abort, 'says: A rate is never changed or removed. Put it right with a new one.'); end
--
create trigger rate_no_replace before insert on rate
when exists (select 1 from rate where id = new.id) begin select raise(abort, 'says: A rate is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE term (
	id INTEGER NOT NULL, 
	school_year TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	withdrawn INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_term PRIMARY KEY (id), 
	CONSTRAINT ck_term_days CHECK (last_day >= first_day)
)
 STRICT
--
CREATE UNIQUE INDEX uq_term_standing ON term (school_year, number) WHERE not withdrawn
--
create trigger term_kept before delete on term begin select raise(abort, 'says: A term is never removed. Close it instead.'); end
--
create trigger term_apart_insert before insert on term
when not new.withdrawn and exists (
  select 1 from term t where not t.withdrawn and t.id <> coalesce(new.id, 0)
  and t.first_day <= new.last_day and t.last_day >= new.first_day)
begin select raise(abort, 'says: It overlaps another school term. Look at the terms again, and change the other one first.'); end
--
create trigger term_apart_update before update on term
when not new.withdrawn and exists (
  select 1 from term t where not t.withdrawn and t.id <> coalesce(new.id, 0)
  and t.first_day <= new.last_day and t.last_day >= new.first_day)
begin select raise(abort, 'says: It overlaps another school term. Look at the terms again, and change the other one first.'); end
--
CREATE TABLE bank_holiday (
	id INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	held INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_bank_holiday PRIMARY KEY (id), 
	CONSTRAINT ck_bank_holiday_said CHECK (name <> '' and reason <> '')
)
 STRICT
--
CREATE INDEX ix_bank_holiday_day ON bank_holiday (day, id)
--
create trigger bank_holiday_no_update before update on bank_holiday begin select raise(abort, 'says: A decision about a bank holiday is never changed or removed. Put it right with a new one.'); end
--
create trigger bank_holiday_no_delete before delete on bank_holiday begin select raise(abort, 'says: A decision about a bank holiday is never changed or removed. Put it right with a new one.'); end
--
create trigger bank_holiday_no_replace before insert on bank_holiday
when exists (select 1 from bank_holiday where id = new.id) begin select raise(abort, 'says: A decision about a bank holiday is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE code_entry (
	id INTEGER NOT NULL, 
	list_name TEXT NOT NULL, 
	code TEXT NOT NULL, 
	words TEXT NOT NULL, 
	old_names TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	from_day TEXT, 
	retired_on TEXT, 
	elsewhere INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_code_entry PRIMARY KEY (id), 
	CONSTRAINT uq_code_entry_list_name_code UNIQUE (list_name, code)
)
 STRICT
--
create trigger code_entry_kept before delete on code_entry begin select raise(abort, 'says: A code is never removed. Close it instead.'); end
--
CREATE TABLE scheme (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	tests TEXT NOT NULL, 
	awards TEXT NOT NULL, 
	retired INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_scheme PRIMARY KEY (id), 
	CONSTRAINT ck_scheme_said CHECK (name <> '' and reason <> '')
)
 STRICT
--
CREATE INDEX ix_scheme_name ON scheme (name, from_day, id)
--
create trigger scheme_no_update before update on scheme begin select raise(abort, 'says: A scheme is never changed or removed. Put it right with a new one.'); end
--
create trigger scheme_no_delete before delete on scheme begin select raise(abort, 'says: A scheme is never changed or removed. Put it right with a new one.'); end
--
create trigger scheme_no_replace before insert on scheme
when exists (select 1 from scheme where id = new.id) begin select raise(abort, 'says: A scheme is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE list_change (
	id INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	was TEXT NOT NULL, 
	now TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_list_change PRIMARY KEY (id), 
	CONSTRAINT ck_list_change_about CHECK (about in ('term', 'code_entry', 'provider', 'venue', 'service')), 
	CONSTRAINT ck_list_change_said CHECK (reason <> '' or about not in ('term', 'code_entry'))
)
 STRICT
--
CREATE INDEX ix_list_change_row ON list_change (about, row_id, id)
--
create trigger list_change_no_update before update on list_change begin select raise(abort, 'says: A change of a list is never changed or removed. Put it right with a new one.'); end
--
create trigger list_change_no_delete before delete on list_change begin select raise(abort, 'says: A change of a list is never changed or removed. Put it right with a new one.'); end
--
create trigger list_change_no_replace before insert on list_change
when exists (select 1 from list_change where id = new.id) begin select raise(abort, 'says: A change of a list is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE search_word (
	kind TEXT NOT NULL, 
	word TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	CONSTRAINT pk_search_word PRIMARY KEY (kind, word, row_id)
)
 WITHOUT ROWID,
 STRICT
--
CREATE INDEX ix_search_word_row ON search_word (kind, row_id)
--
CREATE TABLE household (
	id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	benefit TEXT NOT NULL, 
	benefit_seen_on TEXT, 
	note TEXT NOT NULL, 
	state TEXT NOT NULL, 
	merged_into INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_household PRIMARY KEY (id), 
	CONSTRAINT ck_household_state CHECK (state in ('open', 'closed', 'merged')), 
	CONSTRAINT ck_household_merged CHECK ((state = 'merged') = (merged_into is not null)), 
	CONSTRAINT uq_household_ref UNIQUE (ref), 
	CONSTRAINT fk_household_merged_into FOREIGN KEY(merged_into) REFERENCES household (id)
)
 STRICT
--
CREATE INDEX ix_household_merged_into ON household (merged_into) WHERE merged_into is not null
--
create trigger household_kept before delete on household begin select raise(abort, 'says: A household is never removed. Close it instead.'); end
--
create trigger household_erased_update before update on household when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = coalesce(old.merged_into, old.id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger household_merged_in_circle before update of merged_into on household when new.merged_into is not null and (new.merged_into = new.id
  or exists (select 1 from household where id = new.merged_into and merged_into is not null)
  or exists (select 1 from household where merged_into = new.id))
begin select raise(abort, 'says: A record is merged into one that is kept, never into itself or one that was merged. Look at both again.'); end
--
CREATE TABLE office (
	id INTEGER NOT NULL, 
	uuid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	schema_number INTEGER NOT NULL, 
	backup_key TEXT, 
	key_file TEXT, 
	CONSTRAINT pk_office PRIMARY KEY (id), 
	CONSTRAINT ck_office_one CHECK (id = 1), 
	CONSTRAINT uq_office_uuid UNIQUE (uuid)
)
 STRICT
--
CREATE TABLE closing_undone (
	id INTEGER NOT NULL, 
	closing_id INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_closing_undone PRIMARY KEY (id), 
	CONSTRAINT ck_closing_undone_words CHECK (words <> ''), 
	CONSTRAINT uq_closing_undone_closing_id UNIQUE (closing_id)
)
 STRICT
--
create trigger closing_undone_no_update before update on closing_undone begin select raise(abort, 'says: A closing that was put back is never changed or removed. Put it right with a new one.'); end
--
create trigger closing_undone_no_delete before delete on closing_undone begin select raise(abort, 'says: A closing that was put back is never changed or removed. Put it right with a new one.'); end
--
create trigger closing_undone_no_replace before insert on closing_undone
when exists (select 1 from closing_undone where id = new.id) begin select raise(abort, 'says: A closing that was put back is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE register_code (
	id INTEGER NOT NULL, 
	booking_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	CONSTRAINT pk_register_code PRIMARY KEY (id), 
	CONSTRAINT uq_register_code_booking_id UNIQUE (booking_id), 
	CONSTRAINT uq_register_code_code UNIQUE (code)
)
 STRICT
--
create trigger register_code_no_update before update on register_code begin select raise(abort, 'says: A code of a register is never changed or removed. Put it right with a new one.'); end
--
create trigger register_code_no_delete before delete on register_code begin select raise(abort, 'says: A code of a register is never changed or removed. Put it right with a new one.'); end
--
create trigger register_code_no_replace before insert on register_code
when exists (select 1 from register_code where id = new.id) begin select raise(abort, 'says: A code of a register is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE refill (
	id INTEGER NOT NULL, 
	cancellation_id INTEGER NOT NULL, 
	taken_by INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	back INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_refill PRIMARY KEY (id), 
	CONSTRAINT ck_refill_pence CHECK (pence >= 0 and back >= 0 and pence + back > 0), 
	CONSTRAINT uq_refill_cancellation_id UNIQUE (cancellation_id), 
	CONSTRAINT uq_refill_taken_by UNIQUE (taken_by)
)
 STRICT
--
create trigger refill_no_update before update on refill begin select raise(abort, 'says: A refilled place is never changed or removed. Put it right with a new one.'); end
--
create trigger refill_no_delete before delete on refill begin select raise(abort, 'says: A refilled place is never changed or removed. Put it right with a new one.'); end
--
create trigger refill_no_replace before insert on refill
when exists (select 1 from refill where id = new.id) begin select raise(abort, 'says: A refilled place is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE directory_feed (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_directory_feed PRIMARY KEY (id), 
	CONSTRAINT ck_directory_feed_named CHECK (name <> ''), 
	CONSTRAINT uq_directory_feed_name UNIQUE (name)
)
 STRICT
--
CREATE TABLE file_map (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	columns TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_file_map PRIMARY KEY (id), 
	CONSTRAINT uq_file_map_name UNIQUE (name)
)
 STRICT
--
CREATE TABLE spend_file (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	rows INTEGER NOT NULL, 
	added INTEGER NOT NULL, 
	in_pence INTEGER NOT NULL, 
	out_pence INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	back_at TEXT, 
	back_by INTEGER, 
	back_why TEXT NOT NULL, 
	CONSTRAINT pk_spend_file PRIMARY KEY (id), 
	CONSTRAINT ck_spend_file_back_why CHECK ((back_at is null) = (back_why = '')), 
	CONSTRAINT ck_spend_file_back_by CHECK ((back_at is null) = (back_by is null))
)
 STRICT
--
CREATE INDEX ix_spend_file_at ON spend_file (at, id)
--
CREATE UNIQUE INDEX uq_spend_file_sha256 ON spend_file (sha256) WHERE back_at is null
--
create trigger spend_file_kept before delete on spend_file begin select raise(abort, 'says: A file of spending is never removed. Close it instead.'); end
--
create trigger spend_file_fixed before update on spend_file when (old.back_at is not null or new.sha256 <> old.sha256 or new.rows <> old.rows or new.added <> old.added or new.in_pence <> old.in_pence or new.out_pence <> old.out_pence or new.first_day <> old.first_day or new.last_day <> old.last_day or new.at <> old.at or new.person_id <> old.person_id) and not exists (select 1 from erasing)
begin select raise(abort, 'says: A file of spending is never changed. Put it back, with the reason.'); end
--
CREATE TABLE payment_run (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	cycle_days INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	pay_on TEXT NOT NULL, 
	file_by TEXT NOT NULL, 
	state TEXT NOT NULL, 
	drafted_by INTEGER NOT NULL, 
	drafted_at TEXT NOT NULL, 
	approved_by INTEGER, 
	approved_at TEXT, 
	second_by INTEGER, 
	posted_at TEXT, 
	total_pence INTEGER NOT NULL, 
	dropped_why TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_payment_run PRIMARY KEY (id), 
	CONSTRAINT ck_payment_run_state CHECK (state in ('drafted', 'approved', 'posted', 'exported', 'acknowledged', 'dropped')), 
	CONSTRAINT ck_payment_run_days CHECK (last_day >= first_day), 
	CONSTRAINT ck_payment_run_other_person CHECK (approved_by is null or approved_by <> drafted_by), 
	CONSTRAINT ck_payment_run_second_person CHECK (second_by is null or (second_by <> drafted_by and second_by <> approved_by)), 
	CONSTRAINT ck_payment_run_approved CHECK (state in ('drafted', 'dropped') or approved_by is not null), 
	CONSTRAINT uq_payment_run_number UNIQUE (number)
)
 STRICT
--
CREATE INDEX ix_payment_run_cycle ON payment_run (cycle_days, first_day)
--
CREATE INDEX ix_payment_run_last ON payment_run (last_day)
--
CREATE INDEX ix_payment_run_pay ON payment_run (pay_on)
--
create trigger payment_run_kept before delete on payment_run begin select raise(abort, 'says: A payment run is never removed. Close it instead.'); end
--
create trigger payment_run_total before update on payment_run when new.state = 'drafted' and new.total_pence <> old.total_pence and new.approved_by is not null
begin select raise(abort, 'says: Who approved a run approved its total. Once that changes it is approved anew.'); end
--
create trigger payment_run_two_people before update of state, approved_by, second_by on payment_run when new.state in ('drafted', 'approved') and exists (select 1 from person a, person b where a.id <> b.id
    and (a.id = new.approved_by and b.id = new.drafted_by or a.id = new.second_by and b.id in (new.drafted_by, new.approved_by))
    and (lower(trim(a.name)) = lower(trim(b.name)) or trim(a.email) <> '' and lower(trim(a.email)) = lower(trim(b.email))))
begin select raise(abort, 'says: Who approves a run has the name or the e-mail of who drafted or approved it. Somebody else approves it.'); end
--
CREATE TABLE export_batch (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	name TEXT NOT NULL, 
	content BLOB, 
	sha256 TEXT NOT NULL, 
	line_count INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	vendor_sum INTEGER NOT NULL, 
	first_due TEXT NOT NULL, 
	last_due TEXT NOT NULL, 
	parts TEXT NOT NULL, 
	layout TEXT NOT NULL, 
	audit_head TEXT NOT NULL, 
	state TEXT NOT NULL, 
	prepared_by INTEGER NOT NULL, 
	prepared_at TEXT NOT NULL, 
	written_at TEXT, 
	withdrawn_by INTEGER, 
	withdrawn_why TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_export_batch PRIMARY KEY (id), 
	CONSTRAINT uq_export_batch_kind_sequence UNIQUE (kind, sequence), 
	CONSTRAINT ck_export_batch_kind CHECK (kind in ('payments', 'charges', 'recoveries', 'purchases')), 
	CONSTRAINT ck_export_batch_state CHECK (state in ('prepared', 'written', 'acknowledged', 'withdrawn')), 
	CONSTRAINT ck_export_batch_written CHECK ((state in ('prepared', 'withdrawn')) = (written_at is null)), 
	CONSTRAINT ck_export_batch_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_by is not null and withdrawn_why <> '')), 
	CONSTRAINT ck_export_batch_amounts CHECK (pence >= 0 and line_count > 0)
)
 STRICT
--
create trigger export_batch_kept before delete on export_batch begin select raise(abort, 'says: A finance file is never removed. Close it instead.'); end
--
create trigger export_batch_fixed before update on export_batch when (new.content <> old.content and not (exists (select 1 from erasing) and length(new.content) = 0)) or new.sha256 <> old.sha256 or new.pence <> old.pence or new.line_count <> old.line_count or new.sequence <> old.sequence or new.kind <> old.kind or new.layout <> old.layout or new.parts <> old.parts or new.vendor_sum <> old.vendor_sum or new.first_due <> old.first_due or new.last_due <> old.last_due
begin select raise(abort, 'says: What a finance file says is never changed once it is prepared.'); end
--
create trigger export_batch_withdrawn before update of state on export_batch when new.state <> old.state and (old.state = 'withdrawn'
  or (new.state = 'withdrawn' and (old.state <> 'prepared' or new.kind <> 'payments')))
begin select raise(abort, 'says: Only a file of payments that was never written is withdrawn, and for good.'); end
--
create trigger payment_run_taken_back before update of state on payment_run when old.state in ('exported', 'acknowledged') and new.state not in ('exported', 'acknowledged') and exists (
    select 1 from export_batch b where b.about = 'payment_run:' || new.id and b.state <> 'withdrawn')
begin select raise(abort, 'says: A file of this run was prepared and not withdrawn, so its payments go.'); end
--
CREATE TABLE file_layout (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	layout TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_file_layout PRIMARY KEY (id), 
	CONSTRAINT ck_file_layout_kind CHECK (kind in ('payments', 'charges', 'recoveries', 'purchases')), 
	CONSTRAINT ck_file_layout_why CHECK (reason <> '')
)
 STRICT
--
CREATE INDEX ix_file_layout_kind ON file_layout (kind, from_day, id)
--
create trigger file_layout_no_update before update on file_layout begin select raise(abort, 'says: A layout of a file is never changed or removed. Put it right with a new one.'); end
--
create trigger file_layout_no_delete before delete on file_layout begin select raise(abort, 'says: A layout of a file is never changed or removed. Put it right with a new one.'); end
--
create trigger file_layout_no_replace before insert on file_layout
when exists (select 1 from file_layout where id = new.id) begin select raise(abort, 'says: A layout of a file is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE backup_key (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	key_file TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_backup_key PRIMARY KEY (id), 
	CONSTRAINT ck_backup_key_number CHECK (number > 1), 
	CONSTRAINT ck_backup_key_key CHECK (length(key) = 64), 
	CONSTRAINT uq_backup_key_number UNIQUE (number)
)
 STRICT
--
create trigger backup_key_no_update before update on backup_key begin select raise(abort, 'says: A key of the backups is never changed or removed. Put it right with a new one.'); end
--
create trigger backup_key_no_delete before delete on backup_key begin select raise(abort, 'says: A key of the backups is never changed or removed. Put it right with a new one.'); end
--
create trigger backup_key_no_replace before insert on backup_key
when exists (select 1 from backup_key where id = new.id) begin select raise(abort, 'says: A key of the backups is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE uplift (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	state TEXT NOT NULL, 
	drafted_by INTEGER NOT NULL, 
	drafted_at TEXT NOT NULL, 
	applied_by INTEGER, 
	applied_at TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_uplift PRIMARY KEY (id), 
	CONSTRAINT ck_uplift_state CHECK (state in ('drafted', 'applied', 'dropped')), 
	CONSTRAINT ck_uplift_other_person CHECK (applied_by is null or applied_by <> drafted_by), 
	CONSTRAINT ck_uplift_applied CHECK ((state = 'applied') = (applied_by is not null))
)
 STRICT
--
create trigger uplift_kept before delete on uplift begin select raise(abort, 'says: An uplift is never removed. Close it instead.'); end
--
CREATE TABLE allocation_round (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	opens_on TEXT NOT NULL, 
	closes_at TEXT NOT NULL, 
	cap INTEGER NOT NULL, 
	cap_unit TEXT NOT NULL, 
	seed INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	looked_at TEXT NOT NULL, 
	made_by INTEGER NOT NULL, 
	published_at TEXT, 
	mode TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_allocation_round PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_round_state CHECK (state in ('collecting', 'closed', 'previewed', 'published')), 
	CONSTRAINT ck_allocation_round_cap CHECK (cap > 0), 
	CONSTRAINT ck_allocation_round_cap_unit CHECK (cap_unit in ('days', 'sessions')), 
	CONSTRAINT ck_allocation_round_mode CHECK (mode in ('', 'offers', 'bookings')), 
	CONSTRAINT uq_allocation_round_name UNIQUE (name)
)
 STRICT
--
create trigger allocation_round_kept before delete on allocation_round begin select raise(abort, 'says: A round is never removed. Close it instead.'); end
--
create trigger allocation_round_forward before update on allocation_round when (case new.state when 'collecting' then 1 when 'closed' then 2 when 'previewed' then 3 else 4 end) < (case old.state when 'collecting' then 1 when 'closed' then 2 when 'previewed' then 3 else 4 end) or new.seed <> old.seed
  or (old.state <> 'collecting' and (new.cap <> old.cap or new.cap_unit <> old.cap_unit or new.closes_at <> old.closes_at))
begin select raise(abort, 'says: A round goes forward only: collecting wishes, closed, looked at, published.'); end
--
CREATE TABLE form_draft (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	place TEXT NOT NULL, 
	title TEXT NOT NULL, 
	typed TEXT NOT NULL, 
	opener TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_form_draft PRIMARY KEY (id), 
	CONSTRAINT uq_form_draft_person_id_place_title UNIQUE (person_id, place, title), 
	CONSTRAINT ck_form_draft_typed CHECK (length(typed) <= 200000), 
	CONSTRAINT fk_form_draft_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE TABLE office_trial (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	CONSTRAINT pk_office_trial PRIMARY KEY (id), 
	CONSTRAINT ck_office_trial_kind CHECK (kind in ('key', 'restore')), 
	CONSTRAINT fk_office_trial_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_office_trial_person_id ON office_trial (person_id)
--
create trigger office_trial_no_update before update on office_trial begin select raise(abort, 'says: A trial of the office is never changed or removed. Put it right with a new one.'); end
--
create trigger office_trial_no_delete before delete on office_trial begin select raise(abort, 'says: A trial of the office is never changed or removed. Put it right with a new one.'); end
--
create trigger office_trial_no_replace before insert on office_trial
when exists (select 1 from office_trial where id = new.id) begin select raise(abort, 'says: A trial of the office is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE audit_mark (
	entry INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	last_id INTEGER NOT NULL, 
	fields TEXT NOT NULL, 
	CONSTRAINT pk_audit_mark PRIMARY KEY (entry, place), 
	CONSTRAINT ck_audit_mark_rows CHECK (last_id >= row_id), 
	CONSTRAINT fk_audit_mark_entry FOREIGN KEY(entry) REFERENCES audit_entry (number)
)
 WITHOUT ROWID,
 STRICT
--
CREATE INDEX ix_audit_mark_many ON audit_mark (table_name, last_id, row_id) WHERE last_id > row_id
--
CREATE INDEX ix_audit_mark_row ON audit_mark (table_name, row_id, entry)
--
create trigger audit_mark_no_update before update on audit_mark begin select raise(abort, 'says: An audit mark is never changed or removed. Put it right with a new one.'); end
--
create trigger audit_mark_no_delete before delete on audit_mark begin select raise(abort, 'says: An audit mark is never changed or removed. Put it right with a new one.'); end
--
create trigger audit_mark_no_replace before insert on audit_mark
when exists (select 1 from audit_mark where entry = new.entry and place = new.place) begin select raise(abort, 'says: An audit mark is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE transfer (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	from_account INTEGER NOT NULL, 
	to_account INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	CONSTRAINT pk_transfer PRIMARY KEY (id), 
	CONSTRAINT ck_transfer_pence CHECK (pence > 0 and pence <= 100000000), 
	CONSTRAINT ck_transfer_accounts CHECK (from_account <> to_account), 
	CONSTRAINT fk_transfer_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_transfer_from_account FOREIGN KEY(from_account) REFERENCES account (id), 
	CONSTRAINT fk_transfer_to_account FOREIGN KEY(to_account) REFERENCES account (id)
)
 STRICT
--
CREATE INDEX ix_transfer_entry_id ON transfer (entry_id)
--
CREATE INDEX ix_transfer_in ON transfer (to_account, on_date, id, pence, entry_id)
--
CREATE INDEX ix_transfer_out ON transfer (from_account, on_date, id, pence, entry_id)
--
create trigger transfer_no_update before update on transfer begin select raise(abort, 'says: A ledger transfer is never changed or removed. Put it right with a new one.'); end
--
create trigger transfer_no_delete before delete on transfer begin select raise(abort, 'says: A ledger transfer is never changed or removed. Put it right with a new one.'); end
--
create trigger transfer_no_replace before insert on transfer
when exists (select 1 from transfer where id = new.id) begin select raise(abort, 'says: A ledger transfer is never changed or removed. Put it right with a new one.'); end
--
create trigger transfer_period before insert on transfer
when exists (select 1 from period where month = substr(new.on_date, 1, 7) and state = 'hard')
begin select raise(abort, 'says: That month of the books is closed. Post it in an open month.'); end
--
create trigger transfer_mirror before insert on transfer
when exists (select 1 from entry e where e.id = new.entry_id and e.reverses is not null) and not exists (
  select 1 from entry e join transfer t on t.entry_id = e.reverses join entry o on o.id = e.reverses
  where e.id = new.entry_id and t.from_account = new.to_account and t.to_account = new.from_account
    and t.pence = new.pence and o.reverses is null)
begin select raise(abort, 'says: A reversing entry mirrors the entry it undoes, line by line.'); end
--
create trigger transfer_totals after insert on transfer begin
  insert into month_total (account_id, month, in_pence, out_pence)
  values (new.from_account, substr(new.on_date, 1, 7), 0, new.pence)
  on conflict (account_id, month) do update set out_pence = out_pence + new.pence;
  insert into month_total (account_id, month, in_pence, out_pence)
  values (new.to_account, substr(new.on_date, 1, 7), new.pence, 0)
  on conflict (account_id, month) do update set in_pence = in_pence + new.pence;
end
--
CREATE TABLE month_total (
	account_id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	in_pence INTEGER NOT NULL, 
	out_pence INTEGER NOT NULL, 
	CONSTRAINT pk_month_total PRIMARY KEY (account_id, month), 
	CONSTRAINT fk_month_total_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 WITHOUT ROWID,
 STRICT
--
CREATE TABLE bed (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	features TEXT NOT NULL, 
	min_age INTEGER, 
	max_age INTEGER, 
	emergency INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_bed PRIMARY KEY (id), 
	CONSTRAINT uq_bed_unit_id_name UNIQUE (unit_id, name), 
	CONSTRAINT ck_bed_name CHECK (name <> ''), 
	CONSTRAINT ck_bed_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT ck_bed_ages CHECK (min_age is null or max_age is null or min_age <= max_age), 
	CONSTRAINT fk_bed_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 STRICT
--
create trigger bed_kept before delete on bed begin select raise(abort, 'says: A bed is never removed. Close it instead.'); end
--
CREATE TABLE night_price (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_night_price PRIMARY KEY (id), 
	CONSTRAINT ck_night_price_pence CHECK (pence >= 0), 
	CONSTRAINT fk_night_price_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 STRICT
--
CREATE INDEX ix_night_price_unit_id ON night_price (unit_id)
--
create trigger night_price_no_update before update on night_price begin select raise(abort, 'says: A price of a night is never changed or removed. Put it right with a new one.'); end
--
create trigger night_price_no_delete before delete on night_price begin select raise(abort, 'says: A price of a night is never changed or removed. Put it right with a new one.'); end
--
create trigger night_price_no_replace before insert on night_price
when exists (select 1 from night_price where id = new.id) begin select raise(abort, 'says: A price of a night is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE night_roster (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	night TEXT NOT NULL, 
	workers INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_night_roster PRIMARY KEY (id), 
	CONSTRAINT uq_night_roster_unit_id_night UNIQUE (unit_id, night), 
	CONSTRAINT ck_night_roster_workers CHECK (workers >= 0), 
	CONSTRAINT fk_night_roster_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 STRICT
--
CREATE TABLE venue (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	postcode TEXT NOT NULL, 
	district TEXT NOT NULL, 
	easting INTEGER, 
	northing INTEGER, 
	directions TEXT NOT NULL, 
	parking TEXT NOT NULL, 
	access TEXT NOT NULL, 
	state TEXT NOT NULL, 
	closed_on TEXT, 
	closed_reason TEXT NOT NULL, 
	source_id TEXT, 
	"foreign" TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_venue PRIMARY KEY (id), 
	CONSTRAINT ck_venue_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_venue_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT fk_venue_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_venue_source_id UNIQUE (source_id)
)
 STRICT
--
CREATE INDEX ix_venue_provider_id ON venue (provider_id)
--
create trigger venue_kept before delete on venue begin select raise(abort, 'says: A venue is never removed. Close it instead.'); end
--
CREATE TABLE service (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	description TEXT NOT NULL, 
	min_age INTEGER, 
	max_age INTEGER, 
	children_per_worker INTEGER NOT NULL, 
	one_to_one INTEGER NOT NULL, 
	two_to_one INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	charged_by TEXT NOT NULL, 
	referral TEXT NOT NULL, 
	contact_name TEXT NOT NULL, 
	contact_phone TEXT NOT NULL, 
	bring TEXT NOT NULL, 
	state TEXT NOT NULL, 
	closed_on TEXT, 
	closed_reason TEXT NOT NULL, 
	source_id TEXT, 
	"foreign" TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_service PRIMARY KEY (id), 
	CONSTRAINT ck_service_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_service_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT ck_service_unit CHECK (unit in ('hours', 'sessions', 'nights')), 
	CONSTRAINT ck_service_charged_by CHECK (charged_by in ('council', 'provider', 'nobody')), 
	CONSTRAINT ck_service_ages CHECK (min_age is null or max_age is null or min_age <= max_age), 
	CONSTRAINT fk_service_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_service_source_id UNIQUE (source_id)
)
 STRICT
--
CREATE INDEX ix_service_provider_id ON service (provider_id)
--
create trigger service_kept before delete on service begin select raise(abort, 'says: A service is never removed. Close it instead.'); end
--
CREATE TABLE provider_check (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	seen_on TEXT, 
	seen_by TEXT NOT NULL, 
	valid_until TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_provider_check PRIMARY KEY (id), 
	CONSTRAINT uq_provider_check_provider_id_kind UNIQUE (provider_id, kind), 
	CONSTRAINT fk_provider_check_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT
--
CREATE TABLE check_seen (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	valid_until TEXT, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_check_seen PRIMARY KEY (id), 
	CONSTRAINT fk_check_seen_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT
--
CREATE INDEX ix_check_seen_provider_id ON check_seen (provider_id)
--
create trigger check_seen_no_update before update on check_seen begin select raise(abort, 'says: A check that was seen is never changed or removed. Put it right with a new one.'); end
--
create trigger check_seen_no_delete before delete on check_seen begin select raise(abort, 'says: A check that was seen is never changed or removed. Put it right with a new one.'); end
--
create trigger check_seen_no_replace before insert on check_seen
when exists (select 1 from check_seen where id = new.id) begin select raise(abort, 'says: A check that was seen is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE provider_contact (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_provider_contact PRIMARY KEY (id), 
	CONSTRAINT fk_provider_contact_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT
--
CREATE INDEX ix_provider_contact_provider_id ON provider_contact (provider_id)
--
create trigger provider_contact_no_update before update on provider_contact begin select raise(abort, 'says: A note of a call is never changed or removed. Put it right with a new one.'); end
--
create trigger provider_contact_no_delete before delete on provider_contact begin select raise(abort, 'says: A note of a call is never changed or removed. Put it right with a new one.'); end
--
create trigger provider_contact_no_replace before insert on provider_contact
when exists (select 1 from provider_contact where id = new.id) begin select raise(abort, 'says: A note of a call is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE address (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	purpose TEXT NOT NULL, 
	lines TEXT NOT NULL, 
	postcode TEXT NOT NULL, 
	district TEXT NOT NULL, 
	easting INTEGER, 
	northing INTEGER, 
	visibility TEXT NOT NULL, 
	from_day TEXT, 
	until_day TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_address PRIMARY KEY (id), 
	CONSTRAINT ck_address_purpose CHECK (purpose in ('home', 'correspondence')), 
	CONSTRAINT ck_address_visibility CHECK (visibility in ('open', 'restricted')), 
	CONSTRAINT fk_address_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
 STRICT
--
CREATE INDEX ix_address_household_id ON address (household_id)
--
create trigger address_erased_update before update on address when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger address_erased_insert before insert on address when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger address_household_id_went before insert on address when exists (select 1 from household where id = new.household_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE adult (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	first_name TEXT NOT NULL, 
	last_name TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	letter_format TEXT NOT NULL, 
	language TEXT NOT NULL, 
	lives_elsewhere INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_adult PRIMARY KEY (id), 
	CONSTRAINT ck_adult_letter_format CHECK (letter_format in ('standard', 'large', 'easy')), 
	CONSTRAINT ck_adult_state CHECK (state in ('open', 'closed', 'died', 'merged')), 
	CONSTRAINT fk_adult_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
 STRICT
--
CREATE INDEX ix_adult_household_id ON adult (household_id)
--
CREATE INDEX ix_adult_left ON adult (household_id) WHERE adult.state in ('closed', 'died')
--
create trigger adult_kept before delete on adult begin select raise(abort, 'says: A parent''s record is never removed. Close it instead.'); end
--
create trigger adult_erased_update before update on adult when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger adult_erased_insert before insert on adult when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger adult_household_id_went before insert on adult when exists (select 1 from household where id = new.household_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE child (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	first_name TEXT NOT NULL, 
	last_name TEXT NOT NULL, 
	known_as TEXT NOT NULL, 
	born TEXT NOT NULL, 
	sibling_only INTEGER NOT NULL, 
	workers_needed INTEGER NOT NULL, 
	communication TEXT NOT NULL, 
	health TEXT NOT NULL, 
	likes TEXT NOT NULL, 
	school TEXT NOT NULL, 
	key_worker TEXT NOT NULL, 
	early_support_point TEXT NOT NULL, 
	care_plan_on TEXT, 
	advance_care_plan_held TEXT NOT NULL, 
	palliative INTEGER NOT NULL, 
	long_term INTEGER, 
	sen_first TEXT NOT NULL, 
	sen_second TEXT NOT NULL, 
	sen_provision TEXT NOT NULL, 
	primary_need TEXT NOT NULL, 
	sen_said TEXT NOT NULL, 
	state TEXT NOT NULL, 
	merged_into INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_child PRIMARY KEY (id), 
	CONSTRAINT ck_child_workers CHECK (workers_needed between 0 and 2), 
	CONSTRAINT ck_child_sen CHECK (sen_second = '' or (sen_first <> '' and sen_first <> sen_second)), 
	CONSTRAINT ck_child_merged CHECK ((state = 'merged') = (merged_into is not null)), 
	CONSTRAINT ck_child_state CHECK (state in ('open', 'closed', 'merged')), 
	CONSTRAINT fk_child_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_child_merged_into FOREIGN KEY(merged_into) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_child_born ON child (born)
--
CREATE INDEX ix_child_household_id ON child (household_id)
--
CREATE INDEX ix_child_merged_into ON child (merged_into) WHERE merged_into is not null
--
CREATE INDEX ix_child_open ON child (id) WHERE child.state = 'open'
--
CREATE INDEX ix_child_sen_first ON child (sen_first)
--
CREATE INDEX ix_child_sen_second ON child (sen_second)
--
create trigger child_kept before delete on child begin select raise(abort, 'says: A child''s record is never removed. Close it instead.'); end
--
create trigger child_erased_update before update on child when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger child_erased_insert before insert on child when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger child_merged_in_circle before update of merged_into on child when new.merged_into is not null and (new.merged_into = new.id
  or exists (select 1 from child where id = new.merged_into and merged_into is not null)
  or exists (select 1 from child where merged_into = new.id))
begin select raise(abort, 'says: A record is merged into one that is kept, never into itself or one that was merged. Look at both again.'); end
--
CREATE TABLE returned (
	id INTEGER NOT NULL, 
	undone_id INTEGER NOT NULL, 
	cancellation_id INTEGER NOT NULL, 
	back INTEGER NOT NULL, 
	why TEXT NOT NULL, 
	told TEXT NOT NULL, 
	CONSTRAINT pk_returned PRIMARY KEY (id), 
	CONSTRAINT ck_returned_why CHECK (back = (why = '')), 
	CONSTRAINT fk_returned_undone_id FOREIGN KEY(undone_id) REFERENCES closing_undone (id), 
	CONSTRAINT uq_returned_cancellation_id UNIQUE (cancellation_id)
)
 STRICT
--
CREATE INDEX ix_returned_undone_id ON returned (undone_id)
--
create trigger returned_no_update before update on returned begin select raise(abort, 'says: An answer of a closing that was put back is never changed or removed. Put it right with a new one.'); end
--
create trigger returned_no_delete before delete on returned begin select raise(abort, 'says: An answer of a closing that was put back is never changed or removed. Put it right with a new one.'); end
--
create trigger returned_no_replace before insert on returned
when exists (select 1 from returned where id = new.id) begin select raise(abort, 'says: An answer of a closing that was put back is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE erasure (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	nth INTEGER NOT NULL, 
	due_on TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	asked_by INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_erasure PRIMARY KEY (id), 
	CONSTRAINT uq_erasure_household_id_nth UNIQUE (household_id, nth), 
	CONSTRAINT uq_erasure_id_asked_by UNIQUE (id, asked_by), 
	CONSTRAINT ck_erasure_id CHECK (id > 0), 
	CONSTRAINT fk_erasure_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
 STRICT
--
create trigger erasure_no_update before update on erasure begin select raise(abort, 'says: A proposal to erase is never changed or removed. Put it right with a new one.'); end
--
create trigger erasure_no_delete before delete on erasure begin select raise(abort, 'says: A proposal to erase is never changed or removed. Put it right with a new one.'); end
--
create trigger erasure_no_replace before insert on erasure
when exists (select 1 from erasure where id = new.id) begin select raise(abort, 'says: A proposal to erase is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE looks_cleared (
	id INTEGER NOT NULL, 
	until_at TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_looks_cleared PRIMARY KEY (id), 
	CONSTRAINT fk_looks_cleared_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_looks_cleared_person_id ON looks_cleared (person_id)
--
create trigger looks_cleared_no_update before update on looks_cleared begin select raise(abort, 'says: A clearing of looks is never changed or removed. Put it right with a new one.'); end
--
create trigger looks_cleared_no_delete before delete on looks_cleared begin select raise(abort, 'says: A clearing of looks is never changed or removed. Put it right with a new one.'); end
--
create trigger looks_cleared_no_replace before insert on looks_cleared
when exists (select 1 from looks_cleared where id = new.id) begin select raise(abort, 'says: A clearing of looks is never changed or removed. Put it right with a new one.'); end
--
create trigger looks_cleared_late before insert on looks_cleared
when julianday(new.at) - julianday(new.until_at) < 180
begin select raise(abort, 'says: Who looked at a record is kept for 180 days at least.'); end
--
CREATE TABLE provider_invoice (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	vendor_number TEXT NOT NULL, 
	number TEXT NOT NULL, 
	number_key TEXT NOT NULL, 
	order_ref TEXT NOT NULL, 
	vat_code TEXT NOT NULL, 
	dated TEXT NOT NULL, 
	due_on TEXT NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	credit_number TEXT NOT NULL, 
	entered_by INTEGER NOT NULL, 
	entered_at TEXT NOT NULL, 
	approved_by INTEGER, 
	approved_at TEXT, 
	entry_id INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_provider_invoice PRIMARY KEY (id), 
	CONSTRAINT ck_provider_invoice_state CHECK (state in ('entered', 'approved', 'credited', 'withdrawn')), 
	CONSTRAINT ck_provider_invoice_pence CHECK (pence > 0), 
	CONSTRAINT ck_provider_invoice_numbers CHECK (vendor_number <> '' and number_key <> ''), 
	CONSTRAINT ck_provider_invoice_days CHECK (last_day >= first_day), 
	CONSTRAINT ck_provider_invoice_other_person CHECK (approved_by is null or approved_by <> entered_by), 
	CONSTRAINT ck_provider_invoice_approved CHECK ((state in ('approved', 'credited')) = (approved_by is not null and entry_id is not null)), 
	CONSTRAINT ck_provider_invoice_why CHECK (state in ('entered', 'approved') or reason <> ''), 
	CONSTRAINT fk_provider_invoice_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_provider_invoice_entry_id UNIQUE (entry_id)
)
 STRICT
--
CREATE INDEX ix_provider_invoice_provider_id ON provider_invoice (provider_id)
--
CREATE INDEX ix_provider_invoice_state ON provider_invoice (state, id)
--
CREATE UNIQUE INDEX uq_provider_invoice_number ON provider_invoice (vendor_number, number_key) WHERE state <> 'withdrawn'
--
create trigger provider_invoice_kept before delete on provider_invoice begin select raise(abort, 'says: A provider''s invoice is never removed. Close it instead.'); end
--
create trigger provider_invoice_fixed before update on provider_invoice when new.pence <> old.pence or new.number_key <> old.number_key or new.vendor_number <> old.vendor_number or new.provider_id <> old.provider_id or new.first_day <> old.first_day or new.last_day <> old.last_day
begin select raise(abort, 'says: An invoice says what its paper says. Withdraw it and enter it again, or credit it.'); end
--
CREATE TABLE export_line (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	nth INTEGER NOT NULL, 
	CONSTRAINT pk_export_line PRIMARY KEY (id), 
	CONSTRAINT uq_export_line_batch_id_line UNIQUE (batch_id, line), 
	CONSTRAINT uq_export_line_about_nth UNIQUE (about, nth), 
	CONSTRAINT ck_export_line_nth CHECK (nth >= 0), 
	CONSTRAINT fk_export_line_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
 STRICT
--
create trigger export_line_no_update before update on export_line begin select raise(abort, 'says: A line of a finance file is never changed or removed. Put it right with a new one.'); end
--
create trigger export_line_no_delete before delete on export_line begin select raise(abort, 'says: A line of a finance file is never changed or removed. Put it right with a new one.'); end
--
create trigger export_line_no_replace before insert on export_line
when exists (select 1 from export_line where id = new.id) begin select raise(abort, 'says: A line of a finance file is never changed or removed. Put it right with a new one.'); end
--
create trigger export_line_again before insert on export_line when new.nth > 0 and (new.nth <> (select count(*) from export_line l where l.about = new.about) or exists (
    select 1 from export_line l join export_batch b on b.id = l.batch_id where l.about = new.about and b.state <> 'withdrawn'))
begin select raise(abort, 'says: One of these lines went to finance before. Look at the files that were written.'); end
--
CREATE TABLE export_copy (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_export_copy PRIMARY KEY (id), 
	CONSTRAINT fk_export_copy_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
 STRICT
--
CREATE INDEX ix_export_copy_at ON export_copy (batch_id, at)
--
create trigger export_copy_no_update before update on export_copy begin select raise(abort, 'says: A copy of a finance file is never changed or removed. Put it right with a new one.'); end
--
create trigger export_copy_no_delete before delete on export_copy begin select raise(abort, 'says: A copy of a finance file is never changed or removed. Put it right with a new one.'); end
--
create trigger export_copy_no_replace before insert on export_copy
when exists (select 1 from export_copy where id = new.id) begin select raise(abort, 'says: A copy of a finance file is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE charges_sent (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	through INTEGER NOT NULL, 
	CONSTRAINT pk_charges_sent PRIMARY KEY (id), 
	CONSTRAINT uq_charges_sent_batch_id UNIQUE (batch_id), 
	CONSTRAINT fk_charges_sent_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
 STRICT
--
create trigger charges_sent_no_update before update on charges_sent begin select raise(abort, 'says: A mark of charges sent is never changed or removed. Put it right with a new one.'); end
--
create trigger charges_sent_no_delete before delete on charges_sent begin select raise(abort, 'says: A mark of charges sent is never changed or removed. Put it right with a new one.'); end
--
create trigger charges_sent_no_replace before insert on charges_sent
when exists (select 1 from charges_sent where id = new.id) begin select raise(abort, 'says: A mark of charges sent is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE round_step (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_round_step PRIMARY KEY (id), 
	CONSTRAINT ck_round_step_state CHECK (state in ('collecting', 'closed', 'previewed', 'published')), 
	CONSTRAINT fk_round_step_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id)
)
 STRICT
--
CREATE INDEX ix_round_step_round_id ON round_step (round_id)
--
CREATE UNIQUE INDEX uq_round_step_published ON round_step (round_id) WHERE state = 'published'
--
create trigger round_step_no_update before update on round_step begin select raise(abort, 'says: A step of a round is never changed or removed. Put it right with a new one.'); end
--
create trigger round_step_no_delete before delete on round_step begin select raise(abort, 'says: A step of a round is never changed or removed. Put it right with a new one.'); end
--
create trigger round_step_no_replace before insert on round_step
when exists (select 1 from round_step where id = new.id) begin select raise(abort, 'says: A step of a round is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE round_result (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	wish_id INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	remedy TEXT NOT NULL, 
	number INTEGER, 
	CONSTRAINT pk_round_result PRIMARY KEY (id), 
	CONSTRAINT ck_round_result_outcome CHECK (outcome in ('given', 'not given', 'late', 'not eligible', 'needs a person')), 
	CONSTRAINT fk_round_result_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT uq_round_result_wish_id UNIQUE (wish_id)
)
 STRICT
--
CREATE INDEX ix_round_result_round_id ON round_result (round_id)
--
create trigger round_result_no_update before update of id, round_id, wish_id, outcome, number on round_result begin select raise(abort, 'says: A result of a round is never changed or removed. Put it right with a new one.'); end
--
create trigger round_result_no_change before update on round_result
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A result of a round is never changed or removed. Put it right with a new one.'); end
--
create trigger round_result_no_delete before delete on round_result begin select raise(abort, 'says: A result of a round is never changed or removed. Put it right with a new one.'); end
--
create trigger round_result_no_replace before insert on round_result
when exists (select 1 from round_result where id = new.id) begin select raise(abort, 'says: A result of a round is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE series (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	asked_by INTEGER, 
	every_weeks INTEGER NOT NULL, 
	weeks TEXT NOT NULL, 
	only_weeks TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	starts TEXT NOT NULL, 
	collected_by TEXT NOT NULL, 
	transport TEXT NOT NULL, 
	note TEXT NOT NULL, 
	state TEXT NOT NULL, 
	ended_on TEXT, 
	ended_reason TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_series PRIMARY KEY (id), 
	CONSTRAINT ck_series_every_weeks CHECK (every_weeks in (1, 2)), 
	CONSTRAINT ck_series_weeks CHECK (weeks in ('all', 'term', 'holidays')), 
	CONSTRAINT ck_series_days CHECK (last_day >= first_day), 
	CONSTRAINT ck_series_state CHECK (state in ('open', 'ended')), 
	CONSTRAINT ck_series_ended CHECK ((state = 'ended') = (ended_reason <> '')), 
	CONSTRAINT fk_series_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_series_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_series_asked_by FOREIGN KEY(asked_by) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_series_asked_by ON series (asked_by) WHERE asked_by is not null
--
CREATE INDEX ix_series_child_id ON series (child_id)
--
CREATE INDEX ix_series_service_id ON series (service_id)
--
create trigger series_kept before delete on series begin select raise(abort, 'says: A series is never removed. Close it instead.'); end
--
create trigger series_collected before insert on series when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.first_day and coalesce(r.until_day, '9999-12-31') >= new.first_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.first_day and coalesce(n.until_day, '9999-12-31') >= new.first_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) or new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.last_day and coalesce(r.until_day, '9999-12-31') >= new.last_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.last_day and coalesce(n.until_day, '9999-12-31') >= new.last_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger series_collected_later before update of collected_by, last_day on series when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.last_day and coalesce(r.until_day, '9999-12-31') >= new.last_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.last_day and coalesce(n.until_day, '9999-12-31') >= new.last_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger series_child_id_went before insert on series when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE stay (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	bed_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	state_since TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	starts_at TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	planned_nights INTEGER NOT NULL, 
	offered_until TEXT, 
	legal TEXT NOT NULL, 
	uses INTEGER NOT NULL, 
	charge_pence INTEGER NOT NULL, 
	exempt TEXT NOT NULL, 
	manager TEXT NOT NULL, 
	reviewing_officer TEXT NOT NULL, 
	collected_by TEXT NOT NULL, 
	note TEXT NOT NULL, 
	together INTEGER, 
	transport TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_stay PRIMARY KEY (id), 
	CONSTRAINT ck_stay_state CHECK (state in ('offered', 'booked', 'in_house', 'ended', 'cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider', 'no_show')), 
	CONSTRAINT ck_stay_legal CHECK (legal in ('s17', 's20', 'undecided')), 
	CONSTRAINT ck_stay_times CHECK (ends_at >= starts_at), 
	CONSTRAINT ck_stay_amounts CHECK (uses >= 0 and charge_pence >= 0 and planned_nights >= 1), 
	CONSTRAINT fk_stay_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_stay_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_stay_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
 STRICT
--
CREATE INDEX ix_stay_bed_id ON stay (bed_id)
--
CREATE INDEX ix_stay_child_starts ON stay (child_id, starts_at)
--
CREATE INDEX ix_stay_service_ends ON stay (service_id, ends_at)
--
CREATE INDEX ix_stay_service_starts ON stay (service_id, starts_at)
--
CREATE INDEX ix_stay_state_ends ON stay (state, ends_at)
--
CREATE INDEX ix_stay_together ON stay (together) WHERE together is not null
--
create trigger stay_kept before delete on stay begin select raise(abort, 'says: A stay is never removed. Close it instead.'); end
--
create trigger stay_collected before insert on stay when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(r.until_day, '9999-12-31') >= date(new.starts_at)
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(n.until_day, '9999-12-31') >= date(new.starts_at))) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger stay_collected_later before update of collected_by, starts_at on stay when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(r.until_day, '9999-12-31') >= date(new.starts_at)
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(n.until_day, '9999-12-31') >= date(new.starts_at))) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger stay_counts_again after update of state, uses, starts_at on stay
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select u.allocation_id from stay_use u where u.stay_id = new.id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger stay_siblings_added after insert on stay when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('stays', new.together, 0, (select count(*) from stay b where b.together = new.together and b.state = 'offered'), (select count(*) from stay b where b.together = new.together and b.state <> 'offered'), case when (select count(*) from stay b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from stay b where b.together = new.together and b.state <> 'offered') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger stay_siblings_moved after update of state, together on stay when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('stays', new.together, 0, (select count(*) from stay b where b.together = new.together and b.state = 'offered'), (select count(*) from stay b where b.together = new.together and b.state <> 'offered'), case when (select count(*) from stay b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from stay b where b.together = new.together and b.state <> 'offered') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger stay_of_open_child before insert on stay when date(new.starts_at) >= date(new.made_at, case when new.made_at >= datetime(strftime('%Y-04-01', new.made_at), 'weekday 0', '-7 days', '+1 hour')
  and new.made_at < datetime(strftime('%Y-11-01', new.made_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))
begin select raise(abort, 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'); end
--
create trigger stay_again_of_open_child before update of state on stay when new.state = 'booked' and old.state not in ('booked', 'in_house', 'ended') and date(new.starts_at) >= date(new.state_since, case when new.state_since >= datetime(strftime('%Y-04-01', new.state_since), 'weekday 0', '-7 days', '+1 hour')
  and new.state_since < datetime(strftime('%Y-11-01', new.state_since), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))
begin select raise(abort, 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'); end
--
create trigger stay_later_of_open_child before update of ends_at on stay when new.state in ('offered', 'booked') and new.ends_at > old.ends_at and date(new.ends_at) > (select max(on_date) from child_ending e where e.child_id = new.child_id and e.kind in ('closed', 'died')) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))
begin select raise(abort, 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'); end
--
create trigger stay_child_id_went before insert on stay when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE paper (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	about TEXT NOT NULL, 
	child_id INTEGER, 
	adult_id INTEGER, 
	style TEXT NOT NULL, 
	audience TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	pages INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	issued_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_paper PRIMARY KEY (id), 
	CONSTRAINT fk_paper_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_paper_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_paper_about ON paper (about, id)
--
CREATE INDEX ix_paper_adult_id ON paper (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_paper_child_id ON paper (child_id) WHERE child_id is not null
--
create trigger paper_no_update before update of id, kind, about, child_id, adult_id, style, audience, pages, sha256, issued_at, person_id on paper begin select raise(abort, 'says: A paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_no_change before update on paper
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_no_delete before delete on paper begin select raise(abort, 'says: A paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_no_replace before insert on paper
when exists (select 1 from paper where id = new.id) begin select raise(abort, 'says: A paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_not_told before insert on paper when new.adult_id is not null
  and (exists (select 1 from adult_right r where r.adult_id = new.adult_id and r.source = 'court' and not r.may_be_told
  and coalesce(r.from_day, '0001-01-01') <= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(r.until_day, '9999-12-31') >= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(n.until_day, '9999-12-31') >= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end))) or exists (select 1 from adult_right r where r.adult_id = new.adult_id and r.source = 'court' and not r.gets_letters
  and coalesce(r.from_day, '0001-01-01') <= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(r.until_day, '9999-12-31') >= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(n.until_day, '9999-12-31') >= date(new.issued_at, case when new.issued_at >= datetime(strftime('%Y-04-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour')
  and new.issued_at < datetime(strftime('%Y-11-01', new.issued_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end))))
begin select raise(abort, 'says: A court’s order says that this adult is told nothing. Choose another adult of the family for the paper.'); end
--
create trigger paper_not_stopped before insert on paper when new.audience = 'family' and substr(new.about, 1, 10) = 'agreement:' and exists (
  select 1 from agreement a where a.letters_stopped and a.id = cast(substr(new.about, 11) as integer))
begin select raise(abort, 'says: This family''s letters are stopped. Speak to whoever deals with the account (R-D26).'); end
--
CREATE TABLE adult_right (
	id INTEGER NOT NULL, 
	adult_id INTEGER NOT NULL, 
	may_book INTEGER NOT NULL, 
	gets_letters INTEGER NOT NULL, 
	may_collect INTEGER NOT NULL, 
	may_be_told INTEGER NOT NULL, 
	from_day TEXT, 
	until_day TEXT, 
	reason TEXT NOT NULL, 
	source TEXT NOT NULL, 
	said_by TEXT NOT NULL, 
	said_on TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_adult_right PRIMARY KEY (id), 
	CONSTRAINT ck_adult_right_source CHECK (source in ('said', 'court')), 
	CONSTRAINT ck_adult_right_said CHECK (reason <> '' and said_by <> ''), 
	CONSTRAINT ck_adult_right_told CHECK (may_be_told or not (may_book or gets_letters)), 
	CONSTRAINT ck_adult_right_days CHECK (until_day is null or from_day is null or until_day >= from_day), 
	CONSTRAINT fk_adult_right_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_adult_right_adult_id ON adult_right (adult_id)
--
CREATE INDEX ix_adult_right_must_not ON adult_right (adult_id) WHERE not may_collect
--
create trigger adult_right_no_update before update of id, adult_id, may_book, gets_letters, may_collect, may_be_told, from_day, until_day, source, said_on, at, person_id on adult_right begin select raise(abort, 'says: A note of what an adult may do is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_right_no_change before update on adult_right
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note of what an adult may do is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_right_no_delete before delete on adult_right begin select raise(abort, 'says: A note of what an adult may do is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_right_no_replace before insert on adult_right
when exists (select 1 from adult_right where id = new.id) begin select raise(abort, 'says: A note of what an adult may do is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_right_court_stands before insert on adult_right when new.source <> 'court' and exists (select 1 from adult_right r where r.adult_id = new.adult_id
  and r.source = 'court' and ((new.may_book and not r.may_book) or (new.gets_letters and not r.gets_letters) or (new.may_collect and not r.may_collect) or (new.may_be_told and not r.may_be_told)) and case when coalesce(new.from_day, '0001-01-01') > coalesce(r.from_day, '0001-01-01')
  then coalesce(new.from_day, '0001-01-01') else coalesce(r.from_day, '0001-01-01') end <= case when coalesce(new.until_day, '9999-12-31') < coalesce(r.until_day, '9999-12-31')
  then coalesce(new.until_day, '9999-12-31') else coalesce(r.until_day, '9999-12-31') end
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and n.source = 'court'
  and coalesce(n.from_day, '0001-01-01') <= case when coalesce(new.from_day, '0001-01-01') > coalesce(r.from_day, '0001-01-01')
  then coalesce(new.from_day, '0001-01-01') else coalesce(r.from_day, '0001-01-01') end and coalesce(n.until_day, '9999-12-31') >= case when coalesce(new.until_day, '9999-12-31') < coalesce(r.until_day, '9999-12-31')
  then coalesce(new.until_day, '9999-12-31') else coalesce(r.until_day, '9999-12-31') end))
begin select raise(abort, 'says: A court’s order stands against that. See the order that ends or changes it, and enter that one.'); end
--
CREATE TABLE parental_responsibility (
	id INTEGER NOT NULL, 
	adult_id INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	from_day TEXT, 
	until_day TEXT, 
	source TEXT NOT NULL, 
	seen TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_parental_responsibility PRIMARY KEY (id), 
	CONSTRAINT ck_parental_responsibility_source CHECK (source in ('birth', 'marriage', 'agreement', 'court', 'residence', 'guardian', 'adoption', 'unknown')), 
	CONSTRAINT ck_parental_responsibility_seen CHECK (seen <> ''), 
	CONSTRAINT ck_parental_responsibility_takes_away CHECK (held or source in ('court', 'adoption', 'unknown')), 
	CONSTRAINT ck_parental_responsibility_days CHECK (until_day is null or from_day is null or until_day >= from_day), 
	CONSTRAINT fk_parental_responsibility_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_parental_responsibility_adult_id ON parental_responsibility (adult_id)
--
create trigger parental_responsibility_no_update before update of id, adult_id, held, from_day, until_day, source, at, person_id on parental_responsibility begin select raise(abort, 'says: A note of parental responsibility is never changed or removed. Put it right with a new one.'); end
--
create trigger parental_responsibility_no_change before update on parental_responsibility
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note of parental responsibility is never changed or removed. Put it right with a new one.'); end
--
create trigger parental_responsibility_no_delete before delete on parental_responsibility begin select raise(abort, 'says: A note of parental responsibility is never changed or removed. Put it right with a new one.'); end
--
create trigger parental_responsibility_no_replace before insert on parental_responsibility
when exists (select 1 from parental_responsibility where id = new.id) begin select raise(abort, 'says: A note of parental responsibility is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE bed_feature (
	id INTEGER NOT NULL, 
	bed_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	CONSTRAINT pk_bed_feature PRIMARY KEY (id), 
	CONSTRAINT uq_bed_feature_bed_id_code UNIQUE (bed_id, code), 
	CONSTRAINT fk_bed_feature_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
 STRICT
--
CREATE TABLE bed_closure (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	bed_id INTEGER, 
	first_night TEXT NOT NULL, 
	last_night TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_bed_closure PRIMARY KEY (id), 
	CONSTRAINT ck_bed_closure_nights CHECK (last_night >= first_night), 
	CONSTRAINT ck_bed_closure_reason CHECK (reason <> ''), 
	CONSTRAINT ck_bed_closure_state CHECK (state in ('closed', 'opened')), 
	CONSTRAINT fk_bed_closure_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT fk_bed_closure_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
 STRICT
--
CREATE INDEX ix_bed_closure_bed_id ON bed_closure (bed_id) WHERE bed_id is not null
--
CREATE INDEX ix_bed_closure_unit_id ON bed_closure (unit_id)
--
create trigger bed_closure_kept before delete on bed_closure begin select raise(abort, 'says: A closure of a bed is never removed. Close it instead.'); end
--
CREATE TABLE place_price (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	per TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_place_price PRIMARY KEY (id), 
	CONSTRAINT ck_place_price_pence CHECK (pence >= 0), 
	CONSTRAINT ck_place_price_meant CHECK (from_day between '2000-01-01' and '2100-12-31'), 
	CONSTRAINT ck_place_price_why CHECK (reason <> ''), 
	CONSTRAINT ck_place_price_per CHECK (per in ('place', 'hour')), 
	CONSTRAINT fk_place_price_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
 STRICT
--
CREATE INDEX ix_place_price_from ON place_price (service_id, from_day, id)
--
create trigger place_price_no_update before update on place_price begin select raise(abort, 'says: A price of a place is never changed or removed. Put it right with a new one.'); end
--
create trigger place_price_no_delete before delete on place_price begin select raise(abort, 'says: A price of a place is never changed or removed. Put it right with a new one.'); end
--
create trigger place_price_no_replace before insert on place_price
when exists (select 1 from place_price where id = new.id) begin select raise(abort, 'says: A price of a place is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE service_offer (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_service_offer PRIMARY KEY (id), 
	CONSTRAINT uq_service_offer_service_id_code UNIQUE (service_id, code), 
	CONSTRAINT fk_service_offer_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
 STRICT
--
CREATE TABLE service_price (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	per TEXT NOT NULL, 
	CONSTRAINT pk_service_price PRIMARY KEY (id), 
	CONSTRAINT ck_service_price_pence CHECK (pence >= 0), 
	CONSTRAINT ck_service_price_meant CHECK (from_day between '2000-01-01' and '2100-12-31'), 
	CONSTRAINT ck_service_price_per CHECK (per in ('place', 'hour')), 
	CONSTRAINT fk_service_price_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
 STRICT
--
CREATE INDEX ix_service_price_service_id ON service_price (service_id)
--
create trigger service_price_no_update before update on service_price begin select raise(abort, 'says: A price is never changed or removed. Put it right with a new one.'); end
--
create trigger service_price_no_delete before delete on service_price begin select raise(abort, 'says: A price is never changed or removed. Put it right with a new one.'); end
--
create trigger service_price_no_replace before insert on service_price
when exists (select 1 from service_price where id = new.id) begin select raise(abort, 'says: A price is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE pattern (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	venue_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	starts TEXT NOT NULL, 
	ends TEXT NOT NULL, 
	nights INTEGER NOT NULL, 
	places INTEGER NOT NULL, 
	workers INTEGER NOT NULL, 
	on_bank_holidays INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_pattern PRIMARY KEY (id), 
	CONSTRAINT ck_pattern_days CHECK (last_day >= first_day), 
	CONSTRAINT fk_pattern_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_pattern_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id)
)
 STRICT
--
CREATE INDEX ix_pattern_service_id ON pattern (service_id)
--
CREATE INDEX ix_pattern_venue_id ON pattern (venue_id)
--
create trigger pattern_kept before delete on pattern begin select raise(abort, 'says: A pattern is never removed. Close it instead.'); end
--
CREATE TABLE benefit_seen (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	child_id INTEGER, 
	benefit TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	seen_on TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_benefit_seen PRIMARY KEY (id), 
	CONSTRAINT ck_benefit_seen_evidence CHECK (evidence <> ''), 
	CONSTRAINT fk_benefit_seen_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_benefit_seen_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_benefit_seen_child_id ON benefit_seen (child_id) WHERE child_id is not null
--
CREATE INDEX ix_benefit_seen_household_id ON benefit_seen (household_id)
--
create trigger benefit_seen_no_update before update of id, household_id, child_id, from_day, seen_on, at, person_id on benefit_seen begin select raise(abort, 'says: A benefit that was seen is never changed or removed. Put it right with a new one.'); end
--
create trigger benefit_seen_no_change before update on benefit_seen
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A benefit that was seen is never changed or removed. Put it right with a new one.'); end
--
create trigger benefit_seen_no_delete before delete on benefit_seen begin select raise(abort, 'says: A benefit that was seen is never changed or removed. Put it right with a new one.'); end
--
create trigger benefit_seen_no_replace before insert on benefit_seen
when exists (select 1 from benefit_seen where id = new.id) begin select raise(abort, 'says: A benefit that was seen is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE address_reader (
	id INTEGER NOT NULL, 
	address_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_address_reader PRIMARY KEY (id), 
	CONSTRAINT uq_address_reader_address_id_person_id UNIQUE (address_id, person_id), 
	CONSTRAINT fk_address_reader_address_id FOREIGN KEY(address_id) REFERENCES address (id), 
	CONSTRAINT fk_address_reader_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_address_reader_person_id ON address_reader (person_id)
--
CREATE TABLE address_seen (
	id INTEGER NOT NULL, 
	address_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_address_seen PRIMARY KEY (id), 
	CONSTRAINT fk_address_seen_address_id FOREIGN KEY(address_id) REFERENCES address (id), 
	CONSTRAINT fk_address_seen_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_address_seen_address_id ON address_seen (address_id)
--
CREATE INDEX ix_address_seen_person_id ON address_seen (person_id)
--
create trigger address_seen_no_update before update of id, address_id, person_id, at on address_seen begin select raise(abort, 'says: A look at an address is never changed or removed. Put it right with a new one.'); end
--
create trigger address_seen_no_change before update on address_seen
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A look at an address is never changed or removed. Put it right with a new one.'); end
--
create trigger address_seen_no_delete before delete on address_seen begin select raise(abort, 'says: A look at an address is never changed or removed. Put it right with a new one.'); end
--
create trigger address_seen_no_replace before insert on address_seen
when exists (select 1 from address_seen where id = new.id) begin select raise(abort, 'says: A look at an address is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE adult_ending (
	id INTEGER NOT NULL, 
	adult_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_adult_ending PRIMARY KEY (id), 
	CONSTRAINT ck_adult_ending_kind CHECK (kind in ('died', 'left', 'alive')), 
	CONSTRAINT ck_adult_ending_reason CHECK (reason <> ''), 
	CONSTRAINT fk_adult_ending_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_adult_ending_adult_id ON adult_ending (adult_id)
--
create trigger adult_ending_no_update before update of id, adult_id, kind, at, person_id on adult_ending begin select raise(abort, 'says: A note about a parent''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_ending_no_change before update on adult_ending
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note about a parent''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_ending_no_delete before delete on adult_ending begin select raise(abort, 'says: A note about a parent''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_ending_no_replace before insert on adult_ending
when exists (select 1 from adult_ending where id = new.id) begin select raise(abort, 'says: A note about a parent''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger adult_ending_mistaken_by_another before insert on adult_ending when new.kind = 'alive' and not exists (select 1 from adult_ending e where e.adult_id = new.adult_id and e.kind = 'died' and not exists (
    select 1 from adult_ending m where m.adult_id = e.adult_id and m.id > e.id) and e.person_id <> new.person_id)
begin select raise(abort, 'says: Somebody else than who entered a death says that it was a mistake. Look at the record again.'); end
--
create trigger adult_no_life_after_death before update of state on adult when old.state = 'died' and new.state <> 'died' and not exists (select 1 from adult_ending e where e.adult_id = new.id and e.kind = 'alive' and not exists (
    select 1 from adult_ending m where m.adult_id = e.adult_id and m.id > e.id))
begin select raise(abort, 'says: A death that was entered by mistake is undone by somebody else, with the reason. Look at the record.'); end
--
CREATE TABLE child_need (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	level TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_child_need PRIMARY KEY (id), 
	CONSTRAINT uq_child_need_child_id_code UNIQUE (child_id, code), 
	CONSTRAINT fk_child_need_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
create trigger child_need_erased_insert before insert on child_need when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger child_need_child_id_went before insert on child_need when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE emergency_contact (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	within_two_hours INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_emergency_contact PRIMARY KEY (id), 
	CONSTRAINT fk_emergency_contact_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_emergency_contact_child_id ON emergency_contact (child_id)
--
create trigger emergency_contact_erased_insert before insert on emergency_contact when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger emergency_contact_child_id_went before insert on emergency_contact when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE child_ending (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	on_date TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_child_ending PRIMARY KEY (id), 
	CONSTRAINT ck_child_ending_kind CHECK (kind in ('closed', 'opened', 'died', 'hold', 'lifted', 'alive')), 
	CONSTRAINT ck_child_ending_reason CHECK (reason <> ''), 
	CONSTRAINT fk_child_ending_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_child_ending_child_id ON child_ending (child_id)
--
create trigger child_ending_no_update before update of id, child_id, kind, on_date, at, person_id on child_ending begin select raise(abort, 'says: A note about a record''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger child_ending_no_change before update on child_ending
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note about a record''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger child_ending_no_delete before delete on child_ending begin select raise(abort, 'says: A note about a record''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger child_ending_no_replace before insert on child_ending
when exists (select 1 from child_ending where id = new.id) begin select raise(abort, 'says: A note about a record''s end is never changed or removed. Put it right with a new one.'); end
--
create trigger child_ending_mistaken_by_another before insert on child_ending when new.kind = 'alive' and not exists (select 1 from child_ending e where e.child_id = new.child_id and e.kind = 'died' and not exists (
    select 1 from child_ending m where m.child_id = e.child_id and m.kind = 'alive' and m.id > e.id) and e.person_id <> new.person_id)
begin select raise(abort, 'says: Somebody else than who entered a death says that it was a mistake. Look at the record again.'); end
--
create trigger child_ending_no_life_after_death before insert on child_ending when new.kind = 'opened' and exists (select 1 from child_ending e where e.child_id = new.child_id and e.kind = 'died' and not exists (
    select 1 from child_ending m where m.child_id = e.child_id and m.kind = 'alive' and m.id > e.id))
begin select raise(abort, 'says: The child has died, so the record is not opened again. Look at the record.'); end
--
create trigger child_ending_erased_insert before insert on child_ending when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
create trigger child_ending_stops_letters after insert on child_ending when new.kind = 'died'
begin update agreement set letters_stopped = 1 where child_id = new.child_id or child_id in (select id from child where merged_into = new.child_id); end
--
CREATE TABLE family_note (
	id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	child_id INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	words TEXT NOT NULL, 
	CONSTRAINT pk_family_note PRIMARY KEY (id), 
	CONSTRAINT fk_family_note_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_family_note_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_family_note_child_id ON family_note (child_id) WHERE child_id is not null
--
CREATE INDEX ix_family_note_household_id ON family_note (household_id)
--
create trigger family_note_no_update before update of id, household_id, child_id, at, person_id, kind on family_note begin select raise(abort, 'says: A note is never changed or removed. Put it right with a new one.'); end
--
create trigger family_note_no_change before update on family_note
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note is never changed or removed. Put it right with a new one.'); end
--
create trigger family_note_no_delete before delete on family_note begin select raise(abort, 'says: A note is never changed or removed. Put it right with a new one.'); end
--
create trigger family_note_no_replace before insert on family_note
when exists (select 1 from family_note where id = new.id) begin select raise(abort, 'says: A note is never changed or removed. Put it right with a new one.'); end
--
create trigger family_note_erased_insert before insert on family_note when exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing)
begin select raise(abort, 'says: This family’s record was erased. Register the family again if it comes back.'); end
--
CREATE TABLE name_past (
	id INTEGER NOT NULL, 
	child_id INTEGER, 
	adult_id INTEGER, 
	first_name TEXT NOT NULL, 
	last_name TEXT NOT NULL, 
	until_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_name_past PRIMARY KEY (id), 
	CONSTRAINT fk_name_past_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_name_past_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_name_past_adult_id ON name_past (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_name_past_child_id ON name_past (child_id) WHERE child_id is not null
--
create trigger name_past_no_update before update of id, child_id, adult_id, until_at, person_id on name_past begin select raise(abort, 'says: A name that once stood is never changed or removed. Put it right with a new one.'); end
--
create trigger name_past_no_change before update on name_past
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A name that once stood is never changed or removed. Put it right with a new one.'); end
--
create trigger name_past_no_delete before delete on name_past begin select raise(abort, 'says: A name that once stood is never changed or removed. Put it right with a new one.'); end
--
create trigger name_past_no_replace before insert on name_past
when exists (select 1 from name_past where id = new.id) begin select raise(abort, 'says: A name that once stood is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE later_answer (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	about TEXT NOT NULL, 
	charged INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_later_answer PRIMARY KEY (id), 
	CONSTRAINT ck_later_answer_kind CHECK (kind in ('price', 'benefit')), 
	CONSTRAINT ck_later_answer_pence CHECK (pence > 0 or (kind = 'price' and pence = 0)), 
	CONSTRAINT ck_later_answer_reason CHECK (reason <> ''), 
	CONSTRAINT fk_later_answer_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_later_answer_child_id ON later_answer (child_id)
--
CREATE UNIQUE INDEX uq_later_answer_once ON later_answer (kind, about) WHERE kind = 'price' or charged = false
--
create trigger later_answer_no_update before update of id, child_id, kind, about, charged, pence, at, person_id on later_answer begin select raise(abort, 'says: An answer about a break that was not charged is never changed or removed. Put it right with a new one.'); end
--
create trigger later_answer_no_change before update on later_answer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An answer about a break that was not charged is never changed or removed. Put it right with a new one.'); end
--
create trigger later_answer_no_delete before delete on later_answer begin select raise(abort, 'says: An answer about a break that was not charged is never changed or removed. Put it right with a new one.'); end
--
create trigger later_answer_no_replace before insert on later_answer
when exists (select 1 from later_answer where id = new.id) begin select raise(abort, 'says: An answer about a break that was not charged is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE closing (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	service_id INTEGER, 
	venue_id INTEGER, 
	first_day TEXT NOT NULL, 
	last_day TEXT, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_closing PRIMARY KEY (id), 
	CONSTRAINT ck_closing_days CHECK (last_day is null or last_day >= first_day), 
	CONSTRAINT ck_closing_words CHECK (words <> ''), 
	CONSTRAINT fk_closing_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT fk_closing_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_closing_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id)
)
 STRICT
--
CREATE INDEX ix_closing_provider_id ON closing (provider_id)
--
CREATE INDEX ix_closing_service_id ON closing (service_id) WHERE service_id is not null
--
CREATE INDEX ix_closing_venue_id ON closing (venue_id) WHERE venue_id is not null
--
create trigger closing_no_update before update on closing begin select raise(abort, 'says: A closing is never changed or removed. Put it right with a new one.'); end
--
create trigger closing_no_delete before delete on closing begin select raise(abort, 'says: A closing is never changed or removed. Put it right with a new one.'); end
--
create trigger closing_no_replace before insert on closing
when exists (select 1 from closing where id = new.id) begin select raise(abort, 'says: A closing is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE talk (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	opened_at TEXT NOT NULL, 
	opened_on TEXT NOT NULL, 
	counted_to TEXT NOT NULL, 
	no_shows INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	closed_on TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_talk PRIMARY KEY (id), 
	CONSTRAINT ck_talk_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_talk_outcome CHECK ((state = 'closed') = (outcome <> '')), 
	CONSTRAINT fk_talk_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_talk_owner_id FOREIGN KEY(owner_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_talk_child_id ON talk (child_id)
--
CREATE INDEX ix_talk_owner_id ON talk (owner_id)
--
CREATE UNIQUE INDEX uq_talk_open ON talk (child_id) WHERE state = 'open'
--
create trigger talk_kept before delete on talk begin select raise(abort, 'says: A conversation is never removed. Close it instead.'); end
--
create trigger talk_child_id_went before insert on talk when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	seen_on TEXT NOT NULL, 
	expires_on TEXT, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_evidence_child_id ON evidence (child_id)
--
create trigger evidence_child_id_went before insert on evidence when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE panel_case (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	asked_on TEXT NOT NULL, 
	asked_by TEXT NOT NULL, 
	words TEXT NOT NULL, 
	hours INTEGER NOT NULL, 
	sessions INTEGER NOT NULL, 
	nights INTEGER NOT NULL, 
	pounds INTEGER NOT NULL, 
	officer TEXT NOT NULL, 
	panel_on TEXT, 
	state TEXT NOT NULL, 
	closed_on TEXT, 
	closed_reason TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_panel_case PRIMARY KEY (id), 
	CONSTRAINT ck_panel_case_state CHECK (state in ('open', 'decided', 'withdrawn')), 
	CONSTRAINT ck_panel_case_asked_by CHECK (asked_by <> ''), 
	CONSTRAINT ck_panel_case_amounts CHECK (hours >= 0 and sessions >= 0 and nights >= 0 and pounds >= 0), 
	CONSTRAINT ck_panel_case_closed CHECK ((state = 'open') = (closed_on is null)), 
	CONSTRAINT fk_panel_case_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_panel_case_child_id ON panel_case (child_id)
--
CREATE INDEX ix_panel_case_open ON panel_case (state, asked_on, id)
--
create trigger panel_case_kept before delete on panel_case begin select raise(abort, 'says: A request for a decision is never removed. Close it instead.'); end
--
create trigger panel_case_child_id_went before insert on panel_case when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE transition_step (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	months INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_transition_step PRIMARY KEY (id), 
	CONSTRAINT ck_transition_step_kind CHECK (kind in ('taken', 'note', 'letter', 'closed', 'opened')), 
	CONSTRAINT ck_transition_step_words CHECK (words <> '' or kind = 'taken'), 
	CONSTRAINT fk_transition_step_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_transition_step_child_id ON transition_step (child_id)
--
create trigger transition_step_no_update before update of id, child_id, months, kind, at, person_id on transition_step begin select raise(abort, 'says: A step towards adult life is never changed or removed. Put it right with a new one.'); end
--
create trigger transition_step_no_change before update on transition_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step towards adult life is never changed or removed. Put it right with a new one.'); end
--
create trigger transition_step_no_delete before delete on transition_step begin select raise(abort, 'says: A step towards adult life is never changed or removed. Put it right with a new one.'); end
--
create trigger transition_step_no_replace before insert on transition_step
when exists (select 1 from transition_step where id = new.id) begin select raise(abort, 'says: A step towards adult life is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE payment_offer (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	no_other_choice INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_payment_offer PRIMARY KEY (id), 
	CONSTRAINT ck_payment_offer_answer CHECK (answer in ('yes', 'declined', 'not yet')), 
	CONSTRAINT fk_payment_offer_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_payment_offer_child_id ON payment_offer (child_id)
--
CREATE INDEX ix_payment_offer_no_choice ON payment_offer (child_id) WHERE no_other_choice
--
create trigger payment_offer_no_update before update of id, child_id, on_date, answer, no_other_choice, at, person_id on payment_offer begin select raise(abort, 'says: An offer of a direct payment is never changed or removed. Put it right with a new one.'); end
--
create trigger payment_offer_no_change before update on payment_offer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An offer of a direct payment is never changed or removed. Put it right with a new one.'); end
--
create trigger payment_offer_no_delete before delete on payment_offer begin select raise(abort, 'says: An offer of a direct payment is never changed or removed. Put it right with a new one.'); end
--
create trigger payment_offer_no_replace before insert on payment_offer
when exists (select 1 from payment_offer where id = new.id) begin select raise(abort, 'says: An offer of a direct payment is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE rule_override (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	finding TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_rule_override PRIMARY KEY (id), 
	CONSTRAINT ck_rule_override_reason CHECK (reason <> ''), 
	CONSTRAINT fk_rule_override_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_rule_override_about ON rule_override (about)
--
CREATE INDEX ix_rule_override_child_id ON rule_override (child_id)
--
CREATE INDEX ix_rule_override_no_price ON rule_override (about) WHERE rule = 'R-C2'
--
create trigger rule_override_no_update before update of id, child_id, about, rule, at, person_id on rule_override begin select raise(abort, 'says: An override is never changed or removed. Put it right with a new one.'); end
--
create trigger rule_override_no_change before update on rule_override
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An override is never changed or removed. Put it right with a new one.'); end
--
create trigger rule_override_no_delete before delete on rule_override begin select raise(abort, 'says: An override is never changed or removed. Put it right with a new one.'); end
--
create trigger rule_override_no_replace before insert on rule_override
when exists (select 1 from rule_override where id = new.id) begin select raise(abort, 'says: An override is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE feed_service (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	feed_id INTEGER NOT NULL, 
	CONSTRAINT pk_feed_service PRIMARY KEY (id), 
	CONSTRAINT uq_feed_service_service_id UNIQUE (service_id), 
	CONSTRAINT fk_feed_service_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_feed_service_feed_id FOREIGN KEY(feed_id) REFERENCES directory_feed (id)
)
 STRICT
--
CREATE INDEX ix_feed_service_feed_id ON feed_service (feed_id)
--
CREATE TABLE erasure_answer (
	id INTEGER NOT NULL, 
	erasure_id INTEGER NOT NULL, 
	asked_by INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	answer TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_erasure_answer PRIMARY KEY (id), 
	CONSTRAINT fk_erasure_answer_erasure_id_asked_by FOREIGN KEY(erasure_id, asked_by) REFERENCES erasure (id, asked_by), 
	CONSTRAINT uq_erasure_answer_erasure_id_answer UNIQUE (erasure_id, answer), 
	CONSTRAINT ck_erasure_answer_answer CHECK (answer in ('approved', 'taken out')), 
	CONSTRAINT ck_erasure_answer_two_people CHECK (answer <> 'approved' or person_id <> asked_by), 
	CONSTRAINT ck_erasure_answer_reason CHECK (answer = 'approved' or reason <> ''), 
	CONSTRAINT uq_erasure_answer_erasure_id UNIQUE (erasure_id)
)
 STRICT
--
create trigger erasure_answer_no_update before update of id, erasure_id, asked_by, person_id, answer, at on erasure_answer begin select raise(abort, 'says: An answer to a proposal to erase is never changed or removed. Put it right with a new one.'); end
--
create trigger erasure_answer_no_change before update on erasure_answer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An answer to a proposal to erase is never changed or removed. Put it right with a new one.'); end
--
create trigger erasure_answer_no_delete before delete on erasure_answer begin select raise(abort, 'says: An answer to a proposal to erase is never changed or removed. Put it right with a new one.'); end
--
create trigger erasure_answer_no_replace before insert on erasure_answer
when exists (select 1 from erasure_answer where id = new.id) begin select raise(abort, 'says: An answer to a proposal to erase is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE erased (
	id INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_erased PRIMARY KEY (id), 
	CONSTRAINT fk_erased_id FOREIGN KEY(id) REFERENCES erasure (id)
)
 STRICT
--
create trigger erased_no_update before update on erased begin select raise(abort, 'says: An erasure is never changed or removed. Put it right with a new one.'); end
--
create trigger erased_no_delete before delete on erased begin select raise(abort, 'says: An erasure is never changed or removed. Put it right with a new one.'); end
--
create trigger erased_no_replace before insert on erased
when exists (select 1 from erased where id = new.id) begin select raise(abort, 'says: An erasure is never changed or removed. Put it right with a new one.'); end
--
create trigger erased_while before insert on erased when not exists (select 1 from erasing where id = new.id)
begin select raise(abort, 'says: An erasure is recorded only while it is carried out.'); end
--
CREATE TABLE record_look (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	place TEXT NOT NULL, 
	CONSTRAINT pk_record_look PRIMARY KEY (id), 
	CONSTRAINT ck_record_look_place CHECK (place in ('record', 'find', 'payment', 'nights')), 
	CONSTRAINT fk_record_look_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_record_look_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_record_look_at ON record_look (at)
--
CREATE INDEX ix_record_look_child_id ON record_look (child_id)
--
CREATE INDEX ix_record_look_person_id ON record_look (person_id)
--
create trigger record_look_no_change before update on record_look begin select raise(abort, 'says: Who looked at a record is never changed, and not removed before its time.'); end
--
create trigger record_look_no_delete before delete on record_look
when not exists (select 1 from looks_cleared c where c.until_at > old.at) begin select raise(abort, 'says: Who looked at a record is never changed, and not removed before its time.'); end
--
create trigger record_look_no_replace before insert on record_look
when exists (select 1 from record_look where id = new.id) begin select raise(abort, 'says: Who looked at a record is never changed, and not removed before its time.'); end
--
CREATE TABLE need_past (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	need_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	level TEXT NOT NULL, 
	until_at TEXT NOT NULL, 
	CONSTRAINT pk_need_past PRIMARY KEY (id), 
	CONSTRAINT fk_need_past_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_need_past_child_id ON need_past (child_id)
--
create trigger need_past_no_update before update of id, child_id, need_id, until_at on need_past begin select raise(abort, 'says: A need that was once recorded is never changed or removed. Put it right with a new one.'); end
--
create trigger need_past_no_change before update on need_past
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A need that was once recorded is never changed or removed. Put it right with a new one.'); end
--
create trigger need_past_no_delete before delete on need_past begin select raise(abort, 'says: A need that was once recorded is never changed or removed. Put it right with a new one.'); end
--
create trigger need_past_no_replace before insert on need_past
when exists (select 1 from need_past where id = new.id) begin select raise(abort, 'says: A need that was once recorded is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE subject_file (
	id INTEGER NOT NULL, 
	child_id INTEGER, 
	adult_id INTEGER, 
	asked_by TEXT NOT NULL, 
	items INTEGER NOT NULL, 
	kept_back INTEGER NOT NULL, 
	why_back TEXT NOT NULL, 
	paper_sha256 TEXT NOT NULL, 
	file_sha256 TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_subject_file PRIMARY KEY (id), 
	CONSTRAINT ck_subject_file_one_subject CHECK ((child_id is null) <> (adult_id is null)), 
	CONSTRAINT ck_subject_file_asked_by CHECK (asked_by <> ''), 
	CONSTRAINT ck_subject_file_why_back CHECK (kept_back = 0 or why_back <> ''), 
	CONSTRAINT fk_subject_file_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_subject_file_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id), 
	CONSTRAINT fk_subject_file_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--
CREATE INDEX ix_subject_file_adult_id ON subject_file (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_subject_file_child_id ON subject_file (child_id) WHERE child_id is not null
--
CREATE INDEX ix_subject_file_person_id ON subject_file (person_id)
--
create trigger subject_file_no_update before update of id, child_id, adult_id, items, kept_back, paper_sha256, file_sha256, at, person_id on subject_file begin select raise(abort, 'says: A note of a file that was handed over is never changed or removed. Put it right with a new one.'); end
--
create trigger subject_file_no_change before update on subject_file
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note of a file that was handed over is never changed or removed. Put it right with a new one.'); end
--
create trigger subject_file_no_delete before delete on subject_file begin select raise(abort, 'says: A note of a file that was handed over is never changed or removed. Put it right with a new one.'); end
--
create trigger subject_file_no_replace before insert on subject_file
when exists (select 1 from subject_file where id = new.id) begin select raise(abort, 'says: A note of a file that was handed over is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE agreement (
	id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	child_id INTEGER NOT NULL, 
	pot TEXT NOT NULL, 
	payee_id INTEGER, 
	purpose TEXT NOT NULL, 
	may_buy TEXT NOT NULL, 
	held TEXT NOT NULL, 
	last4 TEXT NOT NULL, 
	vendor_number TEXT NOT NULL, 
	cycle_days INTEGER, 
	surplus_weeks INTEGER, 
	state TEXT NOT NULL, 
	starts_on TEXT NOT NULL, 
	review_on TEXT, 
	ended_on TEXT, 
	unpaid_from TEXT NOT NULL, 
	consent_on TEXT, 
	signed_on TEXT, 
	plan_on TEXT, 
	approval_ref TEXT NOT NULL, 
	account_ready_on TEXT, 
	checks_noted_on TEXT, 
	letters_stopped INTEGER NOT NULL, 
	named_person TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_agreement PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_pot CHECK (pot in ('direct payment', 'transport budget', 'personal budget')), 
	CONSTRAINT ck_agreement_held CHECK (held in ('card', 'account', 'managed')), 
	CONSTRAINT ck_agreement_state CHECK (state in ('draft', 'active', 'suspended', 'ended')), 
	CONSTRAINT ck_agreement_cycle CHECK (cycle_days is null or cycle_days in (0, 7, 14, 28)), 
	CONSTRAINT ck_agreement_last4 CHECK (length(last4) <= 4), 
	CONSTRAINT ck_agreement_surplus_weeks CHECK (surplus_weeks is null or surplus_weeks between 4 and 12), 
	CONSTRAINT ck_agreement_ended CHECK ((state = 'ended') = (ended_on is not null)), 
	CONSTRAINT ck_agreement_consent CHECK (state = 'draft' or consent_on is not null), 
	CONSTRAINT uq_agreement_ref UNIQUE (ref), 
	CONSTRAINT fk_agreement_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_agreement_payee_id FOREIGN KEY(payee_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_agreement_child_id ON agreement (child_id)
--
CREATE INDEX ix_agreement_days_left ON agreement (id) WHERE unpaid_from <= ended_on
--
CREATE INDEX ix_agreement_ended ON agreement (ended_on) WHERE ended_on is not null
--
CREATE INDEX ix_agreement_payee_id ON agreement (payee_id) WHERE payee_id is not null
--
CREATE INDEX ix_agreement_state ON agreement (state, id)
--
create trigger agreement_kept before delete on agreement begin select raise(abort, 'says: An agreement is never removed. Close it instead.'); end
--
create trigger agreement_child_id_went before insert on agreement when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE legal_status (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	legal TEXT NOT NULL, 
	situation INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	reviewing_officer TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_legal_status PRIMARY KEY (id), 
	CONSTRAINT ck_legal_status_recorded CHECK (recorded in ('', 'V3', 'V4') and (legal = 's17') = (recorded = '')), 
	CONSTRAINT ck_legal_status_legal CHECK (legal in ('s17', 's20')), 
	CONSTRAINT ck_legal_status_situation CHECK ((legal = 's17' and situation = 1) or (legal = 's20' and situation in (2, 3))), 
	CONSTRAINT ck_legal_status_decided_by CHECK (decided_by <> ''), 
	CONSTRAINT fk_legal_status_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_legal_status_child_id ON legal_status (child_id)
--
create trigger legal_status_no_update before update of id, child_id, legal, situation, from_day, recorded, at, person_id on legal_status begin select raise(abort, 'says: A legal status is never changed or removed. Put it right with a new one.'); end
--
create trigger legal_status_no_change before update on legal_status
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A legal status is never changed or removed. Put it right with a new one.'); end
--
create trigger legal_status_no_delete before delete on legal_status begin select raise(abort, 'says: A legal status is never changed or removed. Put it right with a new one.'); end
--
create trigger legal_status_no_replace before insert on legal_status
when exists (select 1 from legal_status where id = new.id) begin select raise(abort, 'says: A legal status is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE pair (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_pair PRIMARY KEY (id), 
	CONSTRAINT ck_pair_order CHECK (child_id < other_id), 
	CONSTRAINT ck_pair_kind CHECK (kind in ('must not share', 'prefer not', 'good match')), 
	CONSTRAINT ck_pair_reason CHECK (reason <> ''), 
	CONSTRAINT uq_pair_child_id_other_id_from_day UNIQUE (child_id, other_id, from_day), 
	CONSTRAINT fk_pair_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_pair_other_id FOREIGN KEY(other_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_pair_other_id ON pair (other_id)
--
create trigger pair_kept before delete on pair begin select raise(abort, 'says: A pair is never removed. Close it instead.'); end
--
CREATE TABLE first_visit (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	how TEXT NOT NULL, 
	CONSTRAINT pk_first_visit PRIMARY KEY (id), 
	CONSTRAINT ck_first_visit_kind CHECK (kind in ('tea', 'day')), 
	CONSTRAINT uq_first_visit_child_id_service_id_on_date UNIQUE (child_id, service_id, on_date), 
	CONSTRAINT fk_first_visit_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_first_visit_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
 STRICT
--
CREATE INDEX ix_first_visit_service_id ON first_visit (service_id)
--
create trigger first_visit_no_update before update on first_visit begin select raise(abort, 'says: A visit before a first night is never changed or removed. Put it right with a new one.'); end
--
create trigger first_visit_no_delete before delete on first_visit begin select raise(abort, 'says: A visit before a first night is never changed or removed. Put it right with a new one.'); end
--
create trigger first_visit_no_replace before insert on first_visit
when exists (select 1 from first_visit where id = new.id) begin select raise(abort, 'says: A visit before a first night is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE review_held (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	on_date TEXT NOT NULL, 
	held_by TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_review_held PRIMARY KEY (id), 
	CONSTRAINT ck_review_held_kind CHECK (kind in ('review', 'visit')), 
	CONSTRAINT ck_review_held_held_by CHECK (held_by <> ''), 
	CONSTRAINT fk_review_held_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_review_held_child_id ON review_held (child_id)
--
create trigger review_held_no_update before update of id, child_id, kind, on_date, at, person_id on review_held begin select raise(abort, 'says: A review that was held is never changed or removed. Put it right with a new one.'); end
--
create trigger review_held_no_change before update on review_held
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A review that was held is never changed or removed. Put it right with a new one.'); end
--
create trigger review_held_no_delete before delete on review_held begin select raise(abort, 'says: A review that was held is never changed or removed. Put it right with a new one.'); end
--
create trigger review_held_no_replace before insert on review_held
when exists (select 1 from review_held where id = new.id) begin select raise(abort, 'says: A review that was held is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE visit_plan (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	every_days INTEGER NOT NULL, 
	agreed_by TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_visit_plan PRIMARY KEY (id), 
	CONSTRAINT ck_visit_plan_every_days CHECK (every_days between 1 and 366), 
	CONSTRAINT fk_visit_plan_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_visit_plan_child_id ON visit_plan (child_id)
--
create trigger visit_plan_no_update before update of id, child_id, from_day, every_days, at, person_id on visit_plan begin select raise(abort, 'says: An agreement about visits is never changed or removed. Put it right with a new one.'); end
--
create trigger visit_plan_no_change before update on visit_plan
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An agreement about visits is never changed or removed. Put it right with a new one.'); end
--
create trigger visit_plan_no_delete before delete on visit_plan begin select raise(abort, 'says: An agreement about visits is never changed or removed. Put it right with a new one.'); end
--
create trigger visit_plan_no_replace before insert on visit_plan
when exists (select 1 from visit_plan where id = new.id) begin select raise(abort, 'says: An agreement about visits is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE wish (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	received_at TEXT NOT NULL, 
	together INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	withdrawn_reason TEXT NOT NULL, 
	entered_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_wish PRIMARY KEY (id), 
	CONSTRAINT ck_wish_state CHECK (state in ('open', 'withdrawn')), 
	CONSTRAINT ck_wish_rank CHECK (rank between 1 and 60), 
	CONSTRAINT ck_wish_reason CHECK ((state = 'withdrawn') = (withdrawn_reason <> '')), 
	CONSTRAINT fk_wish_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_wish_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_wish_child_id ON wish (child_id)
--
CREATE INDEX ix_wish_round_child ON wish (round_id, child_id, rank)
--
CREATE UNIQUE INDEX uq_wish_rank ON wish (round_id, child_id, rank) WHERE state = 'open'
--
create trigger wish_kept before delete on wish begin select raise(abort, 'says: A wish is never removed. Close it instead.'); end
--
create trigger wish_settled before insert on wish
when exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
begin select raise(abort, 'says: This round is published, so what is in it stays as it was.'); end
--
create trigger wish_stays before update on wish
when (new.rank <> old.rank or new.state <> old.state or new.received_at <> old.received_at)
  and exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
begin select raise(abort, 'says: This round is published, so what is in it stays as it was.'); end
--
create trigger wish_child_id_went before insert on wish when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE round_letter (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	adult_id INTEGER, 
	paper_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_round_letter PRIMARY KEY (id), 
	CONSTRAINT uq_round_letter_round_id_household_id UNIQUE (round_id, household_id), 
	CONSTRAINT fk_round_letter_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_round_letter_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_round_letter_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_round_letter_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id), 
	CONSTRAINT uq_round_letter_paper_id UNIQUE (paper_id)
)
 STRICT
--
CREATE INDEX ix_round_letter_adult_id ON round_letter (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_round_letter_child_id ON round_letter (child_id)
--
CREATE INDEX ix_round_letter_household_id ON round_letter (household_id)
--
create trigger round_letter_kept before delete on round_letter begin select raise(abort, 'says: A letter is never removed. Close it instead.'); end
--
create trigger round_letter_child_id_went before insert on round_letter when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
create trigger round_letter_household_id_went before insert on round_letter when exists (select 1 from household where id = new.household_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE bed_night (
	id INTEGER NOT NULL, 
	stay_id INTEGER NOT NULL, 
	bed_id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	night TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	CONSTRAINT pk_bed_night PRIMARY KEY (id), 
	CONSTRAINT ck_bed_night_pence CHECK (pence >= 0), 
	CONSTRAINT uq_bed_night_bed UNIQUE (bed_id, night), 
	CONSTRAINT uq_bed_night_child UNIQUE (child_id, night), 
	CONSTRAINT fk_bed_night_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_bed_night_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_bed_night_night ON bed_night (night, stay_id)
--
CREATE INDEX ix_bed_night_stay_id ON bed_night (stay_id)
--
create trigger bed_night_child_id_went before insert on bed_night when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE stay_step (
	id INTEGER NOT NULL, 
	stay_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_stay_step PRIMARY KEY (id), 
	CONSTRAINT fk_stay_step_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
 STRICT
--
CREATE INDEX ix_stay_step_stay_id ON stay_step (stay_id)
--
create trigger stay_step_no_update before update of id, stay_id, state, reason, at, person_id, on_date on stay_step begin select raise(abort, 'says: A step of a stay is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_step_no_change before update on stay_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of a stay is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_step_no_delete before delete on stay_step begin select raise(abort, 'says: A step of a stay is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_step_no_replace before insert on stay_step
when exists (select 1 from stay_step where id = new.id) begin select raise(abort, 'says: A step of a stay is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE paper_print (
	id INTEGER NOT NULL, 
	paper_id INTEGER NOT NULL, 
	own BLOB NOT NULL, 
	shared TEXT NOT NULL, 
	CONSTRAINT pk_paper_print PRIMARY KEY (id), 
	CONSTRAINT uq_paper_print_paper_id UNIQUE (paper_id), 
	CONSTRAINT fk_paper_print_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
 STRICT
--
create trigger paper_print_no_update before update of id, paper_id on paper_print begin select raise(abort, 'says: A print of a paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_print_no_change before update on paper_print
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A print of a paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_print_no_delete before delete on paper_print begin select raise(abort, 'says: A print of a paper is never changed or removed. Put it right with a new one.'); end
--
create trigger paper_print_no_replace before insert on paper_print
when exists (select 1 from paper_print where id = new.id) begin select raise(abort, 'says: A print of a paper is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE break_session (
	id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	venue_id INTEGER NOT NULL, 
	pattern_id INTEGER, 
	starts_at TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	places INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	workers INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	closed_reason TEXT NOT NULL, 
	CONSTRAINT pk_break_session PRIMARY KEY (id), 
	CONSTRAINT ck_break_session_places CHECK (taken >= 0 and taken <= places), 
	CONSTRAINT ck_break_session_times CHECK (ends_at > starts_at), 
	CONSTRAINT ck_break_session_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT uq_break_session_service_id_venue_id_starts_at UNIQUE (service_id, venue_id, starts_at), 
	CONSTRAINT fk_break_session_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_break_session_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id), 
	CONSTRAINT fk_break_session_pattern_id FOREIGN KEY(pattern_id) REFERENCES pattern (id)
)
 STRICT
--
CREATE INDEX ix_break_session_free ON break_session (starts_at, service_id, id, ends_at, places, taken, venue_id, workers) WHERE state = 'open' and taken < places
--
CREATE INDEX ix_break_session_pattern_id ON break_session (pattern_id) WHERE pattern_id is not null
--
CREATE INDEX ix_break_session_service ON break_session (service_id, starts_at)
--
CREATE INDEX ix_break_session_venue_id ON break_session (venue_id)
--
create trigger break_session_kept before delete on break_session begin select raise(abort, 'says: A session is never removed. Close it instead.'); end
--
CREATE TABLE notice (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	closing_id INTEGER, 
	why TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	paper_id INTEGER, 
	void INTEGER NOT NULL, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT ck_notice_why CHECK (why in ('family', 'provider', 'refilled', 'reopened')), 
	CONSTRAINT ck_notice_void CHECK (not void or paper_id is null), 
	CONSTRAINT fk_notice_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_notice_closing_id FOREIGN KEY(closing_id) REFERENCES closing (id), 
	CONSTRAINT uq_notice_paper_id UNIQUE (paper_id)
)
 STRICT
--
CREATE INDEX ix_notice_child_id ON notice (child_id)
--
CREATE INDEX ix_notice_closing_id ON notice (closing_id) WHERE closing_id is not null
--
CREATE INDEX ix_notice_owed ON notice (id) WHERE paper_id is null and not void
--
create trigger notice_kept before delete on notice begin select raise(abort, 'says: A notice is never removed. Close it instead.'); end
--
create trigger notice_child_id_went before insert on notice when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE talk_note (
	id INTEGER NOT NULL, 
	talk_id INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_talk_note PRIMARY KEY (id), 
	CONSTRAINT fk_talk_note_talk_id FOREIGN KEY(talk_id) REFERENCES talk (id)
)
 STRICT
--
CREATE INDEX ix_talk_note_talk_id ON talk_note (talk_id)
--
create trigger talk_note_no_update before update of id, talk_id, at, person_id on talk_note begin select raise(abort, 'says: A note of a conversation is never changed or removed. Put it right with a new one.'); end
--
create trigger talk_note_no_change before update on talk_note
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note of a conversation is never changed or removed. Put it right with a new one.'); end
--
create trigger talk_note_no_delete before delete on talk_note begin select raise(abort, 'says: A note of a conversation is never changed or removed. Put it right with a new one.'); end
--
create trigger talk_note_no_replace before insert on talk_note
when exists (select 1 from talk_note where id = new.id) begin select raise(abort, 'says: A note of a conversation is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	rules_said TEXT NOT NULL, 
	findings TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_on TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT, 
	review_on TEXT, 
	entered_at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	case_id INTEGER, 
	asked_on TEXT, 
	asked TEXT NOT NULL, 
	awards TEXT NOT NULL, 
	scheme TEXT NOT NULL, 
	criteria TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	gives TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	officer TEXT NOT NULL, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT ck_decision_outcome CHECK (outcome in ('agreed', 'declined')), 
	CONSTRAINT ck_decision_reason CHECK (reason <> ''), 
	CONSTRAINT uq_decision_case_id UNIQUE (case_id), 
	CONSTRAINT fk_decision_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_decision_case_id FOREIGN KEY(case_id) REFERENCES panel_case (id)
)
 STRICT
--
CREATE INDEX ix_decision_case_id ON decision (case_id) WHERE case_id is not null
--
CREATE INDEX ix_decision_child_id ON decision (child_id)
--
CREATE INDEX ix_decision_review ON decision (review_on) WHERE review_on is not null
--
create trigger decision_no_update before update of id, child_id, outcome, rules_said, decided_on, from_day, until_day, review_on, entered_at, person_id, case_id, asked_on on decision begin select raise(abort, 'says: A decision is never changed or removed. Put it right with a new one.'); end
--
create trigger decision_no_change before update on decision
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A decision is never changed or removed. Put it right with a new one.'); end
--
create trigger decision_no_delete before delete on decision begin select raise(abort, 'says: A decision is never changed or removed. Put it right with a new one.'); end
--
create trigger decision_no_replace before insert on decision
when exists (select 1 from decision where id = new.id) begin select raise(abort, 'says: A decision is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE erasing (
	id INTEGER NOT NULL, 
	answer TEXT NOT NULL, 
	shut INTEGER NOT NULL, 
	CONSTRAINT pk_erasing PRIMARY KEY (id), 
	CONSTRAINT fk_erasing_id_answer FOREIGN KEY(id, answer) REFERENCES erasure_answer (erasure_id, answer), 
	CONSTRAINT ck_erasing_approved CHECK (answer = 'approved'), 
	CONSTRAINT ck_erasing_shut CHECK (shut = 0), 
	CONSTRAINT fk_erasing_shut FOREIGN KEY(shut) REFERENCES erasure (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
--
CREATE INDEX ix_erasing_shut ON erasing (shut)
--
create trigger erasing_once before insert on erasing when exists (select 1 from erased where id = new.id)
begin select raise(abort, 'says: That erasure was carried out already.'); end
--
create trigger erasing_said before delete on erasing when not exists (select 1 from erased where id = old.id)
begin select raise(abort, 'says: An erasure ends with its record that it was carried out.'); end
--
create trigger erasing_fixed before update on erasing
begin select raise(abort, 'says: What is erased is not changed.'); end
--
CREATE TABLE spend_line (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	file_id INTEGER, 
	on_date TEXT NOT NULL, 
	payee TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	nth INTEGER NOT NULL, 
	bank_ref TEXT NOT NULL, 
	category TEXT NOT NULL, 
	"match" TEXT NOT NULL, 
	why TEXT NOT NULL, 
	evidence_on TEXT, 
	misspent_pence INTEGER NOT NULL, 
	explanation TEXT NOT NULL, 
	entry_id INTEGER, 
	back_at TEXT, 
	back_by INTEGER, 
	back_why TEXT NOT NULL, 
	again INTEGER NOT NULL, 
	by_hand INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_spend_line PRIMARY KEY (id), 
	CONSTRAINT ck_spend_line_back_why CHECK ((back_at is null) = (back_why = '')), 
	CONSTRAINT ck_spend_line_back_by CHECK ((back_at is null) = (back_by is null)), 
	CONSTRAINT ck_spend_line_put_back CHECK ((match = 'put back') = (back_at is not null)), 
	CONSTRAINT ck_spend_line_again CHECK (back_at is not null or not again), 
	CONSTRAINT ck_spend_line_pence CHECK (pence <> 0), 
	CONSTRAINT ck_spend_line_match CHECK (match in ('matched', 'odd', 'accepted', 'misspent', 'put back')), 
	CONSTRAINT ck_spend_line_category CHECK (category in ('assistant', 'agency', 'payroll', 'activity', 'equipment', 'travel', 'our payment', 'own money', 'other', '')), 
	CONSTRAINT ck_spend_line_misspent CHECK (misspent_pence >= 0 and (misspent_pence = 0 or misspent_pence <= pence)), 
	CONSTRAINT ck_spend_line_misspent_said CHECK ((match = 'misspent') = (misspent_pence > 0)), 
	CONSTRAINT fk_spend_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_spend_line_file_id FOREIGN KEY(file_id) REFERENCES spend_file (id), 
	CONSTRAINT uq_spend_line_entry_id UNIQUE (entry_id)
)
 STRICT
--
CREATE INDEX ix_spend_line_by_hand ON spend_line (agreement_id) WHERE by_hand
--
CREATE INDEX ix_spend_line_days ON spend_line (agreement_id, on_date)
--
CREATE INDEX ix_spend_line_file_id ON spend_line (file_id) WHERE file_id is not null
--
CREATE INDEX ix_spend_line_match ON spend_line ("match", agreement_id)
--
CREATE UNIQUE INDEX uq_spend_line_alike ON spend_line (agreement_id, on_date, pence, payee, nth) WHERE not again
--
CREATE UNIQUE INDEX uq_spend_line_bank_ref ON spend_line (agreement_id, bank_ref) WHERE bank_ref <> '' and not again
--
create trigger spend_line_kept before delete on spend_line begin select raise(abort, 'says: A line of spending is never removed. Close it instead.'); end
--
create trigger spend_line_fixed before update on spend_line when new.pence <> old.pence or new.on_date <> old.on_date or new.agreement_id <> old.agreement_id or (new.payee <> old.payee and not exists (select 1 from erasing))
begin select raise(abort, 'says: A line of spending keeps its day, payee and amount. Say what became of it instead.'); end
--
create trigger spend_line_back before update on spend_line when old.back_at is not null and not exists (select 1 from erasing)
begin select raise(abort, 'says: What was put back stays put back, and is not changed any more. Record it again.'); end
--
CREATE TABLE bank_says (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	file_id INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_bank_says PRIMARY KEY (id), 
	CONSTRAINT fk_bank_says_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_bank_says_file_id FOREIGN KEY(file_id) REFERENCES spend_file (id)
)
 STRICT
--
CREATE INDEX ix_bank_says_agreement_id ON bank_says (agreement_id)
--
CREATE INDEX ix_bank_says_file_id ON bank_says (file_id) WHERE file_id is not null
--
create trigger bank_says_no_update before update on bank_says begin select raise(abort, 'says: A bank''s balance is never changed or removed. Put it right with a new one.'); end
--
create trigger bank_says_no_delete before delete on bank_says begin select raise(abort, 'says: A bank''s balance is never changed or removed. Put it right with a new one.'); end
--
create trigger bank_says_no_replace before insert on bank_says
when exists (select 1 from bank_says where id = new.id) begin select raise(abort, 'says: A bank''s balance is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE payment_return (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	due_on TEXT NOT NULL, 
	state TEXT NOT NULL, 
	received_on TEXT, 
	chased INTEGER NOT NULL, 
	decision TEXT NOT NULL, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_payment_return PRIMARY KEY (id), 
	CONSTRAINT uq_payment_return_agreement_id_first_day UNIQUE (agreement_id, first_day), 
	CONSTRAINT ck_payment_return_state CHECK (state in ('due', 'received')), 
	CONSTRAINT ck_payment_return_received CHECK ((state = 'received') = (received_on is not null)), 
	CONSTRAINT ck_payment_return_chased CHECK (chased between 0 and 3), 
	CONSTRAINT ck_payment_return_days CHECK (last_day >= first_day), 
	CONSTRAINT fk_payment_return_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_payment_return_due ON payment_return (state, due_on)
--
CREATE INDEX ix_payment_return_last ON payment_return (agreement_id, last_day)
--
create trigger payment_return_kept before delete on payment_return begin select raise(abort, 'says: A return is never removed. Close it instead.'); end
--
CREATE TABLE liability (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	settled_on TEXT, 
	note TEXT NOT NULL, 
	entered_on TEXT NOT NULL, 
	settling_on TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_liability PRIMARY KEY (id), 
	CONSTRAINT ck_liability_pence CHECK (pence > 0), 
	CONSTRAINT ck_liability_settled CHECK ((settled_on is null) = (settling_on is null)), 
	CONSTRAINT fk_liability_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_liability_agreement_id ON liability (agreement_id)
--
create trigger liability_kept before delete on liability begin select raise(abort, 'says: A liability is never removed. Close it instead.'); end
--
CREATE TABLE surplus_review (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	balance_pence INTEGER NOT NULL, 
	liabilities_pence INTEGER NOT NULL, 
	week_pence INTEGER NOT NULL, 
	weeks INTEGER NOT NULL, 
	surplus_pence INTEGER NOT NULL, 
	final INTEGER NOT NULL, 
	too_much_pence INTEGER NOT NULL, 
	asked_pence INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	words TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_surplus_review PRIMARY KEY (id), 
	CONSTRAINT ck_surplus_review_reason CHECK (reason in ('ill', 'assistant left', 'no provider', 'hospital', 'away', 'saving up', 'ended', 'other', '')), 
	CONSTRAINT ck_surplus_review_outcome CHECK (outcome in ('nothing', 'more time', 'plan review', 'pay back')), 
	CONSTRAINT ck_surplus_review_reason_first CHECK (outcome <> 'pay back' or reason <> ''), 
	CONSTRAINT ck_surplus_review_surplus CHECK (surplus_pence >= 0), 
	CONSTRAINT ck_surplus_review_final CHECK (not final or outcome <> 'plan review'), 
	CONSTRAINT ck_surplus_review_counted CHECK (too_much_pence >= 0 and asked_pence >= 0), 
	CONSTRAINT fk_surplus_review_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_surplus_review_agreement_id ON surplus_review (agreement_id)
--
create trigger surplus_review_no_update before update of id, agreement_id, on_date, balance_pence, liabilities_pence, week_pence, weeks, surplus_pence, final, too_much_pence, asked_pence, reason, outcome, person_id on surplus_review begin select raise(abort, 'says: A surplus review is never changed or removed. Put it right with a new one.'); end
--
create trigger surplus_review_no_change before update on surplus_review
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A surplus review is never changed or removed. Put it right with a new one.'); end
--
create trigger surplus_review_no_delete before delete on surplus_review begin select raise(abort, 'says: A surplus review is never changed or removed. Put it right with a new one.'); end
--
create trigger surplus_review_no_replace before insert on surplus_review
when exists (select 1 from surplus_review where id = new.id) begin select raise(abort, 'says: A surplus review is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE agreement_step (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	retainer TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_agreement_step PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_step_state CHECK (state in ('draft', 'active', 'suspended', 'ended')), 
	CONSTRAINT ck_agreement_step_why CHECK (reason <> ''), 
	CONSTRAINT ck_agreement_step_retainer CHECK (retainer = '' or state = 'suspended'), 
	CONSTRAINT fk_agreement_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_agreement_step_agreement_id ON agreement_step (agreement_id)
--
CREATE INDEX ix_agreement_step_at ON agreement_step (at)
--
create trigger agreement_step_no_update before update of id, agreement_id, state, from_day, at, person_id on agreement_step begin select raise(abort, 'says: A step of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_step_no_change before update on agreement_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_step_no_delete before delete on agreement_step begin select raise(abort, 'says: A step of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_step_no_replace before insert on agreement_step
when exists (select 1 from agreement_step where id = new.id) begin select raise(abort, 'says: A step of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_step_unpaid after insert on agreement_step
begin update agreement set unpaid_from = max(new.from_day, starts_on)
where id = new.agreement_id and unpaid_from > new.from_day; end
--
CREATE TABLE award_line (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	words TEXT NOT NULL, 
	per TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_award_line PRIMARY KEY (id), 
	CONSTRAINT ck_award_line_kind CHECK (kind in ('assistant', 'agency', 'night', 'other', 'extra', 'contingency', 'contribution')), 
	CONSTRAINT ck_award_line_per CHECK (per in ('hour', 'week', 'month', 'once')), 
	CONSTRAINT ck_award_line_amounts CHECK (pence >= 0 and minutes >= 0 and minutes <= 10080), 
	CONSTRAINT ck_award_line_hours CHECK ((per = 'hour') or minutes = 0), 
	CONSTRAINT ck_award_line_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT fk_award_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_award_line_at ON award_line (at)
--
CREATE INDEX ix_award_line_part ON award_line (agreement_id, part, from_day)
--
create trigger award_line_no_update before update of id, agreement_id, part, kind, per, minutes, pence, from_day, until_day, at, person_id on award_line begin select raise(abort, 'says: A line of an award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_line_no_change before update on award_line
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A line of an award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_line_no_delete before delete on award_line begin select raise(abort, 'says: A line of an award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_line_no_replace before insert on award_line
when exists (select 1 from award_line where id = new.id) begin select raise(abort, 'says: A line of an award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_line_unpaid after insert on award_line
begin update agreement set unpaid_from = max(new.from_day, starts_on)
where id = new.agreement_id and unpaid_from > new.from_day; end
--
CREATE TABLE run_line (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	cycle_days INTEGER NOT NULL, 
	gross_pence INTEGER NOT NULL, 
	deducted_pence INTEGER NOT NULL, 
	net_pence INTEGER NOT NULL, 
	payee_name TEXT NOT NULL, 
	vendor_number TEXT NOT NULL, 
	workings TEXT NOT NULL, 
	flags TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	supplement_by INTEGER, 
	entry_id INTEGER, 
	returned_on TEXT, 
	held_by INTEGER, 
	CONSTRAINT pk_run_line PRIMARY KEY (id), 
	CONSTRAINT ck_run_line_kind CHECK (kind in ('cycle', 'arrears', 'supplement')), 
	CONSTRAINT ck_run_line_state CHECK (state in ('in', 'left out', 'posted', 'acknowledged', 'rejected', 'returned', 'held back', 'dropped')), 
	CONSTRAINT ck_run_line_net CHECK (net_pence = gross_pence - deducted_pence and net_pence >= 0), 
	CONSTRAINT ck_run_line_half CHECK (deducted_pence >= 0 and deducted_pence * 2 <= gross_pence), 
	CONSTRAINT ck_run_line_why CHECK (state not in ('left out', 'rejected', 'returned', 'held back') or reason <> ''), 
	CONSTRAINT ck_run_line_returned CHECK ((state = 'returned') = (returned_on is not null)), 
	CONSTRAINT ck_run_line_held CHECK ((state = 'held back') = (held_by is not null)), 
	CONSTRAINT ck_run_line_supplement CHECK (kind <> 'supplement' or supplement_by is not null), 
	CONSTRAINT ck_run_line_posted CHECK (state not in ('posted', 'acknowledged', 'returned', 'held back') or entry_id is not null), 
	CONSTRAINT uq_run_line_run_id_agreement_id_kind_first_day UNIQUE (run_id, agreement_id, kind, first_day), 
	CONSTRAINT fk_run_line_run_id FOREIGN KEY(run_id) REFERENCES payment_run (id), 
	CONSTRAINT fk_run_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT uq_run_line_entry_id UNIQUE (entry_id)
)
 STRICT
--
CREATE INDEX ix_run_line_last ON run_line (last_day, run_id)
--
CREATE INDEX ix_run_line_paid ON run_line (agreement_id, kind, first_day, state)
--
CREATE INDEX ix_run_line_returned ON run_line (agreement_id) WHERE returned_on is not null
--
CREATE INDEX ix_run_line_run ON run_line (run_id, state)
--
CREATE INDEX ix_run_line_sent_back ON run_line (run_id) WHERE state in ('rejected', 'returned', 'held back')
--
CREATE UNIQUE INDEX uq_run_line_period ON run_line (agreement_id, first_day) WHERE kind = 'cycle' and state in ('in', 'posted', 'acknowledged')
--
create trigger run_line_kept before delete on run_line begin select raise(abort, 'says: A payment is never removed. Close it instead.'); end
--
create trigger run_line_fixed before update on run_line when old.state in ('posted', 'acknowledged', 'rejected', 'returned', 'held back') and (new.gross_pence <> old.gross_pence or new.deducted_pence <> old.deducted_pence or new.agreement_id <> old.agreement_id or new.first_day <> old.first_day or new.last_day <> old.last_day or new.kind <> old.kind)
begin select raise(abort, 'says: A payment that was posted is not changed. Reverse it and pay again.'); end
--
create trigger run_line_returned before update on run_line when (new.state = 'returned' and old.state not in ('acknowledged', 'returned'))
  or (old.state = 'returned' and (new.state <> 'returned' or new.returned_on <> old.returned_on))
begin select raise(abort, 'says: Only a payment that finance took comes back from the bank, once. It is paid again by the next run.'); end
--
create trigger run_line_held before update on run_line when (old.state = 'held back' and (new.state <> 'held back' or new.held_by <> old.held_by))
  or (new.state = 'held back' and old.state <> 'held back' and (old.state <> 'posted' or not exists (
    select 1 from payment_run r join person a on a.id = r.drafted_by join person b on b.id = new.held_by
    where r.id = new.run_id and r.state = 'posted' and a.id <> b.id and lower(trim(a.name)) <> lower(trim(b.name))
    and (trim(a.email) = '' or lower(trim(a.email)) <> lower(trim(b.email))))))
begin select raise(abort, 'says: A posted payment is held back once, before its file is made, by somebody who did not prepare the run.'); end
--
create trigger run_line_ended before update on run_line when new.kind = 'cycle' and old.state = 'in' and new.state = 'posted' and exists (select 1 from agreement a
    where a.id = new.agreement_id and a.ended_on < new.first_day)
begin select raise(abort, 'says: The payment ended before that period begins. Leave it out, or drop the run.'); end
--
create trigger payment_run_supplement before update on run_line when new.kind = 'supplement' and old.state = 'in' and new.state = 'posted' and exists (select 1 from payment_run r
    where r.id = new.run_id and new.supplement_by in (r.approved_by, coalesce(r.second_by, 0)))
begin select raise(abort, 'says: Whoever added a supplement does not approve its run. Somebody else approves it.'); end
--
create trigger run_line_once after insert on run_line
when new.kind = 'cycle' and new.state in ('in', 'posted', 'acknowledged') and (select o.last_day from run_line o where o.agreement_id = new.agreement_id and o.kind = 'cycle'
    and o.state in ('in', 'posted', 'acknowledged') and o.id <> new.id and o.first_day <= new.last_day order by o.first_day desc limit 1) >= new.first_day
begin select raise(abort, 'says: Some of these days are paid already under that agreement (R-F3). Draft the run again, or make it a supplement.'); end
--
create trigger run_line_once_again after update on run_line
when new.kind = 'cycle' and new.state in ('in', 'posted', 'acknowledged') and old.state not in ('in', 'posted', 'acknowledged') and (select o.last_day from run_line o where o.agreement_id = new.agreement_id and o.kind = 'cycle'
    and o.state in ('in', 'posted', 'acknowledged') and o.id <> new.id and o.first_day <= new.last_day order by o.first_day desc limit 1) >= new.first_day
begin select raise(abort, 'says: Some of these days are paid already under that agreement (R-F3). Draft the run again, or make it a supplement.'); end
--
create trigger run_line_unpaid after update on run_line
when new.kind = 'cycle' and old.state in ('posted', 'acknowledged') and new.state not in ('posted', 'acknowledged')
begin update agreement set unpaid_from = new.first_day where id = new.agreement_id and unpaid_from > new.first_day; end
--
CREATE TABLE payee_step (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	adult_id INTEGER, 
	vendor_number TEXT NOT NULL, 
	held TEXT NOT NULL, 
	last4 TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_payee_step PRIMARY KEY (id), 
	CONSTRAINT ck_payee_step_why CHECK (reason <> ''), 
	CONSTRAINT ck_payee_step_held CHECK (held in ('card', 'account', 'managed')), 
	CONSTRAINT ck_payee_step_last4 CHECK (length(last4) <= 4), 
	CONSTRAINT fk_payee_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_payee_step_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
 STRICT
--
CREATE INDEX ix_payee_step_adult_id ON payee_step (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_payee_step_agreement ON payee_step (agreement_id, from_day, id)
--
create trigger payee_step_no_update before update of id, agreement_id, from_day, adult_id, held, at, person_id on payee_step begin select raise(abort, 'says: A change of payee is never changed or removed. Put it right with a new one.'); end
--
create trigger payee_step_no_change before update on payee_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A change of payee is never changed or removed. Put it right with a new one.'); end
--
create trigger payee_step_no_delete before delete on payee_step begin select raise(abort, 'says: A change of payee is never changed or removed. Put it right with a new one.'); end
--
create trigger payee_step_no_replace before insert on payee_step
when exists (select 1 from payee_step where id = new.id) begin select raise(abort, 'says: A change of payee is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE agreement_use (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	words TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	payees TEXT NOT NULL, 
	same_household INTEGER NOT NULL, 
	nights_single INTEGER NOT NULL, 
	nights_year INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	review_on TEXT, 
	cost_pence INTEGER, 
	times INTEGER, 
	times_per TEXT NOT NULL, 
	each_pence INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_agreement_use PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_use_kind CHECK (kind in ('support', 'relative', 'work', 'residential', 'manages', 'other')), 
	CONSTRAINT ck_agreement_use_cost CHECK (cost_pence is null or cost_pence > 0), 
	CONSTRAINT ck_agreement_use_pattern CHECK ((times is null) = (times_per = '') and times_per in ('', 'week', 'month')), 
	CONSTRAINT ck_agreement_use_each CHECK ((times is null or times > 0) and (each_pence is null or (each_pence > 0 and times is not null))), 
	CONSTRAINT ck_agreement_use_words CHECK (words <> ''), 
	CONSTRAINT ck_agreement_use_nights CHECK (nights_single >= 0 and nights_year >= 0), 
	CONSTRAINT ck_agreement_use_exception_considered CHECK (kind not in ('work', 'manages') or reason <> ''), 
	CONSTRAINT ck_agreement_use_necessary CHECK (kind <> 'relative' or not same_household or (reason <> '' and approver <> '' and review_on is not null)), 
	CONSTRAINT ck_agreement_use_review CHECK (review_on is null or review_on > from_day), 
	CONSTRAINT fk_agreement_use_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_agreement_use_agreement ON agreement_use (agreement_id, id)
--
create trigger agreement_use_no_update before update of id, agreement_id, kind, same_household, nights_single, nights_year, from_day, review_on, cost_pence, times, times_per, each_pence, at, person_id on agreement_use begin select raise(abort, 'says: An use of the money is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_use_no_change before update on agreement_use
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An use of the money is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_use_no_delete before delete on agreement_use begin select raise(abort, 'says: An use of the money is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_use_no_replace before insert on agreement_use
when exists (select 1 from agreement_use where id = new.id) begin select raise(abort, 'says: An use of the money is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE away_step (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_away_step PRIMARY KEY (id), 
	CONSTRAINT ck_away_step_kind CHECK (kind in ('hospital', 'abroad')), 
	CONSTRAINT ck_away_step_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT fk_away_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_away_step_agreement ON away_step (agreement_id, from_day, id)
--
create trigger away_step_no_update before update on away_step begin select raise(abort, 'says: A time away is never changed or removed. Put it right with a new one.'); end
--
create trigger away_step_no_delete before delete on away_step begin select raise(abort, 'says: A time away is never changed or removed. Put it right with a new one.'); end
--
create trigger away_step_no_replace before insert on away_step
when exists (select 1 from away_step where id = new.id) begin select raise(abort, 'says: A time away is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE cycle_step (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	cycle_days INTEGER, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_cycle_step PRIMARY KEY (id), 
	CONSTRAINT ck_cycle_step_cycle CHECK (cycle_days is null or cycle_days in (0, 7, 14, 28)), 
	CONSTRAINT ck_cycle_step_why CHECK (reason <> ''), 
	CONSTRAINT fk_cycle_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_cycle_step_agreement ON cycle_step (agreement_id, from_day, id)
--
create trigger cycle_step_no_update before update of id, agreement_id, from_day, cycle_days, at, person_id on cycle_step begin select raise(abort, 'says: A change of cycle is never changed or removed. Put it right with a new one.'); end
--
create trigger cycle_step_no_change before update on cycle_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A change of cycle is never changed or removed. Put it right with a new one.'); end
--
create trigger cycle_step_no_delete before delete on cycle_step begin select raise(abort, 'says: A change of cycle is never changed or removed. Put it right with a new one.'); end
--
create trigger cycle_step_no_replace before insert on cycle_step
when exists (select 1 from cycle_step where id = new.id) begin select raise(abort, 'says: A change of cycle is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE concern (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_concern PRIMARY KEY (id), 
	CONSTRAINT ck_concern_state CHECK (state in ('raised', 'with counter-fraud', 'nothing found', 'proved')), 
	CONSTRAINT ck_concern_words CHECK (words <> ''), 
	CONSTRAINT fk_concern_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_concern_agreement_id ON concern (agreement_id)
--
create trigger concern_no_update before update of id, agreement_id, state, at, person_id on concern begin select raise(abort, 'says: A concern is never changed or removed. Put it right with a new one.'); end
--
create trigger concern_no_change before update on concern
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A concern is never changed or removed. Put it right with a new one.'); end
--
create trigger concern_no_delete before delete on concern begin select raise(abort, 'says: A concern is never changed or removed. Put it right with a new one.'); end
--
create trigger concern_no_replace before insert on concern
when exists (select 1 from concern where id = new.id) begin select raise(abort, 'says: A concern is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE agreement_review (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	next_on TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_agreement_review PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_review_words CHECK (words <> ''), 
	CONSTRAINT ck_agreement_review_next CHECK (next_on > on_date), 
	CONSTRAINT fk_agreement_review_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_agreement_review_agreement_id ON agreement_review (agreement_id)
--
create trigger agreement_review_no_update before update of id, agreement_id, on_date, next_on, at, person_id on agreement_review begin select raise(abort, 'says: A review of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_review_no_change before update on agreement_review
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A review of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_review_no_delete before delete on agreement_review begin select raise(abort, 'says: A review of an agreement is never changed or removed. Put it right with a new one.'); end
--
create trigger agreement_review_no_replace before insert on agreement_review
when exists (select 1 from agreement_review where id = new.id) begin select raise(abort, 'says: A review of an agreement is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE payment_letter (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	paper_id INTEGER NOT NULL, 
	CONSTRAINT pk_payment_letter PRIMARY KEY (id), 
	CONSTRAINT ck_payment_letter_kind CHECK (kind in ('statement', 'return request', 'return reminder', 'surplus letter', 'pay-back letter', 'plan letter', 'end letter', 'suspension notice', 'uplift letter', 'award letter', 'reconsideration letter', 'cycle letter')), 
	CONSTRAINT ck_payment_letter_number CHECK (number between 0 and 3), 
	CONSTRAINT uq_payment_letter_kind_subject_number_agreement_id UNIQUE (kind, subject, number, agreement_id), 
	CONSTRAINT uq_payment_letter_paper_id UNIQUE (paper_id), 
	CONSTRAINT fk_payment_letter_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_payment_letter_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
 STRICT
--
CREATE INDEX ix_payment_letter_agreement ON payment_letter (agreement_id, kind)
--
CREATE INDEX ix_payment_letter_paper_id ON payment_letter (paper_id)
--
create trigger payment_letter_no_update before update on payment_letter begin select raise(abort, 'says: A letter is never changed or removed. Put it right with a new one.'); end
--
create trigger payment_letter_no_delete before delete on payment_letter begin select raise(abort, 'says: A letter is never changed or removed. Put it right with a new one.'); end
--
create trigger payment_letter_no_replace before insert on payment_letter
when exists (select 1 from payment_letter where id = new.id) begin select raise(abort, 'says: A letter is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE return_plan (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	first_weeks INTEGER NOT NULL, 
	months INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	entered_on TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_return_plan PRIMARY KEY (id), 
	CONSTRAINT ck_return_plan_often CHECK (first_weeks between 4 and 52 and months between 1 and 12), 
	CONSTRAINT ck_return_plan_why CHECK (reason <> ''), 
	CONSTRAINT fk_return_plan_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_return_plan_agreement_id ON return_plan (agreement_id)
--
create trigger return_plan_no_update before update of id, agreement_id, first_weeks, months, entered_on, at, person_id on return_plan begin select raise(abort, 'says: A plan of returns is never changed or removed. Put it right with a new one.'); end
--
create trigger return_plan_no_change before update on return_plan
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A plan of returns is never changed or removed. Put it right with a new one.'); end
--
create trigger return_plan_no_delete before delete on return_plan begin select raise(abort, 'says: A plan of returns is never changed or removed. Put it right with a new one.'); end
--
create trigger return_plan_no_replace before insert on return_plan
when exists (select 1 from return_plan where id = new.id) begin select raise(abort, 'says: A plan of returns is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE uplift_line (
	id INTEGER NOT NULL, 
	uplift_id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	part INTEGER, 
	old_pence INTEGER NOT NULL, 
	new_pence INTEGER NOT NULL, 
	old_week INTEGER NOT NULL, 
	new_week INTEGER NOT NULL, 
	arrears_pence INTEGER NOT NULL, 
	unchanged_because TEXT NOT NULL, 
	CONSTRAINT pk_uplift_line PRIMARY KEY (id), 
	CONSTRAINT fk_uplift_line_uplift_id FOREIGN KEY(uplift_id) REFERENCES uplift (id), 
	CONSTRAINT fk_uplift_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
--
CREATE INDEX ix_uplift_line_agreement_id ON uplift_line (agreement_id)
--
CREATE INDEX ix_uplift_line_uplift_id ON uplift_line (uplift_id)
--
create trigger uplift_line_no_update before update of id, uplift_id, agreement_id, part, old_pence, new_pence, old_week, new_week, arrears_pence on uplift_line begin select raise(abort, 'says: A line of an uplift is never changed or removed. Put it right with a new one.'); end
--
create trigger uplift_line_no_change before update on uplift_line
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A line of an uplift is never changed or removed. Put it right with a new one.'); end
--
create trigger uplift_line_no_delete before delete on uplift_line begin select raise(abort, 'says: A line of an uplift is never changed or removed. Put it right with a new one.'); end
--
create trigger uplift_line_no_replace before insert on uplift_line
when exists (select 1 from uplift_line where id = new.id) begin select raise(abort, 'says: A line of an uplift is never changed or removed. Put it right with a new one.'); end
--
create trigger uplift_misses_nobody before update on uplift when new.state = 'applied' and old.state <> 'applied' and exists (select 1 from agreement a
    where not exists (select 1 from uplift_line l where l.uplift_id = new.id and l.agreement_id = a.id))
begin select raise(abort, 'says: An agreement is not in the report of this uplift. Drop it and work it out again.'); end
--
CREATE TABLE wish_answer (
	id INTEGER NOT NULL, 
	wish_id INTEGER NOT NULL, 
	rule TEXT NOT NULL, 
	finding TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_wish_answer PRIMARY KEY (id), 
	CONSTRAINT ck_wish_answer_words CHECK (words <> ''), 
	CONSTRAINT fk_wish_answer_wish_id FOREIGN KEY(wish_id) REFERENCES wish (id)
)
 STRICT
--
CREATE INDEX ix_wish_answer_wish_id ON wish_answer (wish_id)
--
create trigger wish_answer_no_update before update of id, wish_id, rule, finding, at, person_id on wish_answer begin select raise(abort, 'says: A decision on a wish is never changed or removed. Put it right with a new one.'); end
--
create trigger wish_answer_no_change before update on wish_answer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A decision on a wish is never changed or removed. Put it right with a new one.'); end
--
create trigger wish_answer_no_delete before delete on wish_answer begin select raise(abort, 'says: A decision on a wish is never changed or removed. Put it right with a new one.'); end
--
create trigger wish_answer_no_replace before insert on wish_answer
when exists (select 1 from wish_answer where id = new.id) begin select raise(abort, 'says: A decision on a wish is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE booking_place (
	id INTEGER NOT NULL, 
	session_id INTEGER, 
	booking_id INTEGER, 
	stay_id INTEGER, 
	child_id INTEGER NOT NULL, 
	from_minute INTEGER NOT NULL, 
	to_minute INTEGER NOT NULL, 
	CONSTRAINT pk_booking_place PRIMARY KEY (id), 
	CONSTRAINT uq_booking_place_session_id_child_id UNIQUE (session_id, child_id), 
	CONSTRAINT ck_booking_place_minutes CHECK (to_minute > from_minute), 
	CONSTRAINT ck_booking_place_of_one CHECK ((session_id is null) = (booking_id is null) and (booking_id is null) <> (stay_id is null)), 
	CONSTRAINT fk_booking_place_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT uq_booking_place_booking_id UNIQUE (booking_id), 
	CONSTRAINT uq_booking_place_stay_id UNIQUE (stay_id), 
	CONSTRAINT fk_booking_place_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
 STRICT
--
CREATE INDEX ix_booking_place_child_minutes ON booking_place (child_id, from_minute, to_minute)
--
CREATE INDEX ix_booking_place_session_id ON booking_place (session_id) WHERE session_id is not null
--
create trigger booking_place_one_child before insert on booking_place
when exists (select 1 from booking_place p where p.child_id = new.child_id
  and p.from_minute < new.to_minute and p.to_minute > new.from_minute)
begin select raise(abort, 'says: This child already has a place somewhere else at that time. Choose another time, or cancel the other.'); end
--
create trigger booking_place_taken after insert on booking_place
begin update break_session set taken = taken + 1 where id = new.session_id; end
--
create trigger booking_place_given_back after delete on booking_place
begin update break_session set taken = taken - 1 where id = old.session_id; end
--
create trigger booking_place_fixed before update on booking_place
begin select raise(abort, 'says: A place is given back and taken again, not moved.'); end
--
create trigger booking_place_child_id_went before insert on booking_place when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE session_kept (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	off TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_session_kept PRIMARY KEY (id), 
	CONSTRAINT uq_session_kept_session_id_off UNIQUE (session_id, off), 
	CONSTRAINT ck_session_kept_off CHECK (off in ('bank_holiday', 'out_of_term', 'in_term')), 
	CONSTRAINT ck_session_kept_reason CHECK (reason <> ''), 
	CONSTRAINT fk_session_kept_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
create trigger session_kept_no_update before update on session_kept begin select raise(abort, 'says: A decision that a session stands is never changed or removed. Put it right with a new one.'); end
--
create trigger session_kept_no_delete before delete on session_kept begin select raise(abort, 'says: A decision that a session stands is never changed or removed. Put it right with a new one.'); end
--
create trigger session_kept_no_replace before insert on session_kept
when exists (select 1 from session_kept where id = new.id) begin select raise(abort, 'says: A decision that a session stands is never changed or removed. Put it right with a new one.'); end
--
create trigger session_kept_open before insert on session_kept when exists (select 1 from break_session s where s.id = new.session_id and s.state <> 'open')
begin select raise(abort, 'says: One of these sessions was closed just now. Look again.'); end
--
CREATE TABLE closed_part (
	id INTEGER NOT NULL, 
	closing_id INTEGER NOT NULL, 
	session_id INTEGER, 
	bed_closure_id INTEGER, 
	service_id INTEGER, 
	venue_id INTEGER, 
	provider_id INTEGER, 
	CONSTRAINT pk_closed_part PRIMARY KEY (id), 
	CONSTRAINT ck_closed_part_of_one CHECK ((case when session_id is null then 0 else 1 end) + (case when bed_closure_id is null then 0 else 1 end) + (case when service_id is null then 0 else 1 end) + (case when venue_id is null then 0 else 1 end) + (case when provider_id is null then 0 else 1 end) = 1), 
	CONSTRAINT fk_closed_part_closing_id FOREIGN KEY(closing_id) REFERENCES closing (id), 
	CONSTRAINT fk_closed_part_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_closed_part_bed_closure_id FOREIGN KEY(bed_closure_id) REFERENCES bed_closure (id), 
	CONSTRAINT fk_closed_part_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_closed_part_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id), 
	CONSTRAINT fk_closed_part_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
 STRICT
--
CREATE INDEX ix_closed_part_bed_closure_id ON closed_part (bed_closure_id) WHERE bed_closure_id is not null
--
CREATE INDEX ix_closed_part_closing_id ON closed_part (closing_id)
--
CREATE INDEX ix_closed_part_provider_id ON closed_part (provider_id) WHERE provider_id is not null
--
CREATE INDEX ix_closed_part_service_id ON closed_part (service_id) WHERE service_id is not null
--
CREATE INDEX ix_closed_part_session_id ON closed_part (session_id) WHERE session_id is not null
--
CREATE INDEX ix_closed_part_venue_id ON closed_part (venue_id) WHERE venue_id is not null
--
create trigger closed_part_no_update before update on closed_part begin select raise(abort, 'says: A part of a closing is never changed or removed. Put it right with a new one.'); end
--
create trigger closed_part_no_delete before delete on closed_part begin select raise(abort, 'says: A part of a closing is never changed or removed. Put it right with a new one.'); end
--
create trigger closed_part_no_replace before insert on closed_part
when exists (select 1 from closed_part where id = new.id) begin select raise(abort, 'says: A part of a closing is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE notice_alternative (
	id INTEGER NOT NULL, 
	notice_id INTEGER NOT NULL, 
	session_id INTEGER, 
	bed_id INTEGER, 
	starts_at TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	to_ask INTEGER NOT NULL, 
	CONSTRAINT pk_notice_alternative PRIMARY KEY (id), 
	CONSTRAINT ck_notice_alternative_of_one CHECK ((session_id is null) <> (bed_id is null)), 
	CONSTRAINT ck_notice_alternative_times CHECK (ends_at > starts_at), 
	CONSTRAINT fk_notice_alternative_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_notice_alternative_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_notice_alternative_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
 STRICT
--
CREATE INDEX ix_notice_alternative_bed_id ON notice_alternative (bed_id) WHERE bed_id is not null
--
CREATE INDEX ix_notice_alternative_notice_id ON notice_alternative (notice_id)
--
CREATE INDEX ix_notice_alternative_session_id ON notice_alternative (session_id) WHERE session_id is not null
--
create trigger notice_alternative_no_update before update on notice_alternative begin select raise(abort, 'says: An alternative on a notice is never changed or removed. Put it right with a new one.'); end
--
create trigger notice_alternative_no_delete before delete on notice_alternative begin select raise(abort, 'says: An alternative on a notice is never changed or removed. Put it right with a new one.'); end
--
create trigger notice_alternative_no_replace before insert on notice_alternative
when exists (select 1 from notice_alternative where id = new.id) begin select raise(abort, 'says: An alternative on a notice is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE register_note (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	who TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_register_note PRIMARY KEY (id), 
	CONSTRAINT ck_register_note_kind CHECK (kind in ('chased', 'walk in')), 
	CONSTRAINT ck_register_note_who CHECK (who <> ''), 
	CONSTRAINT fk_register_note_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_register_note_session_id ON register_note (session_id)
--
create trigger register_note_no_update before update of id, session_id, kind, at, person_id, on_date on register_note begin select raise(abort, 'says: A note on a register is never changed or removed. Put it right with a new one.'); end
--
create trigger register_note_no_change before update on register_note
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note on a register is never changed or removed. Put it right with a new one.'); end
--
create trigger register_note_no_delete before delete on register_note begin select raise(abort, 'says: A note on a register is never changed or removed. Put it right with a new one.'); end
--
create trigger register_note_no_replace before insert on register_note
when exists (select 1 from register_note where id = new.id) begin select raise(abort, 'says: A note on a register is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE sibling_group (
	kind TEXT NOT NULL, 
	together INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	offered INTEGER NOT NULL, 
	others INTEGER NOT NULL, 
	parted INTEGER, 
	CONSTRAINT pk_sibling_group PRIMARY KEY (kind, together, session_id), 
	CONSTRAINT ck_sibling_group_kind CHECK (kind in ('booking', 'waiting', 'nights', 'stays', 'whole')), 
	CONSTRAINT ck_sibling_group_parted CHECK ((offered > 0 and others > 0) = (parted is not null)), 
	CONSTRAINT fk_sibling_group_parted FOREIGN KEY(parted) REFERENCES break_session (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT
--
CREATE TABLE unmet_request (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	district TEXT NOT NULL, 
	needs TEXT NOT NULL, 
	kinds TEXT NOT NULL, 
	service_id INTEGER, 
	session_id INTEGER, 
	from_day TEXT NOT NULL, 
	until_day TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	on_date TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_unmet_request PRIMARY KEY (id), 
	CONSTRAINT ck_unmet_request_reason CHECK (reason in ('no_provider', 'no_place', 'no_one_to_one', 'staff_short', 'need', 'distance', 'too_late', 'no_allocation', 'not_delivered', 'provider_cancelled', 'other')), 
	CONSTRAINT ck_unmet_request_unit CHECK (unit in ('', 'hours', 'sessions', 'nights')), 
	CONSTRAINT ck_unmet_request_amount CHECK (amount >= 0), 
	CONSTRAINT ck_unmet_request_days CHECK (until_day >= from_day), 
	CONSTRAINT fk_unmet_request_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_unmet_request_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_unmet_request_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_unmet_request_child_id ON unmet_request (child_id)
--
CREATE INDEX ix_unmet_request_district_reason ON unmet_request (district, reason, on_date)
--
CREATE INDEX ix_unmet_request_on ON unmet_request (on_date)
--
CREATE INDEX ix_unmet_request_service_id ON unmet_request (service_id) WHERE service_id is not null
--
CREATE INDEX ix_unmet_request_session_id ON unmet_request (session_id) WHERE session_id is not null
--
create trigger unmet_request_no_update before update of id, child_id, reason, district, kinds, service_id, session_id, from_day, until_day, weekdays, unit, amount, about, at, on_date, person_id on unmet_request begin select raise(abort, 'says: A request that could not be met is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_request_no_change before update on unmet_request
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A request that could not be met is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_request_no_delete before delete on unmet_request begin select raise(abort, 'says: A request that could not be met is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_request_no_replace before insert on unmet_request
when exists (select 1 from unmet_request where id = new.id) begin select raise(abort, 'says: A request that could not be met is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE told (
	id INTEGER NOT NULL, 
	decision_id INTEGER NOT NULL, 
	paper_id INTEGER, 
	told_on TEXT NOT NULL, 
	how TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_told PRIMARY KEY (id), 
	CONSTRAINT ck_told_how CHECK (how <> ''), 
	CONSTRAINT fk_told_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id), 
	CONSTRAINT fk_told_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
 STRICT
--
CREATE INDEX ix_told_decision_id ON told (decision_id)
--
CREATE INDEX ix_told_paper_id ON told (paper_id) WHERE paper_id is not null
--
create trigger told_no_update before update of id, decision_id, paper_id, told_on, at, person_id on told begin select raise(abort, 'says: A note that a family was told is never changed or removed. Put it right with a new one.'); end
--
create trigger told_no_change before update on told
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A note that a family was told is never changed or removed. Put it right with a new one.'); end
--
create trigger told_no_delete before delete on told begin select raise(abort, 'says: A note that a family was told is never changed or removed. Put it right with a new one.'); end
--
create trigger told_no_replace before insert on told
when exists (select 1 from told where id = new.id) begin select raise(abort, 'says: A note that a family was told is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE allocation (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	decision_id INTEGER NOT NULL, 
	unit TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	kinds TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT NOT NULL, 
	carried_from INTEGER, 
	carried_why TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_allocation PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_carried CHECK ((carried_from is null) = (carried_why = '')), 
	CONSTRAINT ck_allocation_unit CHECK (unit in ('hours', 'sessions', 'nights', 'pounds')), 
	CONSTRAINT ck_allocation_amount CHECK (amount >= 0), 
	CONSTRAINT ck_allocation_days CHECK (until_day >= from_day), 
	CONSTRAINT fk_allocation_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_allocation_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id), 
	CONSTRAINT fk_allocation_carried_from FOREIGN KEY(carried_from) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_allocation_carried_from ON allocation (carried_from) WHERE carried_from is not null
--
CREATE INDEX ix_allocation_child ON allocation (child_id, unit, until_day)
--
CREATE INDEX ix_allocation_decision_id ON allocation (decision_id)
--
CREATE INDEX ix_allocation_until ON allocation (until_day, from_day)
--
create trigger allocation_kept before delete on allocation begin select raise(abort, 'says: An allocation is never removed. Close it instead.'); end
--
create trigger allocation_child_id_went before insert on allocation when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE debt (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	review_id INTEGER, 
	spend_line_id INTEGER, 
	pence INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	proposed_by INTEGER NOT NULL, 
	proposed_on TEXT NOT NULL, 
	arose_on TEXT NOT NULL, 
	approved_by INTEGER, 
	reply_by TEXT, 
	a_cycle_pence INTEGER NOT NULL, 
	recovered_pence INTEGER NOT NULL, 
	finance_ref TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_debt PRIMARY KEY (id), 
	CONSTRAINT ck_debt_kind CHECK (kind in ('surplus', 'misspent', 'final account')), 
	CONSTRAINT ck_debt_state CHECK (state in ('proposed', 'approved', 'letter sent', 'plan agreed', 'recovered', 'invoiced', 'written off', 'withdrawn')), 
	CONSTRAINT ck_debt_pence CHECK (pence > 0 and recovered_pence between 0 and pence), 
	CONSTRAINT ck_debt_other_person CHECK (approved_by is null or approved_by <> proposed_by), 
	CONSTRAINT ck_debt_approved CHECK (state in ('proposed', 'withdrawn') or approved_by is not null), 
	CONSTRAINT ck_debt_written_off CHECK (state <> 'written off' or finance_ref <> ''), 
	CONSTRAINT ck_debt_line CHECK ((kind = 'misspent') = (spend_line_id is not null)), 
	CONSTRAINT fk_debt_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_debt_review_id FOREIGN KEY(review_id) REFERENCES surplus_review (id), 
	CONSTRAINT fk_debt_spend_line_id FOREIGN KEY(spend_line_id) REFERENCES spend_line (id)
)
 STRICT
--
CREATE INDEX ix_debt_agreement_id ON debt (agreement_id)
--
CREATE INDEX ix_debt_review_id ON debt (review_id) WHERE review_id is not null
--
CREATE INDEX ix_debt_spend_line_id ON debt (spend_line_id) WHERE spend_line_id is not null
--
CREATE UNIQUE INDEX uq_debt_final_account ON debt (agreement_id) WHERE kind = 'final account' and state not in ('recovered', 'written off', 'withdrawn')
--
CREATE UNIQUE INDEX uq_debt_spend_line ON debt (spend_line_id) WHERE state <> 'withdrawn'
--
create trigger debt_final_account before insert on debt when new.kind = 'final account' and not exists (select 1 from agreement a where a.id = new.agreement_id
    and a.state = 'ended' and a.ended_on < new.proposed_on)
begin select raise(abort, 'says: A final account is of a payment that has ended. End it first.'); end
--
create trigger debt_kept before delete on debt begin select raise(abort, 'says: A debt is never removed. Close it instead.'); end
--
create trigger debt_of_line before insert on debt when new.spend_line_id is not null and not exists (select 1 from spend_line s where s.id = new.spend_line_id
    and s.agreement_id = new.agreement_id and s.on_date = new.arose_on and s.misspent_pence = new.pence)
begin select raise(abort, 'says: A debt for what was misspent is of one line: of that family, day and part of it.'); end
--
create trigger debt_fixed before update on debt when new.agreement_id <> old.agreement_id or new.pence <> old.pence or new.arose_on <> old.arose_on or new.kind <> old.kind or coalesce(new.spend_line_id, 0) <> coalesce(old.spend_line_id, 0)
begin select raise(abort, 'says: A debt keeps its family, kind, day, sum and line. Withdraw it, and propose another.'); end
--
create trigger spend_line_asked before update of misspent_pence, back_at on spend_line when (new.misspent_pence <> old.misspent_pence and new.back_at is null and exists (select 1 from debt d where d.spend_line_id = new.id and d.state <> 'withdrawn'))
    or (new.back_at is not null and old.back_at is null
      and exists (select 1 from debt d where d.spend_line_id = new.id and d.state not in ('recovered', 'written off', 'withdrawn')))
begin select raise(abort, 'says: Some of that line is asked back from the family. Withdraw that debt first.'); end
--
CREATE TABLE invoice_line (
	id INTEGER NOT NULL, 
	invoice_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	session_id INTEGER, 
	stay_id INTEGER, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	units INTEGER NOT NULL, 
	per INTEGER NOT NULL, 
	price INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	CONSTRAINT pk_invoice_line PRIMARY KEY (id), 
	CONSTRAINT uq_invoice_line_invoice_id_session_id UNIQUE (invoice_id, session_id), 
	CONSTRAINT uq_invoice_line_invoice_id_stay_id UNIQUE (invoice_id, stay_id), 
	CONSTRAINT ck_invoice_line_of_one CHECK ((session_id is null) <> (stay_id is null)), 
	CONSTRAINT ck_invoice_line_nights CHECK (per = 1 or stay_id is null), 
	CONSTRAINT ck_invoice_line_sum CHECK (units > 0 and price >= 0 and per in (1, 60) and pence = (2 * units * price + per) / (2 * per)), 
	CONSTRAINT ck_invoice_line_days CHECK (last_day >= first_day), 
	CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES provider_invoice (id), 
	CONSTRAINT fk_invoice_line_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_invoice_line_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_invoice_line_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
 STRICT
--
CREATE INDEX ix_invoice_line_service_id ON invoice_line (service_id)
--
CREATE INDEX ix_invoice_line_session_id ON invoice_line (session_id) WHERE session_id is not null
--
CREATE INDEX ix_invoice_line_stay_id ON invoice_line (stay_id) WHERE stay_id is not null
--
create trigger invoice_line_no_update before update on invoice_line begin select raise(abort, 'says: A line of an invoice is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_line_no_delete before delete on invoice_line begin select raise(abort, 'says: A line of an invoice is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_line_no_replace before insert on invoice_line
when exists (select 1 from invoice_line where id = new.id) begin select raise(abort, 'says: A line of an invoice is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE award_notice (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	award_line_id INTEGER NOT NULL, 
	lower_from TEXT NOT NULL, 
	week_before INTEGER NOT NULL, 
	week_after INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	may_start TEXT NOT NULL, 
	short_reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_award_notice PRIMARY KEY (id), 
	CONSTRAINT ck_award_notice_notice CHECK (lower_from >= may_start or short_reason <> ''), 
	CONSTRAINT ck_award_notice_lower CHECK (week_after < week_before and days >= 0), 
	CONSTRAINT fk_award_notice_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT uq_award_notice_award_line_id UNIQUE (award_line_id), 
	CONSTRAINT fk_award_notice_award_line_id FOREIGN KEY(award_line_id) REFERENCES award_line (id)
)
 STRICT
--
CREATE INDEX ix_award_notice_agreement_id ON award_notice (agreement_id)
--
create trigger award_notice_no_update before update of id, agreement_id, award_line_id, lower_from, week_before, week_after, days, may_start, at, person_id on award_notice begin select raise(abort, 'says: A notice of a lower award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_notice_no_change before update on award_notice
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A notice of a lower award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_notice_no_delete before delete on award_notice begin select raise(abort, 'says: A notice of a lower award is never changed or removed. Put it right with a new one.'); end
--
create trigger award_notice_no_replace before insert on award_notice
when exists (select 1 from award_notice where id = new.id) begin select raise(abort, 'says: A notice of a lower award is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE return_step (
	id INTEGER NOT NULL, 
	return_id INTEGER NOT NULL, 
	entered_on TEXT NOT NULL, 
	due_on TEXT NOT NULL, 
	chased INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_return_step PRIMARY KEY (id), 
	CONSTRAINT ck_return_step_chased CHECK (chased between 0 and 3), 
	CONSTRAINT ck_return_step_words CHECK (words <> ''), 
	CONSTRAINT fk_return_step_return_id FOREIGN KEY(return_id) REFERENCES payment_return (id)
)
 STRICT
--
CREATE INDEX ix_return_step_return ON return_step (return_id, id)
--
create trigger return_step_no_update before update of id, return_id, entered_on, due_on, chased, at, person_id on return_step begin select raise(abort, 'says: A step of a return is never changed or removed. Put it right with a new one.'); end
--
create trigger return_step_no_change before update on return_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of a return is never changed or removed. Put it right with a new one.'); end
--
create trigger return_step_no_delete before delete on return_step begin select raise(abort, 'says: A step of a return is never changed or removed. Put it right with a new one.'); end
--
create trigger return_step_no_replace before insert on return_step
when exists (select 1 from return_step where id = new.id) begin select raise(abort, 'says: A step of a return is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE return_item (
	id INTEGER NOT NULL, 
	return_id INTEGER NOT NULL, 
	item TEXT NOT NULL, 
	state TEXT NOT NULL, 
	on_date TEXT, 
	reason TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_return_item PRIMARY KEY (id), 
	CONSTRAINT uq_return_item_return_id_item UNIQUE (return_id, item), 
	CONSTRAINT ck_return_item_item CHECK (item in ('statements', 'receipts', 'invoices', 'payslips', 'timesheets', 'balances', 'signature')), 
	CONSTRAINT ck_return_item_state CHECK (state in ('missing', 'came', 'excused')), 
	CONSTRAINT ck_return_item_day CHECK ((state = 'missing') = (on_date is null)), 
	CONSTRAINT ck_return_item_why CHECK (case state when 'excused' then reason <> '' when 'came' then reason = '' else true end), 
	CONSTRAINT fk_return_item_return_id FOREIGN KEY(return_id) REFERENCES payment_return (id)
)
 STRICT
--
create trigger return_item_kept before delete on return_item begin select raise(abort, 'says: An item of a return is never removed. Close it instead.'); end
--
create trigger payment_return_whole before update on payment_return
when new.state = 'received' and old.state <> 'received' and exists (select 1 from return_item i where i.return_id = new.id and i.state = 'missing')
begin select raise(abort, 'says: Something of that return is missing still. Say of each item that it came, or why it is not needed.'); end
--
create trigger return_item_kept_whole before update on return_item when new.state = 'missing' and exists (select 1 from payment_return r where r.id = new.return_id and r.state = 'received')
begin select raise(abort, 'says: That return has come in. What came of it stays.'); end
--
create trigger return_item_late before insert on return_item when new.state = 'missing' and exists (select 1 from payment_return r where r.id = new.return_id and r.state = 'received')
begin select raise(abort, 'says: That return has come in. What came of it stays.'); end
--
CREATE TABLE round_session (
	id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	CONSTRAINT pk_round_session PRIMARY KEY (id), 
	CONSTRAINT uq_round_session_round_id_session_id UNIQUE (round_id, session_id), 
	CONSTRAINT fk_round_session_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_round_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_round_session_session_id ON round_session (session_id)
--
create trigger round_session_settled before insert on round_session
when exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
begin select raise(abort, 'says: This round is published, so what is in it stays as it was.'); end
--
CREATE TABLE wish_session (
	id INTEGER NOT NULL, 
	wish_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	CONSTRAINT pk_wish_session PRIMARY KEY (id), 
	CONSTRAINT uq_wish_session_wish_id_session_id UNIQUE (wish_id, session_id), 
	CONSTRAINT fk_wish_session_wish_id FOREIGN KEY(wish_id) REFERENCES wish (id), 
	CONSTRAINT fk_wish_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_wish_session_session_id ON wish_session (session_id)
--
CREATE TABLE stay_use (
	id INTEGER NOT NULL, 
	stay_id INTEGER NOT NULL, 
	allocation_id INTEGER NOT NULL, 
	nights INTEGER NOT NULL, 
	CONSTRAINT pk_stay_use PRIMARY KEY (id), 
	CONSTRAINT uq_stay_use_stay_id_allocation_id UNIQUE (stay_id, allocation_id), 
	CONSTRAINT ck_stay_use_nights CHECK (nights > 0), 
	CONSTRAINT fk_stay_use_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_stay_use_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_stay_use_allocation_id ON stay_use (allocation_id)
--
create trigger stay_use_counts after insert on stay_use
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select new.allocation_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger stay_use_counts_again after delete on stay_use
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select old.allocation_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger stay_use_counts_moved after update on stay_use
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select new.allocation_id union select old.allocation_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
CREATE TABLE stay_loss (
	id INTEGER NOT NULL, 
	stay_id INTEGER NOT NULL, 
	allocation_id INTEGER NOT NULL, 
	nights INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_stay_loss PRIMARY KEY (id), 
	CONSTRAINT uq_stay_loss_stay_id_allocation_id UNIQUE (stay_id, allocation_id), 
	CONSTRAINT ck_stay_loss_nights CHECK (nights > 0), 
	CONSTRAINT fk_stay_loss_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_stay_loss_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_stay_loss_allocation_id ON stay_loss (allocation_id)
--
create trigger stay_loss_no_update before update on stay_loss begin select raise(abort, 'says: A lost night is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_loss_no_delete before delete on stay_loss begin select raise(abort, 'says: A lost night is never changed or removed. Put it right with a new one.'); end
--
create trigger stay_loss_no_replace before insert on stay_loss
when exists (select 1 from stay_loss where id = new.id) begin select raise(abort, 'says: A lost night is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE booking (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	asked_by INTEGER, 
	together INTEGER, 
	state TEXT NOT NULL, 
	state_since TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	starts_at TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	offered_until TEXT, 
	allocation_id INTEGER, 
	uses INTEGER NOT NULL, 
	list_pence INTEGER NOT NULL, 
	charge_pence INTEGER NOT NULL, 
	exempt TEXT NOT NULL, 
	collected_by TEXT NOT NULL, 
	transport TEXT NOT NULL, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_booking PRIMARY KEY (id), 
	CONSTRAINT ck_booking_state CHECK (state in ('offered', 'confirmed', 'attended', 'attended_part', 'cancelled_in_notice', 'cancelled_late', 'absent_ill', 'no_show', 'cancelled_by_provider', 'superseded')), 
	CONSTRAINT ck_booking_amounts CHECK (charge_pence >= 0 and uses >= 0), 
	CONSTRAINT fk_booking_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_booking_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_booking_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_booking_asked_by FOREIGN KEY(asked_by) REFERENCES adult (id), 
	CONSTRAINT fk_booking_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_booking_allocation_id ON booking (allocation_id) WHERE allocation_id is not null
--
CREATE INDEX ix_booking_asked_by ON booking (asked_by) WHERE asked_by is not null
--
CREATE INDEX ix_booking_child ON booking (child_id, starts_at)
--
CREATE INDEX ix_booking_free ON booking (child_id, starts_at, state, list_pence, service_id) WHERE exempt = 's29(3)'
--
CREATE INDEX ix_booking_made ON booking (made_at)
--
CREATE INDEX ix_booking_number ON booking (number)
--
CREATE INDEX ix_booking_service_id ON booking (service_id)
--
CREATE INDEX ix_booking_session_id ON booking (session_id)
--
CREATE INDEX ix_booking_starts ON booking (starts_at, id)
--
CREATE INDEX ix_booking_state ON booking (state, starts_at)
--
CREATE INDEX ix_booking_used ON booking (allocation_id, state, uses, starts_at)
--
create trigger booking_kept before delete on booking begin select raise(abort, 'says: A booking is never removed. Close it instead.'); end
--
create trigger booking_of_open_child before insert on booking when exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))
begin select raise(abort, 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'); end
--
create trigger booking_again_of_open_child before update of state on booking when new.state = 'confirmed' and old.state in ('offered', 'cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider') and not exists (select 1 from attendance a where a.booking_id = new.id) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))
begin select raise(abort, 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'); end
--
create trigger booking_collected before insert on booking when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(r.until_day, '9999-12-31') >= date(new.starts_at)
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(n.until_day, '9999-12-31') >= date(new.starts_at))) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger booking_collected_later before update of collected_by, starts_at on booking when new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and instr(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(r.until_day, '9999-12-31') >= date(new.starts_at)
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= date(new.starts_at) and coalesce(n.until_day, '9999-12-31') >= date(new.starts_at))) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))
begin select raise(abort, 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'); end
--
create trigger booking_rung before insert on booking when new.asked_by is not null and exists (select 1 from adult_right r where r.adult_id = new.asked_by and r.source = 'court' and not r.may_book
  and coalesce(r.from_day, '0001-01-01') <= date(new.made_at, case when new.made_at >= datetime(strftime('%Y-04-01', new.made_at), 'weekday 0', '-7 days', '+1 hour')
  and new.made_at < datetime(strftime('%Y-11-01', new.made_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(r.until_day, '9999-12-31') >= date(new.made_at, case when new.made_at >= datetime(strftime('%Y-04-01', new.made_at), 'weekday 0', '-7 days', '+1 hour')
  and new.made_at < datetime(strftime('%Y-11-01', new.made_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= date(new.made_at, case when new.made_at >= datetime(strftime('%Y-04-01', new.made_at), 'weekday 0', '-7 days', '+1 hour')
  and new.made_at < datetime(strftime('%Y-11-01', new.made_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end) and coalesce(n.until_day, '9999-12-31') >= date(new.made_at, case when new.made_at >= datetime(strftime('%Y-04-01', new.made_at), 'weekday 0', '-7 days', '+1 hour')
  and new.made_at < datetime(strftime('%Y-11-01', new.made_at), 'weekday 0', '-7 days', '+1 hour') then '+1 hour' else '+0 hours' end)))
begin select raise(abort, 'says: A court’s order says that this adult may not book. Choose another adult of the family.'); end
--
create trigger booking_keeps_its_shares before update of uses, allocation_id on booking when exists (select 1 from booking_share s where s.booking_id = new.id
  group by s.booking_id, s.first_id
  having new.allocation_id is null or new.allocation_id <> s.first_id or (new.uses > 0 and new.uses <= sum(s.amount)))
begin select raise(abort, 'says: What allocations pay of a break adds up to what it uses, and no more. Look at it again.'); end
--
create trigger booking_counts after insert on booking
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select new.allocation_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger booking_counts_again after update of state, uses, allocation_id, starts_at on booking
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select new.allocation_id union select old.allocation_id union select s.allocation_id from booking_share s where s.booking_id = new.id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger booking_siblings_added after insert on booking when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('booking', new.together, new.session_id, (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered'), (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')), case when (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered') > 0 and (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')) > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger booking_siblings_moved after update of state, together, session_id on booking when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('booking', new.together, new.session_id, (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered'), (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')), case when (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered') > 0 and (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')) > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger booking_whole_moved after update of state, number on booking
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
select 'whole', new.number, 0, (select count(*) from booking b where b.number = new.number and b.state = 'offered'), (select count(*) from booking b where b.number = new.number and b.state not in ('offered', 'superseded')), case when (select count(*) from booking b where b.number = new.number and b.state = 'offered') > 0 and (select count(*) from booking b where b.number = new.number and b.state not in ('offered', 'superseded')) > 0 then -1 end
where exists (select 1 from waiting_offer o join waiting_request r on r.id = o.request_id
  where o.booking_id = new.id and r.whole)
on conflict (kind, together, session_id) do update
set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger booking_child_id_went before insert on booking when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE waiting_request (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	session_id INTEGER, 
	from_day TEXT NOT NULL, 
	until_day TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	whole INTEGER NOT NULL, 
	together INTEGER, 
	asked_by INTEGER, 
	asked_at TEXT NOT NULL, 
	safeguarding INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	state_since TEXT NOT NULL, 
	reviewed_on TEXT NOT NULL, 
	unmet_id INTEGER, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_waiting_request PRIMARY KEY (id), 
	CONSTRAINT ck_waiting_request_state CHECK (state in ('waiting', 'offered', 'confirmed', 'withdrawn', 'lapsed', 'not_met', 'superseded')), 
	CONSTRAINT ck_waiting_request_days CHECK (until_day >= from_day), 
	CONSTRAINT ck_waiting_request_session_day CHECK (session_id is null or from_day = until_day), 
	CONSTRAINT ck_waiting_request_whole CHECK (session_id is null or not whole), 
	CONSTRAINT fk_waiting_request_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_waiting_request_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_waiting_request_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_waiting_request_asked_by FOREIGN KEY(asked_by) REFERENCES adult (id), 
	CONSTRAINT fk_waiting_request_unmet_id FOREIGN KEY(unmet_id) REFERENCES unmet_request (id)
)
 STRICT
--
CREATE INDEX ix_waiting_request_asked_by ON waiting_request (asked_by) WHERE asked_by is not null
--
CREATE INDEX ix_waiting_request_child_id ON waiting_request (child_id)
--
CREATE INDEX ix_waiting_request_service_id ON waiting_request (service_id)
--
CREATE INDEX ix_waiting_request_session_id ON waiting_request (session_id) WHERE session_id is not null
--
CREATE INDEX ix_waiting_request_state ON waiting_request (state, service_id, asked_at)
--
CREATE INDEX ix_waiting_request_together ON waiting_request (together) WHERE together is not null
--
CREATE INDEX ix_waiting_request_unmet_id ON waiting_request (unmet_id) WHERE unmet_id is not null
--
CREATE UNIQUE INDEX uq_waiting_request_open ON waiting_request (child_id, service_id, from_day, until_day) WHERE state in ('waiting', 'offered')
--
create trigger waiting_request_kept before delete on waiting_request begin select raise(abort, 'says: A request on the waiting list is never removed. Close it instead.'); end
--
create trigger waiting_request_siblings_added after insert on waiting_request when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('waiting', new.together, 0, (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered'), (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger waiting_request_siblings_moved after update of state, together on waiting_request when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('waiting', new.together, 0, (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered'), (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger waiting_request_child_id_went before insert on waiting_request when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE night_request (
	id INTEGER NOT NULL, 
	child_id INTEGER NOT NULL, 
	service_id INTEGER, 
	nights INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	until_day TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	together INTEGER, 
	asked_by INTEGER, 
	asked_at TEXT NOT NULL, 
	safeguarding INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	state_since TEXT NOT NULL, 
	reviewed_on TEXT NOT NULL, 
	stay_id INTEGER, 
	unmet_id INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_night_request PRIMARY KEY (id), 
	CONSTRAINT ck_night_request_state CHECK (state in ('waiting', 'offered', 'confirmed', 'withdrawn', 'lapsed', 'not_met', 'superseded')), 
	CONSTRAINT ck_night_request_days CHECK (until_day > from_day and nights >= 1), 
	CONSTRAINT ck_night_request_stay CHECK ((state in ('offered', 'confirmed')) = (stay_id is not null)), 
	CONSTRAINT fk_night_request_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_night_request_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_night_request_asked_by FOREIGN KEY(asked_by) REFERENCES adult (id), 
	CONSTRAINT fk_night_request_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_night_request_unmet_id FOREIGN KEY(unmet_id) REFERENCES unmet_request (id)
)
 STRICT
--
CREATE INDEX ix_night_request_asked_by ON night_request (asked_by) WHERE asked_by is not null
--
CREATE INDEX ix_night_request_child_id ON night_request (child_id)
--
CREATE INDEX ix_night_request_service_id ON night_request (service_id) WHERE service_id is not null
--
CREATE INDEX ix_night_request_state ON night_request (state, asked_at)
--
CREATE INDEX ix_night_request_stay_id ON night_request (stay_id) WHERE stay_id is not null
--
CREATE INDEX ix_night_request_together ON night_request (together) WHERE together is not null
--
CREATE INDEX ix_night_request_unmet_id ON night_request (unmet_id) WHERE unmet_id is not null
--
CREATE UNIQUE INDEX uq_night_request_open ON night_request (child_id, from_day, until_day) WHERE state in ('waiting', 'offered')
--
CREATE UNIQUE INDEX uq_night_request_stay ON night_request (stay_id)
--
create trigger night_request_kept before delete on night_request begin select raise(abort, 'says: A request for nights is never removed. Close it instead.'); end
--
create trigger night_request_siblings_added after insert on night_request when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('nights', new.together, 0, (select count(*) from night_request b where b.together = new.together and b.state = 'offered'), (select count(*) from night_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from night_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from night_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger night_request_siblings_moved after update of state, together on night_request when new.together is not null
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('nights', new.together, 0, (select count(*) from night_request b where b.together = new.together and b.state = 'offered'), (select count(*) from night_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from night_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from night_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; end
--
create trigger night_request_child_id_went before insert on night_request when exists (select 1 from child where id = new.child_id and state = 'merged')
begin select raise(abort, 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'); end
--
CREATE TABLE allocation_used (
	allocation_id INTEGER NOT NULL, 
	used INTEGER NOT NULL, 
	booked INTEGER NOT NULL, 
	last_at TEXT, 
	CONSTRAINT pk_allocation_used PRIMARY KEY (allocation_id), 
	CONSTRAINT fk_allocation_used_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE TABLE unmet_outcome (
	id INTEGER NOT NULL, 
	unmet_id INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	met_by TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	on_date TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_unmet_outcome PRIMARY KEY (id), 
	CONSTRAINT ck_unmet_outcome_outcome CHECK (outcome in ('met', 'withdrawn', 'mistaken', 'open_again')), 
	CONSTRAINT ck_unmet_outcome_met_by CHECK ((outcome = 'met') = (met_by <> '')), 
	CONSTRAINT fk_unmet_outcome_unmet_id FOREIGN KEY(unmet_id) REFERENCES unmet_request (id)
)
 STRICT
--
CREATE INDEX ix_unmet_outcome_unmet_id ON unmet_outcome (unmet_id)
--
create trigger unmet_outcome_no_update before update of id, unmet_id, outcome, met_by, at, on_date, person_id on unmet_outcome begin select raise(abort, 'says: A word on what became of a request is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_outcome_no_change before update on unmet_outcome
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A word on what became of a request is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_outcome_no_delete before delete on unmet_outcome begin select raise(abort, 'says: A word on what became of a request is never changed or removed. Put it right with a new one.'); end
--
create trigger unmet_outcome_no_replace before insert on unmet_outcome
when exists (select 1 from unmet_outcome where id = new.id) begin select raise(abort, 'says: A word on what became of a request is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE allocation_change (
	id INTEGER NOT NULL, 
	allocation_id INTEGER NOT NULL, 
	from_day TEXT NOT NULL, 
	amount_before INTEGER NOT NULL, 
	amount INTEGER NOT NULL, 
	until_before TEXT NOT NULL, 
	until_day TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_allocation_change PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_change_reason CHECK (reason <> ''), 
	CONSTRAINT ck_allocation_change_changes CHECK (amount <> amount_before or until_day <> until_before), 
	CONSTRAINT fk_allocation_change_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_allocation_change_allocation_id ON allocation_change (allocation_id)
--
create trigger allocation_change_no_update before update of id, allocation_id, from_day, amount_before, amount, until_before, until_day, at, person_id on allocation_change begin select raise(abort, 'says: A change of an allocation is never changed or removed. Put it right with a new one.'); end
--
create trigger allocation_change_no_change before update on allocation_change
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A change of an allocation is never changed or removed. Put it right with a new one.'); end
--
create trigger allocation_change_no_delete before delete on allocation_change begin select raise(abort, 'says: A change of an allocation is never changed or removed. Put it right with a new one.'); end
--
create trigger allocation_change_no_replace before insert on allocation_change
when exists (select 1 from allocation_change where id = new.id) begin select raise(abort, 'says: A change of an allocation is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE run_deduction (
	id INTEGER NOT NULL, 
	run_line_id INTEGER NOT NULL, 
	debt_id INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	CONSTRAINT pk_run_deduction PRIMARY KEY (id), 
	CONSTRAINT uq_run_deduction_run_line_id_debt_id UNIQUE (run_line_id, debt_id), 
	CONSTRAINT ck_run_deduction_pence CHECK (pence > 0), 
	CONSTRAINT fk_run_deduction_run_line_id FOREIGN KEY(run_line_id) REFERENCES run_line (id), 
	CONSTRAINT fk_run_deduction_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
 STRICT
--
CREATE INDEX ix_run_deduction_debt_id ON run_deduction (debt_id)
--
create trigger run_deduction_no_update before update on run_deduction begin select raise(abort, 'says: A part of a payment given back is never changed or removed. Put it right with a new one.'); end
--
create trigger run_deduction_no_delete before delete on run_deduction begin select raise(abort, 'says: A part of a payment given back is never changed or removed. Put it right with a new one.'); end
--
create trigger run_deduction_no_replace before insert on run_deduction
when exists (select 1 from run_deduction where id = new.id) begin select raise(abort, 'says: A part of a payment given back is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE invoice_settlement (
	id INTEGER NOT NULL, 
	line_id INTEGER NOT NULL, 
	backed INTEGER NOT NULL, 
	stood_pence INTEGER NOT NULL, 
	owed_pence INTEGER NOT NULL, 
	extra_pence INTEGER NOT NULL, 
	freed_pence INTEGER NOT NULL, 
	CONSTRAINT pk_invoice_settlement PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_settlement_amounts CHECK (backed >= 0 and owed_pence >= 0 and extra_pence >= 0 and freed_pence >= 0), 
	CONSTRAINT ck_invoice_settlement_stood CHECK (owed_pence + freed_pence = stood_pence), 
	CONSTRAINT ck_invoice_settlement_one_way CHECK (extra_pence = 0 or freed_pence = 0), 
	CONSTRAINT uq_invoice_settlement_line_id UNIQUE (line_id), 
	CONSTRAINT fk_invoice_settlement_line_id FOREIGN KEY(line_id) REFERENCES invoice_line (id)
)
 STRICT
--
create trigger invoice_settlement_no_update before update on invoice_settlement begin select raise(abort, 'says: A settlement of an invoice''s line is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_settlement_no_delete before delete on invoice_settlement begin select raise(abort, 'says: A settlement of an invoice''s line is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_settlement_no_replace before insert on invoice_settlement
when exists (select 1 from invoice_settlement where id = new.id) begin select raise(abort, 'says: A settlement of an invoice''s line is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE invoice_answer (
	id INTEGER NOT NULL, 
	line_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	words TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_invoice_answer PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_answer_answer CHECK (answer in ('accepted', 'disputed')), 
	CONSTRAINT ck_invoice_answer_why CHECK (reason <> ''), 
	CONSTRAINT fk_invoice_answer_line_id FOREIGN KEY(line_id) REFERENCES invoice_line (id)
)
 STRICT
--
CREATE INDEX ix_invoice_answer_line_id ON invoice_answer (line_id)
--
create trigger invoice_answer_no_update before update of id, line_id, kind, answer, at, person_id on invoice_answer begin select raise(abort, 'says: An answer to a difference is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_answer_no_change before update on invoice_answer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An answer to a difference is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_answer_no_delete before delete on invoice_answer begin select raise(abort, 'says: An answer to a difference is never changed or removed. Put it right with a new one.'); end
--
create trigger invoice_answer_no_replace before insert on invoice_answer
when exists (select 1 from invoice_answer where id = new.id) begin select raise(abort, 'says: An answer to a difference is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE recovery (
	id INTEGER NOT NULL, 
	batch_id INTEGER NOT NULL, 
	debt_id INTEGER, 
	invoice_id INTEGER, 
	pence INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	finance_ref TEXT NOT NULL, 
	takes_back INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_recovery PRIMARY KEY (id), 
	CONSTRAINT ck_recovery_state CHECK (state in ('sent', 'acknowledged', 'rejected')), 
	CONSTRAINT ck_recovery_of_one CHECK ((debt_id is null) <> (invoice_id is null)), 
	CONSTRAINT ck_recovery_pence CHECK (pence > 0), 
	CONSTRAINT ck_recovery_why CHECK (state <> 'rejected' or reason <> ''), 
	CONSTRAINT ck_recovery_acknowledged CHECK (state <> 'acknowledged' or finance_ref <> ''), 
	CONSTRAINT fk_recovery_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id), 
	CONSTRAINT fk_recovery_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id), 
	CONSTRAINT fk_recovery_invoice_id FOREIGN KEY(invoice_id) REFERENCES provider_invoice (id), 
	CONSTRAINT fk_recovery_takes_back FOREIGN KEY(takes_back) REFERENCES recovery (id)
)
 STRICT
--
CREATE INDEX ix_recovery_batch_id ON recovery (batch_id)
--
CREATE INDEX ix_recovery_debt_id ON recovery (debt_id) WHERE debt_id is not null
--
CREATE INDEX ix_recovery_invoice_id ON recovery (invoice_id) WHERE invoice_id is not null
--
CREATE INDEX ix_recovery_takes_back ON recovery (takes_back) WHERE takes_back is not null
--
CREATE UNIQUE INDEX uq_recovery_debt_id ON recovery (debt_id) WHERE state <> 'rejected' and takes_back is null
--
CREATE UNIQUE INDEX uq_recovery_invoice_id ON recovery (invoice_id) WHERE state <> 'rejected'
--
CREATE UNIQUE INDEX uq_recovery_takes_back ON recovery (takes_back) WHERE state <> 'rejected'
--
create trigger recovery_kept before delete on recovery begin select raise(abort, 'says: A sum to get back is never removed. Close it instead.'); end
--
create trigger recovery_stopped before insert on recovery when new.debt_id is not null and new.takes_back is null and exists (select 1 from debt d join agreement a on a.id = d.agreement_id
    where d.id = new.debt_id and a.letters_stopped)
begin select raise(abort, 'says: This family’s letters are stopped, and an invoice is one (R-D26). Speak to the named person first.'); end
--
create trigger debt_with_finance before update on debt when new.state in ('withdrawn', 'written off') and old.state <> new.state and exists
  (select 1 from recovery r where r.debt_id = new.id and r.state = 'sent' and r.takes_back is null)
begin select raise(abort, 'says: Finance has this debt and has not answered. Take its answer in first: rejected, it comes back to you.'); end
--
CREATE TABLE owed (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	since TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	entered_on TEXT NOT NULL, 
	uplift_id INTEGER, 
	run_line_id INTEGER, 
	debt_id INTEGER, 
	CONSTRAINT pk_owed PRIMARY KEY (id), 
	CONSTRAINT ck_owed_pence CHECK (pence <> 0), 
	CONSTRAINT ck_owed_since CHECK (since between first_day and last_day), 
	CONSTRAINT ck_owed_given_again CHECK (debt_id is null or pence > 0), 
	CONSTRAINT ck_owed_paid CHECK (run_line_id is null or pence > 0), 
	CONSTRAINT fk_owed_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_owed_uplift_id FOREIGN KEY(uplift_id) REFERENCES uplift (id), 
	CONSTRAINT fk_owed_run_line_id FOREIGN KEY(run_line_id) REFERENCES run_line (id), 
	CONSTRAINT uq_owed_debt_id UNIQUE (debt_id), 
	CONSTRAINT fk_owed_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
 STRICT
--
CREATE INDEX ix_owed_agreement_id ON owed (agreement_id)
--
CREATE INDEX ix_owed_run_line_id ON owed (run_line_id) WHERE run_line_id is not null
--
CREATE INDEX ix_owed_uplift_id ON owed (uplift_id) WHERE uplift_id is not null
--
create trigger owed_kept before delete on owed begin select raise(abort, 'says: A sum owed is never removed. Close it instead.'); end
--
create trigger owed_fixed before update on owed when new.agreement_id <> old.agreement_id or new.first_day <> old.first_day or new.last_day <> old.last_day or new.since <> old.since or new.pence <> old.pence or new.entered_on <> old.entered_on or (new.words <> old.words and not exists (select 1 from erasing)) or coalesce(new.debt_id, 0) <> coalesce(old.debt_id, 0)
begin select raise(abort, 'says: A sum owed keeps its day, its amount and what it is for. A later change gives another sum.'); end
--
create trigger owed_of_debt before insert on owed when new.debt_id is not null and new.pence > (select d.recovered_pence from debt d where d.id = new.debt_id)
begin select raise(abort, 'says: No more is given again than came back.'); end
--
CREATE TABLE debt_step (
	id INTEGER NOT NULL, 
	debt_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	entered_on TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	counts_on TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_debt_step PRIMARY KEY (id), 
	CONSTRAINT ck_debt_step_state CHECK (state in ('proposed', 'approved', 'letter sent', 'plan agreed', 'recovered', 'invoiced', 'written off', 'withdrawn')), 
	CONSTRAINT fk_debt_step_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
 STRICT
--
CREATE INDEX ix_debt_step_debt ON debt_step (debt_id, id)
--
create trigger debt_step_no_update before update of id, debt_id, state, entered_on, pence, counts_on, at, person_id on debt_step begin select raise(abort, 'says: A step of a debt is never changed or removed. Put it right with a new one.'); end
--
create trigger debt_step_no_change before update on debt_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of a debt is never changed or removed. Put it right with a new one.'); end
--
create trigger debt_step_no_delete before delete on debt_step begin select raise(abort, 'says: A step of a debt is never changed or removed. Put it right with a new one.'); end
--
create trigger debt_step_no_replace before insert on debt_step
when exists (select 1 from debt_step where id = new.id) begin select raise(abort, 'says: A step of a debt is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE money_back (
	id INTEGER NOT NULL, 
	agreement_id INTEGER NOT NULL, 
	debt_id INTEGER, 
	on_date TEXT NOT NULL, 
	pence INTEGER NOT NULL, 
	reference TEXT NOT NULL, 
	from_pot INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_money_back PRIMARY KEY (id), 
	CONSTRAINT ck_money_back_pence CHECK (pence > 0), 
	CONSTRAINT ck_money_back_reference CHECK (reference <> ''), 
	CONSTRAINT ck_money_back_unspent CHECK (debt_id is not null or from_pot), 
	CONSTRAINT uq_money_back_on_date_reference_pence_agreement_id UNIQUE (on_date, reference, pence, agreement_id), 
	CONSTRAINT fk_money_back_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_money_back_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id), 
	CONSTRAINT uq_money_back_entry_id UNIQUE (entry_id)
)
 STRICT
--
CREATE INDEX ix_money_back_agreement ON money_back (agreement_id, on_date)
--
CREATE INDEX ix_money_back_debt_id ON money_back (debt_id) WHERE debt_id is not null
--
create trigger money_back_no_update before update of id, agreement_id, debt_id, on_date, pence, from_pot, entry_id, at, person_id on money_back begin select raise(abort, 'says: A sum that came back is never changed or removed. Put it right with a new one.'); end
--
create trigger money_back_no_change before update on money_back
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A sum that came back is never changed or removed. Put it right with a new one.'); end
--
create trigger money_back_no_delete before delete on money_back begin select raise(abort, 'says: A sum that came back is never changed or removed. Put it right with a new one.'); end
--
create trigger money_back_no_replace before insert on money_back
when exists (select 1 from money_back where id = new.id) begin select raise(abort, 'says: A sum that came back is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE reconsideration (
	id INTEGER NOT NULL, 
	notice_id INTEGER NOT NULL, 
	asked_on TEXT NOT NULL, 
	words TEXT NOT NULL, 
	decided_by INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	reasons TEXT NOT NULL, 
	answered_on TEXT, 
	answered_by INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_reconsideration PRIMARY KEY (id), 
	CONSTRAINT ck_reconsideration_outcome CHECK (outcome in ('', 'stands', 'changed', 'withdrawn')), 
	CONSTRAINT ck_reconsideration_words CHECK (words <> ''), 
	CONSTRAINT ck_reconsideration_answered CHECK ((outcome = '') = (answered_on is null)), 
	CONSTRAINT ck_reconsideration_reasons CHECK ((outcome = '') = (reasons = '')), 
	CONSTRAINT ck_reconsideration_answerer CHECK ((outcome = '') = (answered_by is null)), 
	CONSTRAINT ck_reconsideration_other_person CHECK (answered_by is null or answered_by <> decided_by), 
	CONSTRAINT uq_reconsideration_notice_id UNIQUE (notice_id), 
	CONSTRAINT fk_reconsideration_notice_id FOREIGN KEY(notice_id) REFERENCES award_notice (id)
)
 STRICT
--
create trigger reconsideration_kept before delete on reconsideration begin select raise(abort, 'says: A second look is never removed. Close it instead.'); end
--
create trigger reconsideration_once before update on reconsideration when (old.outcome <> '' and not (exists (select 1 from erasing) and new.outcome = old.outcome)) or new.notice_id <> old.notice_id
  or new.decided_by <> old.decided_by
begin select raise(abort, 'says: That decision was looked at again and answered. It is looked at again once.'); end
--
CREATE TABLE carried_loss (
	id INTEGER NOT NULL, 
	allocation_id INTEGER NOT NULL, 
	lost_from INTEGER NOT NULL, 
	booking_id INTEGER, 
	stay_id INTEGER, 
	amount INTEGER NOT NULL, 
	CONSTRAINT pk_carried_loss PRIMARY KEY (id), 
	CONSTRAINT uq_carried_loss_booking_id_lost_from UNIQUE (booking_id, lost_from), 
	CONSTRAINT uq_carried_loss_stay_id_lost_from UNIQUE (stay_id, lost_from), 
	CONSTRAINT ck_carried_loss_of_one CHECK ((booking_id is null) <> (stay_id is null)), 
	CONSTRAINT ck_carried_loss_amount CHECK (amount > 0), 
	CONSTRAINT fk_carried_loss_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id), 
	CONSTRAINT fk_carried_loss_lost_from FOREIGN KEY(lost_from) REFERENCES allocation (id), 
	CONSTRAINT fk_carried_loss_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT fk_carried_loss_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
 STRICT
--
CREATE INDEX ix_carried_loss_allocation_id ON carried_loss (allocation_id)
--
CREATE INDEX ix_carried_loss_booking_id ON carried_loss (booking_id) WHERE booking_id is not null
--
CREATE INDEX ix_carried_loss_lost_from ON carried_loss (lost_from)
--
CREATE INDEX ix_carried_loss_stay_id ON carried_loss (stay_id) WHERE stay_id is not null
--
create trigger carried_loss_no_update before update on carried_loss begin select raise(abort, 'says: A loss that was carried over is never changed or removed. Put it right with a new one.'); end
--
create trigger carried_loss_no_delete before delete on carried_loss begin select raise(abort, 'says: A loss that was carried over is never changed or removed. Put it right with a new one.'); end
--
create trigger carried_loss_no_replace before insert on carried_loss
when exists (select 1 from carried_loss where id = new.id) begin select raise(abort, 'says: A loss that was carried over is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE series_date (
	id INTEGER NOT NULL, 
	series_id INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	session_id INTEGER, 
	booking_id INTEGER, 
	state TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	why TEXT NOT NULL, 
	words TEXT NOT NULL, 
	since TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_series_date PRIMARY KEY (id), 
	CONSTRAINT uq_series_date_series_id_day UNIQUE (series_id, day), 
	CONSTRAINT ck_series_date_state CHECK (state in ('booked', 'skipped', 'left_out')), 
	CONSTRAINT ck_series_date_booked CHECK ((state = 'booked') = (booking_id is not null)), 
	CONSTRAINT ck_series_date_reason CHECK (state = 'booked' or why <> '' or words <> ''), 
	CONSTRAINT fk_series_date_series_id FOREIGN KEY(series_id) REFERENCES series (id), 
	CONSTRAINT fk_series_date_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT uq_series_date_booking_id UNIQUE (booking_id), 
	CONSTRAINT fk_series_date_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
 STRICT
--
CREATE INDEX ix_series_date_session_id ON series_date (session_id) WHERE session_id is not null
--
CREATE INDEX ix_series_date_waits ON series_date (day, series_id) WHERE state = 'skipped'
--
create trigger series_date_kept before delete on series_date begin select raise(abort, 'says: A date of a series is never removed. Close it instead.'); end
--
create trigger series_date_own_child before insert on series_date when exists (select 1 from booking b join series s on s.id = new.series_id
  where b.id = new.booking_id and b.child_id <> s.child_id)
begin select raise(abort, 'says: A date of a series is booked for the child of the series only.'); end
--
create trigger series_date_own_child_still before update of booking_id on series_date when exists (select 1 from booking b join series s on s.id = new.series_id
  where b.id = new.booking_id and b.child_id <> s.child_id)
begin select raise(abort, 'says: A date of a series is booked for the child of the series only.'); end
--
create trigger series_date_not_over before update of booking_id on series_date
when new.booking_id is not old.booking_id and new.state = 'booked' and exists (select 1 from series s where s.id = new.series_id and s.state = 'ended')
begin select raise(abort, 'says: This series has ended. Begin a new one.'); end
--
CREATE TABLE booking_step (
	id INTEGER NOT NULL, 
	booking_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_booking_step PRIMARY KEY (id), 
	CONSTRAINT fk_booking_step_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
 STRICT
--
CREATE INDEX ix_booking_step_booking_id ON booking_step (booking_id)
--
create trigger booking_step_no_update before update of id, booking_id, state, reason, at, person_id, on_date on booking_step begin select raise(abort, 'says: A step of a booking is never changed or removed. Put it right with a new one.'); end
--
create trigger booking_step_no_change before update on booking_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of a booking is never changed or removed. Put it right with a new one.'); end
--
create trigger booking_step_no_delete before delete on booking_step begin select raise(abort, 'says: A step of a booking is never changed or removed. Put it right with a new one.'); end
--
create trigger booking_step_no_replace before insert on booking_step
when exists (select 1 from booking_step where id = new.id) begin select raise(abort, 'says: A step of a booking is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE waiting_session (
	id INTEGER NOT NULL, 
	request_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	CONSTRAINT pk_waiting_session PRIMARY KEY (id), 
	CONSTRAINT uq_waiting_session_request_id_session_id UNIQUE (request_id, session_id), 
	CONSTRAINT fk_waiting_session_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id), 
	CONSTRAINT fk_waiting_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_waiting_session_session_id ON waiting_session (session_id)
--
create trigger waiting_session_no_update before update on waiting_session begin select raise(abort, 'says: A session on the waiting list is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_session_no_delete before delete on waiting_session begin select raise(abort, 'says: A session on the waiting list is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_session_no_replace before insert on waiting_session
when exists (select 1 from waiting_session where id = new.id) begin select raise(abort, 'says: A session on the waiting list is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE waiting_step (
	id INTEGER NOT NULL, 
	request_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_waiting_step PRIMARY KEY (id), 
	CONSTRAINT fk_waiting_step_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id)
)
 STRICT
--
CREATE INDEX ix_waiting_step_request_id ON waiting_step (request_id)
--
create trigger waiting_step_no_update before update of id, request_id, state, reason, at, person_id, on_date on waiting_step begin select raise(abort, 'says: A step on the waiting list is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_step_no_change before update on waiting_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step on the waiting list is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_step_no_delete before delete on waiting_step begin select raise(abort, 'says: A step on the waiting list is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_step_no_replace before insert on waiting_step
when exists (select 1 from waiting_step where id = new.id) begin select raise(abort, 'says: A step on the waiting list is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE waiting_offer (
	id INTEGER NOT NULL, 
	request_id INTEGER NOT NULL, 
	booking_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	stood TEXT NOT NULL, 
	passed_over TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_waiting_offer PRIMARY KEY (id), 
	CONSTRAINT fk_waiting_offer_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id), 
	CONSTRAINT uq_waiting_offer_booking_id UNIQUE (booking_id), 
	CONSTRAINT fk_waiting_offer_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
 STRICT
--
CREATE INDEX ix_waiting_offer_request_id ON waiting_offer (request_id)
--
CREATE INDEX ix_waiting_offer_session_id ON waiting_offer (session_id)
--
create trigger waiting_offer_no_update before update of id, request_id, booking_id, session_id, at, person_id on waiting_offer begin select raise(abort, 'says: An offer to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_offer_no_change before update on waiting_offer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An offer to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_offer_no_delete before delete on waiting_offer begin select raise(abort, 'says: An offer to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger waiting_offer_no_replace before insert on waiting_offer
when exists (select 1 from waiting_offer where id = new.id) begin select raise(abort, 'says: An offer to a family that waits is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE night_step (
	id INTEGER NOT NULL, 
	request_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_night_step PRIMARY KEY (id), 
	CONSTRAINT fk_night_step_request_id FOREIGN KEY(request_id) REFERENCES night_request (id)
)
 STRICT
--
CREATE INDEX ix_night_step_request_id ON night_step (request_id)
--
create trigger night_step_no_update before update of id, request_id, state, reason, at, person_id, on_date on night_step begin select raise(abort, 'says: A step of a request for nights is never changed or removed. Put it right with a new one.'); end
--
create trigger night_step_no_change before update on night_step
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A step of a request for nights is never changed or removed. Put it right with a new one.'); end
--
create trigger night_step_no_delete before delete on night_step begin select raise(abort, 'says: A step of a request for nights is never changed or removed. Put it right with a new one.'); end
--
create trigger night_step_no_replace before insert on night_step
when exists (select 1 from night_step where id = new.id) begin select raise(abort, 'says: A step of a request for nights is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE night_offer (
	id INTEGER NOT NULL, 
	request_id INTEGER NOT NULL, 
	stay_id INTEGER NOT NULL, 
	stood TEXT NOT NULL, 
	passed_over TEXT NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_night_offer PRIMARY KEY (id), 
	CONSTRAINT fk_night_offer_request_id FOREIGN KEY(request_id) REFERENCES night_request (id), 
	CONSTRAINT uq_night_offer_stay_id UNIQUE (stay_id)
)
 STRICT
--
CREATE INDEX ix_night_offer_request_id ON night_offer (request_id)
--
create trigger night_offer_no_update before update of id, request_id, stay_id, at, person_id on night_offer begin select raise(abort, 'says: An offer of nights to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger night_offer_no_change before update on night_offer
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: An offer of nights to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger night_offer_no_delete before delete on night_offer begin select raise(abort, 'says: An offer of nights to a family that waits is never changed or removed. Put it right with a new one.'); end
--
create trigger night_offer_no_replace before insert on night_offer
when exists (select 1 from night_offer where id = new.id) begin select raise(abort, 'says: An offer of nights to a family that waits is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE booking_share (
	id INTEGER NOT NULL, 
	booking_id INTEGER NOT NULL, 
	allocation_id INTEGER NOT NULL, 
	first_id INTEGER NOT NULL, 
	amount INTEGER NOT NULL, 
	CONSTRAINT pk_booking_share PRIMARY KEY (id), 
	CONSTRAINT uq_booking_share_booking_id_allocation_id UNIQUE (booking_id, allocation_id), 
	CONSTRAINT ck_booking_share_amount CHECK (amount > 0), 
	CONSTRAINT ck_booking_share_another CHECK (allocation_id <> first_id), 
	CONSTRAINT fk_booking_share_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT fk_booking_share_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
 STRICT
--
CREATE INDEX ix_booking_share_allocation_id ON booking_share (allocation_id)
--
CREATE INDEX ix_booking_share_first_id ON booking_share (first_id)
--
create trigger booking_share_fits before insert on booking_share when not exists (select 1 from booking b
  join allocation f on f.id = b.allocation_id join allocation a on a.id = new.allocation_id
  where b.id = new.booking_id and b.allocation_id = new.first_id and a.unit = f.unit and a.child_id = f.child_id
  and b.uses > new.amount + (select coalesce(sum(s.amount), 0) from booking_share s where s.booking_id = b.id))
begin select raise(abort, 'says: What allocations pay of a break adds up to what it uses, and no more. Look at it again.'); end
--
create trigger booking_share_fixed before update on booking_share
begin select raise(abort, 'says: A share of a break is taken back and given anew, not changed.'); end
--
create trigger booking_share_counts after insert on booking_share
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select new.allocation_id union select new.first_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
create trigger booking_share_counts_again after delete on booking_share
begin insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as bigint) as used, cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in ('confirmed', 'offered'))
    + (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in ('confirmed', 'offered') and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in ('booked', 'offered')) as bigint) as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in ('attended', 'attended_part', 'cancelled_late', 'no_show')
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in ('cancelled_late', 'ended', 'in_house', 'no_show')) as breaks) as last_at
  from allocation a where a.id in (select old.allocation_id union select old.first_id) on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at; end
--
CREATE TABLE attendance (
	id INTEGER NOT NULL, 
	booking_id INTEGER NOT NULL, 
	mark TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	words TEXT NOT NULL, 
	came_at TEXT, 
	left_at TEXT, 
	how TEXT NOT NULL, 
	was_pence INTEGER NOT NULL, 
	replaces INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	on_date TEXT NOT NULL, 
	CONSTRAINT pk_attendance PRIMARY KEY (id), 
	CONSTRAINT ck_attendance_mark CHECK (mark in ('present', 'late', 'absent', 'sick', 'no show')), 
	CONSTRAINT ck_attendance_how CHECK (how in ('grid', 'scan')), 
	CONSTRAINT ck_attendance_times CHECK (left_at is null or came_at is null or left_at > came_at), 
	CONSTRAINT fk_attendance_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT uq_attendance_replaces UNIQUE (replaces)
)
 STRICT
--
CREATE INDEX ix_attendance_booking_id ON attendance (booking_id)
--
CREATE UNIQUE INDEX uq_attendance_first ON attendance (booking_id) WHERE replaces is null
--
create trigger attendance_no_update before update of id, booking_id, mark, reason, came_at, left_at, how, was_pence, replaces, at, person_id, on_date on attendance begin select raise(abort, 'says: A mark in a register is never changed or removed. Put it right with a new one.'); end
--
create trigger attendance_no_change before update on attendance
when not exists (select 1 from erasing) or new.id is not old.id begin select raise(abort, 'says: A mark in a register is never changed or removed. Put it right with a new one.'); end
--
create trigger attendance_no_delete before delete on attendance begin select raise(abort, 'says: A mark in a register is never changed or removed. Put it right with a new one.'); end
--
create trigger attendance_no_replace before insert on attendance
when exists (select 1 from attendance where id = new.id) begin select raise(abort, 'says: A mark in a register is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE cancellation (
	id INTEGER NOT NULL, 
	booking_id INTEGER, 
	stay_id INTEGER, 
	closing_id INTEGER, 
	reason TEXT NOT NULL, 
	told_at TEXT NOT NULL, 
	percent INTEGER NOT NULL, 
	was_pence INTEGER NOT NULL, 
	pence INTEGER NOT NULL, 
	back INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_cancellation PRIMARY KEY (id), 
	CONSTRAINT ck_cancellation_of_one CHECK ((booking_id is null) <> (stay_id is null)), 
	CONSTRAINT ck_cancellation_percent CHECK (percent between 0 and 100), 
	CONSTRAINT ck_cancellation_amounts CHECK (pence >= 0 and was_pence >= pence and back >= 0), 
	CONSTRAINT fk_cancellation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT fk_cancellation_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
 STRICT
--
CREATE INDEX ix_cancellation_booking_id ON cancellation (booking_id) WHERE booking_id is not null
--
CREATE INDEX ix_cancellation_closing_id ON cancellation (closing_id) WHERE closing_id is not null
--
CREATE INDEX ix_cancellation_stay_id ON cancellation (stay_id) WHERE stay_id is not null
--
create trigger cancellation_no_update before update on cancellation begin select raise(abort, 'says: A cancellation is never changed or removed. Put it right with a new one.'); end
--
create trigger cancellation_no_delete before delete on cancellation begin select raise(abort, 'says: A cancellation is never changed or removed. Put it right with a new one.'); end
--
create trigger cancellation_no_replace before insert on cancellation
when exists (select 1 from cancellation where id = new.id) begin select raise(abort, 'says: A cancellation is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE owed_part (
	id INTEGER NOT NULL, 
	owed_id INTEGER NOT NULL, 
	run_line_id INTEGER, 
	debt_id INTEGER, 
	pence INTEGER NOT NULL, 
	CONSTRAINT pk_owed_part PRIMARY KEY (id), 
	CONSTRAINT ck_owed_part_pence CHECK (pence > 0), 
	CONSTRAINT ck_owed_part_of_one CHECK ((run_line_id is null) <> (debt_id is null)), 
	CONSTRAINT uq_owed_part_owed_id_run_line_id UNIQUE (owed_id, run_line_id), 
	CONSTRAINT uq_owed_part_owed_id_debt_id UNIQUE (owed_id, debt_id), 
	CONSTRAINT fk_owed_part_owed_id FOREIGN KEY(owed_id) REFERENCES owed (id), 
	CONSTRAINT fk_owed_part_run_line_id FOREIGN KEY(run_line_id) REFERENCES run_line (id), 
	CONSTRAINT fk_owed_part_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
 STRICT
--
CREATE INDEX ix_owed_part_debt_id ON owed_part (debt_id) WHERE debt_id is not null
--
CREATE INDEX ix_owed_part_run_line_id ON owed_part (run_line_id) WHERE run_line_id is not null
--
create trigger owed_part_no_update before update on owed_part begin select raise(abort, 'says: A part of a sum paid too much is never changed or removed. Put it right with a new one.'); end
--
create trigger owed_part_no_delete before delete on owed_part begin select raise(abort, 'says: A part of a sum paid too much is never changed or removed. Put it right with a new one.'); end
--
create trigger owed_part_no_replace before insert on owed_part
when exists (select 1 from owed_part where id = new.id) begin select raise(abort, 'says: A part of a sum paid too much is never changed or removed. Put it right with a new one.'); end
--
create trigger owed_part_once after insert on owed_part when exists (select 1 from owed o where o.id = new.owed_id and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence)
begin select raise(abort, 'says: That sum was taken back already. Look at the account again.'); end
--
create trigger run_line_takes_once after update of state on run_line when old.state in ('left out', 'rejected', 'returned', 'held back', 'dropped') and new.state in ('in', 'posted', 'acknowledged') and exists (select 1 from owed o where o.id in (select owed_id from owed_part where run_line_id = new.id)
    and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence)
begin select raise(abort, 'says: That sum was taken back already. Look at the account again.'); end
--
create trigger debt_takes_once after update of state on debt when old.state = 'withdrawn' and new.state <> 'withdrawn' and exists (select 1 from owed o where o.id in (select owed_id from owed_part where debt_id = new.id)
    and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence)
begin select raise(abort, 'says: That sum was taken back already. Look at the account again.'); end
--
CREATE TABLE money_back_tie (
	id INTEGER NOT NULL, 
	money_back_id INTEGER NOT NULL, 
	spend_line_id INTEGER NOT NULL, 
	entry_id INTEGER, 
	at TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	parted_at TEXT, 
	parted_by INTEGER, 
	parted_why TEXT NOT NULL, 
	parted_entry_id INTEGER, 
	parted_own INTEGER NOT NULL, 
	CONSTRAINT pk_money_back_tie PRIMARY KEY (id), 
	CONSTRAINT ck_money_back_tie_why CHECK ((parted_at is null) = (parted_why = '')), 
	CONSTRAINT ck_money_back_tie_entry CHECK ((parted_at is null) = (parted_entry_id is null)), 
	CONSTRAINT ck_money_back_tie_who CHECK ((parted_at is null) = (parted_by is null)), 
	CONSTRAINT fk_money_back_tie_money_back_id FOREIGN KEY(money_back_id) REFERENCES money_back (id), 
	CONSTRAINT fk_money_back_tie_spend_line_id FOREIGN KEY(spend_line_id) REFERENCES spend_line (id), 
	CONSTRAINT uq_money_back_tie_entry_id UNIQUE (entry_id), 
	CONSTRAINT uq_money_back_tie_parted_entry_id UNIQUE (parted_entry_id)
)
 STRICT
--
CREATE INDEX ix_money_back_tie_money_back_id ON money_back_tie (money_back_id)
--
CREATE INDEX ix_money_back_tie_spend_line_id ON money_back_tie (spend_line_id)
--
CREATE UNIQUE INDEX uq_money_back_tie_money_back_id ON money_back_tie (money_back_id) WHERE parted_at is null
--
CREATE UNIQUE INDEX uq_money_back_tie_spend_line_id ON money_back_tie (spend_line_id) WHERE parted_at is null
--
create trigger money_back_tie_kept before delete on money_back_tie begin select raise(abort, 'says: A tie of a bank line to money that came back is never removed. Close it instead.'); end
--
create trigger money_back_tie_fixed before update on money_back_tie when (old.parted_at is not null and not (exists (select 1 from erasing) and new.parted_at = old.parted_at))
  or new.money_back_id <> old.money_back_id or new.spend_line_id <> old.spend_line_id
  or coalesce(new.entry_id, 0) <> coalesce(old.entry_id, 0) or new.person_id <> old.person_id
begin select raise(abort, 'says: A tie of a bank line is never changed. Part it, with the reason.'); end
--
CREATE TABLE refilled_night (
	id INTEGER NOT NULL, 
	cancellation_id INTEGER NOT NULL, 
	taken_by INTEGER NOT NULL, 
	night TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_refilled_night PRIMARY KEY (id), 
	CONSTRAINT uq_refilled_night_cancellation_id_night UNIQUE (cancellation_id, night), 
	CONSTRAINT uq_refilled_night_taken_by_night UNIQUE (taken_by, night), 
	CONSTRAINT fk_refilled_night_cancellation_id FOREIGN KEY(cancellation_id) REFERENCES cancellation (id)
)
 STRICT
--
create trigger refilled_night_no_update before update on refilled_night begin select raise(abort, 'says: A night taken again is never changed or removed. Put it right with a new one.'); end
--
create trigger refilled_night_no_delete before delete on refilled_night begin select raise(abort, 'says: A night taken again is never changed or removed. Put it right with a new one.'); end
--
create trigger refilled_night_no_replace before insert on refilled_night
when exists (select 1 from refilled_night where id = new.id) begin select raise(abort, 'says: A night taken again is never changed or removed. Put it right with a new one.'); end
--
CREATE TABLE notice_item (
	id INTEGER NOT NULL, 
	notice_id INTEGER NOT NULL, 
	cancellation_id INTEGER NOT NULL, 
	CONSTRAINT pk_notice_item PRIMARY KEY (id), 
	CONSTRAINT uq_notice_item_notice_id_cancellation_id UNIQUE (notice_id, cancellation_id), 
	CONSTRAINT fk_notice_item_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_notice_item_cancellation_id FOREIGN KEY(cancellation_id) REFERENCES cancellation (id)
)
 STRICT
--
CREATE INDEX ix_notice_item_cancellation_id ON notice_item (cancellation_id)
--
create trigger notice_item_no_update before update on notice_item begin select raise(abort, 'says: A line of a notice is never changed or removed. Put it right with a new one.'); end
--
create trigger notice_item_no_delete before delete on notice_item begin select raise(abort, 'says: A line of a notice is never changed or removed. Put it right with a new one.'); end
--
create trigger notice_item_no_replace before insert on notice_item
when exists (select 1 from notice_item where id = new.id) begin select raise(abort, 'says: A line of a notice is never changed or removed. Put it right with a new one.'); end
