-- Whose mandate it is: a person's page names all of theirs. Rows are made anew from the events (store/schema.rs, PROJECTIONS).

ALTER TABLE mandates ADD COLUMN deputy TEXT NOT NULL DEFAULT '';
CREATE INDEX mandates_by_deputy ON mandates (deputy);
