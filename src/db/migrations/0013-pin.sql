-- The PIN of an account (RULES part 6): argon2id in PHC form, peppered, as the password is. Null until its owner
-- chooses one, which the next sign-in asks for.
alter table holdfast.account add column pin_hash text;
