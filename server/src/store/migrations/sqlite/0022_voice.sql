-- Voice notes come as uploads, too (uploads/): what was declared, and for a voice note that is here, its length.
ALTER TABLE uploads ADD COLUMN kind TEXT NOT NULL DEFAULT 'photo';
ALTER TABLE uploads ADD COLUMN seconds BIGINT NOT NULL DEFAULT 0;
