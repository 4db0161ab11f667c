-- A device is known from its approval on, not from its first sign-in (RULES part 2, "new device").
alter table holdfast.device add column trusted_from timestamptz;
update holdfast.device set trusted_from = first_seen_at;
alter table holdfast.device alter column trusted_from set not null;

alter table holdfast.session
  -- Until then it only reads: it began on a device that nothing could approve.
  add column reads_until timestamptz,
  -- Its owner said by the link of an alert that they had not signed in. Such a link acts once.
  add column disowned_at timestamptz;

-- What is known of the browser that signs in, for the one who approves it: device, place, network address.
alter table holdfast.challenge add column asked_from jsonb;
