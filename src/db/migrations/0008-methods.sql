-- Methods of every kind, each for its own purposes; their enrolment from a session; and changes that wait.

alter table holdfast.factor
  -- SHA-256 of a WebAuthn credential id: finds the account of a passkey that came without a name.
  add column credential bytea check (length(credential) = 32),
  -- May leave the device it was made on (WebAuthn BE flag). Null for what is no key.
  add column synced boolean,
  -- Asks for a finger, a face or a PIN of its own.
  add column verifies_user boolean not null default false,
  -- A masked number or address, for the client to recognise.
  add column detail text check (length(detail) <= 80),
  -- The purposes for which it is asked first.
  add column first_for text[] not null default '{}' check (first_for <@ purposes);
create unique index factor_credential on holdfast.factor (credential) where removed_at is null;

alter table holdfast.challenge
  -- Whose methods answer, and which one alone, where one alone may.
  add column purpose text not null default 'sign-in' check (purpose in ('sign-in', 'funding', 'trading')),
  add column only_factor uuid;

-- By which method it was made: what it asked for dies with that method.
alter table holdfast.proof add column factor uuid;

create table holdfast.enrolment (
  id uuid primary key,
  account uuid not null references holdfast.account,
  session uuid not null,
  method text not null check (method ~ '^[a-z][a-z-]{1,30}$'),
  -- What answers are held against; once confirmed, the secret that will be kept. Sealed.
  pending bytea not null,
  confirmed boolean not null default false,
  tries integer not null default 0 check (tries between 0 and 5),
  codes_sent integer not null default 0 check (codes_sent between 0 and 5),
  expires_at timestamptz not null
);
create index enrolment_session on holdfast.enrolment (session);
create index enrolment_expiry on holdfast.enrolment (expires_at);

-- What was asked for and takes effect later (RULES part 1). A row is settled once: done or cancelled, never both.
create table holdfast.change (
  id uuid primary key,
  account uuid not null references holdfast.account,
  kind text not null check (kind in ('method.on', 'method.off', 'method.remove')),
  factor uuid not null references holdfast.factor,
  purpose text check (purpose in ('sign-in', 'funding', 'trading')),
  asked_at timestamptz not null,
  due_at timestamptz not null check (due_at > asked_at),
  -- The session that asked and the method that proved it.
  asked_by uuid not null,
  proved_by uuid,
  settled_at timestamptz,
  outcome text check (outcome in ('done', 'cancelled')),
  -- A stop by a mailed link is counted (RULES part 2a): past two in 30 days it only delays, and a thing once.
  stopped_by_link boolean not null default false,
  delayed_at timestamptz,
  check ((settled_at is null) = (outcome is null))
);
create index change_waiting on holdfast.change (account) where settled_at is null;
create index change_due on holdfast.change (due_at) where settled_at is null;
