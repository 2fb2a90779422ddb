-- Conversations that were drawn for people to score: a random sample, cohort by cohort.
CREATE TABLE label_sample (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  side INTEGER NOT NULL,            -- 0: of the iteration; 1, 2: of the last measurement, see talk_key
  cohort TEXT NOT NULL,
  place INTEGER NOT NULL,           -- in which order they are shown, from 1; the sides of a pair share it
  seed TEXT NOT NULL,               -- that drew it; 64 bits without sign
  drawn_at TEXT NOT NULL,
  PRIMARY KEY (iteration, customer_id, side)
) STRICT, WITHOUT ROWID;

-- What a person said of a conversation. Numbers are NULL until they are answered.
CREATE TABLE labels (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  side INTEGER NOT NULL,
  rater TEXT NOT NULL,
  nps REAL,                         -- likelihood to recommend, 0 to 10
  engagement REAL,                  -- 0 to 1
  churn REAL,                       -- 0 to 1
  note TEXT NOT NULL,
  skipped INTEGER NOT NULL,         -- 1: could not say
  source TEXT NOT NULL,             -- terminal | csv
  labelled_at TEXT NOT NULL,
  PRIMARY KEY (iteration, customer_id, side, rater)
) STRICT, WITHOUT ROWID;
