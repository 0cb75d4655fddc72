CREATE TABLE person (
	id BIGSERIAL NOT NULL, 
	sign_in TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	role TEXT COLLATE "C" NOT NULL, 
	phone TEXT COLLATE "C" NOT NULL, 
	email TEXT COLLATE "C" NOT NULL, 
	active BOOLEAN NOT NULL, 
	password_hash TEXT COLLATE "C", 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT ck_person_sign_in CHECK (sign_in = lower(sign_in) and sign_in <> ''), 
	CONSTRAINT uq_person_sign_in UNIQUE (sign_in)
)
--
create or replace function person_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A person is never removed. Close it instead.'; end $$
--
create trigger person_kept before delete on person for each row execute function person_kept()
--
create trigger person_kept_whole before truncate on person execute function person_kept()
--
CREATE TABLE stay_refill (
	id BIGSERIAL NOT NULL, 
	cancellation_id BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	back BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_stay_refill PRIMARY KEY (id), 
	CONSTRAINT ck_stay_refill_amounts CHECK (pence >= 0 and back >= 0 and pence + back > 0), 
	CONSTRAINT uq_stay_refill_cancellation_id UNIQUE (cancellation_id)
)
--
create or replace function stay_refill_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A stay made good is never changed or removed. Put it right with a new one.'; end $$
--
create trigger stay_refill_no_change before update or delete on stay_refill for each row execute function stay_refill_refuse()
--
create trigger stay_refill_no_truncate before truncate on stay_refill execute function stay_refill_refuse()
--
CREATE TABLE paper_part (
	id BIGSERIAL NOT NULL, 
	sha256 TEXT COLLATE "C" NOT NULL, 
	content BYTEA NOT NULL, 
	CONSTRAINT pk_paper_part PRIMARY KEY (id), 
	CONSTRAINT uq_paper_part_sha256 UNIQUE (sha256)
)
--
create or replace function paper_part_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A typeface of papers is never changed or removed. Put it right with a new one.'; end $$
--
create trigger paper_part_no_change before update or delete on paper_part for each row execute function paper_part_refuse()
--
create trigger paper_part_no_truncate before truncate on paper_part execute function paper_part_refuse()
--
CREATE TABLE audit_entry (
	number BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	command TEXT COLLATE "C" NOT NULL, 
	recorded_as TEXT COLLATE "C" NOT NULL, 
	subject_table TEXT COLLATE "C" NOT NULL, 
	subject_id BIGINT, 
	pence BIGINT, 
	request_id TEXT COLLATE "C" NOT NULL, 
	fingerprint TEXT COLLATE "C" NOT NULL, 
	changed TEXT COLLATE "C" NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	body TEXT COLLATE "C" NOT NULL, 
	hash_version BIGINT NOT NULL, 
	previous TEXT COLLATE "C" NOT NULL, 
	hash TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (number), 
	CONSTRAINT uq_audit_entry_request_id UNIQUE (request_id)
)
--
create or replace function audit_entry_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: An audit entry is never changed or removed. Put it right with a new one.'; end $$
--
create trigger audit_entry_no_change before update or delete on audit_entry for each row execute function audit_entry_refuse()
--
create trigger audit_entry_no_truncate before truncate on audit_entry execute function audit_entry_refuse()
--
create or replace function audit_entry_follows() returns trigger language plpgsql as $$
begin
  if not (new.number = 1 and new.previous = '0000000000000000000000000000000000000000000000000000000000000000') and not exists (select 1 from audit_entry e where e.number = new.number - 1 and e.hash = new.previous) then raise exception 'says: An audit entry follows the one before it. Try again.'; end if;
  return new;
end $$
--
create trigger audit_entry_follows before insert on audit_entry for each row execute function audit_entry_follows()
--
CREATE TABLE account (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	holder TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	seal TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_kind_holder UNIQUE (kind, holder)
)
--
create or replace function account_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A ledger account is never changed or removed. Put it right with a new one.'; end $$
--
create trigger account_no_change before update or delete on account for each row execute function account_refuse()
--
create trigger account_no_truncate before truncate on account execute function account_refuse()
--
CREATE TABLE entry (
	id BIGSERIAL NOT NULL, 
	number BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	posted_on DATE NOT NULL, 
	person_id BIGINT NOT NULL, 
	what TEXT COLLATE "C" NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	reverses BIGINT, 
	seal TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_entry PRIMARY KEY (id), 
	CONSTRAINT uq_entry_number UNIQUE (number), 
	CONSTRAINT fk_entry_reverses FOREIGN KEY(reverses) REFERENCES entry (id)
)
--
CREATE INDEX ix_entry_about ON entry (about)
--
CREATE INDEX ix_entry_on_date ON entry (on_date)
--
CREATE UNIQUE INDEX uq_entry_reverses ON entry (reverses) WHERE reverses is not null
--
create or replace function entry_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A ledger entry is never changed or removed. Put it right with a new one.'; end $$
--
create trigger entry_no_change before update or delete on entry for each row execute function entry_refuse()
--
create trigger entry_no_truncate before truncate on entry execute function entry_refuse()
--
CREATE TABLE period (
	id BIGSERIAL NOT NULL, 
	month TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	open_to BIGINT, 
	open_until TIMESTAMP WITH TIME ZONE, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_period PRIMARY KEY (id), 
	CONSTRAINT ck_period_state CHECK (state in ('open', 'soft', 'hard')), 
	CONSTRAINT uq_period_month UNIQUE (month)
)
--
create or replace function period_forward() returns trigger language plpgsql as $$
begin
  if old.state = 'hard' and new.state <> 'hard' then raise exception 'says: A month of the books that was closed for good stays closed.'; end if;
  return new;
end $$
--
create trigger period_forward before update on period for each row execute function period_forward()
--
create or replace function period_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A period of the books is never removed. Close it instead.'; end $$
--
create trigger period_kept before delete on period for each row execute function period_kept()
--
create trigger period_kept_whole before truncate on period execute function period_kept()
--
CREATE TABLE unit (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	home TEXT COLLATE "C" NOT NULL, 
	arrives TEXT COLLATE "C" NOT NULL, 
	leaves TEXT COLLATE "C" NOT NULL, 
	workers BIGINT NOT NULL, 
	first_visits BIGINT, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (id), 
	CONSTRAINT ck_unit_home CHECK (home in ('children''s home', 'foster carer', 'other')), 
	CONSTRAINT ck_unit_numbers CHECK (workers >= 0 and (first_visits is null or first_visits >= 0)), 
	CONSTRAINT uq_unit_service_id UNIQUE (service_id)
)
--
create or replace function unit_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: An unit is never removed. Close it instead.'; end $$
--
create trigger unit_kept before delete on unit for each row execute function unit_kept()
--
create trigger unit_kept_whole before truncate on unit execute function unit_kept()
--
CREATE TABLE provider (
	id BIGSERIAL NOT NULL, 
	ref TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	description TEXT COLLATE "C" NOT NULL, 
	in_house BOOLEAN NOT NULL, 
	contact_name TEXT COLLATE "C" NOT NULL, 
	phone TEXT COLLATE "C" NOT NULL, 
	email TEXT COLLATE "C" NOT NULL, 
	website TEXT COLLATE "C" NOT NULL, 
	best_time TEXT COLLATE "C" NOT NULL, 
	vendor_number TEXT COLLATE "C" NOT NULL, 
	last_checked_on DATE, 
	state TEXT COLLATE "C" NOT NULL, 
	closed_on DATE, 
	closed_reason TEXT COLLATE "C" NOT NULL, 
	source_id TEXT COLLATE "C", 
	"foreign" TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_provider PRIMARY KEY (id), 
	CONSTRAINT ck_provider_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_provider_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT uq_provider_ref UNIQUE (ref), 
	CONSTRAINT uq_provider_source_id UNIQUE (source_id)
)
--
create or replace function provider_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A provider is never removed. Close it instead.'; end $$
--
create trigger provider_kept before delete on provider for each row execute function provider_kept()
--
create trigger provider_kept_whole before truncate on provider execute function provider_kept()
--
CREATE TABLE setting_value (
	id BIGSERIAL NOT NULL, 
	key TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	value TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_setting_value PRIMARY KEY (id)
)
--
CREATE INDEX ix_setting_value_key ON setting_value (key, from_day, id)
--
create or replace function setting_value_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A setting is never changed or removed. Put it right with a new one.'; end $$
--
create trigger setting_value_no_change before update or delete on setting_value for each row execute function setting_value_refuse()
--
create trigger setting_value_no_truncate before truncate on setting_value execute function setting_value_refuse()
--
CREATE TABLE rate (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	unit TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_rate PRIMARY KEY (id), 
	CONSTRAINT ck_rate_pence CHECK (pence >= 0)
)
--
CREATE INDEX ix_rate_kind ON rate (kind, from_day, id)
--
create or replace function rate_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A rate is never changed or removed. Put it right with a new one.'; end $$
--
create trigger rate_no_change before update or delete on rate for each row execute function rate_refuse()
--
create trigger rate_no_truncate before truncate on rate execute function rate_refuse()
--
CREATE TABLE term (
	id BIGSERIAL NOT NULL, 
	school_year TEXT COLLATE "C" NOT NULL, 
	number BIGINT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_term PRIMARY KEY (id), 
	CONSTRAINT ck_term_days CHECK (last_day >= first_day)
)
--
CREATE UNIQUE INDEX uq_term_standing ON term (school_year, number) WHERE not withdrawn
--
create or replace function term_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A term is never removed. Close it instead.'; end $$
--
create trigger term_kept before delete on term for each row execute function term_kept()
--
create trigger term_kept_whole before truncate on term execute function term_kept()
--
alter table term add constraint term_apart exclude using gist (daterange(first_day, last_day, '[]') with &&) where (not withdrawn)
--
CREATE TABLE bank_holiday (
	id BIGSERIAL NOT NULL, 
	day DATE NOT NULL, 
	held BOOLEAN NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_bank_holiday PRIMARY KEY (id), 
	CONSTRAINT ck_bank_holiday_said CHECK (name <> '' and reason <> '')
)
--
CREATE INDEX ix_bank_holiday_day ON bank_holiday (day, id)
--
create or replace function bank_holiday_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A decision about a bank holiday is never changed or removed. Put it right with a new one.'; end $$
--
create trigger bank_holiday_no_change before update or delete on bank_holiday for each row execute function bank_holiday_refuse()
--
create trigger bank_holiday_no_truncate before truncate on bank_holiday execute function bank_holiday_refuse()
--
CREATE TABLE code_entry (
	id BIGSERIAL NOT NULL, 
	list_name TEXT COLLATE "C" NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	old_names TEXT COLLATE "C" NOT NULL, 
	position BIGINT NOT NULL, 
	from_day DATE, 
	retired_on DATE, 
	elsewhere BOOLEAN NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_code_entry PRIMARY KEY (id), 
	CONSTRAINT uq_code_entry_list_name_code UNIQUE (list_name, code)
)
--
create or replace function code_entry_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A code is never removed. Close it instead.'; end $$
--
create trigger code_entry_kept before delete on code_entry for each row execute function code_entry_kept()
--
create trigger code_entry_kept_whole before truncate on code_entry execute function code_entry_kept()
--
CREATE TABLE scheme (
	id BIGSERIAL NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	tests TEXT COLLATE "C" NOT NULL, 
	awards TEXT COLLATE "C" NOT NULL, 
	retired BOOLEAN NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_scheme PRIMARY KEY (id), 
	CONSTRAINT ck_scheme_said CHECK (name <> '' and reason <> '')
)
--
CREATE INDEX ix_scheme_name ON scheme (name, from_day, id)
--
create or replace function scheme_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A scheme is never changed or removed. Put it right with a new one.'; end $$
--
create trigger scheme_no_change before update or delete on scheme for each row execute function scheme_refuse()
--
create trigger scheme_no_truncate before truncate on scheme execute function scheme_refuse()
--
CREATE TABLE list_change (
	id BIGSERIAL NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	row_id BIGINT NOT NULL, 
	was TEXT COLLATE "C" NOT NULL, 
	now TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_list_change PRIMARY KEY (id), 
	CONSTRAINT ck_list_change_about CHECK (about in ('term', 'code_entry', 'provider', 'venue', 'service')), 
	CONSTRAINT ck_list_change_said CHECK (reason <> '' or about not in ('term', 'code_entry'))
)
--
CREATE INDEX ix_list_change_row ON list_change (about, row_id, id)
--
create or replace function list_change_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A change of a list is never changed or removed. Put it right with a new one.'; end $$
--
create trigger list_change_no_change before update or delete on list_change for each row execute function list_change_refuse()
--
create trigger list_change_no_truncate before truncate on list_change execute function list_change_refuse()
--
CREATE TABLE search_word (
	kind TEXT COLLATE "C" NOT NULL, 
	word TEXT COLLATE "C" NOT NULL, 
	row_id BIGINT NOT NULL, 
	CONSTRAINT pk_search_word PRIMARY KEY (kind, word, row_id)
)
--
CREATE INDEX ix_search_word_row ON search_word (kind, row_id)
--
CREATE TABLE household (
	id BIGSERIAL NOT NULL, 
	ref TEXT COLLATE "C" NOT NULL, 
	benefit TEXT COLLATE "C" NOT NULL, 
	benefit_seen_on DATE, 
	note TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	merged_into BIGINT, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_household PRIMARY KEY (id), 
	CONSTRAINT ck_household_state CHECK (state in ('open', 'closed', 'merged')), 
	CONSTRAINT ck_household_merged CHECK ((state = 'merged') = (merged_into is not null)), 
	CONSTRAINT uq_household_ref UNIQUE (ref), 
	CONSTRAINT fk_household_merged_into FOREIGN KEY(merged_into) REFERENCES household (id)
)
--
CREATE INDEX ix_household_merged_into ON household (merged_into) WHERE merged_into is not null
--
create or replace function household_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A household is never removed. Close it instead.'; end $$
--
create trigger household_kept before delete on household for each row execute function household_kept()
--
create trigger household_kept_whole before truncate on household execute function household_kept()
--
create or replace function household_erased_update() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = coalesce(old.merged_into, old.id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger household_erased_update before update on household for each row execute function household_erased_update()
--
create or replace function household_merged_in_circle() returns trigger language plpgsql as $$
begin
  if new.merged_into is not null then
    perform 1 from household where id in (new.id, new.merged_into) order by id for update;
  end if;
  if new.merged_into is not null and (new.merged_into = new.id
  or exists (select 1 from household where id = new.merged_into and merged_into is not null)
  or exists (select 1 from household where merged_into = new.id)) then raise exception 'says: A record is merged into one that is kept, never into itself or one that was merged. Look at both again.'; end if;
  return new;
end $$
--
create trigger household_merged_in_circle before update of merged_into on household for each row execute function household_merged_in_circle()
--
CREATE TABLE office (
	id BIGSERIAL NOT NULL, 
	uuid TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	purpose TEXT COLLATE "C" NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	schema_number BIGINT NOT NULL, 
	backup_key TEXT COLLATE "C", 
	key_file TEXT COLLATE "C", 
	CONSTRAINT pk_office PRIMARY KEY (id), 
	CONSTRAINT ck_office_one CHECK (id = 1), 
	CONSTRAINT uq_office_uuid UNIQUE (uuid)
)
--
CREATE TABLE closing_undone (
	id BIGSERIAL NOT NULL, 
	closing_id BIGINT NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_closing_undone PRIMARY KEY (id), 
	CONSTRAINT ck_closing_undone_words CHECK (words <> ''), 
	CONSTRAINT uq_closing_undone_closing_id UNIQUE (closing_id)
)
--
create or replace function closing_undone_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A closing that was put back is never changed or removed. Put it right with a new one.'; end $$
--
create trigger closing_undone_no_change before update or delete on closing_undone for each row execute function closing_undone_refuse()
--
create trigger closing_undone_no_truncate before truncate on closing_undone execute function closing_undone_refuse()
--
CREATE TABLE register_code (
	id BIGSERIAL NOT NULL, 
	booking_id BIGINT NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_register_code PRIMARY KEY (id), 
	CONSTRAINT uq_register_code_booking_id UNIQUE (booking_id), 
	CONSTRAINT uq_register_code_code UNIQUE (code)
)
--
create or replace function register_code_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A code of a register is never changed or removed. Put it right with a new one.'; end $$
--
create trigger register_code_no_change before update or delete on register_code for each row execute function register_code_refuse()
--
create trigger register_code_no_truncate before truncate on register_code execute function register_code_refuse()
--
CREATE TABLE refill (
	id BIGSERIAL NOT NULL, 
	cancellation_id BIGINT NOT NULL, 
	taken_by BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	back BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_refill PRIMARY KEY (id), 
	CONSTRAINT ck_refill_pence CHECK (pence >= 0 and back >= 0 and pence + back > 0), 
	CONSTRAINT uq_refill_cancellation_id UNIQUE (cancellation_id), 
	CONSTRAINT uq_refill_taken_by UNIQUE (taken_by)
)
--
create or replace function refill_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A refilled place is never changed or removed. Put it right with a new one.'; end $$
--
create trigger refill_no_change before update or delete on refill for each row execute function refill_refuse()
--
create trigger refill_no_truncate before truncate on refill execute function refill_refuse()
--
CREATE TABLE directory_feed (
	id BIGSERIAL NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_directory_feed PRIMARY KEY (id), 
	CONSTRAINT ck_directory_feed_named CHECK (name <> ''), 
	CONSTRAINT uq_directory_feed_name UNIQUE (name)
)
--
CREATE TABLE file_map (
	id BIGSERIAL NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	columns TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_file_map PRIMARY KEY (id), 
	CONSTRAINT uq_file_map_name UNIQUE (name)
)
--
CREATE TABLE spend_file (
	id BIGSERIAL NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	sha256 TEXT COLLATE "C" NOT NULL, 
	rows BIGINT NOT NULL, 
	added BIGINT NOT NULL, 
	in_pence BIGINT NOT NULL, 
	out_pence BIGINT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	back_at TIMESTAMP WITH TIME ZONE, 
	back_by BIGINT, 
	back_why TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_spend_file PRIMARY KEY (id), 
	CONSTRAINT ck_spend_file_back_why CHECK ((back_at is null) = (back_why = '')), 
	CONSTRAINT ck_spend_file_back_by CHECK ((back_at is null) = (back_by is null))
)
--
CREATE INDEX ix_spend_file_at ON spend_file (at, id)
--
CREATE UNIQUE INDEX uq_spend_file_sha256 ON spend_file (sha256) WHERE back_at is null
--
create or replace function spend_file_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A file of spending is never removed. Close it instead.'; end $$
--
create trigger spend_file_kept before delete on spend_file for each row execute function spend_file_kept()
--
create trigger spend_file_kept_whole before truncate on spend_file execute function spend_file_kept()
--
create or replace function spend_file_fixed() returns trigger language plpgsql as $$
begin
  if (old.back_at is not null or new.sha256 <> old.sha256 or new.rows <> old.rows or new.added <> old.added or new.in_pence <> old.in_pence or new.out_pence <> old.out_pence or new.first_day <> old.first_day or new.last_day <> old.last_day or new.at <> old.at or new.person_id <> old.person_id) and not exists (select 1 from erasing) then raise exception 'says: A file of spending is never changed. Put it back, with the reason.'; end if;
  return new;
end $$
--
create trigger spend_file_fixed before update on spend_file for each row execute function spend_file_fixed()
--
CREATE TABLE payment_run (
	id BIGSERIAL NOT NULL, 
	number BIGINT NOT NULL, 
	cycle_days BIGINT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	pay_on DATE NOT NULL, 
	file_by DATE NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	drafted_by BIGINT NOT NULL, 
	drafted_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	approved_by BIGINT, 
	approved_at TIMESTAMP WITH TIME ZONE, 
	second_by BIGINT, 
	posted_at TIMESTAMP WITH TIME ZONE, 
	total_pence BIGINT NOT NULL, 
	dropped_why TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_payment_run PRIMARY KEY (id), 
	CONSTRAINT ck_payment_run_state CHECK (state in ('drafted', 'approved', 'posted', 'exported', 'acknowledged', 'dropped')), 
	CONSTRAINT ck_payment_run_days CHECK (last_day >= first_day), 
	CONSTRAINT ck_payment_run_other_person CHECK (approved_by is null or approved_by <> drafted_by), 
	CONSTRAINT ck_payment_run_second_person CHECK (second_by is null or (second_by <> drafted_by and second_by <> approved_by)), 
	CONSTRAINT ck_payment_run_approved CHECK (state in ('drafted', 'dropped') or approved_by is not null), 
	CONSTRAINT uq_payment_run_number UNIQUE (number)
)
--
CREATE INDEX ix_payment_run_cycle ON payment_run (cycle_days, first_day)
--
CREATE INDEX ix_payment_run_last ON payment_run (last_day)
--
CREATE INDEX ix_payment_run_pay ON payment_run (pay_on)
--
create or replace function payment_run_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A payment run is never removed. Close it instead.'; end $$
--
create trigger payment_run_kept before delete on payment_run for each row execute function payment_run_kept()
--
create trigger payment_run_kept_whole before truncate on payment_run execute function payment_run_kept()
--
create or replace function payment_run_total() returns trigger language plpgsql as $$
begin
  if new.state = 'drafted' and new.total_pence <> old.total_pence and new.approved_by is not null then raise exception 'says: Who approved a run approved its total. Once that changes it is approved anew.'; end if;
  return new;
end $$
--
create trigger payment_run_total before update on payment_run for each row execute function payment_run_total()
--
create or replace function payment_run_two_people() returns trigger language plpgsql as $$
begin
  if new.state in ('drafted', 'approved') and exists (select 1 from person a, person b where a.id <> b.id
    and (a.id = new.approved_by and b.id = new.drafted_by or a.id = new.second_by and b.id in (new.drafted_by, new.approved_by))
    and (lower(trim(a.name)) = lower(trim(b.name)) or trim(a.email) <> '' and lower(trim(a.email)) = lower(trim(b.email)))) then raise exception 'says: Who approves a run has the name or the e-mail of who drafted or approved it. Somebody else approves it.'; end if;
  return new;
end $$
--
create trigger payment_run_two_people before update of state, approved_by, second_by on payment_run for each row execute function payment_run_two_people()
--
CREATE TABLE export_batch (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	sequence BIGINT NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	content BYTEA, 
	sha256 TEXT COLLATE "C" NOT NULL, 
	line_count BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	vendor_sum BIGINT NOT NULL, 
	first_due DATE NOT NULL, 
	last_due DATE NOT NULL, 
	parts TEXT COLLATE "C" NOT NULL, 
	layout TEXT COLLATE "C" NOT NULL, 
	audit_head TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	prepared_by BIGINT NOT NULL, 
	prepared_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	written_at TIMESTAMP WITH TIME ZONE, 
	withdrawn_by BIGINT, 
	withdrawn_why TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_export_batch PRIMARY KEY (id), 
	CONSTRAINT uq_export_batch_kind_sequence UNIQUE (kind, sequence), 
	CONSTRAINT ck_export_batch_kind CHECK (kind in ('payments', 'charges', 'recoveries', 'purchases')), 
	CONSTRAINT ck_export_batch_state CHECK (state in ('prepared', 'written', 'acknowledged', 'withdrawn')), 
	CONSTRAINT ck_export_batch_written CHECK ((state in ('prepared', 'withdrawn')) = (written_at is null)), 
	CONSTRAINT ck_export_batch_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_by is not null and withdrawn_why <> '')), 
	CONSTRAINT ck_export_batch_amounts CHECK (pence >= 0 and line_count > 0)
)
--
create or replace function export_batch_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A finance file is never removed. Close it instead.'; end $$
--
create trigger export_batch_kept before delete on export_batch for each row execute function export_batch_kept()
--
create trigger export_batch_kept_whole before truncate on export_batch execute function export_batch_kept()
--
create or replace function export_batch_fixed() returns trigger language plpgsql as $$
begin
  if (new.content <> old.content and not (exists (select 1 from erasing) and length(new.content) = 0)) or new.sha256 <> old.sha256 or new.pence <> old.pence or new.line_count <> old.line_count or new.sequence <> old.sequence or new.kind <> old.kind or new.layout <> old.layout or new.parts <> old.parts or new.vendor_sum <> old.vendor_sum or new.first_due <> old.first_due or new.last_due <> old.last_due then raise exception 'says: What a finance file says is never changed once it is prepared.'; end if;
  return new;
end $$
--
create trigger export_batch_fixed before update on export_batch for each row execute function export_batch_fixed()
--
create or replace function export_batch_withdrawn() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and (old.state = 'withdrawn'
  or (new.state = 'withdrawn' and (old.state <> 'prepared' or new.kind <> 'payments'))) then raise exception 'says: Only a file of payments that was never written is withdrawn, and for good.'; end if;
  return new;
end $$
--
create trigger export_batch_withdrawn before update of state on export_batch for each row execute function export_batch_withdrawn()
--
create or replace function payment_run_taken_back() returns trigger language plpgsql as $$
begin
  if old.state in ('exported', 'acknowledged') and new.state not in ('exported', 'acknowledged') and exists (
    select 1 from export_batch b where b.about = 'payment_run:' || new.id and b.state <> 'withdrawn') then raise exception 'says: A file of this run was prepared and not withdrawn, so its payments go.'; end if;
  return new;
end $$
--
create trigger payment_run_taken_back before update of state on payment_run for each row execute function payment_run_taken_back()
--
CREATE TABLE file_layout (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	layout TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_file_layout PRIMARY KEY (id), 
	CONSTRAINT ck_file_layout_kind CHECK (kind in ('payments', 'charges', 'recoveries', 'purchases')), 
	CONSTRAINT ck_file_layout_why CHECK (reason <> '')
)
--
CREATE INDEX ix_file_layout_kind ON file_layout (kind, from_day, id)
--
create or replace function file_layout_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A layout of a file is never changed or removed. Put it right with a new one.'; end $$
--
create trigger file_layout_no_change before update or delete on file_layout for each row execute function file_layout_refuse()
--
create trigger file_layout_no_truncate before truncate on file_layout execute function file_layout_refuse()
--
CREATE TABLE backup_key (
	id BIGSERIAL NOT NULL, 
	number BIGINT NOT NULL, 
	key TEXT COLLATE "C" NOT NULL, 
	key_file TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_backup_key PRIMARY KEY (id), 
	CONSTRAINT ck_backup_key_number CHECK (number > 1), 
	CONSTRAINT ck_backup_key_key CHECK (length(key) = 64), 
	CONSTRAINT uq_backup_key_number UNIQUE (number)
)
--
create or replace function backup_key_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A key of the backups is never changed or removed. Put it right with a new one.'; end $$
--
create trigger backup_key_no_change before update or delete on backup_key for each row execute function backup_key_refuse()
--
create trigger backup_key_no_truncate before truncate on backup_key execute function backup_key_refuse()
--
CREATE TABLE uplift (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	drafted_by BIGINT NOT NULL, 
	drafted_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	applied_by BIGINT, 
	applied_at TIMESTAMP WITH TIME ZONE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_uplift PRIMARY KEY (id), 
	CONSTRAINT ck_uplift_state CHECK (state in ('drafted', 'applied', 'dropped')), 
	CONSTRAINT ck_uplift_other_person CHECK (applied_by is null or applied_by <> drafted_by), 
	CONSTRAINT ck_uplift_applied CHECK ((state = 'applied') = (applied_by is not null))
)
--
create or replace function uplift_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: An uplift is never removed. Close it instead.'; end $$
--
create trigger uplift_kept before delete on uplift for each row execute function uplift_kept()
--
create trigger uplift_kept_whole before truncate on uplift execute function uplift_kept()
--
CREATE TABLE allocation_round (
	id BIGSERIAL NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	opens_on DATE NOT NULL, 
	closes_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	cap BIGINT NOT NULL, 
	cap_unit TEXT COLLATE "C" NOT NULL, 
	seed BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	looked_at TEXT COLLATE "C" NOT NULL, 
	made_by BIGINT NOT NULL, 
	published_at TIMESTAMP WITH TIME ZONE, 
	mode TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_allocation_round PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_round_state CHECK (state in ('collecting', 'closed', 'previewed', 'published')), 
	CONSTRAINT ck_allocation_round_cap CHECK (cap > 0), 
	CONSTRAINT ck_allocation_round_cap_unit CHECK (cap_unit in ('days', 'sessions')), 
	CONSTRAINT ck_allocation_round_mode CHECK (mode in ('', 'offers', 'bookings')), 
	CONSTRAINT uq_allocation_round_name UNIQUE (name)
)
--
create or replace function allocation_round_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A round is never removed. Close it instead.'; end $$
--
create trigger allocation_round_kept before delete on allocation_round for each row execute function allocation_round_kept()
--
create trigger allocation_round_kept_whole before truncate on allocation_round execute function allocation_round_kept()
--
create or replace function allocation_round_forward() returns trigger language plpgsql as $$
begin
  if (case new.state when 'collecting' then 1 when 'closed' then 2 when 'previewed' then 3 else 4 end) < (case old.state when 'collecting' then 1 when 'closed' then 2 when 'previewed' then 3 else 4 end) or new.seed <> old.seed
  or (old.state <> 'collecting' and (new.cap <> old.cap or new.cap_unit <> old.cap_unit or new.closes_at <> old.closes_at)) then raise exception 'says: A round goes forward only: collecting wishes, closed, looked at, published.'; end if;
  return new;
end $$
--
create trigger allocation_round_forward before update on allocation_round for each row execute function allocation_round_forward()
--
CREATE TABLE form_draft (
	id BIGSERIAL NOT NULL, 
	person_id BIGINT NOT NULL, 
	place TEXT COLLATE "C" NOT NULL, 
	title TEXT COLLATE "C" NOT NULL, 
	typed TEXT COLLATE "C" NOT NULL, 
	opener TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_form_draft PRIMARY KEY (id), 
	CONSTRAINT uq_form_draft_person_id_place_title UNIQUE (person_id, place, title), 
	CONSTRAINT ck_form_draft_typed CHECK (length(typed) <= 200000), 
	CONSTRAINT fk_form_draft_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE TABLE office_trial (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_office_trial PRIMARY KEY (id), 
	CONSTRAINT ck_office_trial_kind CHECK (kind in ('key', 'restore')), 
	CONSTRAINT fk_office_trial_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_office_trial_person_id ON office_trial (person_id)
--
create or replace function office_trial_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A trial of the office is never changed or removed. Put it right with a new one.'; end $$
--
create trigger office_trial_no_change before update or delete on office_trial for each row execute function office_trial_refuse()
--
create trigger office_trial_no_truncate before truncate on office_trial execute function office_trial_refuse()
--
CREATE TABLE audit_mark (
	entry BIGINT NOT NULL, 
	place BIGINT NOT NULL, 
	table_name TEXT COLLATE "C" NOT NULL, 
	row_id BIGINT NOT NULL, 
	last_id BIGINT NOT NULL, 
	fields TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_audit_mark PRIMARY KEY (entry, place), 
	CONSTRAINT ck_audit_mark_rows CHECK (last_id >= row_id), 
	CONSTRAINT fk_audit_mark_entry FOREIGN KEY(entry) REFERENCES audit_entry (number)
)
--
CREATE INDEX ix_audit_mark_many ON audit_mark (table_name, last_id, row_id) WHERE last_id > row_id
--
CREATE INDEX ix_audit_mark_row ON audit_mark (table_name, row_id, entry)
--
create or replace function audit_mark_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: An audit mark is never changed or removed. Put it right with a new one.'; end $$
--
create trigger audit_mark_no_change before update or delete on audit_mark for each row execute function audit_mark_refuse()
--
create trigger audit_mark_no_truncate before truncate on audit_mark execute function audit_mark_refuse()
--
CREATE TABLE transfer (
	id BIGSERIAL NOT NULL, 
	entry_id BIGINT NOT NULL, 
	from_account BIGINT NOT NULL, 
	to_account BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	CONSTRAINT pk_transfer PRIMARY KEY (id), 
	CONSTRAINT ck_transfer_pence CHECK (pence > 0 and pence <= 100000000), 
	CONSTRAINT ck_transfer_accounts CHECK (from_account <> to_account), 
	CONSTRAINT fk_transfer_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_transfer_from_account FOREIGN KEY(from_account) REFERENCES account (id), 
	CONSTRAINT fk_transfer_to_account FOREIGN KEY(to_account) REFERENCES account (id)
)
--
CREATE INDEX ix_transfer_entry_id ON transfer (entry_id)
--
CREATE INDEX ix_transfer_in ON transfer (to_account, on_date, id, pence, entry_id)
--
CREATE INDEX ix_transfer_out ON transfer (from_account, on_date, id, pence, entry_id)
--
create or replace function transfer_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A ledger transfer is never changed or removed. Put it right with a new one.'; end $$
--
create trigger transfer_no_change before update or delete on transfer for each row execute function transfer_refuse()
--
create trigger transfer_no_truncate before truncate on transfer execute function transfer_refuse()
--
create or replace function transfer_check() returns trigger language plpgsql as $$
declare undone bigint; kept text;
begin
  select state into kept from period where month = to_char(new.on_date, 'YYYY-MM') for share;
  if kept = 'hard' then raise exception 'says: That month of the books is closed. Post it in an open month.'; end if;
  select reverses into undone from entry where id = new.entry_id;
  if undone is not null and not exists (
    select 1 from transfer t join entry o on o.id = t.entry_id
    where t.entry_id = undone and t.from_account = new.to_account and t.to_account = new.from_account
      and t.pence = new.pence and o.reverses is null)
  then raise exception 'says: A reversing entry mirrors the entry it undoes, line by line.'; end if;
  return new;
end $$
--
create trigger transfer_check before insert on transfer for each row execute function transfer_check()
--
create or replace function transfer_totals() returns trigger language plpgsql security definer as $$
begin
  insert into month_total (account_id, month, in_pence, out_pence)
  select account_id, to_char(on_date, 'YYYY-MM'), sum(in_pence), sum(out_pence) from (
    select to_account as account_id, on_date, pence as in_pence, 0 as out_pence from added
    union all select from_account, on_date, 0, pence from added) as moved
  group by 1, 2 order by 1, 2
  on conflict (account_id, month) do update set
    in_pence = month_total.in_pence + excluded.in_pence, out_pence = month_total.out_pence + excluded.out_pence;
  return null;
end $$
--
create trigger transfer_totals after insert on transfer referencing new table as added
for each statement execute function transfer_totals()
--
CREATE TABLE month_total (
	account_id BIGINT NOT NULL, 
	month TEXT COLLATE "C" NOT NULL, 
	in_pence BIGINT NOT NULL, 
	out_pence BIGINT NOT NULL, 
	CONSTRAINT pk_month_total PRIMARY KEY (account_id, month), 
	CONSTRAINT fk_month_total_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
--
CREATE TABLE bed (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	features TEXT COLLATE "C" NOT NULL, 
	min_age BIGINT, 
	max_age BIGINT, 
	emergency BOOLEAN NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_bed PRIMARY KEY (id), 
	CONSTRAINT uq_bed_unit_id_name UNIQUE (unit_id, name), 
	CONSTRAINT ck_bed_name CHECK (name <> ''), 
	CONSTRAINT ck_bed_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT ck_bed_ages CHECK (min_age is null or max_age is null or min_age <= max_age), 
	CONSTRAINT fk_bed_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--
create or replace function bed_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A bed is never removed. Close it instead.'; end $$
--
create trigger bed_kept before delete on bed for each row execute function bed_kept()
--
create trigger bed_kept_whole before truncate on bed execute function bed_kept()
--
CREATE TABLE night_price (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_night_price PRIMARY KEY (id), 
	CONSTRAINT ck_night_price_pence CHECK (pence >= 0), 
	CONSTRAINT fk_night_price_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--
CREATE INDEX ix_night_price_unit_id ON night_price (unit_id)
--
create or replace function night_price_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A price of a night is never changed or removed. Put it right with a new one.'; end $$
--
create trigger night_price_no_change before update or delete on night_price for each row execute function night_price_refuse()
--
create trigger night_price_no_truncate before truncate on night_price execute function night_price_refuse()
--
CREATE TABLE night_roster (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	night DATE NOT NULL, 
	workers BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_night_roster PRIMARY KEY (id), 
	CONSTRAINT uq_night_roster_unit_id_night UNIQUE (unit_id, night), 
	CONSTRAINT ck_night_roster_workers CHECK (workers >= 0), 
	CONSTRAINT fk_night_roster_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--
CREATE TABLE venue (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	address TEXT COLLATE "C" NOT NULL, 
	postcode TEXT COLLATE "C" NOT NULL, 
	district TEXT COLLATE "C" NOT NULL, 
	easting BIGINT, 
	northing BIGINT, 
	directions TEXT COLLATE "C" NOT NULL, 
	parking TEXT COLLATE "C" NOT NULL, 
	access TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	closed_on DATE, 
	closed_reason TEXT COLLATE "C" NOT NULL, 
	source_id TEXT COLLATE "C", 
	"foreign" TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_venue PRIMARY KEY (id), 
	CONSTRAINT ck_venue_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_venue_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT fk_venue_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_venue_source_id UNIQUE (source_id)
)
--
CREATE INDEX ix_venue_provider_id ON venue (provider_id)
--
create or replace function venue_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A venue is never removed. Close it instead.'; end $$
--
create trigger venue_kept before delete on venue for each row execute function venue_kept()
--
create trigger venue_kept_whole before truncate on venue execute function venue_kept()
--
CREATE TABLE service (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	description TEXT COLLATE "C" NOT NULL, 
	min_age BIGINT, 
	max_age BIGINT, 
	children_per_worker BIGINT NOT NULL, 
	one_to_one BOOLEAN NOT NULL, 
	two_to_one BOOLEAN NOT NULL, 
	unit TEXT COLLATE "C" NOT NULL, 
	charged_by TEXT COLLATE "C" NOT NULL, 
	referral TEXT COLLATE "C" NOT NULL, 
	contact_name TEXT COLLATE "C" NOT NULL, 
	contact_phone TEXT COLLATE "C" NOT NULL, 
	bring TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	closed_on DATE, 
	closed_reason TEXT COLLATE "C" NOT NULL, 
	source_id TEXT COLLATE "C", 
	"foreign" TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_service PRIMARY KEY (id), 
	CONSTRAINT ck_service_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_service_closed CHECK (state = 'open' or (closed_on is not null and closed_reason <> '')), 
	CONSTRAINT ck_service_unit CHECK (unit in ('hours', 'sessions', 'nights')), 
	CONSTRAINT ck_service_charged_by CHECK (charged_by in ('council', 'provider', 'nobody')), 
	CONSTRAINT ck_service_ages CHECK (min_age is null or max_age is null or min_age <= max_age), 
	CONSTRAINT fk_service_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_service_source_id UNIQUE (source_id)
)
--
CREATE INDEX ix_service_provider_id ON service (provider_id)
--
create or replace function service_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A service is never removed. Close it instead.'; end $$
--
create trigger service_kept before delete on service for each row execute function service_kept()
--
create trigger service_kept_whole before truncate on service execute function service_kept()
--
CREATE TABLE provider_check (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	reference TEXT COLLATE "C" NOT NULL, 
	seen_on DATE, 
	seen_by TEXT COLLATE "C" NOT NULL, 
	valid_until DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_provider_check PRIMARY KEY (id), 
	CONSTRAINT uq_provider_check_provider_id_kind UNIQUE (provider_id, kind), 
	CONSTRAINT fk_provider_check_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
--
CREATE TABLE check_seen (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	reference TEXT COLLATE "C" NOT NULL, 
	valid_until DATE, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_check_seen PRIMARY KEY (id), 
	CONSTRAINT fk_check_seen_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
--
CREATE INDEX ix_check_seen_provider_id ON check_seen (provider_id)
--
create or replace function check_seen_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A check that was seen is never changed or removed. Put it right with a new one.'; end $$
--
create trigger check_seen_no_change before update or delete on check_seen for each row execute function check_seen_refuse()
--
create trigger check_seen_no_truncate before truncate on check_seen execute function check_seen_refuse()
--
CREATE TABLE provider_contact (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_provider_contact PRIMARY KEY (id), 
	CONSTRAINT fk_provider_contact_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
--
CREATE INDEX ix_provider_contact_provider_id ON provider_contact (provider_id)
--
create or replace function provider_contact_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A note of a call is never changed or removed. Put it right with a new one.'; end $$
--
create trigger provider_contact_no_change before update or delete on provider_contact for each row execute function provider_contact_refuse()
--
create trigger provider_contact_no_truncate before truncate on provider_contact execute function provider_contact_refuse()
--
CREATE TABLE address (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	purpose TEXT COLLATE "C" NOT NULL, 
	lines TEXT COLLATE "C" NOT NULL, 
	postcode TEXT COLLATE "C" NOT NULL, 
	district TEXT COLLATE "C" NOT NULL, 
	easting BIGINT, 
	northing BIGINT, 
	visibility TEXT COLLATE "C" NOT NULL, 
	from_day DATE, 
	until_day DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_address PRIMARY KEY (id), 
	CONSTRAINT ck_address_purpose CHECK (purpose in ('home', 'correspondence')), 
	CONSTRAINT ck_address_visibility CHECK (visibility in ('open', 'restricted')), 
	CONSTRAINT fk_address_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
--
CREATE INDEX ix_address_household_id ON address (household_id)
--
create or replace function address_erased_update() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger address_erased_update before update on address for each row execute function address_erased_update()
--
create or replace function address_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger address_erased_insert before insert on address for each row execute function address_erased_insert()
--
create or replace function address_household_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from household where id = new.household_id for key share;
  if exists (select 1 from household where id = new.household_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger address_household_id_went before insert on address for each row execute function address_household_id_went()
--
CREATE TABLE adult (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	title TEXT COLLATE "C" NOT NULL, 
	first_name TEXT COLLATE "C" NOT NULL, 
	last_name TEXT COLLATE "C" NOT NULL, 
	relation TEXT COLLATE "C" NOT NULL, 
	phone TEXT COLLATE "C" NOT NULL, 
	email TEXT COLLATE "C" NOT NULL, 
	letter_format TEXT COLLATE "C" NOT NULL, 
	language TEXT COLLATE "C" NOT NULL, 
	lives_elsewhere BOOLEAN NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_adult PRIMARY KEY (id), 
	CONSTRAINT ck_adult_letter_format CHECK (letter_format in ('standard', 'large', 'easy')), 
	CONSTRAINT ck_adult_state CHECK (state in ('open', 'closed', 'died', 'merged')), 
	CONSTRAINT fk_adult_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
--
CREATE INDEX ix_adult_household_id ON adult (household_id)
--
CREATE INDEX ix_adult_left ON adult (household_id) WHERE adult.state in ('closed', 'died')
--
create or replace function adult_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A parent''s record is never removed. Close it instead.'; end $$
--
create trigger adult_kept before delete on adult for each row execute function adult_kept()
--
create trigger adult_kept_whole before truncate on adult execute function adult_kept()
--
create or replace function adult_erased_update() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger adult_erased_update before update on adult for each row execute function adult_erased_update()
--
create or replace function adult_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger adult_erased_insert before insert on adult for each row execute function adult_erased_insert()
--
create or replace function adult_household_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from household where id = new.household_id for key share;
  if exists (select 1 from household where id = new.household_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger adult_household_id_went before insert on adult for each row execute function adult_household_id_went()
--
CREATE TABLE child (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	first_name TEXT COLLATE "C" NOT NULL, 
	last_name TEXT COLLATE "C" NOT NULL, 
	known_as TEXT COLLATE "C" NOT NULL, 
	born DATE NOT NULL, 
	sibling_only BOOLEAN NOT NULL, 
	workers_needed BIGINT NOT NULL, 
	communication TEXT COLLATE "C" NOT NULL, 
	health TEXT COLLATE "C" NOT NULL, 
	likes TEXT COLLATE "C" NOT NULL, 
	school TEXT COLLATE "C" NOT NULL, 
	key_worker TEXT COLLATE "C" NOT NULL, 
	early_support_point TEXT COLLATE "C" NOT NULL, 
	care_plan_on DATE, 
	advance_care_plan_held TEXT COLLATE "C" NOT NULL, 
	palliative BOOLEAN NOT NULL, 
	long_term BOOLEAN, 
	sen_first TEXT COLLATE "C" NOT NULL, 
	sen_second TEXT COLLATE "C" NOT NULL, 
	sen_provision TEXT COLLATE "C" NOT NULL, 
	primary_need TEXT COLLATE "C" NOT NULL, 
	sen_said TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	merged_into BIGINT, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_child PRIMARY KEY (id), 
	CONSTRAINT ck_child_workers CHECK (workers_needed between 0 and 2), 
	CONSTRAINT ck_child_sen CHECK (sen_second = '' or (sen_first <> '' and sen_first <> sen_second)), 
	CONSTRAINT ck_child_merged CHECK ((state = 'merged') = (merged_into is not null)), 
	CONSTRAINT ck_child_state CHECK (state in ('open', 'closed', 'merged')), 
	CONSTRAINT fk_child_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_child_merged_into FOREIGN KEY(merged_into) REFERENCES child (id)
)
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
create or replace function child_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A child''s record is never removed. Close it instead.'; end $$
--
create trigger child_kept before delete on child for each row execute function child_kept()
--
create trigger child_kept_whole before truncate on child execute function child_kept()
--
create or replace function child_erased_update() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = old.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger child_erased_update before update on child for each row execute function child_erased_update()
--
create or replace function child_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger child_erased_insert before insert on child for each row execute function child_erased_insert()
--
create or replace function child_merged_in_circle() returns trigger language plpgsql as $$
begin
  if new.merged_into is not null then
    perform 1 from child where id in (new.id, new.merged_into) order by id for update;
  end if;
  if new.merged_into is not null and (new.merged_into = new.id
  or exists (select 1 from child where id = new.merged_into and merged_into is not null)
  or exists (select 1 from child where merged_into = new.id)) then raise exception 'says: A record is merged into one that is kept, never into itself or one that was merged. Look at both again.'; end if;
  return new;
end $$
--
create trigger child_merged_in_circle before update of merged_into on child for each row execute function child_merged_in_circle()
--
CREATE TABLE returned (
	id BIGSERIAL NOT NULL, 
	undone_id BIGINT NOT NULL, 
	cancellation_id BIGINT NOT NULL, 
	back BOOLEAN NOT NULL, 
	why TEXT COLLATE "C" NOT NULL, 
	told TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_returned PRIMARY KEY (id), 
	CONSTRAINT ck_returned_why CHECK (back = (why = '')), 
	CONSTRAINT fk_returned_undone_id FOREIGN KEY(undone_id) REFERENCES closing_undone (id), 
	CONSTRAINT uq_returned_cancellation_id UNIQUE (cancellation_id)
)
--
CREATE INDEX ix_returned_undone_id ON returned (undone_id)
--
create or replace function returned_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: An answer of a closing that was put back is never changed or removed. Put it right with a new one.'; end $$
--
create trigger returned_no_change before update or delete on returned for each row execute function returned_refuse()
--
create trigger returned_no_truncate before truncate on returned execute function returned_refuse()
--
CREATE TABLE erasure (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	nth BIGINT NOT NULL, 
	due_on DATE NOT NULL, 
	rule TEXT COLLATE "C" NOT NULL, 
	asked_by BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_erasure PRIMARY KEY (id), 
	CONSTRAINT uq_erasure_household_id_nth UNIQUE (household_id, nth), 
	CONSTRAINT uq_erasure_id_asked_by UNIQUE (id, asked_by), 
	CONSTRAINT ck_erasure_id CHECK (id > 0), 
	CONSTRAINT fk_erasure_household_id FOREIGN KEY(household_id) REFERENCES household (id)
)
--
create or replace function erasure_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A proposal to erase is never changed or removed. Put it right with a new one.'; end $$
--
create trigger erasure_no_change before update or delete on erasure for each row execute function erasure_refuse()
--
create trigger erasure_no_truncate before truncate on erasure execute function erasure_refuse()
--
CREATE TABLE looks_cleared (
	id BIGSERIAL NOT NULL, 
	until_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_looks_cleared PRIMARY KEY (id), 
	CONSTRAINT fk_looks_cleared_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_looks_cleared_person_id ON looks_cleared (person_id)
--
create or replace function looks_cleared_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A clearing of looks is never changed or removed. Put it right with a new one.'; end $$
--
create trigger looks_cleared_no_change before update or delete on looks_cleared for each row execute function looks_cleared_refuse()
--
create trigger looks_cleared_no_truncate before truncate on looks_cleared execute function looks_cleared_refuse()
--
create or replace function looks_cleared_late() returns trigger language plpgsql as
$$ begin
  if new.at - new.until_at < interval '180 days' then raise exception 'says: Who looked at a record is kept for 180 days at least.'; end if;
  return new;
end $$
--
create trigger looks_cleared_late before insert on looks_cleared for each row execute function looks_cleared_late()
--
CREATE TABLE provider_invoice (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	vendor_number TEXT COLLATE "C" NOT NULL, 
	number TEXT COLLATE "C" NOT NULL, 
	number_key TEXT COLLATE "C" NOT NULL, 
	order_ref TEXT COLLATE "C" NOT NULL, 
	vat_code TEXT COLLATE "C" NOT NULL, 
	dated DATE NOT NULL, 
	due_on DATE NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	credit_number TEXT COLLATE "C" NOT NULL, 
	entered_by BIGINT NOT NULL, 
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	approved_by BIGINT, 
	approved_at TIMESTAMP WITH TIME ZONE, 
	entry_id BIGINT, 
	version BIGINT NOT NULL, 
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
--
CREATE INDEX ix_provider_invoice_provider_id ON provider_invoice (provider_id)
--
CREATE INDEX ix_provider_invoice_state ON provider_invoice (state, id)
--
CREATE UNIQUE INDEX uq_provider_invoice_number ON provider_invoice (vendor_number, number_key) WHERE state <> 'withdrawn'
--
create or replace function provider_invoice_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A provider''s invoice is never removed. Close it instead.'; end $$
--
create trigger provider_invoice_kept before delete on provider_invoice for each row execute function provider_invoice_kept()
--
create trigger provider_invoice_kept_whole before truncate on provider_invoice execute function provider_invoice_kept()
--
create or replace function provider_invoice_fixed() returns trigger language plpgsql as $$
begin
  if new.pence <> old.pence or new.number_key <> old.number_key or new.vendor_number <> old.vendor_number or new.provider_id <> old.provider_id or new.first_day <> old.first_day or new.last_day <> old.last_day then raise exception 'says: An invoice says what its paper says. Withdraw it and enter it again, or credit it.'; end if;
  return new;
end $$
--
create trigger provider_invoice_fixed before update on provider_invoice for each row execute function provider_invoice_fixed()
--
CREATE TABLE export_line (
	id BIGSERIAL NOT NULL, 
	batch_id BIGINT NOT NULL, 
	line BIGINT NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	nth BIGINT NOT NULL, 
	CONSTRAINT pk_export_line PRIMARY KEY (id), 
	CONSTRAINT uq_export_line_batch_id_line UNIQUE (batch_id, line), 
	CONSTRAINT uq_export_line_about_nth UNIQUE (about, nth), 
	CONSTRAINT ck_export_line_nth CHECK (nth >= 0), 
	CONSTRAINT fk_export_line_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
--
create or replace function export_line_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A line of a finance file is never changed or removed. Put it right with a new one.'; end $$
--
create trigger export_line_no_change before update or delete on export_line for each row execute function export_line_refuse()
--
create trigger export_line_no_truncate before truncate on export_line execute function export_line_refuse()
--
create or replace function export_line_again() returns trigger language plpgsql as $$
begin
  if new.nth > 0 and (new.nth <> (select count(*) from export_line l where l.about = new.about) or exists (
    select 1 from export_line l join export_batch b on b.id = l.batch_id where l.about = new.about and b.state <> 'withdrawn')) then raise exception 'says: One of these lines went to finance before. Look at the files that were written.'; end if;
  return new;
end $$
--
create trigger export_line_again before insert on export_line for each row execute function export_line_again()
--
CREATE TABLE export_copy (
	id BIGSERIAL NOT NULL, 
	batch_id BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_export_copy PRIMARY KEY (id), 
	CONSTRAINT fk_export_copy_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
--
CREATE INDEX ix_export_copy_at ON export_copy (batch_id, at)
--
create or replace function export_copy_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A copy of a finance file is never changed or removed. Put it right with a new one.'; end $$
--
create trigger export_copy_no_change before update or delete on export_copy for each row execute function export_copy_refuse()
--
create trigger export_copy_no_truncate before truncate on export_copy execute function export_copy_refuse()
--
CREATE TABLE charges_sent (
	id BIGSERIAL NOT NULL, 
	batch_id BIGINT NOT NULL, 
	through BIGINT NOT NULL, 
	CONSTRAINT pk_charges_sent PRIMARY KEY (id), 
	CONSTRAINT uq_charges_sent_batch_id UNIQUE (batch_id), 
	CONSTRAINT fk_charges_sent_batch_id FOREIGN KEY(batch_id) REFERENCES export_batch (id)
)
--
create or replace function charges_sent_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A mark of charges sent is never changed or removed. Put it right with a new one.'; end $$
--
create trigger charges_sent_no_change before update or delete on charges_sent for each row execute function charges_sent_refuse()
--
create trigger charges_sent_no_truncate before truncate on charges_sent execute function charges_sent_refuse()
--
CREATE TABLE round_step (
	id BIGSERIAL NOT NULL, 
	round_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_round_step PRIMARY KEY (id), 
	CONSTRAINT ck_round_step_state CHECK (state in ('collecting', 'closed', 'previewed', 'published')), 
	CONSTRAINT fk_round_step_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id)
)
--
CREATE INDEX ix_round_step_round_id ON round_step (round_id)
--
CREATE UNIQUE INDEX uq_round_step_published ON round_step (round_id) WHERE state = 'published'
--
create or replace function round_step_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A step of a round is never changed or removed. Put it right with a new one.'; end $$
--
create trigger round_step_no_change before update or delete on round_step for each row execute function round_step_refuse()
--
create trigger round_step_no_truncate before truncate on round_step execute function round_step_refuse()
--
CREATE TABLE round_result (
	id BIGSERIAL NOT NULL, 
	round_id BIGINT NOT NULL, 
	wish_id BIGINT NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	remedy TEXT COLLATE "C" NOT NULL, 
	number BIGINT, 
	CONSTRAINT pk_round_result PRIMARY KEY (id), 
	CONSTRAINT ck_round_result_outcome CHECK (outcome in ('given', 'not given', 'late', 'not eligible', 'needs a person')), 
	CONSTRAINT fk_round_result_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT uq_round_result_wish_id UNIQUE (wish_id)
)
--
CREATE INDEX ix_round_result_round_id ON round_result (round_id)
--
create or replace function round_result_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.round_id, new.wish_id, new.outcome, new.number) is not distinct from row(old.id, old.round_id, old.wish_id, old.outcome, old.number) then return new; end if; end if; raise exception 'says: A result of a round is never changed or removed. Put it right with a new one.'; end $$
--
create trigger round_result_no_change before update or delete on round_result for each row execute function round_result_refuse()
--
create trigger round_result_no_truncate before truncate on round_result execute function round_result_refuse()
--
CREATE TABLE series (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	asked_by BIGINT, 
	every_weeks BIGINT NOT NULL, 
	weeks TEXT COLLATE "C" NOT NULL, 
	only_weeks TEXT COLLATE "C" NOT NULL, 
	weekdays TEXT COLLATE "C" NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	starts TEXT COLLATE "C" NOT NULL, 
	collected_by TEXT COLLATE "C" NOT NULL, 
	transport TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	ended_on DATE, 
	ended_reason TEXT COLLATE "C" NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
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
--
CREATE INDEX ix_series_asked_by ON series (asked_by) WHERE asked_by is not null
--
CREATE INDEX ix_series_child_id ON series (child_id)
--
CREATE INDEX ix_series_service_id ON series (service_id)
--
create or replace function series_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A series is never removed. Close it instead.'; end $$
--
create trigger series_kept before delete on series for each row execute function series_kept()
--
create trigger series_kept_whole before truncate on series execute function series_kept()
--
create or replace function series_collected() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.first_day and coalesce(r.until_day, '9999-12-31') >= new.first_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.first_day and coalesce(n.until_day, '9999-12-31') >= new.first_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) or new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.last_day and coalesce(r.until_day, '9999-12-31') >= new.last_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.last_day and coalesce(n.until_day, '9999-12-31') >= new.last_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger series_collected before insert on series for each row execute function series_collected()
--
create or replace function series_collected_later() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.last_day and coalesce(r.until_day, '9999-12-31') >= new.last_day
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.last_day and coalesce(n.until_day, '9999-12-31') >= new.last_day)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger series_collected_later before update of collected_by, last_day on series for each row execute function series_collected_later()
--
create or replace function series_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger series_child_id_went before insert on series for each row execute function series_child_id_went()
--
CREATE TABLE stay (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	bed_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	state_since TIMESTAMP WITH TIME ZONE NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	starts_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	planned_nights BIGINT NOT NULL, 
	offered_until TIMESTAMP WITHOUT TIME ZONE, 
	legal TEXT COLLATE "C" NOT NULL, 
	uses BIGINT NOT NULL, 
	charge_pence BIGINT NOT NULL, 
	exempt TEXT COLLATE "C" NOT NULL, 
	manager TEXT COLLATE "C" NOT NULL, 
	reviewing_officer TEXT COLLATE "C" NOT NULL, 
	collected_by TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	together BIGINT, 
	transport TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_stay PRIMARY KEY (id), 
	CONSTRAINT ck_stay_state CHECK (state in ('offered', 'booked', 'in_house', 'ended', 'cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider', 'no_show')), 
	CONSTRAINT ck_stay_legal CHECK (legal in ('s17', 's20', 'undecided')), 
	CONSTRAINT ck_stay_times CHECK (ends_at >= starts_at), 
	CONSTRAINT ck_stay_amounts CHECK (uses >= 0 and charge_pence >= 0 and planned_nights >= 1), 
	CONSTRAINT fk_stay_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_stay_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_stay_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
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
create or replace function stay_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A stay is never removed. Close it instead.'; end $$
--
create trigger stay_kept before delete on stay for each row execute function stay_kept()
--
create trigger stay_kept_whole before truncate on stay execute function stay_kept()
--
create or replace function stay_collected() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.starts_at::date and coalesce(r.until_day, '9999-12-31') >= new.starts_at::date
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.starts_at::date and coalesce(n.until_day, '9999-12-31') >= new.starts_at::date)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger stay_collected before insert on stay for each row execute function stay_collected()
--
create or replace function stay_collected_later() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.starts_at::date and coalesce(r.until_day, '9999-12-31') >= new.starts_at::date
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.starts_at::date and coalesce(n.until_day, '9999-12-31') >= new.starts_at::date)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger stay_collected_later before update of collected_by, starts_at on stay for each row execute function stay_collected_later()
--
create or replace function stay_counts_again() returns trigger language plpgsql as $$
begin perform allocation_count(array(select u.allocation_id from stay_use u where u.stay_id = new.id)); return null; end $$
--
create trigger stay_counts_again after update of state, uses, starts_at on stay for each row execute function stay_counts_again()
--
create or replace function stay_siblings() returns trigger language plpgsql as $$
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('stays', new.together, 0, (select count(*) from stay b where b.together = new.together and b.state = 'offered'), (select count(*) from stay b where b.together = new.together and b.state <> 'offered'), case when (select count(*) from stay b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from stay b where b.together = new.together and b.state <> 'offered') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; return null; end $$
--
create trigger stay_siblings after insert or update of state, together on stay
for each row when (new.together is not null) execute function stay_siblings()
--
create or replace function stay_of_open_child() returns trigger language plpgsql as $$
begin
  if date(new.starts_at) >= (new.made_at at time zone 'Europe/London')::date and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only)) then raise exception 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'; end if;
  return new;
end $$
--
create trigger stay_of_open_child before insert on stay for each row execute function stay_of_open_child()
--
create or replace function stay_again_of_open_child() returns trigger language plpgsql as $$
begin
  if new.state = 'booked' and old.state not in ('booked', 'in_house', 'ended') and date(new.starts_at) >= (new.state_since at time zone 'Europe/London')::date and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only)) then raise exception 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'; end if;
  return new;
end $$
--
create trigger stay_again_of_open_child before update of state on stay for each row execute function stay_again_of_open_child()
--
create or replace function stay_later_of_open_child() returns trigger language plpgsql as $$
begin
  if new.state in ('offered', 'booked') and new.ends_at > old.ends_at and date(new.ends_at) > (select max(on_date) from child_ending e where e.child_id = new.child_id and e.kind in ('closed', 'died')) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only)) then raise exception 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'; end if;
  return new;
end $$
--
create trigger stay_later_of_open_child before update of ends_at on stay for each row execute function stay_later_of_open_child()
--
create or replace function stay_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger stay_child_id_went before insert on stay for each row execute function stay_child_id_went()
--
CREATE TABLE paper (
	id BIGSERIAL NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	child_id BIGINT, 
	adult_id BIGINT, 
	style TEXT COLLATE "C" NOT NULL, 
	audience TEXT COLLATE "C" NOT NULL, 
	facts TEXT COLLATE "C" NOT NULL, 
	pages BIGINT NOT NULL, 
	sha256 TEXT COLLATE "C" NOT NULL, 
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_paper PRIMARY KEY (id), 
	CONSTRAINT fk_paper_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_paper_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_paper_about ON paper (about, id)
--
CREATE INDEX ix_paper_adult_id ON paper (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_paper_child_id ON paper (child_id) WHERE child_id is not null
--
create or replace function paper_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.kind, new.about, new.child_id, new.adult_id, new.style, new.audience, new.pages, new.sha256, new.issued_at, new.person_id) is not distinct from row(old.id, old.kind, old.about, old.child_id, old.adult_id, old.style, old.audience, old.pages, old.sha256, old.issued_at, old.person_id) then return new; end if; end if; raise exception 'says: A paper is never changed or removed. Put it right with a new one.'; end $$
--
create trigger paper_no_change before update or delete on paper for each row execute function paper_refuse()
--
create trigger paper_no_truncate before truncate on paper execute function paper_refuse()
--
create or replace function paper_not_told() returns trigger language plpgsql as $$
begin
  if new.adult_id is not null
  and (exists (select 1 from adult_right r where r.adult_id = new.adult_id and r.source = 'court' and not r.may_be_told
  and coalesce(r.from_day, '0001-01-01') <= (new.issued_at at time zone 'Europe/London')::date and coalesce(r.until_day, '9999-12-31') >= (new.issued_at at time zone 'Europe/London')::date and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= (new.issued_at at time zone 'Europe/London')::date and coalesce(n.until_day, '9999-12-31') >= (new.issued_at at time zone 'Europe/London')::date)) or exists (select 1 from adult_right r where r.adult_id = new.adult_id and r.source = 'court' and not r.gets_letters
  and coalesce(r.from_day, '0001-01-01') <= (new.issued_at at time zone 'Europe/London')::date and coalesce(r.until_day, '9999-12-31') >= (new.issued_at at time zone 'Europe/London')::date and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= (new.issued_at at time zone 'Europe/London')::date and coalesce(n.until_day, '9999-12-31') >= (new.issued_at at time zone 'Europe/London')::date))) then raise exception 'says: A court’s order says that this adult is told nothing. Choose another adult of the family for the paper.'; end if;
  return new;
end $$
--
create trigger paper_not_told before insert on paper for each row execute function paper_not_told()
--
create or replace function paper_not_stopped() returns trigger language plpgsql as $$
begin
  if new.audience = 'family' and substr(new.about, 1, 10) = 'agreement:' and exists (
  select 1 from agreement a where a.letters_stopped and a.id = cast(substr(new.about, 11) as integer)) then raise exception 'says: This family''s letters are stopped. Speak to whoever deals with the account (R-D26).'; end if;
  return new;
end $$
--
create trigger paper_not_stopped before insert on paper for each row execute function paper_not_stopped()
--
CREATE TABLE adult_right (
	id BIGSERIAL NOT NULL, 
	adult_id BIGINT NOT NULL, 
	may_book BOOLEAN NOT NULL, 
	gets_letters BOOLEAN NOT NULL, 
	may_collect BOOLEAN NOT NULL, 
	may_be_told BOOLEAN NOT NULL, 
	from_day DATE, 
	until_day DATE, 
	reason TEXT COLLATE "C" NOT NULL, 
	source TEXT COLLATE "C" NOT NULL, 
	said_by TEXT COLLATE "C" NOT NULL, 
	said_on DATE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_adult_right PRIMARY KEY (id), 
	CONSTRAINT ck_adult_right_source CHECK (source in ('said', 'court')), 
	CONSTRAINT ck_adult_right_said CHECK (reason <> '' and said_by <> ''), 
	CONSTRAINT ck_adult_right_told CHECK (may_be_told or not (may_book or gets_letters)), 
	CONSTRAINT ck_adult_right_days CHECK (until_day is null or from_day is null or until_day >= from_day), 
	CONSTRAINT fk_adult_right_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_adult_right_adult_id ON adult_right (adult_id)
--
CREATE INDEX ix_adult_right_must_not ON adult_right (adult_id) WHERE not may_collect
--
create or replace function adult_right_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.adult_id, new.may_book, new.gets_letters, new.may_collect, new.may_be_told, new.from_day, new.until_day, new.source, new.said_on, new.at, new.person_id) is not distinct from row(old.id, old.adult_id, old.may_book, old.gets_letters, old.may_collect, old.may_be_told, old.from_day, old.until_day, old.source, old.said_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note of what an adult may do is never changed or removed. Put it right with a new one.'; end $$
--
create trigger adult_right_no_change before update or delete on adult_right for each row execute function adult_right_refuse()
--
create trigger adult_right_no_truncate before truncate on adult_right execute function adult_right_refuse()
--
create or replace function adult_right_court_stands() returns trigger language plpgsql as $$
begin
  if new.source <> 'court' and exists (select 1 from adult_right r where r.adult_id = new.adult_id
  and r.source = 'court' and ((new.may_book and not r.may_book) or (new.gets_letters and not r.gets_letters) or (new.may_collect and not r.may_collect) or (new.may_be_told and not r.may_be_told)) and case when coalesce(new.from_day, '0001-01-01') > coalesce(r.from_day, '0001-01-01')
  then coalesce(new.from_day, '0001-01-01') else coalesce(r.from_day, '0001-01-01') end <= case when coalesce(new.until_day, '9999-12-31') < coalesce(r.until_day, '9999-12-31')
  then coalesce(new.until_day, '9999-12-31') else coalesce(r.until_day, '9999-12-31') end
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and n.source = 'court'
  and coalesce(n.from_day, '0001-01-01') <= case when coalesce(new.from_day, '0001-01-01') > coalesce(r.from_day, '0001-01-01')
  then coalesce(new.from_day, '0001-01-01') else coalesce(r.from_day, '0001-01-01') end and coalesce(n.until_day, '9999-12-31') >= case when coalesce(new.until_day, '9999-12-31') < coalesce(r.until_day, '9999-12-31')
  then coalesce(new.until_day, '9999-12-31') else coalesce(r.until_day, '9999-12-31') end)) then raise exception 'says: A court’s order stands against that. See the order that ends or changes it, and enter that one.'; end if;
  return new;
end $$
--
create trigger adult_right_court_stands before insert on adult_right for each row execute function adult_right_court_stands()
--
CREATE TABLE parental_responsibility (
	id BIGSERIAL NOT NULL, 
	adult_id BIGINT NOT NULL, 
	held BOOLEAN NOT NULL, 
	from_day DATE, 
	until_day DATE, 
	source TEXT COLLATE "C" NOT NULL, 
	seen TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_parental_responsibility PRIMARY KEY (id), 
	CONSTRAINT ck_parental_responsibility_source CHECK (source in ('birth', 'marriage', 'agreement', 'court', 'residence', 'guardian', 'adoption', 'unknown')), 
	CONSTRAINT ck_parental_responsibility_seen CHECK (seen <> ''), 
	CONSTRAINT ck_parental_responsibility_takes_away CHECK (held or source in ('court', 'adoption', 'unknown')), 
	CONSTRAINT ck_parental_responsibility_days CHECK (until_day is null or from_day is null or until_day >= from_day), 
	CONSTRAINT fk_parental_responsibility_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_parental_responsibility_adult_id ON parental_responsibility (adult_id)
--
create or replace function parental_responsibility_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.adult_id, new.held, new.from_day, new.until_day, new.source, new.at, new.person_id) is not distinct from row(old.id, old.adult_id, old.held, old.from_day, old.until_day, old.source, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note of parental responsibility is never changed or removed. Put it right with a new one.'; end $$
--
create trigger parental_responsibility_no_change before update or delete on parental_responsibility for each row execute function parental_responsibility_refuse()
--
create trigger parental_responsibility_no_truncate before truncate on parental_responsibility execute function parental_responsibility_refuse()
--
CREATE TABLE bed_feature (
	id BIGSERIAL NOT NULL, 
	bed_id BIGINT NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_bed_feature PRIMARY KEY (id), 
	CONSTRAINT uq_bed_feature_bed_id_code UNIQUE (bed_id, code), 
	CONSTRAINT fk_bed_feature_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
--
CREATE TABLE bed_closure (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	bed_id BIGINT, 
	first_night DATE NOT NULL, 
	last_night DATE NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_bed_closure PRIMARY KEY (id), 
	CONSTRAINT ck_bed_closure_nights CHECK (last_night >= first_night), 
	CONSTRAINT ck_bed_closure_reason CHECK (reason <> ''), 
	CONSTRAINT ck_bed_closure_state CHECK (state in ('closed', 'opened')), 
	CONSTRAINT fk_bed_closure_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id), 
	CONSTRAINT fk_bed_closure_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
--
CREATE INDEX ix_bed_closure_bed_id ON bed_closure (bed_id) WHERE bed_id is not null
--
CREATE INDEX ix_bed_closure_unit_id ON bed_closure (unit_id)
--
create or replace function bed_closure_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A closure of a bed is never removed. Close it instead.'; end $$
--
create trigger bed_closure_kept before delete on bed_closure for each row execute function bed_closure_kept()
--
create trigger bed_closure_kept_whole before truncate on bed_closure execute function bed_closure_kept()
--
CREATE TABLE place_price (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	per TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_place_price PRIMARY KEY (id), 
	CONSTRAINT ck_place_price_pence CHECK (pence >= 0), 
	CONSTRAINT ck_place_price_meant CHECK (from_day between '2000-01-01' and '2100-12-31'), 
	CONSTRAINT ck_place_price_why CHECK (reason <> ''), 
	CONSTRAINT ck_place_price_per CHECK (per in ('place', 'hour')), 
	CONSTRAINT fk_place_price_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
--
CREATE INDEX ix_place_price_from ON place_price (service_id, from_day, id)
--
create or replace function place_price_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A price of a place is never changed or removed. Put it right with a new one.'; end $$
--
create trigger place_price_no_change before update or delete on place_price for each row execute function place_price_refuse()
--
create trigger place_price_no_truncate before truncate on place_price execute function place_price_refuse()
--
CREATE TABLE service_offer (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_service_offer PRIMARY KEY (id), 
	CONSTRAINT uq_service_offer_service_id_code UNIQUE (service_id, code), 
	CONSTRAINT fk_service_offer_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
--
CREATE TABLE service_price (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	per TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_service_price PRIMARY KEY (id), 
	CONSTRAINT ck_service_price_pence CHECK (pence >= 0), 
	CONSTRAINT ck_service_price_meant CHECK (from_day between '2000-01-01' and '2100-12-31'), 
	CONSTRAINT ck_service_price_per CHECK (per in ('place', 'hour')), 
	CONSTRAINT fk_service_price_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
--
CREATE INDEX ix_service_price_service_id ON service_price (service_id)
--
create or replace function service_price_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A price is never changed or removed. Put it right with a new one.'; end $$
--
create trigger service_price_no_change before update or delete on service_price for each row execute function service_price_refuse()
--
create trigger service_price_no_truncate before truncate on service_price execute function service_price_refuse()
--
CREATE TABLE pattern (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	venue_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	weekdays TEXT COLLATE "C" NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	starts TEXT COLLATE "C" NOT NULL, 
	ends TEXT COLLATE "C" NOT NULL, 
	nights BIGINT NOT NULL, 
	places BIGINT NOT NULL, 
	workers BIGINT NOT NULL, 
	on_bank_holidays BOOLEAN NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_pattern PRIMARY KEY (id), 
	CONSTRAINT ck_pattern_days CHECK (last_day >= first_day), 
	CONSTRAINT fk_pattern_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_pattern_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id)
)
--
CREATE INDEX ix_pattern_service_id ON pattern (service_id)
--
CREATE INDEX ix_pattern_venue_id ON pattern (venue_id)
--
create or replace function pattern_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A pattern is never removed. Close it instead.'; end $$
--
create trigger pattern_kept before delete on pattern for each row execute function pattern_kept()
--
create trigger pattern_kept_whole before truncate on pattern execute function pattern_kept()
--
CREATE TABLE benefit_seen (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	child_id BIGINT, 
	benefit TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	seen_on DATE NOT NULL, 
	evidence TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_benefit_seen PRIMARY KEY (id), 
	CONSTRAINT ck_benefit_seen_evidence CHECK (evidence <> ''), 
	CONSTRAINT fk_benefit_seen_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_benefit_seen_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_benefit_seen_child_id ON benefit_seen (child_id) WHERE child_id is not null
--
CREATE INDEX ix_benefit_seen_household_id ON benefit_seen (household_id)
--
create or replace function benefit_seen_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.household_id, new.child_id, new.from_day, new.seen_on, new.at, new.person_id) is not distinct from row(old.id, old.household_id, old.child_id, old.from_day, old.seen_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A benefit that was seen is never changed or removed. Put it right with a new one.'; end $$
--
create trigger benefit_seen_no_change before update or delete on benefit_seen for each row execute function benefit_seen_refuse()
--
create trigger benefit_seen_no_truncate before truncate on benefit_seen execute function benefit_seen_refuse()
--
CREATE TABLE address_reader (
	id BIGSERIAL NOT NULL, 
	address_id BIGINT NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_address_reader PRIMARY KEY (id), 
	CONSTRAINT uq_address_reader_address_id_person_id UNIQUE (address_id, person_id), 
	CONSTRAINT fk_address_reader_address_id FOREIGN KEY(address_id) REFERENCES address (id), 
	CONSTRAINT fk_address_reader_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_address_reader_person_id ON address_reader (person_id)
--
CREATE TABLE address_seen (
	id BIGSERIAL NOT NULL, 
	address_id BIGINT NOT NULL, 
	person_id BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_address_seen PRIMARY KEY (id), 
	CONSTRAINT fk_address_seen_address_id FOREIGN KEY(address_id) REFERENCES address (id), 
	CONSTRAINT fk_address_seen_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_address_seen_address_id ON address_seen (address_id)
--
CREATE INDEX ix_address_seen_person_id ON address_seen (person_id)
--
create or replace function address_seen_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.address_id, new.person_id, new.at) is not distinct from row(old.id, old.address_id, old.person_id, old.at) then return new; end if; end if; raise exception 'says: A look at an address is never changed or removed. Put it right with a new one.'; end $$
--
create trigger address_seen_no_change before update or delete on address_seen for each row execute function address_seen_refuse()
--
create trigger address_seen_no_truncate before truncate on address_seen execute function address_seen_refuse()
--
CREATE TABLE adult_ending (
	id BIGSERIAL NOT NULL, 
	adult_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_adult_ending PRIMARY KEY (id), 
	CONSTRAINT ck_adult_ending_kind CHECK (kind in ('died', 'left', 'alive')), 
	CONSTRAINT ck_adult_ending_reason CHECK (reason <> ''), 
	CONSTRAINT fk_adult_ending_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_adult_ending_adult_id ON adult_ending (adult_id)
--
create or replace function adult_ending_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.adult_id, new.kind, new.at, new.person_id) is not distinct from row(old.id, old.adult_id, old.kind, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note about a parent''s end is never changed or removed. Put it right with a new one.'; end $$
--
create trigger adult_ending_no_change before update or delete on adult_ending for each row execute function adult_ending_refuse()
--
create trigger adult_ending_no_truncate before truncate on adult_ending execute function adult_ending_refuse()
--
create or replace function adult_ending_mistaken_by_another() returns trigger language plpgsql as $$
begin
  if new.kind = 'alive' and not exists (select 1 from adult_ending e where e.adult_id = new.adult_id and e.kind = 'died' and not exists (
    select 1 from adult_ending m where m.adult_id = e.adult_id and m.id > e.id) and e.person_id <> new.person_id) then raise exception 'says: Somebody else than who entered a death says that it was a mistake. Look at the record again.'; end if;
  return new;
end $$
--
create trigger adult_ending_mistaken_by_another before insert on adult_ending for each row execute function adult_ending_mistaken_by_another()
--
create or replace function adult_no_life_after_death() returns trigger language plpgsql as $$
begin
  if old.state = 'died' and new.state <> 'died' and not exists (select 1 from adult_ending e where e.adult_id = new.id and e.kind = 'alive' and not exists (
    select 1 from adult_ending m where m.adult_id = e.adult_id and m.id > e.id)) then raise exception 'says: A death that was entered by mistake is undone by somebody else, with the reason. Look at the record.'; end if;
  return new;
end $$
--
create trigger adult_no_life_after_death before update of state on adult for each row execute function adult_no_life_after_death()
--
CREATE TABLE child_need (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	level TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_child_need PRIMARY KEY (id), 
	CONSTRAINT uq_child_need_child_id_code UNIQUE (child_id, code), 
	CONSTRAINT fk_child_need_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
create or replace function child_need_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger child_need_erased_insert before insert on child_need for each row execute function child_need_erased_insert()
--
create or replace function child_need_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger child_need_child_id_went before insert on child_need for each row execute function child_need_child_id_went()
--
CREATE TABLE emergency_contact (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	name TEXT COLLATE "C" NOT NULL, 
	relation TEXT COLLATE "C" NOT NULL, 
	phone TEXT COLLATE "C" NOT NULL, 
	within_two_hours BOOLEAN NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_emergency_contact PRIMARY KEY (id), 
	CONSTRAINT fk_emergency_contact_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_emergency_contact_child_id ON emergency_contact (child_id)
--
create or replace function emergency_contact_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger emergency_contact_erased_insert before insert on emergency_contact for each row execute function emergency_contact_erased_insert()
--
create or replace function emergency_contact_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger emergency_contact_child_id_went before insert on emergency_contact for each row execute function emergency_contact_child_id_went()
--
CREATE TABLE child_ending (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	on_date DATE NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_child_ending PRIMARY KEY (id), 
	CONSTRAINT ck_child_ending_kind CHECK (kind in ('closed', 'opened', 'died', 'hold', 'lifted', 'alive')), 
	CONSTRAINT ck_child_ending_reason CHECK (reason <> ''), 
	CONSTRAINT fk_child_ending_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_child_ending_child_id ON child_ending (child_id)
--
create or replace function child_ending_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.kind, new.on_date, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.kind, old.on_date, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note about a record''s end is never changed or removed. Put it right with a new one.'; end $$
--
create trigger child_ending_no_change before update or delete on child_ending for each row execute function child_ending_refuse()
--
create trigger child_ending_no_truncate before truncate on child_ending execute function child_ending_refuse()
--
create or replace function child_ending_mistaken_by_another() returns trigger language plpgsql as $$
begin
  if new.kind = 'alive' and not exists (select 1 from child_ending e where e.child_id = new.child_id and e.kind = 'died' and not exists (
    select 1 from child_ending m where m.child_id = e.child_id and m.kind = 'alive' and m.id > e.id) and e.person_id <> new.person_id) then raise exception 'says: Somebody else than who entered a death says that it was a mistake. Look at the record again.'; end if;
  return new;
end $$
--
create trigger child_ending_mistaken_by_another before insert on child_ending for each row execute function child_ending_mistaken_by_another()
--
create or replace function child_ending_no_life_after_death() returns trigger language plpgsql as $$
begin
  if new.kind = 'opened' and exists (select 1 from child_ending e where e.child_id = new.child_id and e.kind = 'died' and not exists (
    select 1 from child_ending m where m.child_id = e.child_id and m.kind = 'alive' and m.id > e.id)) then raise exception 'says: The child has died, so the record is not opened again. Look at the record.'; end if;
  return new;
end $$
--
create trigger child_ending_no_life_after_death before insert on child_ending for each row execute function child_ending_no_life_after_death()
--
create or replace function child_ending_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h join child c on c.household_id = h.id where c.id = new.child_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger child_ending_erased_insert before insert on child_ending for each row execute function child_ending_erased_insert()
--
create or replace function child_ending_stops_letters() returns trigger language plpgsql as $$
begin
  update agreement set letters_stopped = true where child_id = new.child_id or child_id in (select id from child where merged_into = new.child_id);
  return new;
end $$
--
create trigger child_ending_stops_letters after insert on child_ending for each row
when (new.kind = 'died') execute function child_ending_stops_letters()
--
CREATE TABLE family_note (
	id BIGSERIAL NOT NULL, 
	household_id BIGINT NOT NULL, 
	child_id BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_family_note PRIMARY KEY (id), 
	CONSTRAINT fk_family_note_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_family_note_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_family_note_child_id ON family_note (child_id) WHERE child_id is not null
--
CREATE INDEX ix_family_note_household_id ON family_note (household_id)
--
create or replace function family_note_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.household_id, new.child_id, new.at, new.person_id, new.kind) is not distinct from row(old.id, old.household_id, old.child_id, old.at, old.person_id, old.kind) then return new; end if; end if; raise exception 'says: A note is never changed or removed. Put it right with a new one.'; end $$
--
create trigger family_note_no_change before update or delete on family_note for each row execute function family_note_refuse()
--
create trigger family_note_no_truncate before truncate on family_note execute function family_note_refuse()
--
create or replace function family_note_erased_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from erasure e join erased d on d.id = e.id where e.household_id = (select coalesce(h.merged_into, h.id) from household h where h.id = new.household_id)) and not exists (select 1 from erasing) then raise exception 'says: This family’s record was erased. Register the family again if it comes back.'; end if;
  return new;
end $$
--
create trigger family_note_erased_insert before insert on family_note for each row execute function family_note_erased_insert()
--
CREATE TABLE name_past (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT, 
	adult_id BIGINT, 
	first_name TEXT COLLATE "C" NOT NULL, 
	last_name TEXT COLLATE "C" NOT NULL, 
	until_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_name_past PRIMARY KEY (id), 
	CONSTRAINT fk_name_past_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_name_past_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_name_past_adult_id ON name_past (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_name_past_child_id ON name_past (child_id) WHERE child_id is not null
--
create or replace function name_past_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.adult_id, new.until_at, new.person_id) is not distinct from row(old.id, old.child_id, old.adult_id, old.until_at, old.person_id) then return new; end if; end if; raise exception 'says: A name that once stood is never changed or removed. Put it right with a new one.'; end $$
--
create trigger name_past_no_change before update or delete on name_past for each row execute function name_past_refuse()
--
create trigger name_past_no_truncate before truncate on name_past execute function name_past_refuse()
--
CREATE TABLE later_answer (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	charged BOOLEAN NOT NULL, 
	pence BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_later_answer PRIMARY KEY (id), 
	CONSTRAINT ck_later_answer_kind CHECK (kind in ('price', 'benefit')), 
	CONSTRAINT ck_later_answer_pence CHECK (pence > 0 or (kind = 'price' and pence = 0)), 
	CONSTRAINT ck_later_answer_reason CHECK (reason <> ''), 
	CONSTRAINT fk_later_answer_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_later_answer_child_id ON later_answer (child_id)
--
CREATE UNIQUE INDEX uq_later_answer_once ON later_answer (kind, about) WHERE kind = 'price' or charged = false
--
create or replace function later_answer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.kind, new.about, new.charged, new.pence, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.kind, old.about, old.charged, old.pence, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An answer about a break that was not charged is never changed or removed. Put it right with a new one.'; end $$
--
create trigger later_answer_no_change before update or delete on later_answer for each row execute function later_answer_refuse()
--
create trigger later_answer_no_truncate before truncate on later_answer execute function later_answer_refuse()
--
CREATE TABLE closing (
	id BIGSERIAL NOT NULL, 
	provider_id BIGINT NOT NULL, 
	service_id BIGINT, 
	venue_id BIGINT, 
	first_day DATE NOT NULL, 
	last_day DATE, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_closing PRIMARY KEY (id), 
	CONSTRAINT ck_closing_days CHECK (last_day is null or last_day >= first_day), 
	CONSTRAINT ck_closing_words CHECK (words <> ''), 
	CONSTRAINT fk_closing_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT fk_closing_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_closing_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id)
)
--
CREATE INDEX ix_closing_provider_id ON closing (provider_id)
--
CREATE INDEX ix_closing_service_id ON closing (service_id) WHERE service_id is not null
--
CREATE INDEX ix_closing_venue_id ON closing (venue_id) WHERE venue_id is not null
--
create or replace function closing_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A closing is never changed or removed. Put it right with a new one.'; end $$
--
create trigger closing_no_change before update or delete on closing for each row execute function closing_refuse()
--
create trigger closing_no_truncate before truncate on closing execute function closing_refuse()
--
CREATE TABLE talk (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	opened_on DATE NOT NULL, 
	counted_to DATE NOT NULL, 
	no_shows BIGINT NOT NULL, 
	owner_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	closed_on DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_talk PRIMARY KEY (id), 
	CONSTRAINT ck_talk_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT ck_talk_outcome CHECK ((state = 'closed') = (outcome <> '')), 
	CONSTRAINT fk_talk_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_talk_owner_id FOREIGN KEY(owner_id) REFERENCES person (id)
)
--
CREATE INDEX ix_talk_child_id ON talk (child_id)
--
CREATE INDEX ix_talk_owner_id ON talk (owner_id)
--
CREATE UNIQUE INDEX uq_talk_open ON talk (child_id) WHERE state = 'open'
--
create or replace function talk_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A conversation is never removed. Close it instead.'; end $$
--
create trigger talk_kept before delete on talk for each row execute function talk_kept()
--
create trigger talk_kept_whole before truncate on talk execute function talk_kept()
--
create or replace function talk_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger talk_child_id_went before insert on talk for each row execute function talk_child_id_went()
--
CREATE TABLE evidence (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	seen_on DATE NOT NULL, 
	expires_on DATE, 
	note TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_evidence_child_id ON evidence (child_id)
--
create or replace function evidence_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger evidence_child_id_went before insert on evidence for each row execute function evidence_child_id_went()
--
CREATE TABLE panel_case (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	asked_on DATE NOT NULL, 
	asked_by TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	hours BIGINT NOT NULL, 
	sessions BIGINT NOT NULL, 
	nights BIGINT NOT NULL, 
	pounds BIGINT NOT NULL, 
	officer TEXT COLLATE "C" NOT NULL, 
	panel_on DATE, 
	state TEXT COLLATE "C" NOT NULL, 
	closed_on DATE, 
	closed_reason TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_panel_case PRIMARY KEY (id), 
	CONSTRAINT ck_panel_case_state CHECK (state in ('open', 'decided', 'withdrawn')), 
	CONSTRAINT ck_panel_case_asked_by CHECK (asked_by <> ''), 
	CONSTRAINT ck_panel_case_amounts CHECK (hours >= 0 and sessions >= 0 and nights >= 0 and pounds >= 0), 
	CONSTRAINT ck_panel_case_closed CHECK ((state = 'open') = (closed_on is null)), 
	CONSTRAINT fk_panel_case_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_panel_case_child_id ON panel_case (child_id)
--
CREATE INDEX ix_panel_case_open ON panel_case (state, asked_on, id)
--
create or replace function panel_case_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A request for a decision is never removed. Close it instead.'; end $$
--
create trigger panel_case_kept before delete on panel_case for each row execute function panel_case_kept()
--
create trigger panel_case_kept_whole before truncate on panel_case execute function panel_case_kept()
--
create or replace function panel_case_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger panel_case_child_id_went before insert on panel_case for each row execute function panel_case_child_id_went()
--
CREATE TABLE transition_step (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	months BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_transition_step PRIMARY KEY (id), 
	CONSTRAINT ck_transition_step_kind CHECK (kind in ('taken', 'note', 'letter', 'closed', 'opened')), 
	CONSTRAINT ck_transition_step_words CHECK (words <> '' or kind = 'taken'), 
	CONSTRAINT fk_transition_step_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_transition_step_child_id ON transition_step (child_id)
--
create or replace function transition_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.months, new.kind, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.months, old.kind, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A step towards adult life is never changed or removed. Put it right with a new one.'; end $$
--
create trigger transition_step_no_change before update or delete on transition_step for each row execute function transition_step_refuse()
--
create trigger transition_step_no_truncate before truncate on transition_step execute function transition_step_refuse()
--
CREATE TABLE payment_offer (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	no_other_choice BOOLEAN NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_payment_offer PRIMARY KEY (id), 
	CONSTRAINT ck_payment_offer_answer CHECK (answer in ('yes', 'declined', 'not yet')), 
	CONSTRAINT fk_payment_offer_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_payment_offer_child_id ON payment_offer (child_id)
--
CREATE INDEX ix_payment_offer_no_choice ON payment_offer (child_id) WHERE no_other_choice
--
create or replace function payment_offer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.on_date, new.answer, new.no_other_choice, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.on_date, old.answer, old.no_other_choice, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An offer of a direct payment is never changed or removed. Put it right with a new one.'; end $$
--
create trigger payment_offer_no_change before update or delete on payment_offer for each row execute function payment_offer_refuse()
--
create trigger payment_offer_no_truncate before truncate on payment_offer execute function payment_offer_refuse()
--
CREATE TABLE rule_override (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	rule TEXT COLLATE "C" NOT NULL, 
	finding TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_rule_override PRIMARY KEY (id), 
	CONSTRAINT ck_rule_override_reason CHECK (reason <> ''), 
	CONSTRAINT fk_rule_override_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_rule_override_about ON rule_override (about)
--
CREATE INDEX ix_rule_override_child_id ON rule_override (child_id)
--
CREATE INDEX ix_rule_override_no_price ON rule_override (about) WHERE rule = 'R-C2'
--
create or replace function rule_override_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.about, new.rule, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.about, old.rule, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An override is never changed or removed. Put it right with a new one.'; end $$
--
create trigger rule_override_no_change before update or delete on rule_override for each row execute function rule_override_refuse()
--
create trigger rule_override_no_truncate before truncate on rule_override execute function rule_override_refuse()
--
CREATE TABLE feed_service (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	feed_id BIGINT NOT NULL, 
	CONSTRAINT pk_feed_service PRIMARY KEY (id), 
	CONSTRAINT uq_feed_service_service_id UNIQUE (service_id), 
	CONSTRAINT fk_feed_service_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_feed_service_feed_id FOREIGN KEY(feed_id) REFERENCES directory_feed (id)
)
--
CREATE INDEX ix_feed_service_feed_id ON feed_service (feed_id)
--
CREATE TABLE erasure_answer (
	id BIGSERIAL NOT NULL, 
	erasure_id BIGINT NOT NULL, 
	asked_by BIGINT NOT NULL, 
	person_id BIGINT NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_erasure_answer PRIMARY KEY (id), 
	CONSTRAINT fk_erasure_answer_erasure_id_asked_by FOREIGN KEY(erasure_id, asked_by) REFERENCES erasure (id, asked_by), 
	CONSTRAINT uq_erasure_answer_erasure_id_answer UNIQUE (erasure_id, answer), 
	CONSTRAINT ck_erasure_answer_answer CHECK (answer in ('approved', 'taken out')), 
	CONSTRAINT ck_erasure_answer_two_people CHECK (answer <> 'approved' or person_id <> asked_by), 
	CONSTRAINT ck_erasure_answer_reason CHECK (answer = 'approved' or reason <> ''), 
	CONSTRAINT uq_erasure_answer_erasure_id UNIQUE (erasure_id)
)
--
create or replace function erasure_answer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.erasure_id, new.asked_by, new.person_id, new.answer, new.at) is not distinct from row(old.id, old.erasure_id, old.asked_by, old.person_id, old.answer, old.at) then return new; end if; end if; raise exception 'says: An answer to a proposal to erase is never changed or removed. Put it right with a new one.'; end $$
--
create trigger erasure_answer_no_change before update or delete on erasure_answer for each row execute function erasure_answer_refuse()
--
create trigger erasure_answer_no_truncate before truncate on erasure_answer execute function erasure_answer_refuse()
--
CREATE TABLE erased (
	id BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_erased PRIMARY KEY (id), 
	CONSTRAINT fk_erased_id FOREIGN KEY(id) REFERENCES erasure (id)
)
--
create or replace function erased_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: An erasure is never changed or removed. Put it right with a new one.'; end $$
--
create trigger erased_no_change before update or delete on erased for each row execute function erased_refuse()
--
create trigger erased_no_truncate before truncate on erased execute function erased_refuse()
--
create or replace function erased_while() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from erasing where id = new.id) then raise exception 'says: An erasure is recorded only while it is carried out.'; end if;
  return new;
end $$
--
create trigger erased_while before insert on erased for each row execute function erased_while()
--
CREATE TABLE record_look (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	person_id BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	place TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_record_look PRIMARY KEY (id), 
	CONSTRAINT ck_record_look_place CHECK (place in ('record', 'find', 'payment', 'nights')), 
	CONSTRAINT fk_record_look_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_record_look_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_record_look_at ON record_look (at)
--
CREATE INDEX ix_record_look_child_id ON record_look (child_id)
--
CREATE INDEX ix_record_look_person_id ON record_look (person_id)
--
create or replace function record_look_refuse() returns trigger language plpgsql as
$$ begin
  if tg_op = 'DELETE' and exists (select 1 from looks_cleared c where c.until_at > old.at) then return old; end if;
  raise exception 'says: Who looked at a record is never changed, and not removed before its time.';
end $$
--
create or replace function record_look_whole() returns trigger language plpgsql as
$$ begin raise exception 'says: Who looked at a record is never changed, and not removed before its time.'; end $$
--
create trigger record_look_no_change before update or delete on record_look
for each row execute function record_look_refuse()
--
create trigger record_look_no_truncate before truncate on record_look execute function record_look_whole()
--
CREATE TABLE need_past (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	need_id BIGINT NOT NULL, 
	code TEXT COLLATE "C" NOT NULL, 
	level TEXT COLLATE "C" NOT NULL, 
	until_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_need_past PRIMARY KEY (id), 
	CONSTRAINT fk_need_past_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_need_past_child_id ON need_past (child_id)
--
create or replace function need_past_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.need_id, new.until_at) is not distinct from row(old.id, old.child_id, old.need_id, old.until_at) then return new; end if; end if; raise exception 'says: A need that was once recorded is never changed or removed. Put it right with a new one.'; end $$
--
create trigger need_past_no_change before update or delete on need_past for each row execute function need_past_refuse()
--
create trigger need_past_no_truncate before truncate on need_past execute function need_past_refuse()
--
CREATE TABLE subject_file (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT, 
	adult_id BIGINT, 
	asked_by TEXT COLLATE "C" NOT NULL, 
	items BIGINT NOT NULL, 
	kept_back BIGINT NOT NULL, 
	why_back TEXT COLLATE "C" NOT NULL, 
	paper_sha256 TEXT COLLATE "C" NOT NULL, 
	file_sha256 TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_subject_file PRIMARY KEY (id), 
	CONSTRAINT ck_subject_file_one_subject CHECK ((child_id is null) <> (adult_id is null)), 
	CONSTRAINT ck_subject_file_asked_by CHECK (asked_by <> ''), 
	CONSTRAINT ck_subject_file_why_back CHECK (kept_back = 0 or why_back <> ''), 
	CONSTRAINT fk_subject_file_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_subject_file_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id), 
	CONSTRAINT fk_subject_file_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--
CREATE INDEX ix_subject_file_adult_id ON subject_file (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_subject_file_child_id ON subject_file (child_id) WHERE child_id is not null
--
CREATE INDEX ix_subject_file_person_id ON subject_file (person_id)
--
create or replace function subject_file_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.adult_id, new.items, new.kept_back, new.paper_sha256, new.file_sha256, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.adult_id, old.items, old.kept_back, old.paper_sha256, old.file_sha256, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note of a file that was handed over is never changed or removed. Put it right with a new one.'; end $$
--
create trigger subject_file_no_change before update or delete on subject_file for each row execute function subject_file_refuse()
--
create trigger subject_file_no_truncate before truncate on subject_file execute function subject_file_refuse()
--
CREATE TABLE agreement (
	id BIGSERIAL NOT NULL, 
	ref TEXT COLLATE "C" NOT NULL, 
	child_id BIGINT NOT NULL, 
	pot TEXT COLLATE "C" NOT NULL, 
	payee_id BIGINT, 
	purpose TEXT COLLATE "C" NOT NULL, 
	may_buy TEXT COLLATE "C" NOT NULL, 
	held TEXT COLLATE "C" NOT NULL, 
	last4 TEXT COLLATE "C" NOT NULL, 
	vendor_number TEXT COLLATE "C" NOT NULL, 
	cycle_days BIGINT, 
	surplus_weeks BIGINT, 
	state TEXT COLLATE "C" NOT NULL, 
	starts_on DATE NOT NULL, 
	review_on DATE, 
	ended_on DATE, 
	unpaid_from DATE NOT NULL, 
	consent_on DATE, 
	signed_on DATE, 
	plan_on DATE, 
	approval_ref TEXT COLLATE "C" NOT NULL, 
	account_ready_on DATE, 
	checks_noted_on DATE, 
	letters_stopped BOOLEAN NOT NULL, 
	named_person TEXT COLLATE "C" NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
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
create or replace function agreement_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: An agreement is never removed. Close it instead.'; end $$
--
create trigger agreement_kept before delete on agreement for each row execute function agreement_kept()
--
create trigger agreement_kept_whole before truncate on agreement execute function agreement_kept()
--
create or replace function agreement_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger agreement_child_id_went before insert on agreement for each row execute function agreement_child_id_went()
--
CREATE TABLE legal_status (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	legal TEXT COLLATE "C" NOT NULL, 
	situation BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	decided_by TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	reviewing_officer TEXT COLLATE "C" NOT NULL, 
	recorded TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_legal_status PRIMARY KEY (id), 
	CONSTRAINT ck_legal_status_recorded CHECK (recorded in ('', 'V3', 'V4') and (legal = 's17') = (recorded = '')), 
	CONSTRAINT ck_legal_status_legal CHECK (legal in ('s17', 's20')), 
	CONSTRAINT ck_legal_status_situation CHECK ((legal = 's17' and situation = 1) or (legal = 's20' and situation in (2, 3))), 
	CONSTRAINT ck_legal_status_decided_by CHECK (decided_by <> ''), 
	CONSTRAINT fk_legal_status_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_legal_status_child_id ON legal_status (child_id)
--
create or replace function legal_status_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.legal, new.situation, new.from_day, new.recorded, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.legal, old.situation, old.from_day, old.recorded, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A legal status is never changed or removed. Put it right with a new one.'; end $$
--
create trigger legal_status_no_change before update or delete on legal_status for each row execute function legal_status_refuse()
--
create trigger legal_status_no_truncate before truncate on legal_status execute function legal_status_refuse()
--
CREATE TABLE pair (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	other_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_pair PRIMARY KEY (id), 
	CONSTRAINT ck_pair_order CHECK (child_id < other_id), 
	CONSTRAINT ck_pair_kind CHECK (kind in ('must not share', 'prefer not', 'good match')), 
	CONSTRAINT ck_pair_reason CHECK (reason <> ''), 
	CONSTRAINT uq_pair_child_id_other_id_from_day UNIQUE (child_id, other_id, from_day), 
	CONSTRAINT fk_pair_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_pair_other_id FOREIGN KEY(other_id) REFERENCES child (id)
)
--
CREATE INDEX ix_pair_other_id ON pair (other_id)
--
create or replace function pair_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A pair is never removed. Close it instead.'; end $$
--
create trigger pair_kept before delete on pair for each row execute function pair_kept()
--
create trigger pair_kept_whole before truncate on pair execute function pair_kept()
--
CREATE TABLE first_visit (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	how TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_first_visit PRIMARY KEY (id), 
	CONSTRAINT ck_first_visit_kind CHECK (kind in ('tea', 'day')), 
	CONSTRAINT uq_first_visit_child_id_service_id_on_date UNIQUE (child_id, service_id, on_date), 
	CONSTRAINT fk_first_visit_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_first_visit_service_id FOREIGN KEY(service_id) REFERENCES service (id)
)
--
CREATE INDEX ix_first_visit_service_id ON first_visit (service_id)
--
create or replace function first_visit_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A visit before a first night is never changed or removed. Put it right with a new one.'; end $$
--
create trigger first_visit_no_change before update or delete on first_visit for each row execute function first_visit_refuse()
--
create trigger first_visit_no_truncate before truncate on first_visit execute function first_visit_refuse()
--
CREATE TABLE review_held (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	on_date DATE NOT NULL, 
	held_by TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_review_held PRIMARY KEY (id), 
	CONSTRAINT ck_review_held_kind CHECK (kind in ('review', 'visit')), 
	CONSTRAINT ck_review_held_held_by CHECK (held_by <> ''), 
	CONSTRAINT fk_review_held_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_review_held_child_id ON review_held (child_id)
--
create or replace function review_held_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.kind, new.on_date, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.kind, old.on_date, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A review that was held is never changed or removed. Put it right with a new one.'; end $$
--
create trigger review_held_no_change before update or delete on review_held for each row execute function review_held_refuse()
--
create trigger review_held_no_truncate before truncate on review_held execute function review_held_refuse()
--
CREATE TABLE visit_plan (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	every_days BIGINT NOT NULL, 
	agreed_by TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_visit_plan PRIMARY KEY (id), 
	CONSTRAINT ck_visit_plan_every_days CHECK (every_days between 1 and 366), 
	CONSTRAINT fk_visit_plan_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_visit_plan_child_id ON visit_plan (child_id)
--
create or replace function visit_plan_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.from_day, new.every_days, new.at, new.person_id) is not distinct from row(old.id, old.child_id, old.from_day, old.every_days, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An agreement about visits is never changed or removed. Put it right with a new one.'; end $$
--
create trigger visit_plan_no_change before update or delete on visit_plan for each row execute function visit_plan_refuse()
--
create trigger visit_plan_no_truncate before truncate on visit_plan execute function visit_plan_refuse()
--
CREATE TABLE wish (
	id BIGSERIAL NOT NULL, 
	round_id BIGINT NOT NULL, 
	child_id BIGINT NOT NULL, 
	rank BIGINT NOT NULL, 
	received_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	together BOOLEAN NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	withdrawn_reason TEXT COLLATE "C" NOT NULL, 
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_wish PRIMARY KEY (id), 
	CONSTRAINT ck_wish_state CHECK (state in ('open', 'withdrawn')), 
	CONSTRAINT ck_wish_rank CHECK (rank between 1 and 60), 
	CONSTRAINT ck_wish_reason CHECK ((state = 'withdrawn') = (withdrawn_reason <> '')), 
	CONSTRAINT fk_wish_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_wish_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_wish_child_id ON wish (child_id)
--
CREATE INDEX ix_wish_round_child ON wish (round_id, child_id, rank)
--
CREATE UNIQUE INDEX uq_wish_rank ON wish (round_id, child_id, rank) WHERE state = 'open'
--
create or replace function wish_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A wish is never removed. Close it instead.'; end $$
--
create trigger wish_kept before delete on wish for each row execute function wish_kept()
--
create trigger wish_kept_whole before truncate on wish execute function wish_kept()
--
create or replace function wish_settled() returns trigger language plpgsql as $$
begin
  if exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
  then raise exception 'says: This round is published, so what is in it stays as it was.'; end if;
  return new;
end $$
--
create trigger wish_settled before insert on wish for each row execute function wish_settled()
--
create or replace function wish_stays() returns trigger language plpgsql as $$
begin
  if (new.rank <> old.rank or new.state <> old.state or new.received_at <> old.received_at)
    and exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
  then raise exception 'says: This round is published, so what is in it stays as it was.'; end if;
  return new;
end $$
--
create trigger wish_stays before update on wish for each row execute function wish_stays()
--
create or replace function wish_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger wish_child_id_went before insert on wish for each row execute function wish_child_id_went()
--
CREATE TABLE round_letter (
	id BIGSERIAL NOT NULL, 
	round_id BIGINT NOT NULL, 
	household_id BIGINT NOT NULL, 
	child_id BIGINT NOT NULL, 
	adult_id BIGINT, 
	paper_id BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_round_letter PRIMARY KEY (id), 
	CONSTRAINT uq_round_letter_round_id_household_id UNIQUE (round_id, household_id), 
	CONSTRAINT fk_round_letter_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_round_letter_household_id FOREIGN KEY(household_id) REFERENCES household (id), 
	CONSTRAINT fk_round_letter_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_round_letter_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id), 
	CONSTRAINT uq_round_letter_paper_id UNIQUE (paper_id)
)
--
CREATE INDEX ix_round_letter_adult_id ON round_letter (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_round_letter_child_id ON round_letter (child_id)
--
CREATE INDEX ix_round_letter_household_id ON round_letter (household_id)
--
create or replace function round_letter_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A letter is never removed. Close it instead.'; end $$
--
create trigger round_letter_kept before delete on round_letter for each row execute function round_letter_kept()
--
create trigger round_letter_kept_whole before truncate on round_letter execute function round_letter_kept()
--
create or replace function round_letter_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger round_letter_child_id_went before insert on round_letter for each row execute function round_letter_child_id_went()
--
create or replace function round_letter_household_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from household where id = new.household_id for key share;
  if exists (select 1 from household where id = new.household_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger round_letter_household_id_went before insert on round_letter for each row execute function round_letter_household_id_went()
--
CREATE TABLE bed_night (
	id BIGSERIAL NOT NULL, 
	stay_id BIGINT NOT NULL, 
	bed_id BIGINT NOT NULL, 
	child_id BIGINT NOT NULL, 
	night DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	CONSTRAINT pk_bed_night PRIMARY KEY (id), 
	CONSTRAINT ck_bed_night_pence CHECK (pence >= 0), 
	CONSTRAINT uq_bed_night_bed UNIQUE (bed_id, night), 
	CONSTRAINT uq_bed_night_child UNIQUE (child_id, night), 
	CONSTRAINT fk_bed_night_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_bed_night_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_bed_night_night ON bed_night (night, stay_id)
--
CREATE INDEX ix_bed_night_stay_id ON bed_night (stay_id)
--
create or replace function bed_night_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger bed_night_child_id_went before insert on bed_night for each row execute function bed_night_child_id_went()
--
CREATE TABLE stay_step (
	id BIGSERIAL NOT NULL, 
	stay_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_stay_step PRIMARY KEY (id), 
	CONSTRAINT fk_stay_step_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
--
CREATE INDEX ix_stay_step_stay_id ON stay_step (stay_id)
--
create or replace function stay_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.stay_id, new.state, new.reason, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.stay_id, old.state, old.reason, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A step of a stay is never changed or removed. Put it right with a new one.'; end $$
--
create trigger stay_step_no_change before update or delete on stay_step for each row execute function stay_step_refuse()
--
create trigger stay_step_no_truncate before truncate on stay_step execute function stay_step_refuse()
--
CREATE TABLE paper_print (
	id BIGSERIAL NOT NULL, 
	paper_id BIGINT NOT NULL, 
	own BYTEA NOT NULL, 
	shared TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_paper_print PRIMARY KEY (id), 
	CONSTRAINT uq_paper_print_paper_id UNIQUE (paper_id), 
	CONSTRAINT fk_paper_print_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
--
create or replace function paper_print_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.paper_id) is not distinct from row(old.id, old.paper_id) then return new; end if; end if; raise exception 'says: A print of a paper is never changed or removed. Put it right with a new one.'; end $$
--
create trigger paper_print_no_change before update or delete on paper_print for each row execute function paper_print_refuse()
--
create trigger paper_print_no_truncate before truncate on paper_print execute function paper_print_refuse()
--
CREATE TABLE break_session (
	id BIGSERIAL NOT NULL, 
	service_id BIGINT NOT NULL, 
	venue_id BIGINT NOT NULL, 
	pattern_id BIGINT, 
	starts_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	places BIGINT NOT NULL, 
	taken BIGINT NOT NULL, 
	workers BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	closed_reason TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_break_session PRIMARY KEY (id), 
	CONSTRAINT ck_break_session_places CHECK (taken >= 0 and taken <= places), 
	CONSTRAINT ck_break_session_times CHECK (ends_at > starts_at), 
	CONSTRAINT ck_break_session_state CHECK (state in ('open', 'closed')), 
	CONSTRAINT uq_break_session_service_id_venue_id_starts_at UNIQUE (service_id, venue_id, starts_at), 
	CONSTRAINT fk_break_session_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_break_session_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id), 
	CONSTRAINT fk_break_session_pattern_id FOREIGN KEY(pattern_id) REFERENCES pattern (id)
)
--
CREATE INDEX ix_break_session_free ON break_session (starts_at, service_id, id, ends_at, places, taken, venue_id, workers) WHERE state = 'open' and taken < places
--
CREATE INDEX ix_break_session_pattern_id ON break_session (pattern_id) WHERE pattern_id is not null
--
CREATE INDEX ix_break_session_service ON break_session (service_id, starts_at)
--
CREATE INDEX ix_break_session_venue_id ON break_session (venue_id)
--
create or replace function break_session_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A session is never removed. Close it instead.'; end $$
--
create trigger break_session_kept before delete on break_session for each row execute function break_session_kept()
--
create trigger break_session_kept_whole before truncate on break_session execute function break_session_kept()
--
CREATE TABLE notice (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	closing_id BIGINT, 
	why TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	paper_id BIGINT, 
	void BOOLEAN NOT NULL, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT ck_notice_why CHECK (why in ('family', 'provider', 'refilled', 'reopened')), 
	CONSTRAINT ck_notice_void CHECK (not void or paper_id is null), 
	CONSTRAINT fk_notice_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_notice_closing_id FOREIGN KEY(closing_id) REFERENCES closing (id), 
	CONSTRAINT uq_notice_paper_id UNIQUE (paper_id)
)
--
CREATE INDEX ix_notice_child_id ON notice (child_id)
--
CREATE INDEX ix_notice_closing_id ON notice (closing_id) WHERE closing_id is not null
--
CREATE INDEX ix_notice_owed ON notice (id) WHERE paper_id is null and not void
--
create or replace function notice_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A notice is never removed. Close it instead.'; end $$
--
create trigger notice_kept before delete on notice for each row execute function notice_kept()
--
create trigger notice_kept_whole before truncate on notice execute function notice_kept()
--
create or replace function notice_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger notice_child_id_went before insert on notice for each row execute function notice_child_id_went()
--
CREATE TABLE talk_note (
	id BIGSERIAL NOT NULL, 
	talk_id BIGINT NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_talk_note PRIMARY KEY (id), 
	CONSTRAINT fk_talk_note_talk_id FOREIGN KEY(talk_id) REFERENCES talk (id)
)
--
CREATE INDEX ix_talk_note_talk_id ON talk_note (talk_id)
--
create or replace function talk_note_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.talk_id, new.at, new.person_id) is not distinct from row(old.id, old.talk_id, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note of a conversation is never changed or removed. Put it right with a new one.'; end $$
--
create trigger talk_note_no_change before update or delete on talk_note for each row execute function talk_note_refuse()
--
create trigger talk_note_no_truncate before truncate on talk_note execute function talk_note_refuse()
--
CREATE TABLE decision (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	rules_said TEXT COLLATE "C" NOT NULL, 
	findings TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	decided_by TEXT COLLATE "C" NOT NULL, 
	decided_on DATE NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE, 
	review_on DATE, 
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	case_id BIGINT, 
	asked_on DATE, 
	asked TEXT COLLATE "C" NOT NULL, 
	awards TEXT COLLATE "C" NOT NULL, 
	scheme TEXT COLLATE "C" NOT NULL, 
	criteria TEXT COLLATE "C" NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	gives TEXT COLLATE "C" NOT NULL, 
	conditions TEXT COLLATE "C" NOT NULL, 
	officer TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT ck_decision_outcome CHECK (outcome in ('agreed', 'declined')), 
	CONSTRAINT ck_decision_reason CHECK (reason <> ''), 
	CONSTRAINT uq_decision_case_id UNIQUE (case_id), 
	CONSTRAINT fk_decision_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_decision_case_id FOREIGN KEY(case_id) REFERENCES panel_case (id)
)
--
CREATE INDEX ix_decision_case_id ON decision (case_id) WHERE case_id is not null
--
CREATE INDEX ix_decision_child_id ON decision (child_id)
--
CREATE INDEX ix_decision_review ON decision (review_on) WHERE review_on is not null
--
create or replace function decision_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.outcome, new.rules_said, new.decided_on, new.from_day, new.until_day, new.review_on, new.entered_at, new.person_id, new.case_id, new.asked_on) is not distinct from row(old.id, old.child_id, old.outcome, old.rules_said, old.decided_on, old.from_day, old.until_day, old.review_on, old.entered_at, old.person_id, old.case_id, old.asked_on) then return new; end if; end if; raise exception 'says: A decision is never changed or removed. Put it right with a new one.'; end $$
--
create trigger decision_no_change before update or delete on decision for each row execute function decision_refuse()
--
create trigger decision_no_truncate before truncate on decision execute function decision_refuse()
--
CREATE TABLE erasing (
	id BIGINT NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	shut BIGINT NOT NULL, 
	CONSTRAINT pk_erasing PRIMARY KEY (id), 
	CONSTRAINT fk_erasing_id_answer FOREIGN KEY(id, answer) REFERENCES erasure_answer (erasure_id, answer), 
	CONSTRAINT ck_erasing_approved CHECK (answer = 'approved'), 
	CONSTRAINT ck_erasing_shut CHECK (shut = 0), 
	CONSTRAINT fk_erasing_shut FOREIGN KEY(shut) REFERENCES erasure (id) DEFERRABLE INITIALLY DEFERRED
)
--
CREATE INDEX ix_erasing_shut ON erasing (shut)
--
create or replace function erasing_check() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if exists (select 1 from erased where id = new.id) then raise exception 'says: That erasure was carried out already.'; end if;
    return new;
  elsif tg_op = 'DELETE' then
    if not exists (select 1 from erased where id = old.id) then raise exception 'says: An erasure ends with its record that it was carried out.'; end if;
    return old;
  end if;
  raise exception 'says: What is erased is not changed.';
end $$
--
create trigger erasing_check before insert or update or delete on erasing for each row execute function erasing_check()
--
create trigger erasing_whole before truncate on erasing execute function erasing_check()
--
CREATE TABLE spend_line (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	file_id BIGINT, 
	on_date DATE NOT NULL, 
	payee TEXT COLLATE "C" NOT NULL, 
	pence BIGINT NOT NULL, 
	nth BIGINT NOT NULL, 
	bank_ref TEXT COLLATE "C" NOT NULL, 
	category TEXT COLLATE "C" NOT NULL, 
	match TEXT COLLATE "C" NOT NULL, 
	why TEXT COLLATE "C" NOT NULL, 
	evidence_on DATE, 
	misspent_pence BIGINT NOT NULL, 
	explanation TEXT COLLATE "C" NOT NULL, 
	entry_id BIGINT, 
	back_at TIMESTAMP WITH TIME ZONE, 
	back_by BIGINT, 
	back_why TEXT COLLATE "C" NOT NULL, 
	again BOOLEAN NOT NULL, 
	by_hand BOOLEAN NOT NULL, 
	version BIGINT NOT NULL, 
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
--
CREATE INDEX ix_spend_line_by_hand ON spend_line (agreement_id) WHERE by_hand
--
CREATE INDEX ix_spend_line_days ON spend_line (agreement_id, on_date)
--
CREATE INDEX ix_spend_line_file_id ON spend_line (file_id) WHERE file_id is not null
--
CREATE INDEX ix_spend_line_match ON spend_line (match, agreement_id)
--
CREATE UNIQUE INDEX uq_spend_line_alike ON spend_line (agreement_id, on_date, pence, payee, nth) WHERE not again
--
CREATE UNIQUE INDEX uq_spend_line_bank_ref ON spend_line (agreement_id, bank_ref) WHERE bank_ref <> '' and not again
--
create or replace function spend_line_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A line of spending is never removed. Close it instead.'; end $$
--
create trigger spend_line_kept before delete on spend_line for each row execute function spend_line_kept()
--
create trigger spend_line_kept_whole before truncate on spend_line execute function spend_line_kept()
--
create or replace function spend_line_fixed() returns trigger language plpgsql as $$
begin
  if new.pence <> old.pence or new.on_date <> old.on_date or new.agreement_id <> old.agreement_id or (new.payee <> old.payee and not exists (select 1 from erasing)) then raise exception 'says: A line of spending keeps its day, payee and amount. Say what became of it instead.'; end if;
  return new;
end $$
--
create trigger spend_line_fixed before update on spend_line for each row execute function spend_line_fixed()
--
create or replace function spend_line_back() returns trigger language plpgsql as $$
begin
  if old.back_at is not null and not exists (select 1 from erasing) then raise exception 'says: What was put back stays put back, and is not changed any more. Record it again.'; end if;
  return new;
end $$
--
create trigger spend_line_back before update on spend_line for each row execute function spend_line_back()
--
CREATE TABLE bank_says (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	file_id BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_bank_says PRIMARY KEY (id), 
	CONSTRAINT fk_bank_says_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_bank_says_file_id FOREIGN KEY(file_id) REFERENCES spend_file (id)
)
--
CREATE INDEX ix_bank_says_agreement_id ON bank_says (agreement_id)
--
CREATE INDEX ix_bank_says_file_id ON bank_says (file_id) WHERE file_id is not null
--
create or replace function bank_says_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A bank''s balance is never changed or removed. Put it right with a new one.'; end $$
--
create trigger bank_says_no_change before update or delete on bank_says for each row execute function bank_says_refuse()
--
create trigger bank_says_no_truncate before truncate on bank_says execute function bank_says_refuse()
--
CREATE TABLE payment_return (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	due_on DATE NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	received_on DATE, 
	chased BIGINT NOT NULL, 
	decision TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_payment_return PRIMARY KEY (id), 
	CONSTRAINT uq_payment_return_agreement_id_first_day UNIQUE (agreement_id, first_day), 
	CONSTRAINT ck_payment_return_state CHECK (state in ('due', 'received')), 
	CONSTRAINT ck_payment_return_received CHECK ((state = 'received') = (received_on is not null)), 
	CONSTRAINT ck_payment_return_chased CHECK (chased between 0 and 3), 
	CONSTRAINT ck_payment_return_days CHECK (last_day >= first_day), 
	CONSTRAINT fk_payment_return_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_payment_return_due ON payment_return (state, due_on)
--
CREATE INDEX ix_payment_return_last ON payment_return (agreement_id, last_day)
--
create or replace function payment_return_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A return is never removed. Close it instead.'; end $$
--
create trigger payment_return_kept before delete on payment_return for each row execute function payment_return_kept()
--
create trigger payment_return_kept_whole before truncate on payment_return execute function payment_return_kept()
--
CREATE TABLE liability (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	pence BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	settled_on DATE, 
	note TEXT COLLATE "C" NOT NULL, 
	entered_on DATE NOT NULL, 
	settling_on DATE, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_liability PRIMARY KEY (id), 
	CONSTRAINT ck_liability_pence CHECK (pence > 0), 
	CONSTRAINT ck_liability_settled CHECK ((settled_on is null) = (settling_on is null)), 
	CONSTRAINT fk_liability_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_liability_agreement_id ON liability (agreement_id)
--
create or replace function liability_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A liability is never removed. Close it instead.'; end $$
--
create trigger liability_kept before delete on liability for each row execute function liability_kept()
--
create trigger liability_kept_whole before truncate on liability execute function liability_kept()
--
CREATE TABLE surplus_review (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	balance_pence BIGINT NOT NULL, 
	liabilities_pence BIGINT NOT NULL, 
	week_pence BIGINT NOT NULL, 
	weeks BIGINT NOT NULL, 
	surplus_pence BIGINT NOT NULL, 
	final BOOLEAN NOT NULL, 
	too_much_pence BIGINT NOT NULL, 
	asked_pence BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	evidence TEXT COLLATE "C" NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_surplus_review PRIMARY KEY (id), 
	CONSTRAINT ck_surplus_review_reason CHECK (reason in ('ill', 'assistant left', 'no provider', 'hospital', 'away', 'saving up', 'ended', 'other', '')), 
	CONSTRAINT ck_surplus_review_outcome CHECK (outcome in ('nothing', 'more time', 'plan review', 'pay back')), 
	CONSTRAINT ck_surplus_review_reason_first CHECK (outcome <> 'pay back' or reason <> ''), 
	CONSTRAINT ck_surplus_review_surplus CHECK (surplus_pence >= 0), 
	CONSTRAINT ck_surplus_review_final CHECK (not final or outcome <> 'plan review'), 
	CONSTRAINT ck_surplus_review_counted CHECK (too_much_pence >= 0 and asked_pence >= 0), 
	CONSTRAINT fk_surplus_review_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_surplus_review_agreement_id ON surplus_review (agreement_id)
--
create or replace function surplus_review_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.on_date, new.balance_pence, new.liabilities_pence, new.week_pence, new.weeks, new.surplus_pence, new.final, new.too_much_pence, new.asked_pence, new.reason, new.outcome, new.person_id) is not distinct from row(old.id, old.agreement_id, old.on_date, old.balance_pence, old.liabilities_pence, old.week_pence, old.weeks, old.surplus_pence, old.final, old.too_much_pence, old.asked_pence, old.reason, old.outcome, old.person_id) then return new; end if; end if; raise exception 'says: A surplus review is never changed or removed. Put it right with a new one.'; end $$
--
create trigger surplus_review_no_change before update or delete on surplus_review for each row execute function surplus_review_refuse()
--
create trigger surplus_review_no_truncate before truncate on surplus_review execute function surplus_review_refuse()
--
CREATE TABLE agreement_step (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	retainer TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_agreement_step PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_step_state CHECK (state in ('draft', 'active', 'suspended', 'ended')), 
	CONSTRAINT ck_agreement_step_why CHECK (reason <> ''), 
	CONSTRAINT ck_agreement_step_retainer CHECK (retainer = '' or state = 'suspended'), 
	CONSTRAINT fk_agreement_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_agreement_step_agreement_id ON agreement_step (agreement_id)
--
CREATE INDEX ix_agreement_step_at ON agreement_step (at)
--
create or replace function agreement_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.state, new.from_day, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.state, old.from_day, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A step of an agreement is never changed or removed. Put it right with a new one.'; end $$
--
create trigger agreement_step_no_change before update or delete on agreement_step for each row execute function agreement_step_refuse()
--
create trigger agreement_step_no_truncate before truncate on agreement_step execute function agreement_step_refuse()
--
create or replace function agreement_step_unpaid() returns trigger language plpgsql as $$
begin
  update agreement set unpaid_from = greatest(new.from_day, starts_on)
  where id = new.agreement_id and unpaid_from > new.from_day;
  return new;
end $$
--
create trigger agreement_step_unpaid after insert on agreement_step for each row execute function agreement_step_unpaid()
--
CREATE TABLE award_line (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	part BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	per TEXT COLLATE "C" NOT NULL, 
	minutes BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_award_line PRIMARY KEY (id), 
	CONSTRAINT ck_award_line_kind CHECK (kind in ('assistant', 'agency', 'night', 'other', 'extra', 'contingency', 'contribution')), 
	CONSTRAINT ck_award_line_per CHECK (per in ('hour', 'week', 'month', 'once')), 
	CONSTRAINT ck_award_line_amounts CHECK (pence >= 0 and minutes >= 0 and minutes <= 10080), 
	CONSTRAINT ck_award_line_hours CHECK ((per = 'hour') or minutes = 0), 
	CONSTRAINT ck_award_line_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT fk_award_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_award_line_at ON award_line (at)
--
CREATE INDEX ix_award_line_part ON award_line (agreement_id, part, from_day)
--
create or replace function award_line_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.part, new.kind, new.per, new.minutes, new.pence, new.from_day, new.until_day, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.part, old.kind, old.per, old.minutes, old.pence, old.from_day, old.until_day, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A line of an award is never changed or removed. Put it right with a new one.'; end $$
--
create trigger award_line_no_change before update or delete on award_line for each row execute function award_line_refuse()
--
create trigger award_line_no_truncate before truncate on award_line execute function award_line_refuse()
--
create or replace function award_line_unpaid() returns trigger language plpgsql as $$
begin
  update agreement set unpaid_from = greatest(new.from_day, starts_on)
  where id = new.agreement_id and unpaid_from > new.from_day;
  return new;
end $$
--
create trigger award_line_unpaid after insert on award_line for each row execute function award_line_unpaid()
--
CREATE TABLE run_line (
	id BIGSERIAL NOT NULL, 
	run_id BIGINT NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	cycle_days BIGINT NOT NULL, 
	gross_pence BIGINT NOT NULL, 
	deducted_pence BIGINT NOT NULL, 
	net_pence BIGINT NOT NULL, 
	payee_name TEXT COLLATE "C" NOT NULL, 
	vendor_number TEXT COLLATE "C" NOT NULL, 
	workings TEXT COLLATE "C" NOT NULL, 
	flags TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	supplement_by BIGINT, 
	entry_id BIGINT, 
	returned_on DATE, 
	held_by BIGINT, 
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
create or replace function run_line_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A payment is never removed. Close it instead.'; end $$
--
create trigger run_line_kept before delete on run_line for each row execute function run_line_kept()
--
create trigger run_line_kept_whole before truncate on run_line execute function run_line_kept()
--
create or replace function run_line_fixed() returns trigger language plpgsql as $$
begin
  if old.state in ('posted', 'acknowledged', 'rejected', 'returned', 'held back') and (new.gross_pence <> old.gross_pence or new.deducted_pence <> old.deducted_pence or new.agreement_id <> old.agreement_id or new.first_day <> old.first_day or new.last_day <> old.last_day or new.kind <> old.kind) then raise exception 'says: A payment that was posted is not changed. Reverse it and pay again.'; end if;
  return new;
end $$
--
create trigger run_line_fixed before update on run_line for each row execute function run_line_fixed()
--
create or replace function run_line_returned() returns trigger language plpgsql as $$
begin
  if (new.state = 'returned' and old.state not in ('acknowledged', 'returned'))
  or (old.state = 'returned' and (new.state <> 'returned' or new.returned_on <> old.returned_on)) then raise exception 'says: Only a payment that finance took comes back from the bank, once. It is paid again by the next run.'; end if;
  return new;
end $$
--
create trigger run_line_returned before update on run_line for each row execute function run_line_returned()
--
create or replace function run_line_held() returns trigger language plpgsql as $$
begin
  if (old.state = 'held back' and (new.state <> 'held back' or new.held_by <> old.held_by))
  or (new.state = 'held back' and old.state <> 'held back' and (old.state <> 'posted' or not exists (
    select 1 from payment_run r join person a on a.id = r.drafted_by join person b on b.id = new.held_by
    where r.id = new.run_id and r.state = 'posted' and a.id <> b.id and lower(trim(a.name)) <> lower(trim(b.name))
    and (trim(a.email) = '' or lower(trim(a.email)) <> lower(trim(b.email)))))) then raise exception 'says: A posted payment is held back once, before its file is made, by somebody who did not prepare the run.'; end if;
  return new;
end $$
--
create trigger run_line_held before update on run_line for each row execute function run_line_held()
--
create or replace function run_line_ended() returns trigger language plpgsql as $$
begin
  if new.kind = 'cycle' and old.state = 'in' and new.state = 'posted' and exists (select 1 from agreement a
    where a.id = new.agreement_id and a.ended_on < new.first_day) then raise exception 'says: The payment ended before that period begins. Leave it out, or drop the run.'; end if;
  return new;
end $$
--
create trigger run_line_ended before update on run_line for each row execute function run_line_ended()
--
create or replace function payment_run_supplement() returns trigger language plpgsql as $$
begin
  if new.kind = 'supplement' and old.state = 'in' and new.state = 'posted' and exists (select 1 from payment_run r
    where r.id = new.run_id and new.supplement_by in (r.approved_by, coalesce(r.second_by, 0))) then raise exception 'says: Whoever added a supplement does not approve its run. Somebody else approves it.'; end if;
  return new;
end $$
--
create trigger payment_run_supplement before update on run_line for each row execute function payment_run_supplement()
--
create or replace function run_line_once() returns trigger language plpgsql as $$
begin
  perform 1 from agreement where id = new.agreement_id for no key update;
  if (select o.last_day from run_line o where o.agreement_id = new.agreement_id and o.kind = 'cycle'
    and o.state in ('in', 'posted', 'acknowledged') and o.id <> new.id and o.first_day <= new.last_day order by o.first_day desc limit 1) >= new.first_day then raise exception 'says: Some of these days are paid already under that agreement (R-F3). Draft the run again, or make it a supplement.'; end if;
  return new;
end $$
--
create trigger run_line_once before insert on run_line for each row
when (new.kind = 'cycle' and new.state in ('in', 'posted', 'acknowledged')) execute function run_line_once()
--
create trigger run_line_once_again before update on run_line for each row
when (new.kind = 'cycle' and new.state in ('in', 'posted', 'acknowledged') and old.state not in ('in', 'posted', 'acknowledged')) execute function run_line_once()
--
create or replace function run_line_unpaid() returns trigger language plpgsql as $$
begin
  update agreement set unpaid_from = new.first_day where id = new.agreement_id and unpaid_from > new.first_day;
  return new;
end $$
--
create trigger run_line_unpaid after update on run_line for each row
when (new.kind = 'cycle' and old.state in ('posted', 'acknowledged') and new.state not in ('posted', 'acknowledged'))
execute function run_line_unpaid()
--
CREATE TABLE payee_step (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	adult_id BIGINT, 
	vendor_number TEXT COLLATE "C" NOT NULL, 
	held TEXT COLLATE "C" NOT NULL, 
	last4 TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_payee_step PRIMARY KEY (id), 
	CONSTRAINT ck_payee_step_why CHECK (reason <> ''), 
	CONSTRAINT ck_payee_step_held CHECK (held in ('card', 'account', 'managed')), 
	CONSTRAINT ck_payee_step_last4 CHECK (length(last4) <= 4), 
	CONSTRAINT fk_payee_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_payee_step_adult_id FOREIGN KEY(adult_id) REFERENCES adult (id)
)
--
CREATE INDEX ix_payee_step_adult_id ON payee_step (adult_id) WHERE adult_id is not null
--
CREATE INDEX ix_payee_step_agreement ON payee_step (agreement_id, from_day, id)
--
create or replace function payee_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.from_day, new.adult_id, new.held, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.from_day, old.adult_id, old.held, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A change of payee is never changed or removed. Put it right with a new one.'; end $$
--
create trigger payee_step_no_change before update or delete on payee_step for each row execute function payee_step_refuse()
--
create trigger payee_step_no_truncate before truncate on payee_step execute function payee_step_refuse()
--
CREATE TABLE agreement_use (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	relation TEXT COLLATE "C" NOT NULL, 
	payees TEXT COLLATE "C" NOT NULL, 
	same_household BOOLEAN NOT NULL, 
	nights_single BIGINT NOT NULL, 
	nights_year BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	approver TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	review_on DATE, 
	cost_pence BIGINT, 
	times BIGINT, 
	times_per TEXT COLLATE "C" NOT NULL, 
	each_pence BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
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
--
CREATE INDEX ix_agreement_use_agreement ON agreement_use (agreement_id, id)
--
create or replace function agreement_use_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.kind, new.same_household, new.nights_single, new.nights_year, new.from_day, new.review_on, new.cost_pence, new.times, new.times_per, new.each_pence, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.kind, old.same_household, old.nights_single, old.nights_year, old.from_day, old.review_on, old.cost_pence, old.times, old.times_per, old.each_pence, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An use of the money is never changed or removed. Put it right with a new one.'; end $$
--
create trigger agreement_use_no_change before update or delete on agreement_use for each row execute function agreement_use_refuse()
--
create trigger agreement_use_no_truncate before truncate on agreement_use execute function agreement_use_refuse()
--
CREATE TABLE away_step (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_away_step PRIMARY KEY (id), 
	CONSTRAINT ck_away_step_kind CHECK (kind in ('hospital', 'abroad')), 
	CONSTRAINT ck_away_step_days CHECK (until_day is null or until_day >= from_day), 
	CONSTRAINT fk_away_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_away_step_agreement ON away_step (agreement_id, from_day, id)
--
create or replace function away_step_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A time away is never changed or removed. Put it right with a new one.'; end $$
--
create trigger away_step_no_change before update or delete on away_step for each row execute function away_step_refuse()
--
create trigger away_step_no_truncate before truncate on away_step execute function away_step_refuse()
--
CREATE TABLE cycle_step (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	cycle_days BIGINT, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_cycle_step PRIMARY KEY (id), 
	CONSTRAINT ck_cycle_step_cycle CHECK (cycle_days is null or cycle_days in (0, 7, 14, 28)), 
	CONSTRAINT ck_cycle_step_why CHECK (reason <> ''), 
	CONSTRAINT fk_cycle_step_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_cycle_step_agreement ON cycle_step (agreement_id, from_day, id)
--
create or replace function cycle_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.from_day, new.cycle_days, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.from_day, old.cycle_days, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A change of cycle is never changed or removed. Put it right with a new one.'; end $$
--
create trigger cycle_step_no_change before update or delete on cycle_step for each row execute function cycle_step_refuse()
--
create trigger cycle_step_no_truncate before truncate on cycle_step execute function cycle_step_refuse()
--
CREATE TABLE concern (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_concern PRIMARY KEY (id), 
	CONSTRAINT ck_concern_state CHECK (state in ('raised', 'with counter-fraud', 'nothing found', 'proved')), 
	CONSTRAINT ck_concern_words CHECK (words <> ''), 
	CONSTRAINT fk_concern_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_concern_agreement_id ON concern (agreement_id)
--
create or replace function concern_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.state, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.state, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A concern is never changed or removed. Put it right with a new one.'; end $$
--
create trigger concern_no_change before update or delete on concern for each row execute function concern_refuse()
--
create trigger concern_no_truncate before truncate on concern execute function concern_refuse()
--
CREATE TABLE agreement_review (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	next_on DATE NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_agreement_review PRIMARY KEY (id), 
	CONSTRAINT ck_agreement_review_words CHECK (words <> ''), 
	CONSTRAINT ck_agreement_review_next CHECK (next_on > on_date), 
	CONSTRAINT fk_agreement_review_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_agreement_review_agreement_id ON agreement_review (agreement_id)
--
create or replace function agreement_review_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.on_date, new.next_on, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.on_date, old.next_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A review of an agreement is never changed or removed. Put it right with a new one.'; end $$
--
create trigger agreement_review_no_change before update or delete on agreement_review for each row execute function agreement_review_refuse()
--
create trigger agreement_review_no_truncate before truncate on agreement_review execute function agreement_review_refuse()
--
CREATE TABLE payment_letter (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	subject TEXT COLLATE "C" NOT NULL, 
	number BIGINT NOT NULL, 
	paper_id BIGINT NOT NULL, 
	CONSTRAINT pk_payment_letter PRIMARY KEY (id), 
	CONSTRAINT ck_payment_letter_kind CHECK (kind in ('statement', 'return request', 'return reminder', 'surplus letter', 'pay-back letter', 'plan letter', 'end letter', 'suspension notice', 'uplift letter', 'award letter', 'reconsideration letter', 'cycle letter')), 
	CONSTRAINT ck_payment_letter_number CHECK (number between 0 and 3), 
	CONSTRAINT uq_payment_letter_kind_subject_number_agreement_id UNIQUE (kind, subject, number, agreement_id), 
	CONSTRAINT uq_payment_letter_paper_id UNIQUE (paper_id), 
	CONSTRAINT fk_payment_letter_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_payment_letter_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
--
CREATE INDEX ix_payment_letter_agreement ON payment_letter (agreement_id, kind)
--
CREATE INDEX ix_payment_letter_paper_id ON payment_letter (paper_id)
--
create or replace function payment_letter_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A letter is never changed or removed. Put it right with a new one.'; end $$
--
create trigger payment_letter_no_change before update or delete on payment_letter for each row execute function payment_letter_refuse()
--
create trigger payment_letter_no_truncate before truncate on payment_letter execute function payment_letter_refuse()
--
CREATE TABLE return_plan (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	first_weeks BIGINT NOT NULL, 
	months BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	entered_on DATE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_return_plan PRIMARY KEY (id), 
	CONSTRAINT ck_return_plan_often CHECK (first_weeks between 4 and 52 and months between 1 and 12), 
	CONSTRAINT ck_return_plan_why CHECK (reason <> ''), 
	CONSTRAINT fk_return_plan_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_return_plan_agreement_id ON return_plan (agreement_id)
--
create or replace function return_plan_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.first_weeks, new.months, new.entered_on, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.first_weeks, old.months, old.entered_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A plan of returns is never changed or removed. Put it right with a new one.'; end $$
--
create trigger return_plan_no_change before update or delete on return_plan for each row execute function return_plan_refuse()
--
create trigger return_plan_no_truncate before truncate on return_plan execute function return_plan_refuse()
--
CREATE TABLE uplift_line (
	id BIGSERIAL NOT NULL, 
	uplift_id BIGINT NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	part BIGINT, 
	old_pence BIGINT NOT NULL, 
	new_pence BIGINT NOT NULL, 
	old_week BIGINT NOT NULL, 
	new_week BIGINT NOT NULL, 
	arrears_pence BIGINT NOT NULL, 
	unchanged_because TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_uplift_line PRIMARY KEY (id), 
	CONSTRAINT fk_uplift_line_uplift_id FOREIGN KEY(uplift_id) REFERENCES uplift (id), 
	CONSTRAINT fk_uplift_line_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
--
CREATE INDEX ix_uplift_line_agreement_id ON uplift_line (agreement_id)
--
CREATE INDEX ix_uplift_line_uplift_id ON uplift_line (uplift_id)
--
create or replace function uplift_line_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.uplift_id, new.agreement_id, new.part, new.old_pence, new.new_pence, new.old_week, new.new_week, new.arrears_pence) is not distinct from row(old.id, old.uplift_id, old.agreement_id, old.part, old.old_pence, old.new_pence, old.old_week, old.new_week, old.arrears_pence) then return new; end if; end if; raise exception 'says: A line of an uplift is never changed or removed. Put it right with a new one.'; end $$
--
create trigger uplift_line_no_change before update or delete on uplift_line for each row execute function uplift_line_refuse()
--
create trigger uplift_line_no_truncate before truncate on uplift_line execute function uplift_line_refuse()
--
create or replace function uplift_misses_nobody() returns trigger language plpgsql as $$
begin
  if new.state = 'applied' and old.state <> 'applied' and exists (select 1 from agreement a
    where not exists (select 1 from uplift_line l where l.uplift_id = new.id and l.agreement_id = a.id)) then raise exception 'says: An agreement is not in the report of this uplift. Drop it and work it out again.'; end if;
  return new;
end $$
--
create trigger uplift_misses_nobody before update on uplift for each row execute function uplift_misses_nobody()
--
CREATE TABLE wish_answer (
	id BIGSERIAL NOT NULL, 
	wish_id BIGINT NOT NULL, 
	rule TEXT COLLATE "C" NOT NULL, 
	finding TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_wish_answer PRIMARY KEY (id), 
	CONSTRAINT ck_wish_answer_words CHECK (words <> ''), 
	CONSTRAINT fk_wish_answer_wish_id FOREIGN KEY(wish_id) REFERENCES wish (id)
)
--
CREATE INDEX ix_wish_answer_wish_id ON wish_answer (wish_id)
--
create or replace function wish_answer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.wish_id, new.rule, new.finding, new.at, new.person_id) is not distinct from row(old.id, old.wish_id, old.rule, old.finding, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A decision on a wish is never changed or removed. Put it right with a new one.'; end $$
--
create trigger wish_answer_no_change before update or delete on wish_answer for each row execute function wish_answer_refuse()
--
create trigger wish_answer_no_truncate before truncate on wish_answer execute function wish_answer_refuse()
--
CREATE TABLE booking_place (
	id BIGSERIAL NOT NULL, 
	session_id BIGINT, 
	booking_id BIGINT, 
	stay_id BIGINT, 
	child_id BIGINT NOT NULL, 
	from_minute BIGINT NOT NULL, 
	to_minute BIGINT NOT NULL, 
	CONSTRAINT pk_booking_place PRIMARY KEY (id), 
	CONSTRAINT uq_booking_place_session_id_child_id UNIQUE (session_id, child_id), 
	CONSTRAINT ck_booking_place_minutes CHECK (to_minute > from_minute), 
	CONSTRAINT ck_booking_place_of_one CHECK ((session_id is null) = (booking_id is null) and (booking_id is null) <> (stay_id is null)), 
	CONSTRAINT fk_booking_place_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT uq_booking_place_booking_id UNIQUE (booking_id), 
	CONSTRAINT uq_booking_place_stay_id UNIQUE (stay_id), 
	CONSTRAINT fk_booking_place_child_id FOREIGN KEY(child_id) REFERENCES child (id)
)
--
CREATE INDEX ix_booking_place_child_minutes ON booking_place (child_id, from_minute, to_minute)
--
CREATE INDEX ix_booking_place_session_id ON booking_place (session_id) WHERE session_id is not null
--
alter table booking_place add constraint ex_booking_place_child exclude using gist (int8range(child_id * 4294967296 + from_minute, child_id * 4294967296 + to_minute) with &&)
--
create or replace function booking_place_count() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then update break_session set taken = taken + 1 where id = new.session_id;
  elsif tg_op = 'DELETE' then update break_session set taken = taken - 1 where id = old.session_id;
  else raise exception 'says: A place is given back and taken again, not moved.';
  end if;
  return null;
end $$
--
create trigger booking_place_count after insert or update or delete on booking_place
for each row execute function booking_place_count()
--
create or replace function booking_place_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger booking_place_child_id_went before insert on booking_place for each row execute function booking_place_child_id_went()
--
CREATE TABLE session_kept (
	id BIGSERIAL NOT NULL, 
	session_id BIGINT NOT NULL, 
	"off" TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_session_kept PRIMARY KEY (id), 
	CONSTRAINT uq_session_kept_session_id_off UNIQUE (session_id, "off"), 
	CONSTRAINT ck_session_kept_off CHECK (off in ('bank_holiday', 'out_of_term', 'in_term')), 
	CONSTRAINT ck_session_kept_reason CHECK (reason <> ''), 
	CONSTRAINT fk_session_kept_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
create or replace function session_kept_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A decision that a session stands is never changed or removed. Put it right with a new one.'; end $$
--
create trigger session_kept_no_change before update or delete on session_kept for each row execute function session_kept_refuse()
--
create trigger session_kept_no_truncate before truncate on session_kept execute function session_kept_refuse()
--
create or replace function session_kept_open() returns trigger language plpgsql as $$
begin
  if exists (select 1 from break_session s where s.id = new.session_id and s.state <> 'open') then raise exception 'says: One of these sessions was closed just now. Look again.'; end if;
  return new;
end $$
--
create trigger session_kept_open before insert on session_kept for each row execute function session_kept_open()
--
CREATE TABLE closed_part (
	id BIGSERIAL NOT NULL, 
	closing_id BIGINT NOT NULL, 
	session_id BIGINT, 
	bed_closure_id BIGINT, 
	service_id BIGINT, 
	venue_id BIGINT, 
	provider_id BIGINT, 
	CONSTRAINT pk_closed_part PRIMARY KEY (id), 
	CONSTRAINT ck_closed_part_of_one CHECK ((case when session_id is null then 0 else 1 end) + (case when bed_closure_id is null then 0 else 1 end) + (case when service_id is null then 0 else 1 end) + (case when venue_id is null then 0 else 1 end) + (case when provider_id is null then 0 else 1 end) = 1), 
	CONSTRAINT fk_closed_part_closing_id FOREIGN KEY(closing_id) REFERENCES closing (id), 
	CONSTRAINT fk_closed_part_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_closed_part_bed_closure_id FOREIGN KEY(bed_closure_id) REFERENCES bed_closure (id), 
	CONSTRAINT fk_closed_part_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_closed_part_venue_id FOREIGN KEY(venue_id) REFERENCES venue (id), 
	CONSTRAINT fk_closed_part_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
)
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
create or replace function closed_part_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A part of a closing is never changed or removed. Put it right with a new one.'; end $$
--
create trigger closed_part_no_change before update or delete on closed_part for each row execute function closed_part_refuse()
--
create trigger closed_part_no_truncate before truncate on closed_part execute function closed_part_refuse()
--
CREATE TABLE notice_alternative (
	id BIGSERIAL NOT NULL, 
	notice_id BIGINT NOT NULL, 
	session_id BIGINT, 
	bed_id BIGINT, 
	starts_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	to_ask BOOLEAN NOT NULL, 
	CONSTRAINT pk_notice_alternative PRIMARY KEY (id), 
	CONSTRAINT ck_notice_alternative_of_one CHECK ((session_id is null) <> (bed_id is null)), 
	CONSTRAINT ck_notice_alternative_times CHECK (ends_at > starts_at), 
	CONSTRAINT fk_notice_alternative_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_notice_alternative_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_notice_alternative_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
--
CREATE INDEX ix_notice_alternative_bed_id ON notice_alternative (bed_id) WHERE bed_id is not null
--
CREATE INDEX ix_notice_alternative_notice_id ON notice_alternative (notice_id)
--
CREATE INDEX ix_notice_alternative_session_id ON notice_alternative (session_id) WHERE session_id is not null
--
create or replace function notice_alternative_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: An alternative on a notice is never changed or removed. Put it right with a new one.'; end $$
--
create trigger notice_alternative_no_change before update or delete on notice_alternative for each row execute function notice_alternative_refuse()
--
create trigger notice_alternative_no_truncate before truncate on notice_alternative execute function notice_alternative_refuse()
--
CREATE TABLE register_note (
	id BIGSERIAL NOT NULL, 
	session_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	who TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_register_note PRIMARY KEY (id), 
	CONSTRAINT ck_register_note_kind CHECK (kind in ('chased', 'walk in')), 
	CONSTRAINT ck_register_note_who CHECK (who <> ''), 
	CONSTRAINT fk_register_note_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
CREATE INDEX ix_register_note_session_id ON register_note (session_id)
--
create or replace function register_note_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.session_id, new.kind, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.session_id, old.kind, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A note on a register is never changed or removed. Put it right with a new one.'; end $$
--
create trigger register_note_no_change before update or delete on register_note for each row execute function register_note_refuse()
--
create trigger register_note_no_truncate before truncate on register_note execute function register_note_refuse()
--
CREATE TABLE sibling_group (
	kind TEXT COLLATE "C" NOT NULL, 
	together BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	offered BIGINT NOT NULL, 
	others BIGINT NOT NULL, 
	parted BIGINT, 
	CONSTRAINT pk_sibling_group PRIMARY KEY (kind, together, session_id), 
	CONSTRAINT ck_sibling_group_kind CHECK (kind in ('booking', 'waiting', 'nights', 'stays', 'whole')), 
	CONSTRAINT ck_sibling_group_parted CHECK ((offered > 0 and others > 0) = (parted is not null)), 
	CONSTRAINT fk_sibling_group_parted FOREIGN KEY(parted) REFERENCES break_session (id) DEFERRABLE INITIALLY DEFERRED
)
--
CREATE TABLE unmet_request (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	district TEXT COLLATE "C" NOT NULL, 
	needs TEXT COLLATE "C" NOT NULL, 
	kinds TEXT COLLATE "C" NOT NULL, 
	service_id BIGINT, 
	session_id BIGINT, 
	from_day DATE NOT NULL, 
	until_day DATE NOT NULL, 
	weekdays TEXT COLLATE "C" NOT NULL, 
	unit TEXT COLLATE "C" NOT NULL, 
	amount BIGINT NOT NULL, 
	about TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	on_date DATE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_unmet_request PRIMARY KEY (id), 
	CONSTRAINT ck_unmet_request_reason CHECK (reason in ('no_provider', 'no_place', 'no_one_to_one', 'staff_short', 'need', 'distance', 'too_late', 'no_allocation', 'not_delivered', 'provider_cancelled', 'other')), 
	CONSTRAINT ck_unmet_request_unit CHECK (unit in ('', 'hours', 'sessions', 'nights')), 
	CONSTRAINT ck_unmet_request_amount CHECK (amount >= 0), 
	CONSTRAINT ck_unmet_request_days CHECK (until_day >= from_day), 
	CONSTRAINT fk_unmet_request_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_unmet_request_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_unmet_request_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
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
create or replace function unmet_request_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.child_id, new.reason, new.district, new.kinds, new.service_id, new.session_id, new.from_day, new.until_day, new.weekdays, new.unit, new.amount, new.about, new.at, new.on_date, new.person_id) is not distinct from row(old.id, old.child_id, old.reason, old.district, old.kinds, old.service_id, old.session_id, old.from_day, old.until_day, old.weekdays, old.unit, old.amount, old.about, old.at, old.on_date, old.person_id) then return new; end if; end if; raise exception 'says: A request that could not be met is never changed or removed. Put it right with a new one.'; end $$
--
create trigger unmet_request_no_change before update or delete on unmet_request for each row execute function unmet_request_refuse()
--
create trigger unmet_request_no_truncate before truncate on unmet_request execute function unmet_request_refuse()
--
CREATE TABLE told (
	id BIGSERIAL NOT NULL, 
	decision_id BIGINT NOT NULL, 
	paper_id BIGINT, 
	told_on DATE NOT NULL, 
	how TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_told PRIMARY KEY (id), 
	CONSTRAINT ck_told_how CHECK (how <> ''), 
	CONSTRAINT fk_told_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id), 
	CONSTRAINT fk_told_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id)
)
--
CREATE INDEX ix_told_decision_id ON told (decision_id)
--
CREATE INDEX ix_told_paper_id ON told (paper_id) WHERE paper_id is not null
--
create or replace function told_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.decision_id, new.paper_id, new.told_on, new.at, new.person_id) is not distinct from row(old.id, old.decision_id, old.paper_id, old.told_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A note that a family was told is never changed or removed. Put it right with a new one.'; end $$
--
create trigger told_no_change before update or delete on told for each row execute function told_refuse()
--
create trigger told_no_truncate before truncate on told execute function told_refuse()
--
CREATE TABLE allocation (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	decision_id BIGINT NOT NULL, 
	unit TEXT COLLATE "C" NOT NULL, 
	purpose TEXT COLLATE "C" NOT NULL, 
	kinds TEXT COLLATE "C" NOT NULL, 
	amount BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE NOT NULL, 
	carried_from BIGINT, 
	carried_why TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_allocation PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_carried CHECK ((carried_from is null) = (carried_why = '')), 
	CONSTRAINT ck_allocation_unit CHECK (unit in ('hours', 'sessions', 'nights', 'pounds')), 
	CONSTRAINT ck_allocation_amount CHECK (amount >= 0), 
	CONSTRAINT ck_allocation_days CHECK (until_day >= from_day), 
	CONSTRAINT fk_allocation_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_allocation_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id), 
	CONSTRAINT fk_allocation_carried_from FOREIGN KEY(carried_from) REFERENCES allocation (id)
)
--
CREATE INDEX ix_allocation_carried_from ON allocation (carried_from) WHERE carried_from is not null
--
CREATE INDEX ix_allocation_child ON allocation (child_id, unit, until_day)
--
CREATE INDEX ix_allocation_decision_id ON allocation (decision_id)
--
CREATE INDEX ix_allocation_until ON allocation (until_day, from_day)
--
create or replace function allocation_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: An allocation is never removed. Close it instead.'; end $$
--
create trigger allocation_kept before delete on allocation for each row execute function allocation_kept()
--
create trigger allocation_kept_whole before truncate on allocation execute function allocation_kept()
--
create or replace function allocation_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger allocation_child_id_went before insert on allocation for each row execute function allocation_child_id_went()
--
CREATE TABLE debt (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	review_id BIGINT, 
	spend_line_id BIGINT, 
	pence BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	proposed_by BIGINT NOT NULL, 
	proposed_on DATE NOT NULL, 
	arose_on DATE NOT NULL, 
	approved_by BIGINT, 
	reply_by DATE, 
	a_cycle_pence BIGINT NOT NULL, 
	recovered_pence BIGINT NOT NULL, 
	finance_ref TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
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
create or replace function debt_final_account() returns trigger language plpgsql as $$
begin
  if new.kind = 'final account' and not exists (select 1 from agreement a where a.id = new.agreement_id
    and a.state = 'ended' and a.ended_on < new.proposed_on) then raise exception 'says: A final account is of a payment that has ended. End it first.'; end if;
  return new;
end $$
--
create trigger debt_final_account before insert on debt for each row execute function debt_final_account()
--
create or replace function debt_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A debt is never removed. Close it instead.'; end $$
--
create trigger debt_kept before delete on debt for each row execute function debt_kept()
--
create trigger debt_kept_whole before truncate on debt execute function debt_kept()
--
create or replace function debt_of_line() returns trigger language plpgsql as $$
begin
  if new.spend_line_id is not null and not exists (select 1 from spend_line s where s.id = new.spend_line_id
    and s.agreement_id = new.agreement_id and s.on_date = new.arose_on and s.misspent_pence = new.pence) then raise exception 'says: A debt for what was misspent is of one line: of that family, day and part of it.'; end if;
  return new;
end $$
--
create trigger debt_of_line before insert on debt for each row execute function debt_of_line()
--
create or replace function debt_fixed() returns trigger language plpgsql as $$
begin
  if new.agreement_id <> old.agreement_id or new.pence <> old.pence or new.arose_on <> old.arose_on or new.kind <> old.kind or coalesce(new.spend_line_id, 0) <> coalesce(old.spend_line_id, 0) then raise exception 'says: A debt keeps its family, kind, day, sum and line. Withdraw it, and propose another.'; end if;
  return new;
end $$
--
create trigger debt_fixed before update on debt for each row execute function debt_fixed()
--
create or replace function spend_line_asked() returns trigger language plpgsql as $$
begin
  if (new.misspent_pence <> old.misspent_pence and new.back_at is null and exists (select 1 from debt d where d.spend_line_id = new.id and d.state <> 'withdrawn'))
    or (new.back_at is not null and old.back_at is null
      and exists (select 1 from debt d where d.spend_line_id = new.id and d.state not in ('recovered', 'written off', 'withdrawn'))) then raise exception 'says: Some of that line is asked back from the family. Withdraw that debt first.'; end if;
  return new;
end $$
--
create trigger spend_line_asked before update of misspent_pence, back_at on spend_line for each row execute function spend_line_asked()
--
CREATE TABLE invoice_line (
	id BIGSERIAL NOT NULL, 
	invoice_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	session_id BIGINT, 
	stay_id BIGINT, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	units BIGINT NOT NULL, 
	per BIGINT NOT NULL, 
	price BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
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
--
CREATE INDEX ix_invoice_line_service_id ON invoice_line (service_id)
--
CREATE INDEX ix_invoice_line_session_id ON invoice_line (session_id) WHERE session_id is not null
--
CREATE INDEX ix_invoice_line_stay_id ON invoice_line (stay_id) WHERE stay_id is not null
--
create or replace function invoice_line_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A line of an invoice is never changed or removed. Put it right with a new one.'; end $$
--
create trigger invoice_line_no_change before update or delete on invoice_line for each row execute function invoice_line_refuse()
--
create trigger invoice_line_no_truncate before truncate on invoice_line execute function invoice_line_refuse()
--
CREATE TABLE award_notice (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	award_line_id BIGINT NOT NULL, 
	lower_from DATE NOT NULL, 
	week_before BIGINT NOT NULL, 
	week_after BIGINT NOT NULL, 
	days BIGINT NOT NULL, 
	may_start DATE NOT NULL, 
	short_reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_award_notice PRIMARY KEY (id), 
	CONSTRAINT ck_award_notice_notice CHECK (lower_from >= may_start or short_reason <> ''), 
	CONSTRAINT ck_award_notice_lower CHECK (week_after < week_before and days >= 0), 
	CONSTRAINT fk_award_notice_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT uq_award_notice_award_line_id UNIQUE (award_line_id), 
	CONSTRAINT fk_award_notice_award_line_id FOREIGN KEY(award_line_id) REFERENCES award_line (id)
)
--
CREATE INDEX ix_award_notice_agreement_id ON award_notice (agreement_id)
--
create or replace function award_notice_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.award_line_id, new.lower_from, new.week_before, new.week_after, new.days, new.may_start, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.award_line_id, old.lower_from, old.week_before, old.week_after, old.days, old.may_start, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A notice of a lower award is never changed or removed. Put it right with a new one.'; end $$
--
create trigger award_notice_no_change before update or delete on award_notice for each row execute function award_notice_refuse()
--
create trigger award_notice_no_truncate before truncate on award_notice execute function award_notice_refuse()
--
CREATE TABLE return_step (
	id BIGSERIAL NOT NULL, 
	return_id BIGINT NOT NULL, 
	entered_on DATE NOT NULL, 
	due_on DATE NOT NULL, 
	chased BIGINT NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_return_step PRIMARY KEY (id), 
	CONSTRAINT ck_return_step_chased CHECK (chased between 0 and 3), 
	CONSTRAINT ck_return_step_words CHECK (words <> ''), 
	CONSTRAINT fk_return_step_return_id FOREIGN KEY(return_id) REFERENCES payment_return (id)
)
--
CREATE INDEX ix_return_step_return ON return_step (return_id, id)
--
create or replace function return_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.return_id, new.entered_on, new.due_on, new.chased, new.at, new.person_id) is not distinct from row(old.id, old.return_id, old.entered_on, old.due_on, old.chased, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A step of a return is never changed or removed. Put it right with a new one.'; end $$
--
create trigger return_step_no_change before update or delete on return_step for each row execute function return_step_refuse()
--
create trigger return_step_no_truncate before truncate on return_step execute function return_step_refuse()
--
CREATE TABLE return_item (
	id BIGSERIAL NOT NULL, 
	return_id BIGINT NOT NULL, 
	item TEXT COLLATE "C" NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	on_date DATE, 
	reason TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_return_item PRIMARY KEY (id), 
	CONSTRAINT uq_return_item_return_id_item UNIQUE (return_id, item), 
	CONSTRAINT ck_return_item_item CHECK (item in ('statements', 'receipts', 'invoices', 'payslips', 'timesheets', 'balances', 'signature')), 
	CONSTRAINT ck_return_item_state CHECK (state in ('missing', 'came', 'excused')), 
	CONSTRAINT ck_return_item_day CHECK ((state = 'missing') = (on_date is null)), 
	CONSTRAINT ck_return_item_why CHECK (case state when 'excused' then reason <> '' when 'came' then reason = '' else true end), 
	CONSTRAINT fk_return_item_return_id FOREIGN KEY(return_id) REFERENCES payment_return (id)
)
--
create or replace function return_item_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: An item of a return is never removed. Close it instead.'; end $$
--
create trigger return_item_kept before delete on return_item for each row execute function return_item_kept()
--
create trigger return_item_kept_whole before truncate on return_item execute function return_item_kept()
--
create or replace function payment_return_whole() returns trigger language plpgsql as $$
begin
  if new.state = 'received' and old.state <> 'received' and exists (select 1 from return_item i where i.return_id = new.id and i.state = 'missing') then raise exception 'says: Something of that return is missing still. Say of each item that it came, or why it is not needed.'; end if;
  return new;
end $$
--
create trigger payment_return_whole before update on payment_return for each row execute function payment_return_whole()
--
create or replace function return_item_of_received() returns trigger language plpgsql as $$
begin
  if new.state = 'missing' and exists (select 1 from payment_return r where r.id = new.return_id and r.state = 'received') then raise exception 'says: That return has come in. What came of it stays.'; end if;
  return new;
end $$
--
create trigger return_item_of_received before insert or update on return_item
for each row execute function return_item_of_received()
--
CREATE TABLE round_session (
	id BIGSERIAL NOT NULL, 
	round_id BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	CONSTRAINT pk_round_session PRIMARY KEY (id), 
	CONSTRAINT uq_round_session_round_id_session_id UNIQUE (round_id, session_id), 
	CONSTRAINT fk_round_session_round_id FOREIGN KEY(round_id) REFERENCES allocation_round (id), 
	CONSTRAINT fk_round_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
CREATE INDEX ix_round_session_session_id ON round_session (session_id)
--
create or replace function round_session_settled() returns trigger language plpgsql as $$
begin
  if exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
  then raise exception 'says: This round is published, so what is in it stays as it was.'; end if;
  return new;
end $$
--
create trigger round_session_settled before insert on round_session for each row execute function round_session_settled()
--
CREATE TABLE wish_session (
	id BIGSERIAL NOT NULL, 
	wish_id BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	CONSTRAINT pk_wish_session PRIMARY KEY (id), 
	CONSTRAINT uq_wish_session_wish_id_session_id UNIQUE (wish_id, session_id), 
	CONSTRAINT fk_wish_session_wish_id FOREIGN KEY(wish_id) REFERENCES wish (id), 
	CONSTRAINT fk_wish_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
CREATE INDEX ix_wish_session_session_id ON wish_session (session_id)
--
CREATE TABLE stay_use (
	id BIGSERIAL NOT NULL, 
	stay_id BIGINT NOT NULL, 
	allocation_id BIGINT NOT NULL, 
	nights BIGINT NOT NULL, 
	CONSTRAINT pk_stay_use PRIMARY KEY (id), 
	CONSTRAINT uq_stay_use_stay_id_allocation_id UNIQUE (stay_id, allocation_id), 
	CONSTRAINT ck_stay_use_nights CHECK (nights > 0), 
	CONSTRAINT fk_stay_use_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_stay_use_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
--
CREATE INDEX ix_stay_use_allocation_id ON stay_use (allocation_id)
--
create or replace function stay_use_counts() returns trigger language plpgsql as $$
begin perform allocation_count(array(select allocation_id from came)); return null; end $$
--
create trigger stay_use_counts after insert on stay_use referencing new table as came for each statement execute function stay_use_counts()
--
create or replace function stay_use_counts_again() returns trigger language plpgsql as $$
begin perform allocation_count(array(select old.allocation_id)); return null; end $$
--
create trigger stay_use_counts_again after delete on stay_use for each row execute function stay_use_counts_again()
--
create or replace function stay_use_counts_moved() returns trigger language plpgsql as $$
begin perform allocation_count(array(select new.allocation_id union select old.allocation_id)); return null; end $$
--
create trigger stay_use_counts_moved after update on stay_use for each row execute function stay_use_counts_moved()
--
CREATE TABLE stay_loss (
	id BIGSERIAL NOT NULL, 
	stay_id BIGINT NOT NULL, 
	allocation_id BIGINT NOT NULL, 
	nights BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_stay_loss PRIMARY KEY (id), 
	CONSTRAINT uq_stay_loss_stay_id_allocation_id UNIQUE (stay_id, allocation_id), 
	CONSTRAINT ck_stay_loss_nights CHECK (nights > 0), 
	CONSTRAINT fk_stay_loss_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_stay_loss_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
--
CREATE INDEX ix_stay_loss_allocation_id ON stay_loss (allocation_id)
--
create or replace function stay_loss_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A lost night is never changed or removed. Put it right with a new one.'; end $$
--
create trigger stay_loss_no_change before update or delete on stay_loss for each row execute function stay_loss_refuse()
--
create trigger stay_loss_no_truncate before truncate on stay_loss execute function stay_loss_refuse()
--
CREATE TABLE booking (
	id BIGSERIAL NOT NULL, 
	number BIGINT NOT NULL, 
	child_id BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	asked_by BIGINT, 
	together BIGINT, 
	state TEXT COLLATE "C" NOT NULL, 
	state_since TIMESTAMP WITH TIME ZONE NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	starts_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	offered_until TIMESTAMP WITHOUT TIME ZONE, 
	allocation_id BIGINT, 
	uses BIGINT NOT NULL, 
	list_pence BIGINT NOT NULL, 
	charge_pence BIGINT NOT NULL, 
	exempt TEXT COLLATE "C" NOT NULL, 
	collected_by TEXT COLLATE "C" NOT NULL, 
	transport TEXT COLLATE "C" NOT NULL, 
	note TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_booking PRIMARY KEY (id), 
	CONSTRAINT ck_booking_state CHECK (state in ('offered', 'confirmed', 'attended', 'attended_part', 'cancelled_in_notice', 'cancelled_late', 'absent_ill', 'no_show', 'cancelled_by_provider', 'superseded')), 
	CONSTRAINT ck_booking_amounts CHECK (charge_pence >= 0 and uses >= 0), 
	CONSTRAINT fk_booking_child_id FOREIGN KEY(child_id) REFERENCES child (id), 
	CONSTRAINT fk_booking_session_id FOREIGN KEY(session_id) REFERENCES break_session (id), 
	CONSTRAINT fk_booking_service_id FOREIGN KEY(service_id) REFERENCES service (id), 
	CONSTRAINT fk_booking_asked_by FOREIGN KEY(asked_by) REFERENCES adult (id), 
	CONSTRAINT fk_booking_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
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
create or replace function booking_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A booking is never removed. Close it instead.'; end $$
--
create trigger booking_kept before delete on booking for each row execute function booking_kept()
--
create trigger booking_kept_whole before truncate on booking execute function booking_kept()
--
create or replace function booking_of_open_child() returns trigger language plpgsql as $$
begin
  if exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only)) then raise exception 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'; end if;
  return new;
end $$
--
create trigger booking_of_open_child before insert on booking for each row execute function booking_of_open_child()
--
create or replace function booking_again_of_open_child() returns trigger language plpgsql as $$
begin
  if new.state = 'confirmed' and old.state in ('offered', 'cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider') and not exists (select 1 from attendance a where a.booking_id = new.id) and exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only)) then raise exception 'says: This child’s record is closed, or it has no breaks of its own. Open the record again first.'; end if;
  return new;
end $$
--
create trigger booking_again_of_open_child before update of state on booking for each row execute function booking_again_of_open_child()
--
create or replace function booking_collected() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.starts_at::date and coalesce(r.until_day, '9999-12-31') >= new.starts_at::date
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.starts_at::date and coalesce(n.until_day, '9999-12-31') >= new.starts_at::date)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger booking_collected before insert on booking for each row execute function booking_collected()
--
create or replace function booking_collected_later() returns trigger language plpgsql as $$
begin
  if new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and strpos(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and (exists (select 1 from adult_right r where r.adult_id = a.id and not r.may_collect and coalesce(r.from_day, '0001-01-01') <= new.starts_at::date and coalesce(r.until_day, '9999-12-31') >= new.starts_at::date
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and coalesce(n.from_day, '0001-01-01') <= new.starts_at::date and coalesce(n.until_day, '9999-12-31') >= new.starts_at::date)) or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name))))) then raise exception 'says: Who is written down must not collect that day, or is of the family no more. Write somebody else.'; end if;
  return new;
end $$
--
create trigger booking_collected_later before update of collected_by, starts_at on booking for each row execute function booking_collected_later()
--
create or replace function booking_rung() returns trigger language plpgsql as $$
begin
  if new.asked_by is not null and exists (select 1 from adult_right r where r.adult_id = new.asked_by and r.source = 'court' and not r.may_book
  and coalesce(r.from_day, '0001-01-01') <= (new.made_at at time zone 'Europe/London')::date and coalesce(r.until_day, '9999-12-31') >= (new.made_at at time zone 'Europe/London')::date and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and coalesce(n.from_day, '0001-01-01') <= (new.made_at at time zone 'Europe/London')::date and coalesce(n.until_day, '9999-12-31') >= (new.made_at at time zone 'Europe/London')::date)) then raise exception 'says: A court’s order says that this adult may not book. Choose another adult of the family.'; end if;
  return new;
end $$
--
create trigger booking_rung before insert on booking for each row execute function booking_rung()
--
create or replace function booking_keeps_its_shares() returns trigger language plpgsql as $$
begin
  if exists (select 1 from booking_share s where s.booking_id = new.id
  group by s.booking_id, s.first_id
  having new.allocation_id is null or new.allocation_id <> s.first_id or (new.uses > 0 and new.uses <= sum(s.amount))) then raise exception 'says: What allocations pay of a break adds up to what it uses, and no more. Look at it again.'; end if;
  return new;
end $$
--
create trigger booking_keeps_its_shares before update of uses, allocation_id on booking for each row execute function booking_keeps_its_shares()
--
create or replace function booking_counts() returns trigger language plpgsql as $$
begin perform allocation_count(array(select allocation_id from came)); return null; end $$
--
create trigger booking_counts after insert on booking referencing new table as came for each statement execute function booking_counts()
--
create or replace function booking_counts_again() returns trigger language plpgsql as $$
begin perform allocation_count(array(select new.allocation_id union select old.allocation_id union select s.allocation_id from booking_share s where s.booking_id = new.id)); return null; end $$
--
create trigger booking_counts_again after update of state, uses, allocation_id, starts_at on booking for each row execute function booking_counts_again()
--
create or replace function booking_siblings() returns trigger language plpgsql as $$
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('booking', new.together, new.session_id, (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered'), (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')), case when (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state = 'offered') > 0 and (select count(*) from booking b where b.together = new.together and b.session_id = new.session_id and b.state not in ('offered', 'superseded')) > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; return null; end $$
--
create trigger booking_siblings after insert or update of state, together, session_id on booking
for each row when (new.together is not null) execute function booking_siblings()
--
create or replace function booking_whole() returns trigger language plpgsql as $$
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
select 'whole', new.number, 0, (select count(*) from booking b where b.number = new.number and b.state = 'offered'), (select count(*) from booking b where b.number = new.number and b.state not in ('offered', 'superseded')), case when (select count(*) from booking b where b.number = new.number and b.state = 'offered') > 0 and (select count(*) from booking b where b.number = new.number and b.state not in ('offered', 'superseded')) > 0 then -1 end
where exists (select 1 from waiting_offer o join waiting_request r on r.id = o.request_id
  where o.booking_id = new.id and r.whole)
on conflict (kind, together, session_id) do update
set offered = excluded.offered, others = excluded.others, parted = excluded.parted; return null; end $$
--
create trigger booking_whole after update of state, number on booking for each row execute function booking_whole()
--
create or replace function booking_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger booking_child_id_went before insert on booking for each row execute function booking_child_id_went()
--
CREATE TABLE waiting_request (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	service_id BIGINT NOT NULL, 
	session_id BIGINT, 
	from_day DATE NOT NULL, 
	until_day DATE NOT NULL, 
	weekdays TEXT COLLATE "C" NOT NULL, 
	whole BOOLEAN NOT NULL, 
	together BIGINT, 
	asked_by BIGINT, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	safeguarding BOOLEAN NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	state_since TIMESTAMP WITH TIME ZONE NOT NULL, 
	reviewed_on DATE NOT NULL, 
	unmet_id BIGINT, 
	note TEXT COLLATE "C" NOT NULL, 
	version BIGINT NOT NULL, 
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
create or replace function waiting_request_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A request on the waiting list is never removed. Close it instead.'; end $$
--
create trigger waiting_request_kept before delete on waiting_request for each row execute function waiting_request_kept()
--
create trigger waiting_request_kept_whole before truncate on waiting_request execute function waiting_request_kept()
--
create or replace function waiting_request_siblings() returns trigger language plpgsql as $$
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('waiting', new.together, 0, (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered'), (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from waiting_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from waiting_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; return null; end $$
--
create trigger waiting_request_siblings after insert or update of state, together on waiting_request
for each row when (new.together is not null) execute function waiting_request_siblings()
--
create or replace function waiting_request_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger waiting_request_child_id_went before insert on waiting_request for each row execute function waiting_request_child_id_went()
--
CREATE TABLE night_request (
	id BIGSERIAL NOT NULL, 
	child_id BIGINT NOT NULL, 
	service_id BIGINT, 
	nights BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE NOT NULL, 
	weekdays TEXT COLLATE "C" NOT NULL, 
	together BIGINT, 
	asked_by BIGINT, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	safeguarding BOOLEAN NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	state_since TIMESTAMP WITH TIME ZONE NOT NULL, 
	reviewed_on DATE NOT NULL, 
	stay_id BIGINT, 
	unmet_id BIGINT, 
	version BIGINT NOT NULL, 
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
create or replace function night_request_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A request for nights is never removed. Close it instead.'; end $$
--
create trigger night_request_kept before delete on night_request for each row execute function night_request_kept()
--
create trigger night_request_kept_whole before truncate on night_request execute function night_request_kept()
--
create or replace function night_request_siblings() returns trigger language plpgsql as $$
begin insert into sibling_group (kind, together, session_id, offered, others, parted)
  values ('nights', new.together, 0, (select count(*) from night_request b where b.together = new.together and b.state = 'offered'), (select count(*) from night_request b where b.together = new.together and b.state = 'waiting'), case when (select count(*) from night_request b where b.together = new.together and b.state = 'offered') > 0 and (select count(*) from night_request b where b.together = new.together and b.state = 'waiting') > 0 then -1 end)
  on conflict (kind, together, session_id) do update
  set offered = excluded.offered, others = excluded.others, parted = excluded.parted; return null; end $$
--
create trigger night_request_siblings after insert or update of state, together on night_request
for each row when (new.together is not null) execute function night_request_siblings()
--
create or replace function night_request_child_id_went() returns trigger language plpgsql as $$
begin
  perform 1 from child where id = new.child_id for key share;
  if exists (select 1 from child where id = new.child_id and state = 'merged') then raise exception 'says: This record was merged into another a moment ago. Look at the family again: what it had is there.'; end if;
  return new;
end $$
--
create trigger night_request_child_id_went before insert on night_request for each row execute function night_request_child_id_went()
--
CREATE TABLE allocation_used (
	allocation_id BIGINT NOT NULL, 
	used BIGINT NOT NULL, 
	booked BIGINT NOT NULL, 
	last_at TIMESTAMP WITHOUT TIME ZONE, 
	CONSTRAINT pk_allocation_used PRIMARY KEY (allocation_id), 
	CONSTRAINT fk_allocation_used_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
--
create or replace function allocation_count(counted bigint[]) returns void language plpgsql security definer as $$
begin
  perform 1 from allocation where id = any (counted) order by id for no key update;
  insert into allocation_used (allocation_id, used, booked, last_at) select a.id as allocation_id, cast(
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
  from allocation a where a.id = any (counted) order by a.id on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at;
end $$
--
CREATE TABLE unmet_outcome (
	id BIGSERIAL NOT NULL, 
	unmet_id BIGINT NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	met_by TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	on_date DATE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_unmet_outcome PRIMARY KEY (id), 
	CONSTRAINT ck_unmet_outcome_outcome CHECK (outcome in ('met', 'withdrawn', 'mistaken', 'open_again')), 
	CONSTRAINT ck_unmet_outcome_met_by CHECK ((outcome = 'met') = (met_by <> '')), 
	CONSTRAINT fk_unmet_outcome_unmet_id FOREIGN KEY(unmet_id) REFERENCES unmet_request (id)
)
--
CREATE INDEX ix_unmet_outcome_unmet_id ON unmet_outcome (unmet_id)
--
create or replace function unmet_outcome_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.unmet_id, new.outcome, new.met_by, new.at, new.on_date, new.person_id) is not distinct from row(old.id, old.unmet_id, old.outcome, old.met_by, old.at, old.on_date, old.person_id) then return new; end if; end if; raise exception 'says: A word on what became of a request is never changed or removed. Put it right with a new one.'; end $$
--
create trigger unmet_outcome_no_change before update or delete on unmet_outcome for each row execute function unmet_outcome_refuse()
--
create trigger unmet_outcome_no_truncate before truncate on unmet_outcome execute function unmet_outcome_refuse()
--
CREATE TABLE allocation_change (
	id BIGSERIAL NOT NULL, 
	allocation_id BIGINT NOT NULL, 
	from_day DATE NOT NULL, 
	amount_before BIGINT NOT NULL, 
	amount BIGINT NOT NULL, 
	until_before DATE NOT NULL, 
	until_day DATE NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_allocation_change PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_change_reason CHECK (reason <> ''), 
	CONSTRAINT ck_allocation_change_changes CHECK (amount <> amount_before or until_day <> until_before), 
	CONSTRAINT fk_allocation_change_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
--
CREATE INDEX ix_allocation_change_allocation_id ON allocation_change (allocation_id)
--
create or replace function allocation_change_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.allocation_id, new.from_day, new.amount_before, new.amount, new.until_before, new.until_day, new.at, new.person_id) is not distinct from row(old.id, old.allocation_id, old.from_day, old.amount_before, old.amount, old.until_before, old.until_day, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A change of an allocation is never changed or removed. Put it right with a new one.'; end $$
--
create trigger allocation_change_no_change before update or delete on allocation_change for each row execute function allocation_change_refuse()
--
create trigger allocation_change_no_truncate before truncate on allocation_change execute function allocation_change_refuse()
--
CREATE TABLE run_deduction (
	id BIGSERIAL NOT NULL, 
	run_line_id BIGINT NOT NULL, 
	debt_id BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	CONSTRAINT pk_run_deduction PRIMARY KEY (id), 
	CONSTRAINT uq_run_deduction_run_line_id_debt_id UNIQUE (run_line_id, debt_id), 
	CONSTRAINT ck_run_deduction_pence CHECK (pence > 0), 
	CONSTRAINT fk_run_deduction_run_line_id FOREIGN KEY(run_line_id) REFERENCES run_line (id), 
	CONSTRAINT fk_run_deduction_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
--
CREATE INDEX ix_run_deduction_debt_id ON run_deduction (debt_id)
--
create or replace function run_deduction_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A part of a payment given back is never changed or removed. Put it right with a new one.'; end $$
--
create trigger run_deduction_no_change before update or delete on run_deduction for each row execute function run_deduction_refuse()
--
create trigger run_deduction_no_truncate before truncate on run_deduction execute function run_deduction_refuse()
--
CREATE TABLE invoice_settlement (
	id BIGSERIAL NOT NULL, 
	line_id BIGINT NOT NULL, 
	backed BIGINT NOT NULL, 
	stood_pence BIGINT NOT NULL, 
	owed_pence BIGINT NOT NULL, 
	extra_pence BIGINT NOT NULL, 
	freed_pence BIGINT NOT NULL, 
	CONSTRAINT pk_invoice_settlement PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_settlement_amounts CHECK (backed >= 0 and owed_pence >= 0 and extra_pence >= 0 and freed_pence >= 0), 
	CONSTRAINT ck_invoice_settlement_stood CHECK (owed_pence + freed_pence = stood_pence), 
	CONSTRAINT ck_invoice_settlement_one_way CHECK (extra_pence = 0 or freed_pence = 0), 
	CONSTRAINT uq_invoice_settlement_line_id UNIQUE (line_id), 
	CONSTRAINT fk_invoice_settlement_line_id FOREIGN KEY(line_id) REFERENCES invoice_line (id)
)
--
create or replace function invoice_settlement_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A settlement of an invoice''s line is never changed or removed. Put it right with a new one.'; end $$
--
create trigger invoice_settlement_no_change before update or delete on invoice_settlement for each row execute function invoice_settlement_refuse()
--
create trigger invoice_settlement_no_truncate before truncate on invoice_settlement execute function invoice_settlement_refuse()
--
CREATE TABLE invoice_answer (
	id BIGSERIAL NOT NULL, 
	line_id BIGINT NOT NULL, 
	kind TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	answer TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_invoice_answer PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_answer_answer CHECK (answer in ('accepted', 'disputed')), 
	CONSTRAINT ck_invoice_answer_why CHECK (reason <> ''), 
	CONSTRAINT fk_invoice_answer_line_id FOREIGN KEY(line_id) REFERENCES invoice_line (id)
)
--
CREATE INDEX ix_invoice_answer_line_id ON invoice_answer (line_id)
--
create or replace function invoice_answer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.line_id, new.kind, new.answer, new.at, new.person_id) is not distinct from row(old.id, old.line_id, old.kind, old.answer, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An answer to a difference is never changed or removed. Put it right with a new one.'; end $$
--
create trigger invoice_answer_no_change before update or delete on invoice_answer for each row execute function invoice_answer_refuse()
--
create trigger invoice_answer_no_truncate before truncate on invoice_answer execute function invoice_answer_refuse()
--
CREATE TABLE recovery (
	id BIGSERIAL NOT NULL, 
	batch_id BIGINT NOT NULL, 
	debt_id BIGINT, 
	invoice_id BIGINT, 
	pence BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	finance_ref TEXT COLLATE "C" NOT NULL, 
	takes_back BIGINT, 
	version BIGINT NOT NULL, 
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
create or replace function recovery_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A sum to get back is never removed. Close it instead.'; end $$
--
create trigger recovery_kept before delete on recovery for each row execute function recovery_kept()
--
create trigger recovery_kept_whole before truncate on recovery execute function recovery_kept()
--
create or replace function recovery_stopped() returns trigger language plpgsql as $$
begin
  if new.debt_id is not null and new.takes_back is null and exists (select 1 from debt d join agreement a on a.id = d.agreement_id
    where d.id = new.debt_id and a.letters_stopped) then raise exception 'says: This family’s letters are stopped, and an invoice is one (R-D26). Speak to the named person first.'; end if;
  return new;
end $$
--
create trigger recovery_stopped before insert on recovery for each row execute function recovery_stopped()
--
create or replace function debt_with_finance() returns trigger language plpgsql as $$
begin
  if new.state in ('withdrawn', 'written off') and old.state <> new.state and exists
  (select 1 from recovery r where r.debt_id = new.id and r.state = 'sent' and r.takes_back is null) then raise exception 'says: Finance has this debt and has not answered. Take its answer in first: rejected, it comes back to you.'; end if;
  return new;
end $$
--
create trigger debt_with_finance before update on debt for each row execute function debt_with_finance()
--
CREATE TABLE owed (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	since DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	entered_on DATE NOT NULL, 
	uplift_id BIGINT, 
	run_line_id BIGINT, 
	debt_id BIGINT, 
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
--
CREATE INDEX ix_owed_agreement_id ON owed (agreement_id)
--
CREATE INDEX ix_owed_run_line_id ON owed (run_line_id) WHERE run_line_id is not null
--
CREATE INDEX ix_owed_uplift_id ON owed (uplift_id) WHERE uplift_id is not null
--
create or replace function owed_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A sum owed is never removed. Close it instead.'; end $$
--
create trigger owed_kept before delete on owed for each row execute function owed_kept()
--
create trigger owed_kept_whole before truncate on owed execute function owed_kept()
--
create or replace function owed_fixed() returns trigger language plpgsql as $$
begin
  if new.agreement_id <> old.agreement_id or new.first_day <> old.first_day or new.last_day <> old.last_day or new.since <> old.since or new.pence <> old.pence or new.entered_on <> old.entered_on or (new.words <> old.words and not exists (select 1 from erasing)) or coalesce(new.debt_id, 0) <> coalesce(old.debt_id, 0) then raise exception 'says: A sum owed keeps its day, its amount and what it is for. A later change gives another sum.'; end if;
  return new;
end $$
--
create trigger owed_fixed before update on owed for each row execute function owed_fixed()
--
create or replace function owed_of_debt() returns trigger language plpgsql as $$
begin
  if new.debt_id is not null and new.pence > (select d.recovered_pence from debt d where d.id = new.debt_id) then raise exception 'says: No more is given again than came back.'; end if;
  return new;
end $$
--
create trigger owed_of_debt before insert on owed for each row execute function owed_of_debt()
--
CREATE TABLE debt_step (
	id BIGSERIAL NOT NULL, 
	debt_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	entered_on DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	counts_on DATE NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_debt_step PRIMARY KEY (id), 
	CONSTRAINT ck_debt_step_state CHECK (state in ('proposed', 'approved', 'letter sent', 'plan agreed', 'recovered', 'invoiced', 'written off', 'withdrawn')), 
	CONSTRAINT fk_debt_step_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
--
CREATE INDEX ix_debt_step_debt ON debt_step (debt_id, id)
--
create or replace function debt_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.debt_id, new.state, new.entered_on, new.pence, new.counts_on, new.at, new.person_id) is not distinct from row(old.id, old.debt_id, old.state, old.entered_on, old.pence, old.counts_on, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A step of a debt is never changed or removed. Put it right with a new one.'; end $$
--
create trigger debt_step_no_change before update or delete on debt_step for each row execute function debt_step_refuse()
--
create trigger debt_step_no_truncate before truncate on debt_step execute function debt_step_refuse()
--
CREATE TABLE money_back (
	id BIGSERIAL NOT NULL, 
	agreement_id BIGINT NOT NULL, 
	debt_id BIGINT, 
	on_date DATE NOT NULL, 
	pence BIGINT NOT NULL, 
	reference TEXT COLLATE "C" NOT NULL, 
	from_pot BOOLEAN NOT NULL, 
	entry_id BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_money_back PRIMARY KEY (id), 
	CONSTRAINT ck_money_back_pence CHECK (pence > 0), 
	CONSTRAINT ck_money_back_reference CHECK (reference <> ''), 
	CONSTRAINT ck_money_back_unspent CHECK (debt_id is not null or from_pot), 
	CONSTRAINT uq_money_back_on_date_reference_pence_agreement_id UNIQUE (on_date, reference, pence, agreement_id), 
	CONSTRAINT fk_money_back_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id), 
	CONSTRAINT fk_money_back_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id), 
	CONSTRAINT uq_money_back_entry_id UNIQUE (entry_id)
)
--
CREATE INDEX ix_money_back_agreement ON money_back (agreement_id, on_date)
--
CREATE INDEX ix_money_back_debt_id ON money_back (debt_id) WHERE debt_id is not null
--
create or replace function money_back_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.agreement_id, new.debt_id, new.on_date, new.pence, new.from_pot, new.entry_id, new.at, new.person_id) is not distinct from row(old.id, old.agreement_id, old.debt_id, old.on_date, old.pence, old.from_pot, old.entry_id, old.at, old.person_id) then return new; end if; end if; raise exception 'says: A sum that came back is never changed or removed. Put it right with a new one.'; end $$
--
create trigger money_back_no_change before update or delete on money_back for each row execute function money_back_refuse()
--
create trigger money_back_no_truncate before truncate on money_back execute function money_back_refuse()
--
CREATE TABLE reconsideration (
	id BIGSERIAL NOT NULL, 
	notice_id BIGINT NOT NULL, 
	asked_on DATE NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	decided_by BIGINT NOT NULL, 
	outcome TEXT COLLATE "C" NOT NULL, 
	reasons TEXT COLLATE "C" NOT NULL, 
	answered_on DATE, 
	answered_by BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	version BIGINT NOT NULL, 
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
--
create or replace function reconsideration_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A second look is never removed. Close it instead.'; end $$
--
create trigger reconsideration_kept before delete on reconsideration for each row execute function reconsideration_kept()
--
create trigger reconsideration_kept_whole before truncate on reconsideration execute function reconsideration_kept()
--
create or replace function reconsideration_once() returns trigger language plpgsql as $$
begin
  if (old.outcome <> '' and not (exists (select 1 from erasing) and new.outcome = old.outcome)) or new.notice_id <> old.notice_id
  or new.decided_by <> old.decided_by then raise exception 'says: That decision was looked at again and answered. It is looked at again once.'; end if;
  return new;
end $$
--
create trigger reconsideration_once before update on reconsideration for each row execute function reconsideration_once()
--
CREATE TABLE carried_loss (
	id BIGSERIAL NOT NULL, 
	allocation_id BIGINT NOT NULL, 
	lost_from BIGINT NOT NULL, 
	booking_id BIGINT, 
	stay_id BIGINT, 
	amount BIGINT NOT NULL, 
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
--
CREATE INDEX ix_carried_loss_allocation_id ON carried_loss (allocation_id)
--
CREATE INDEX ix_carried_loss_booking_id ON carried_loss (booking_id) WHERE booking_id is not null
--
CREATE INDEX ix_carried_loss_lost_from ON carried_loss (lost_from)
--
CREATE INDEX ix_carried_loss_stay_id ON carried_loss (stay_id) WHERE stay_id is not null
--
create or replace function carried_loss_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A loss that was carried over is never changed or removed. Put it right with a new one.'; end $$
--
create trigger carried_loss_no_change before update or delete on carried_loss for each row execute function carried_loss_refuse()
--
create trigger carried_loss_no_truncate before truncate on carried_loss execute function carried_loss_refuse()
--
CREATE TABLE series_date (
	id BIGSERIAL NOT NULL, 
	series_id BIGINT NOT NULL, 
	day DATE NOT NULL, 
	session_id BIGINT, 
	booking_id BIGINT, 
	state TEXT COLLATE "C" NOT NULL, 
	rule TEXT COLLATE "C" NOT NULL, 
	why TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	since TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
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
--
CREATE INDEX ix_series_date_session_id ON series_date (session_id) WHERE session_id is not null
--
CREATE INDEX ix_series_date_waits ON series_date (day, series_id) WHERE state = 'skipped'
--
create or replace function series_date_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A date of a series is never removed. Close it instead.'; end $$
--
create trigger series_date_kept before delete on series_date for each row execute function series_date_kept()
--
create trigger series_date_kept_whole before truncate on series_date execute function series_date_kept()
--
create or replace function series_date_check() returns trigger language plpgsql as $$
begin
  if exists (select 1 from booking b join series s on s.id = new.series_id
  where b.id = new.booking_id and b.child_id <> s.child_id) then raise exception 'says: A date of a series is booked for the child of the series only.'; end if;
  if tg_op = 'UPDATE' and new.booking_id is distinct from old.booking_id and new.state = 'booked' and exists (select 1 from series s where s.id = new.series_id and s.state = 'ended') then
    raise exception 'says: This series has ended. Begin a new one.';
  end if;
  return new;
end $$
--
create trigger series_date_check before insert or update on series_date
for each row execute function series_date_check()
--
CREATE TABLE booking_step (
	id BIGSERIAL NOT NULL, 
	booking_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_booking_step PRIMARY KEY (id), 
	CONSTRAINT fk_booking_step_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
--
CREATE INDEX ix_booking_step_booking_id ON booking_step (booking_id)
--
create or replace function booking_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.booking_id, new.state, new.reason, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.booking_id, old.state, old.reason, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A step of a booking is never changed or removed. Put it right with a new one.'; end $$
--
create trigger booking_step_no_change before update or delete on booking_step for each row execute function booking_step_refuse()
--
create trigger booking_step_no_truncate before truncate on booking_step execute function booking_step_refuse()
--
CREATE TABLE waiting_session (
	id BIGSERIAL NOT NULL, 
	request_id BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	CONSTRAINT pk_waiting_session PRIMARY KEY (id), 
	CONSTRAINT uq_waiting_session_request_id_session_id UNIQUE (request_id, session_id), 
	CONSTRAINT fk_waiting_session_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id), 
	CONSTRAINT fk_waiting_session_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
CREATE INDEX ix_waiting_session_session_id ON waiting_session (session_id)
--
create or replace function waiting_session_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A session on the waiting list is never changed or removed. Put it right with a new one.'; end $$
--
create trigger waiting_session_no_change before update or delete on waiting_session for each row execute function waiting_session_refuse()
--
create trigger waiting_session_no_truncate before truncate on waiting_session execute function waiting_session_refuse()
--
CREATE TABLE waiting_step (
	id BIGSERIAL NOT NULL, 
	request_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_waiting_step PRIMARY KEY (id), 
	CONSTRAINT fk_waiting_step_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id)
)
--
CREATE INDEX ix_waiting_step_request_id ON waiting_step (request_id)
--
create or replace function waiting_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.request_id, new.state, new.reason, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.request_id, old.state, old.reason, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A step on the waiting list is never changed or removed. Put it right with a new one.'; end $$
--
create trigger waiting_step_no_change before update or delete on waiting_step for each row execute function waiting_step_refuse()
--
create trigger waiting_step_no_truncate before truncate on waiting_step execute function waiting_step_refuse()
--
CREATE TABLE waiting_offer (
	id BIGSERIAL NOT NULL, 
	request_id BIGINT NOT NULL, 
	booking_id BIGINT NOT NULL, 
	session_id BIGINT NOT NULL, 
	stood TEXT COLLATE "C" NOT NULL, 
	passed_over TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_waiting_offer PRIMARY KEY (id), 
	CONSTRAINT fk_waiting_offer_request_id FOREIGN KEY(request_id) REFERENCES waiting_request (id), 
	CONSTRAINT uq_waiting_offer_booking_id UNIQUE (booking_id), 
	CONSTRAINT fk_waiting_offer_session_id FOREIGN KEY(session_id) REFERENCES break_session (id)
)
--
CREATE INDEX ix_waiting_offer_request_id ON waiting_offer (request_id)
--
CREATE INDEX ix_waiting_offer_session_id ON waiting_offer (session_id)
--
create or replace function waiting_offer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.request_id, new.booking_id, new.session_id, new.at, new.person_id) is not distinct from row(old.id, old.request_id, old.booking_id, old.session_id, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An offer to a family that waits is never changed or removed. Put it right with a new one.'; end $$
--
create trigger waiting_offer_no_change before update or delete on waiting_offer for each row execute function waiting_offer_refuse()
--
create trigger waiting_offer_no_truncate before truncate on waiting_offer execute function waiting_offer_refuse()
--
CREATE TABLE night_step (
	id BIGSERIAL NOT NULL, 
	request_id BIGINT NOT NULL, 
	state TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_night_step PRIMARY KEY (id), 
	CONSTRAINT fk_night_step_request_id FOREIGN KEY(request_id) REFERENCES night_request (id)
)
--
CREATE INDEX ix_night_step_request_id ON night_step (request_id)
--
create or replace function night_step_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.request_id, new.state, new.reason, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.request_id, old.state, old.reason, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A step of a request for nights is never changed or removed. Put it right with a new one.'; end $$
--
create trigger night_step_no_change before update or delete on night_step for each row execute function night_step_refuse()
--
create trigger night_step_no_truncate before truncate on night_step execute function night_step_refuse()
--
CREATE TABLE night_offer (
	id BIGSERIAL NOT NULL, 
	request_id BIGINT NOT NULL, 
	stay_id BIGINT NOT NULL, 
	stood TEXT COLLATE "C" NOT NULL, 
	passed_over TEXT COLLATE "C" NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_night_offer PRIMARY KEY (id), 
	CONSTRAINT fk_night_offer_request_id FOREIGN KEY(request_id) REFERENCES night_request (id), 
	CONSTRAINT uq_night_offer_stay_id UNIQUE (stay_id)
)
--
CREATE INDEX ix_night_offer_request_id ON night_offer (request_id)
--
create or replace function night_offer_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.request_id, new.stay_id, new.at, new.person_id) is not distinct from row(old.id, old.request_id, old.stay_id, old.at, old.person_id) then return new; end if; end if; raise exception 'says: An offer of nights to a family that waits is never changed or removed. Put it right with a new one.'; end $$
--
create trigger night_offer_no_change before update or delete on night_offer for each row execute function night_offer_refuse()
--
create trigger night_offer_no_truncate before truncate on night_offer execute function night_offer_refuse()
--
CREATE TABLE booking_share (
	id BIGSERIAL NOT NULL, 
	booking_id BIGINT NOT NULL, 
	allocation_id BIGINT NOT NULL, 
	first_id BIGINT NOT NULL, 
	amount BIGINT NOT NULL, 
	CONSTRAINT pk_booking_share PRIMARY KEY (id), 
	CONSTRAINT uq_booking_share_booking_id_allocation_id UNIQUE (booking_id, allocation_id), 
	CONSTRAINT ck_booking_share_amount CHECK (amount > 0), 
	CONSTRAINT ck_booking_share_another CHECK (allocation_id <> first_id), 
	CONSTRAINT fk_booking_share_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT fk_booking_share_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id)
)
--
CREATE INDEX ix_booking_share_allocation_id ON booking_share (allocation_id)
--
CREATE INDEX ix_booking_share_first_id ON booking_share (first_id)
--
create or replace function booking_share_fits() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then raise exception 'says: A share of a break is taken back and given anew, not changed.'; end if;
  if not exists (select 1 from booking b
  join allocation f on f.id = b.allocation_id join allocation a on a.id = new.allocation_id
  where b.id = new.booking_id and b.allocation_id = new.first_id and a.unit = f.unit and a.child_id = f.child_id
  and b.uses > new.amount + (select coalesce(sum(s.amount), 0) from booking_share s where s.booking_id = b.id)) then raise exception 'says: What allocations pay of a break adds up to what it uses, and no more. Look at it again.'; end if;
  return new;
end $$
--
create trigger booking_share_fits before insert or update on booking_share
for each row execute function booking_share_fits()
--
create or replace function booking_share_counts() returns trigger language plpgsql as $$
begin perform allocation_count(array(select allocation_id from came union select first_id from came)); return null; end $$
--
create trigger booking_share_counts after insert on booking_share referencing new table as came for each statement execute function booking_share_counts()
--
create or replace function booking_share_counts_again() returns trigger language plpgsql as $$
begin perform allocation_count(array(select old.allocation_id union select old.first_id)); return null; end $$
--
create trigger booking_share_counts_again after delete on booking_share for each row execute function booking_share_counts_again()
--
CREATE TABLE attendance (
	id BIGSERIAL NOT NULL, 
	booking_id BIGINT NOT NULL, 
	mark TEXT COLLATE "C" NOT NULL, 
	reason TEXT COLLATE "C" NOT NULL, 
	words TEXT COLLATE "C" NOT NULL, 
	came_at TIMESTAMP WITHOUT TIME ZONE, 
	left_at TIMESTAMP WITHOUT TIME ZONE, 
	how TEXT COLLATE "C" NOT NULL, 
	was_pence BIGINT NOT NULL, 
	replaces BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	on_date DATE NOT NULL, 
	CONSTRAINT pk_attendance PRIMARY KEY (id), 
	CONSTRAINT ck_attendance_mark CHECK (mark in ('present', 'late', 'absent', 'sick', 'no show')), 
	CONSTRAINT ck_attendance_how CHECK (how in ('grid', 'scan')), 
	CONSTRAINT ck_attendance_times CHECK (left_at is null or came_at is null or left_at > came_at), 
	CONSTRAINT fk_attendance_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT uq_attendance_replaces UNIQUE (replaces)
)
--
CREATE INDEX ix_attendance_booking_id ON attendance (booking_id)
--
CREATE UNIQUE INDEX uq_attendance_first ON attendance (booking_id) WHERE replaces is null
--
create or replace function attendance_refuse() returns trigger language plpgsql as
$$ begin if tg_op = 'UPDATE' and exists (select 1 from erasing) then if row(new.id, new.booking_id, new.mark, new.reason, new.came_at, new.left_at, new.how, new.was_pence, new.replaces, new.at, new.person_id, new.on_date) is not distinct from row(old.id, old.booking_id, old.mark, old.reason, old.came_at, old.left_at, old.how, old.was_pence, old.replaces, old.at, old.person_id, old.on_date) then return new; end if; end if; raise exception 'says: A mark in a register is never changed or removed. Put it right with a new one.'; end $$
--
create trigger attendance_no_change before update or delete on attendance for each row execute function attendance_refuse()
--
create trigger attendance_no_truncate before truncate on attendance execute function attendance_refuse()
--
CREATE TABLE cancellation (
	id BIGSERIAL NOT NULL, 
	booking_id BIGINT, 
	stay_id BIGINT, 
	closing_id BIGINT, 
	reason TEXT COLLATE "C" NOT NULL, 
	told_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	percent BIGINT NOT NULL, 
	was_pence BIGINT NOT NULL, 
	pence BIGINT NOT NULL, 
	back BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	CONSTRAINT pk_cancellation PRIMARY KEY (id), 
	CONSTRAINT ck_cancellation_of_one CHECK ((booking_id is null) <> (stay_id is null)), 
	CONSTRAINT ck_cancellation_percent CHECK (percent between 0 and 100), 
	CONSTRAINT ck_cancellation_amounts CHECK (pence >= 0 and was_pence >= pence and back >= 0), 
	CONSTRAINT fk_cancellation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id), 
	CONSTRAINT fk_cancellation_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id)
)
--
CREATE INDEX ix_cancellation_booking_id ON cancellation (booking_id) WHERE booking_id is not null
--
CREATE INDEX ix_cancellation_closing_id ON cancellation (closing_id) WHERE closing_id is not null
--
CREATE INDEX ix_cancellation_stay_id ON cancellation (stay_id) WHERE stay_id is not null
--
create or replace function cancellation_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A cancellation is never changed or removed. Put it right with a new one.'; end $$
--
create trigger cancellation_no_change before update or delete on cancellation for each row execute function cancellation_refuse()
--
create trigger cancellation_no_truncate before truncate on cancellation execute function cancellation_refuse()
--
CREATE TABLE owed_part (
	id BIGSERIAL NOT NULL, 
	owed_id BIGINT NOT NULL, 
	run_line_id BIGINT, 
	debt_id BIGINT, 
	pence BIGINT NOT NULL, 
	CONSTRAINT pk_owed_part PRIMARY KEY (id), 
	CONSTRAINT ck_owed_part_pence CHECK (pence > 0), 
	CONSTRAINT ck_owed_part_of_one CHECK ((run_line_id is null) <> (debt_id is null)), 
	CONSTRAINT uq_owed_part_owed_id_run_line_id UNIQUE (owed_id, run_line_id), 
	CONSTRAINT uq_owed_part_owed_id_debt_id UNIQUE (owed_id, debt_id), 
	CONSTRAINT fk_owed_part_owed_id FOREIGN KEY(owed_id) REFERENCES owed (id), 
	CONSTRAINT fk_owed_part_run_line_id FOREIGN KEY(run_line_id) REFERENCES run_line (id), 
	CONSTRAINT fk_owed_part_debt_id FOREIGN KEY(debt_id) REFERENCES debt (id)
)
--
CREATE INDEX ix_owed_part_debt_id ON owed_part (debt_id) WHERE debt_id is not null
--
CREATE INDEX ix_owed_part_run_line_id ON owed_part (run_line_id) WHERE run_line_id is not null
--
create or replace function owed_part_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A part of a sum paid too much is never changed or removed. Put it right with a new one.'; end $$
--
create trigger owed_part_no_change before update or delete on owed_part for each row execute function owed_part_refuse()
--
create trigger owed_part_no_truncate before truncate on owed_part execute function owed_part_refuse()
--
create or replace function owed_part_once() returns trigger language plpgsql as $$
begin
  perform 1 from owed where id = new.owed_id for no key update;
  if exists (select 1 from owed o where o.id = new.owed_id and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence) then raise exception 'says: That sum was taken back already. Look at the account again.'; end if;
  return new;
end $$
--
create trigger owed_part_once after insert on owed_part for each row execute function owed_part_once()
--
create or replace function run_line_takes_once() returns trigger language plpgsql as $$
begin
  perform 1 from owed where id in (select owed_id from owed_part where run_line_id = new.id) for no key update;
  if exists (select 1 from owed o where o.id in (select owed_id from owed_part where run_line_id = new.id)
    and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence) then raise exception 'says: That sum was taken back already. Look at the account again.'; end if;
  return new;
end $$
--
create trigger run_line_takes_once after update of state on run_line for each row when (old.state in ('left out', 'rejected', 'returned', 'held back', 'dropped') and new.state in ('in', 'posted', 'acknowledged'))
execute function run_line_takes_once()
--
create or replace function debt_takes_once() returns trigger language plpgsql as $$
begin
  perform 1 from owed where id in (select owed_id from owed_part where debt_id = new.id) for no key update;
  if exists (select 1 from owed o where o.id in (select owed_id from owed_part where debt_id = new.id)
    and coalesce((select sum(p.pence) from owed_part p left join run_line l on l.id = p.run_line_id
    left join debt d on d.id = p.debt_id
    where p.owed_id = o.id and (l.state in ('in', 'posted', 'acknowledged') or d.state <> 'withdrawn')), 0) > -o.pence) then raise exception 'says: That sum was taken back already. Look at the account again.'; end if;
  return new;
end $$
--
create trigger debt_takes_once after update of state on debt for each row when (old.state = 'withdrawn' and new.state <> 'withdrawn')
execute function debt_takes_once()
--
CREATE TABLE money_back_tie (
	id BIGSERIAL NOT NULL, 
	money_back_id BIGINT NOT NULL, 
	spend_line_id BIGINT NOT NULL, 
	entry_id BIGINT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	person_id BIGINT NOT NULL, 
	parted_at TIMESTAMP WITH TIME ZONE, 
	parted_by BIGINT, 
	parted_why TEXT COLLATE "C" NOT NULL, 
	parted_entry_id BIGINT, 
	parted_own BOOLEAN NOT NULL, 
	CONSTRAINT pk_money_back_tie PRIMARY KEY (id), 
	CONSTRAINT ck_money_back_tie_why CHECK ((parted_at is null) = (parted_why = '')), 
	CONSTRAINT ck_money_back_tie_entry CHECK ((parted_at is null) = (parted_entry_id is null)), 
	CONSTRAINT ck_money_back_tie_who CHECK ((parted_at is null) = (parted_by is null)), 
	CONSTRAINT fk_money_back_tie_money_back_id FOREIGN KEY(money_back_id) REFERENCES money_back (id), 
	CONSTRAINT fk_money_back_tie_spend_line_id FOREIGN KEY(spend_line_id) REFERENCES spend_line (id), 
	CONSTRAINT uq_money_back_tie_entry_id UNIQUE (entry_id), 
	CONSTRAINT uq_money_back_tie_parted_entry_id UNIQUE (parted_entry_id)
)
--
CREATE INDEX ix_money_back_tie_money_back_id ON money_back_tie (money_back_id)
--
CREATE INDEX ix_money_back_tie_spend_line_id ON money_back_tie (spend_line_id)
--
CREATE UNIQUE INDEX uq_money_back_tie_money_back_id ON money_back_tie (money_back_id) WHERE parted_at is null
--
CREATE UNIQUE INDEX uq_money_back_tie_spend_line_id ON money_back_tie (spend_line_id) WHERE parted_at is null
--
create or replace function money_back_tie_kept() returns trigger language plpgsql as
$$ begin raise exception 'says: A tie of a bank line to money that came back is never removed. Close it instead.'; end $$
--
create trigger money_back_tie_kept before delete on money_back_tie for each row execute function money_back_tie_kept()
--
create trigger money_back_tie_kept_whole before truncate on money_back_tie execute function money_back_tie_kept()
--
create or replace function money_back_tie_fixed() returns trigger language plpgsql as $$
begin
  if (old.parted_at is not null and not (exists (select 1 from erasing) and new.parted_at = old.parted_at))
  or new.money_back_id <> old.money_back_id or new.spend_line_id <> old.spend_line_id
  or coalesce(new.entry_id, 0) <> coalesce(old.entry_id, 0) or new.person_id <> old.person_id then raise exception 'says: A tie of a bank line is never changed. Part it, with the reason.'; end if;
  return new;
end $$
--
create trigger money_back_tie_fixed before update on money_back_tie for each row execute function money_back_tie_fixed()
--
CREATE TABLE refilled_night (
	id BIGSERIAL NOT NULL, 
	cancellation_id BIGINT NOT NULL, 
	taken_by BIGINT NOT NULL, 
	night DATE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_refilled_night PRIMARY KEY (id), 
	CONSTRAINT uq_refilled_night_cancellation_id_night UNIQUE (cancellation_id, night), 
	CONSTRAINT uq_refilled_night_taken_by_night UNIQUE (taken_by, night), 
	CONSTRAINT fk_refilled_night_cancellation_id FOREIGN KEY(cancellation_id) REFERENCES cancellation (id)
)
--
create or replace function refilled_night_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A night taken again is never changed or removed. Put it right with a new one.'; end $$
--
create trigger refilled_night_no_change before update or delete on refilled_night for each row execute function refilled_night_refuse()
--
create trigger refilled_night_no_truncate before truncate on refilled_night execute function refilled_night_refuse()
--
CREATE TABLE notice_item (
	id BIGSERIAL NOT NULL, 
	notice_id BIGINT NOT NULL, 
	cancellation_id BIGINT NOT NULL, 
	CONSTRAINT pk_notice_item PRIMARY KEY (id), 
	CONSTRAINT uq_notice_item_notice_id_cancellation_id UNIQUE (notice_id, cancellation_id), 
	CONSTRAINT fk_notice_item_notice_id FOREIGN KEY(notice_id) REFERENCES notice (id), 
	CONSTRAINT fk_notice_item_cancellation_id FOREIGN KEY(cancellation_id) REFERENCES cancellation (id)
)
--
CREATE INDEX ix_notice_item_cancellation_id ON notice_item (cancellation_id)
--
create or replace function notice_item_refuse() returns trigger language plpgsql as
$$ begin raise exception 'says: A line of a notice is never changed or removed. Put it right with a new one.'; end $$
--
create trigger notice_item_no_change before update or delete on notice_item for each row execute function notice_item_refuse()
--
create trigger notice_item_no_truncate before truncate on notice_item execute function notice_item_refuse()
