create table holdfast.factor (
  id uuid primary key,
  account uuid not null references holdfast.account,
  method text not null check (method ~ '^[a-z][a-z-]{1,30}$'),
  name text not null check (length(name) between 1 and 60),
  purposes text[] not null check (purposes <@ array['sign-in', 'funding', 'trading']),
  -- The secret with its replay guard (last step, sign count): sealed as one value, replaced as one value.
  secret bytea not null,
  added_at timestamptz not null,
  -- Before this moment the method is unripe (RULES part 0). The first one of a new account is ripe at once.
  ripe_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz
);
create index factor_account on holdfast.factor (account) where removed_at is null;

-- What must be proved before an act, step by step: sign-in, settings and later withdrawals alike.
create table holdfast.challenge (
  id uuid primary key,
  account uuid not null references holdfast.account,
  action text not null,
  -- SHA-256 of the canonical content. Secrets in it stand as HMAC under a key of the ring, never as bare digests.
  digest bytea not null check (length(digest) = 32),
  content jsonb not null,
  steps jsonb not null,
  -- Who may answer: the session it was made for, or (sign-in) the browser that holds this secret.
  session uuid,
  browser_digest bytea,
  -- What answers are held against: an emailed code's MAC, an enrolment not yet confirmed. Sealed.
  offer bytea,
  device uuid,
  device_key bytea,
  credential_version integer not null,
  tries integer not null default 0 check (tries between 0 and 5),
  codes_sent integer not null default 0 check (codes_sent between 0 and 5),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((session is null) <> (browser_digest is null))
);
create index challenge_account on holdfast.challenge (account);
create index challenge_browser on holdfast.challenge (browser_digest) where browser_digest is not null;
create index challenge_expiry on holdfast.challenge (expires_at);

-- A passed challenge: bound to session, action and digest; taken by delete … returning, so that it opens one act.
create table holdfast.proof (
  token_digest bytea primary key,
  account uuid not null references holdfast.account,
  session uuid not null,
  action text not null,
  digest bytea not null check (length(digest) = 32),
  credential_version integer not null,
  expires_at timestamptz not null
);
create index proof_expiry on holdfast.proof (expires_at);
create index proof_account on holdfast.proof (account);

-- Nonces of device proofs that were used: the primary key makes the second use fail.
create table holdfast.used_nonce (
  digest bytea primary key,
  expires_at timestamptz not null
);
create index used_nonce_expiry on holdfast.used_nonce (expires_at);
