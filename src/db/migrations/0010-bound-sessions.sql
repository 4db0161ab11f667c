-- A session belongs to the browser that holds its keys. Those born before have none and are over: sign in again.
alter table holdfast.session
  -- The point of the key that signs changes (P-256, uncompressed).
  add column sign_key bytea check (length(sign_key) = 65),
  -- The key that both sides agreed on, which marks reads: sealed, and gone when the session is ended.
  add column read_key bytea;
update holdfast.session set ended_at = holdfast.clock() where ended_at is null;
alter table holdfast.session
  add constraint session_is_bound check (ended_at is not null or (sign_key is not null and read_key is not null));
-- One key, one session: no sign-in takes over the key of another, and a signature for one is none for another.
create unique index session_sign_key on holdfast.session (sign_key);
