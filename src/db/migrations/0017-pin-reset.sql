-- A PIN that takes the place of a forgotten one, and waits (RULES part 6).
alter table holdfast.change
  -- Of the new PIN, argon2id in PHC form, peppered. Gone once it is settled.
  add column pin_hash text,
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('method.on', 'method.off', 'method.remove', 'contact.email',
    'contact.phone', 'contact.phone-off', 'pin.reset')),
  add constraint change_to_pin check (pin_hash is null or kind = 'pin.reset'),
  add constraint change_pin_waits check (kind <> 'pin.reset' or (pin_hash is not null) = (settled_at is null));
create unique index change_one_pin on holdfast.change (account) where kind = 'pin.reset' and settled_at is null;
