-- What was stopped in a session without a proof: such a session stops little (RULES part 2a). A proof stops for good.
alter table holdfast.change add column stopped_in uuid references holdfast.session;
create index change_stopped_in on holdfast.change (stopped_in, kind) where stopped_in is not null;
