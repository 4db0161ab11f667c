-- Tries are claimed here before a secret is compared, in a transaction of their own. Keys are HMACs of what is limited
-- (a factor, an identifier as typed, an address): the table tells nothing to who reads it.
create table holdfast.attempt (
  key bytea primary key check (length(key) = 32),
  -- The last failures and claims in flight, oldest first: everything is derived from these (limits/attempts.ts).
  times timestamptz[] not null check (cardinality(times) <= 128),
  expires_at timestamptz not null
);
create index attempt_expiry on holdfast.attempt (expires_at);

create table holdfast.rate (
  key bytea primary key check (length(key) = 32),
  used integer not null check (used > 0),
  -- When the window ends and the count begins anew.
  expires_at timestamptz not null
);
create index rate_expiry on holdfast.rate (expires_at);
