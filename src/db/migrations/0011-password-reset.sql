-- A new password that has been asked for, before its mailbox is proved. An unknown address gets a row that no code
-- opens, so that both take the same path; for the same reason no foreign key is asked whether the account is there.
create table holdfast.password_reset (
  id uuid primary key,
  email_mac bytea not null,
  browser_digest bytea not null,
  account uuid,
  code_mac bytea,
  tries integer not null default 0 check (tries between 0 and 5),
  expires_at timestamptz not null,
  check ((account is null) = (code_mac is null))
);
create index password_reset_email on holdfast.password_reset (email_mac);
create index password_reset_account on holdfast.password_reset (account);
create index password_reset_expiry on holdfast.password_reset (expires_at);

-- Withdrawals wait until the last of these has ended. Nobody lifts one, and none becomes shorter (RULES part 4): a
-- row stays as it was written.
create table holdfast.hold (
  id uuid primary key,
  account uuid not null references holdfast.account,
  cause text not null check (cause ~ '^[a-z][a-z-]{1,30}$'),
  began_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > began_at)
);
create index hold_account on holdfast.hold (account, ends_at);
create trigger hold_append_only before update or delete or truncate on holdfast.hold
  for each statement execute function holdfast.refuse_change();

-- Since when the owner is to look through methods, sessions, activity and messages; null when they have.
alter table holdfast.account add column review_since timestamptz;
