-- Wrong answers in a row by who knows the password and is on no device of the account's. A method that is guessed at a
-- hundred times answers there no more until it is bound anew: until there is another row for it.
alter table holdfast.factor add column guessed integer not null default 0 check (guessed >= 0);
