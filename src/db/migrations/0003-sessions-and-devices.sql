-- A browser profile or program that has completed a sign-in, known by its key and not by the presence of a cookie.
create table holdfast.device (
  id uuid primary key,
  account uuid not null references holdfast.account,
  public_key bytea not null check (length(public_key) = 65),
  label text not null check (length(label) <= 80),
  form text not null check (form in ('computer', 'phone', 'tablet', 'program')),
  place text check (length(place) <= 80),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  forgotten_at timestamptz
);
create unique index device_key on holdfast.device (account, public_key) where forgotten_at is null;

create table holdfast.session (
  id uuid primary key,
  account uuid not null references holdfast.account,
  -- SHA-256 of a token of 256 random bits: the token itself is in the cookie alone.
  token_digest bytea not null,
  credential_version integer not null,
  device uuid references holdfast.device,
  label text not null check (length(label) <= 80),
  form text not null check (form in ('computer', 'phone', 'tablet', 'program')),
  place text check (length(place) <= 80),
  address text not null check (length(address) <= 45),
  idle_seconds integer not null check (idle_seconds between 300 and 43200),
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  check (ends_at <= started_at + interval '12 hours')
);
create unique index session_token on holdfast.session (token_digest);
create index session_account on holdfast.session (account) where ended_at is null;

-- Every node drops what it remembers of a session the moment it ends, here or anywhere.
create function holdfast.tell_session_ended() returns trigger language plpgsql as $$
begin
  perform pg_notify('holdfast_session', new.account::text);
  return null;
end $$;
create function holdfast.tell_account_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('holdfast_session', new.id::text);
  return null;
end $$;
create trigger session_ended after update of ended_at on holdfast.session
  for each row when (new.ended_at is not null and old.ended_at is null) execute function holdfast.tell_session_ended();
create trigger account_changed after update of credential_version, state on holdfast.account
  for each row when (new.credential_version <> old.credential_version or new.state <> old.state)
  execute function holdfast.tell_account_changed();
