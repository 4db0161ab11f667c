-- The settings lock (RULES parts 1 to 5): one row for each group that its owner has locked. A group without a row is open.
create table holdfast.settings_lock (
  account uuid not null references holdfast.account,
  lock_group text not null check (lock_group in ('settings', 'addresses', 'withdrawals', 'api-keys', 'trading')),
  -- How long it takes to open it, chosen while it was open.
  wait_days integer not null check (wait_days between 1 and 30),
  -- Since when it stands so: a younger one binds a case with less.
  since timestamptz not null,
  -- It was opened for a time: until then it is open, and locked again from then on.
  open_until timestamptz,
  primary key (account, lock_group)
);
-- Finds those whose time of being open is over, to tell their owners.
create index settings_lock_open on holdfast.settings_lock (open_until) where open_until is not null;

-- Of an approval: the platform says that it changes a setting, and the settings lock refuses it.
alter table holdfast.approval add column is_setting boolean not null default false;

-- Opening waits beside everything else that waits.
alter table holdfast.change
  add column lock_group text check (lock_group in ('settings', 'addresses', 'withdrawals', 'api-keys', 'trading')),
  -- For how long it will be open; null is until it is locked again by hand.
  add column open_hours integer check (open_hours between 1 and 720),
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('method.on', 'method.off', 'method.remove', 'method.lost',
    'contact.email', 'contact.phone', 'contact.phone-off', 'pin.reset', 'password.reset', 'lock.open')),
  add constraint change_of_lock check ((kind = 'lock.open') = (lock_group is not null)),
  add constraint change_open_for check (open_hours is null or kind = 'lock.open');
create unique index change_one_opening on holdfast.change (account, lock_group)
  where kind = 'lock.open' and settled_at is null;

-- What the settings lock protects is marked where it lies: a test runs every operation and finds by these which of them
-- change a setting. What is asked and waits is one already.
comment on column holdfast.account.username is 'setting';
comment on column holdfast.account.email is 'setting';
comment on column holdfast.account.password_hash is 'setting';
comment on column holdfast.account.pin_hash is 'setting';
comment on column holdfast.account.idle_seconds is 'setting';
comment on column holdfast.factor.id is 'setting';
comment on column holdfast.factor.name is 'setting';
comment on column holdfast.factor.purposes is 'setting';
comment on column holdfast.factor.first_for is 'setting';
comment on column holdfast.factor.removed_at is 'setting';
comment on column holdfast.factor.suspended_at is 'setting';
comment on column holdfast.contact.kind is 'setting';
comment on column holdfast.contact.address is 'setting';
comment on column holdfast.contact.retired_at is 'setting';
comment on column holdfast.device.quick_unlock is 'setting';
comment on column holdfast.settings_lock.lock_group is 'setting';
comment on column holdfast.settings_lock.wait_days is 'setting';
comment on column holdfast.change.id is 'setting';
