-- A password that takes the place of a forgotten one where the second factor was a texted or a backup code, and waits
-- (RULES part 3).
alter table holdfast.change
  -- It is asked for at the door: no session asks.
  alter column asked_by drop not null,
  -- Of the new password, argon2id in PHC form, peppered. Gone once it is settled.
  add column password_hash text,
  -- The device that asked, if it proved itself: it stays known.
  add column device uuid,
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('method.on', 'method.off', 'method.remove', 'method.lost',
    'contact.email', 'contact.phone', 'contact.phone-off', 'pin.reset', 'password.reset')),
  add constraint change_asked_inside check ((kind = 'password.reset') = (asked_by is null)),
  add constraint change_device_of_door check (device is null or kind = 'password.reset'),
  add constraint change_to_password check (password_hash is null or kind = 'password.reset'),
  add constraint change_password_waits check (kind <> 'password.reset' or (password_hash is not null) = (settled_at is null));
create unique index change_one_password on holdfast.change (account)
  where kind = 'password.reset' and settled_at is null;
