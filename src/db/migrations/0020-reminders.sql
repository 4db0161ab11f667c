-- What waits is announced again at half time and 24 hours before its end (factors/reminders.ts).

alter table holdfast.change add column remind_at timestamptz;
update holdfast.change set remind_at = coalesce(delayed_at, asked_at) + (due_at - coalesce(delayed_at, asked_at)) / 2
  where settled_at is null;
create index change_reminded on holdfast.change (remind_at) where settled_at is null;
