-- The message centre: every message to the account as it was sent. Codes and live links are never in here.
create table holdfast.message (
  id uuid primary key,
  seq bigint generated always as identity,
  account uuid not null references holdfast.account,
  event text not null,
  subject text not null check (length(subject) <= 200),
  text text not null check (length(text) <= 4000),
  at timestamptz not null,
  read_at timestamptz,
  mail text not null check (mail in ('waiting', 'sent', 'failed', 'none'))
);
create index message_account on holdfast.message (account, seq desc);
create index message_unread on holdfast.message (account) where read_at is null;

-- Mail on its way. Address and words are sealed (they may hold a live code) and the row goes when the mail has gone.
create table holdfast.outbox (
  id uuid primary key,
  message uuid references holdfast.message,
  sealed bytea not null,
  created_at timestamptz not null,
  -- While a node is sending it, no other does; the mail server is spoken to outside of any transaction.
  leased_until timestamptz,
  -- A mail that could not be sent until then is not sent any more: codes do not outlive their use.
  expires_at timestamptz not null
);
create index outbox_expiry on holdfast.outbox (expires_at);
