-- Email and telephone of an account: what is begun, what waits, what was, and who is told of it.

-- A new address or number in a session, before and after its code was typed. The address stands as a MAC: nothing is
-- stored under it before its owner has proved it. One that is taken gets a row that no code opens.
create table holdfast.contact_claim (
  id uuid primary key,
  account uuid not null references holdfast.account,
  session uuid not null,
  kind text not null check (kind in ('email', 'phone')),
  address_mac bytea not null,
  code_mac bytea,
  -- Of a number that is replaced: its code, once asked for.
  old_code_mac bytea,
  is_confirmed boolean not null default false,
  is_old_confirmed boolean not null default false,
  tries integer not null default 0 check (tries between 0 and 5),
  -- The codes of it are good until then.
  codes_end_at timestamptz not null,
  expires_at timestamptz not null
);
create index contact_claim_session on holdfast.contact_claim (session);
create index contact_claim_expiry on holdfast.contact_claim (expires_at);

-- Numbers, present and retired, and retired mailboxes; the present mailbox is the account's own. What is retired is
-- told of critical events for a while (RULES part 0, "retired").
create table holdfast.contact (
  id uuid primary key,
  account uuid not null references holdfast.account,
  kind text not null check (kind in ('email', 'phone')),
  address text not null check (length(address) between 3 and 254),
  since timestamptz not null,
  retired_at timestamptz,
  told_until timestamptz,
  check ((retired_at is null) = (told_until is null)),
  check (kind = 'phone' or retired_at is not null)
);
create index contact_account on holdfast.contact (account);
create unique index contact_one_phone on holdfast.contact (account) where kind = 'phone' and retired_at is null;

-- Changes of contacts wait beside those of methods.
alter table holdfast.change
  alter column factor drop not null,
  add column address text check (length(address) between 3 and 254),
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in
    ('method.on', 'method.off', 'method.remove', 'contact.email', 'contact.phone', 'contact.phone-off')),
  add constraint change_of_something check ((kind like 'method.%') = (factor is not null)),
  add constraint change_to_somewhere check ((kind in ('contact.email', 'contact.phone')) = (address is not null));
-- One at a time (RULES part 6), and of two accounts that ask for one address, one.
create unique index change_one_email on holdfast.change (account) where kind = 'contact.email' and settled_at is null;
create unique index change_one_phone on holdfast.change (account)
  where kind in ('contact.phone', 'contact.phone-off') and settled_at is null;
create unique index change_address on holdfast.change (address) where kind = 'contact.email' and settled_at is null;

-- The channel that may not answer: a mailbox is no proof of its own replacement.
alter table holdfast.challenge add column without text check (without in ('mailbox', 'number'));

-- A critical message has been handed on to the other channels of the account.
alter table holdfast.message add column spread_at timestamptz;
