-- Text messages stand in the outbox beside mails. The row of a text outlives its sending, without its words, so that the
-- page that waits can say what became of it: nobody can ask a provider whether it has taken a text whose answer was lost.
alter table holdfast.outbox
  add column channel text not null default 'mail' check (channel in ('mail', 'sms')),
  add column state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'unknown')),
  alter column sealed drop not null,
  -- What is settled holds no code any more. The row of a mail goes when the mail has gone.
  add constraint outbox_settled check (
    case when state = 'waiting' then sealed is not null else sealed is null and channel = 'sms' end),
  -- A text is a code, and codes are not in the message centre.
  add constraint outbox_text_is_code check (channel = 'mail' or message is null);
