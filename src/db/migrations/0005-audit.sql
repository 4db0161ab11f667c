-- The log of an account is a chain: each line holds the hash of the one before. The head is locked while a line is
-- added, so that two changes at once cannot fork the chain.
create table holdfast.audit_head (
  account uuid primary key references holdfast.account,
  seq bigint not null check (seq >= 0),
  hash bytea not null check (length(hash) = 32)
);
create table holdfast.audit_event (
  account uuid not null references holdfast.account,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  event text not null check (event ~ '^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$'),
  -- The canonical JSON that was hashed, kept as text: jsonb would change its spelling.
  data text not null check (length(data) <= 4000),
  previous bytea not null check (length(previous) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (account, seq)
);
create function holdfast.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_append_only before update or delete or truncate on holdfast.audit_event
  for each statement execute function holdfast.refuse_change();
