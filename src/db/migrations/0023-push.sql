-- Web push (RFC 8030): a browser that wants to be told, with the address that its vendor gave it.
create table holdfast.push_endpoint (
  id uuid primary key,
  account uuid not null references holdfast.account,
  -- What its owner knows it by.
  label text not null,
  -- The browser that turned it on, by its key if it has one, and the session in which that was.
  device uuid,
  session uuid not null,
  -- Address and keys: who has them may address this browser.
  sealed bytea not null,
  -- Finds the same address again.
  endpoint_mac bytea not null check (octet_length(endpoint_mac) = 32),
  added_at timestamptz not null,
  -- Turned off. It stays a while, so that it hears of that.
  ended_at timestamptz check (ended_at >= added_at),
  -- What became of the last message to it.
  last_result text check (last_result in ('taken', 'failed'))
);
create index push_endpoint_account on holdfast.push_endpoint (account);
create unique index push_endpoint_once on holdfast.push_endpoint (account, endpoint_mac) where ended_at is null;
create index push_endpoint_ended on holdfast.push_endpoint (ended_at) where ended_at is not null;

-- Its messages stand in the outbox beside mails and texts, and go as mails go: the row goes when the message has gone.
alter table holdfast.outbox
  -- An address that is no more takes with it what was on its way there.
  add column push_endpoint uuid references holdfast.push_endpoint on delete cascade,
  drop constraint outbox_channel_check,
  add constraint outbox_channel_check check (channel in ('mail', 'sms', 'push')),
  add constraint outbox_push_somewhere check ((channel = 'push') = (push_endpoint is not null));
create index outbox_push on holdfast.outbox (push_endpoint) where push_endpoint is not null;

-- Turning it off is a weakening, and waits beside everything else that does (RULES part 1, "notice channel").
alter table holdfast.change
  add column push_endpoint uuid references holdfast.push_endpoint on delete set null,
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('method.on', 'method.off', 'method.remove', 'method.lost',
    'contact.email', 'contact.phone', 'contact.phone-off', 'pin.reset', 'password.reset', 'lock.open', 'push.off')),
  add constraint change_of_push check (push_endpoint is null or kind = 'push.off'),
  -- What is settled may outlive what it was about.
  add constraint change_push_waits check (kind <> 'push.off' or settled_at is not null or push_endpoint is not null);
create unique index change_one_push_off on holdfast.change (push_endpoint)
  where kind = 'push.off' and settled_at is null;
create index change_push on holdfast.change (push_endpoint) where push_endpoint is not null;
comment on column holdfast.push_endpoint.id is 'setting';
comment on column holdfast.push_endpoint.ended_at is 'setting';
