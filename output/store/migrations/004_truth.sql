-- What may be claimed and on which evidence; NULL where nothing was examined.
ALTER TABLE run ADD COLUMN truth TEXT;  -- JSON, as in run.json

-- Which of the judge's verdicts on one transcript, and which of two conversations side by side.
ALTER TABLE intents ADD COLUMN judgement INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intents ADD COLUMN arm INTEGER NOT NULL DEFAULT 0;
