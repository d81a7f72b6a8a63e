-- own_secrets: whoever holds the account has chosen the password or the authenticator. seed_secrets: fingerprint of the two as the seed file
-- had them, so that an entry of the file that changed elsewhere does not undo the choice.
ALTER TABLE users ADD COLUMN own_secrets BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN seed_secrets BYTEA;
