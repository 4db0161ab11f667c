-- What the platform's own server asks clients to approve, and the credential that it asks with.

create table holdfast.platform_credential (
  id uuid primary key,
  name text not null check (length(name) between 1 and 40),
  -- One use each (RULES part 7): it never serves for settings, holds, locks or a client's proof.
  serves text not null check (serves in ('approvals')),
  -- SHA-256 of a token of 256 random bits: the token itself was shown once and is nowhere.
  token_digest bytea not null check (length(token_digest) = 32),
  created_at timestamptz not null,
  ended_at timestamptz,
  last_used_at timestamptz
);
create unique index platform_credential_token on holdfast.platform_credential (token_digest);

-- Outcomes are signed, so that the platform can check them without asking us. A public key stays for good: what it
-- signed can be checked for good. Its private half goes when it is retired.
create table holdfast.signing_key (
  kid text primary key check (kid ~ '^[A-Za-z0-9_-]{43}$'),
  x text not null check (x ~ '^[A-Za-z0-9_-]{43}$'),
  sealed bytea,
  created_at timestamptz not null,
  retired_at timestamptz,
  check ((sealed is null) = (retired_at is not null))
);
create unique index signing_key_current on holdfast.signing_key ((true)) where retired_at is null;

-- Decided once: approved, refused or expired, never two of them.
create table holdfast.approval (
  id uuid primary key,
  account uuid not null references holdfast.account,
  credential uuid not null references holdfast.platform_credential,
  -- The platform's own name for it: asked again under the same, it is the same.
  reference text check (length(reference) between 1 and 100),
  purpose text not null check (purpose in ('sign-in', 'funding', 'trading')),
  fields jsonb not null,
  -- SHA-256 of the canonical content: what is shown, proved and signed.
  digest bytea not null check (length(digest) = 32),
  asked_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > asked_at and expires_at <= asked_at + interval '24 hours'),
  outcome text check (outcome in ('approved', 'refused', 'expired')),
  decided_at timestamptz,
  statement text check (length(statement) <= 4000),
  -- What became of the message to the platform.
  webhook text not null default 'none' check (webhook in ('none', 'waiting', 'taken', 'gone')),
  check ((outcome is null) = (decided_at is null) and (outcome is null) = (statement is null)),
  check (outcome is distinct from 'approved' or decided_at < expires_at)
);
create unique index approval_reference on holdfast.approval (credential, reference) where reference is not null;
create index approval_account on holdfast.approval (account, asked_at desc);
create index approval_open on holdfast.approval (expires_at) where outcome is null;
