-- The clock of the whole system: every decision reads time here, once a transaction. Tests replace this function by
-- one that adds an offset, so that days pass in a moment, for the server and for the job queue alike. PL/pgSQL, because
-- it keeps the plan for the session: an SQL function is parsed anew by every statement that asks the time.
create function holdfast.clock() returns timestamptz language plpgsql volatile as $$ begin return clock_timestamp(); end $$;

create table holdfast.account (
  id uuid primary key,
  username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{2,31}$'),
  email text not null check (length(email) <= 254 and email = lower(email)),
  state text not null check (state in ('new', 'active', 'restricted', 'frozen', 'recovering', 'closed')),
  password_hash text not null,
  password_changed_at timestamptz not null,
  -- Raised by each change that ends what stood before it: sessions, open challenges and proofs carry the number they
  -- were born with and are refused when it is not this one. Revocation is a comparison, not a hook in each flow.
  credential_version integer not null default 1 check (credential_version > 0),
  idle_seconds integer not null default 900 check (idle_seconds between 300 and 43200),
  created_at timestamptz not null
);
-- One name, one account; one mailbox, one account (RULES part 6). A closed account keeps both: never given out again.
create unique index account_username on holdfast.account (username);
create unique index account_email on holdfast.account (email);

-- What a browser has begun before there is an account. The address is sealed: nothing is stored under it before its
-- owner has typed the code. A known address gets a row without a code, so that both take the same path.
create table holdfast.sign_up (
  id uuid primary key,
  email_mac bytea not null,
  email_sealed bytea not null,
  browser_digest bytea not null,
  code_mac bytea,
  tries integer not null default 0 check (tries between 0 and 5),
  confirmed_at timestamptz,
  expires_at timestamptz not null
);
create index sign_up_email on holdfast.sign_up (email_mac);
create index sign_up_expiry on holdfast.sign_up (expires_at);
