-- Methods said to be lost, and first methods of a purpose.

alter table holdfast.factor
  -- Said to be lost: it answers for nothing, and what it answered for stays shut to weaker methods until it is removed.
  add column suspended_at timestamptz,
  -- The purposes that had no method of their own before it: while it is young, one of sign-in is asked beside it.
  add column first_own_of text[] not null default '{}' check (first_own_of <@ purposes);

-- Which steps were proved: an act that asks for one more finds it missing.
alter table holdfast.proof add column steps text[] not null default '{}';

alter table holdfast.change
  drop constraint change_kind_check,
  add constraint change_kind_check check (kind in ('method.on', 'method.off', 'method.remove', 'method.lost',
    'contact.email', 'contact.phone', 'contact.phone-off', 'pin.reset'));
