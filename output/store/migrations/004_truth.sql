-- What may be claimed and on which evidence; NULL where nothing was examined.
ALTER TABLE run ADD COLUMN truth TEXT;  -- JSON, as in run.json
