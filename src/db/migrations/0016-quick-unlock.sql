-- Quick unlock: on a device whose client wants it, a session that rests too long is locked and not over.

alter table holdfast.device
  -- The client has chosen it for this browser profile.
  add column quick_unlock boolean not null default false;

alter table holdfast.session
  -- Locks when it has rested too long: only on a device, whose key is part of every unlocking.
  add column locks boolean not null default false,
  -- Unlockings tried since it was last used; taken before anything is compared.
  add column unlock_tries integer not null default 0 check (unlock_tries between 0 and 5),
  add constraint session_locks_on_a_device check (not locks or device is not null);
