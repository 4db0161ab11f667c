-- Tries are judged where they are written, in one statement: begun, judged, written and committed at once, so that a
-- claim costs one turn and no two can share a place. test/limits holds this function beside a model of its own.

-- Counts one use of each rate, in order, until one has no place left; then claims one try at every key, or at none.
-- Keys come sorted, so that two claims cannot wait for each other. Waits are in milliseconds; the n-th is the wait
-- after the n-th failure of a day, the last one goes on.
create function holdfast.claim_tries(
  rate_keys bytea[], rate_uses integer[], rate_windows bigint[],
  keys bytea[], waits bigint[], per_day integer, per_month integer,
  out claimed_at timestamptz,
  -- What was refused until when: the n-th rate, or 0 for the tries. Null when nothing was.
  out refused_by integer,
  out retry_at timestamptz,
  -- Failures left before the first wait.
  out tries_left integer
) language plpgsql as $$
declare
  -- Whole milliseconds, as the server counts: a claim is found again by its moment.
  now constant timestamptz := date_trunc('milliseconds', holdfast.clock());
  day constant interval := interval '24 hours';
  month constant interval := interval '720 hours';
  free integer;
  uses integer;
  ends timestamptz;
  times timestamptz[];
  today timestamptz[];
  failed integer;
  pause bigint;
begin
  -- This commit need not be on disk before it is answered: what comes of a claim is told only after a later commit,
  -- and that puts all that went before it on disk too.
  perform set_config('synchronous_commit', 'off', true);
  claimed_at := now;
  for n in 1 .. cardinality(rate_keys) loop
    ends := now + rate_windows[n] * interval '1 millisecond';
    insert into holdfast.rate as r (key, used, expires_at) values (rate_keys[n], 1, ends)
      on conflict (key) do update set
        used = case when r.expires_at <= now then 1 else least(r.used + 1, rate_uses[n] + 1) end,
        expires_at = case when r.expires_at <= now then excluded.expires_at else r.expires_at end
      returning r.used, r.expires_at into uses, ends;
    if uses > rate_uses[n] then
      refused_by := n;
      retry_at := ends;
      return;
    end if;
  end loop;
  free := coalesce((select min(n) from generate_subscripts(waits, 1) n where waits[n] > 0), 1) - 1;
  tries_left := free;
  for n in 1 .. cardinality(keys) loop
    -- Locks the row, which a first claim makes; its life moves on once a day, so that most claims touch no index.
    insert into holdfast.attempt as a (key, times, expires_at) values (keys[n], '{}', now + month)
      on conflict (key) do update set expires_at =
        case when a.expires_at < now + month - day then excluded.expires_at else a.expires_at end
      returning a.times into times;
    times := array(select t from unnest(times) with ordinality as u(t, n) where t > now - month order by u.n);
    today := array(select t from unnest(times) with ordinality as u(t, n) where t > now - day order by u.n);
    failed := cardinality(today);
    pause := waits[least(failed, cardinality(waits) - 1) + 1];
    ends := greatest(
      -- Without a wait the last mark says nothing: of two at once, the later by the clock may be the first to get here.
      case when failed > 0 and pause > 0 then today[failed] + pause * interval '1 millisecond' end,
      case when failed >= per_day then today[failed - per_day + 1] + day end,
      case when cardinality(times) >= per_month then times[cardinality(times) - per_month + 1] + month end);
    if ends > now then
      refused_by := 0;
      retry_at := greatest(retry_at, ends);
    end if;
    tries_left := least(tries_left, greatest(0, free - failed - 1));
  end loop;
  if refused_by is not null then return; end if;
  update holdfast.attempt as a
    set times = array(select t from unnest(a.times) with ordinality as u(t, n) where t > now - month order by u.n) || now
    where a.key = any(keys);
end $$;

-- A nonce of a device proof is a rate of one use (limits/table.ts).
drop table holdfast.used_nonce;

-- Rows that are written again and again find room on their own page, and then need no new entry in any index.
alter table holdfast.attempt set (fillfactor = 60);
alter table holdfast.rate set (fillfactor = 60);
alter table holdfast.audit_head set (fillfactor = 60);
alter table holdfast.factor set (fillfactor = 70);
alter table holdfast.device set (fillfactor = 80);
alter table holdfast.challenge set (fillfactor = 70);
alter table holdfast.session set (fillfactor = 80);

-- An account is never deleted: the role that runs may not (db/migrate.ts). What is written with every sign-in need not
-- ask at each insert whether its account is there, nor lock the account's row for the question.
alter table holdfast.challenge drop constraint challenge_account_fkey;
alter table holdfast.session drop constraint session_account_fkey;
alter table holdfast.audit_event drop constraint audit_event_account_fkey;
alter table holdfast.message drop constraint message_account_fkey;

-- Challenges live ten minutes: their table is small, and is swept by reading it.
drop index holdfast.challenge_expiry;
