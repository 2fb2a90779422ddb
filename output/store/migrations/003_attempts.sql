-- Requests of calls that took more than one, or whose cost is not what their reply says: each was
-- reserved by itself. A call without rows here took one request and cost what its outcome says.
CREATE TABLE attempts (
  call INTEGER NOT NULL REFERENCES intents (call),
  attempt INTEGER NOT NULL,         -- from 1
  asked_at TEXT NOT NULL,           -- when it was allowed, before it was sent
  worst_tokens INTEGER NOT NULL,    -- what was reserved for it
  worst_cost REAL NOT NULL,
  ended_at TEXT,                    -- NULL: in flight, or lost with its session
  sent INTEGER,                     -- 0: it was not sent after all
  failure TEXT,                     -- code; NULL: it was answered
  tokens INTEGER,                   -- what it counts for: its usage, or the worst where that is not known
  cost REAL,
  PRIMARY KEY (call, attempt)
) STRICT;

-- 'provider', or 'cache': from the cache of replies, it cost nothing.
ALTER TABLE outcomes ADD COLUMN source TEXT NOT NULL DEFAULT 'provider';

-- Bytes of the request's texts, for estimates of later runs. NULL: an older parley wrote it.
ALTER TABLE intents ADD COLUMN input_bytes INTEGER;

-- What the provider told of its limits by then, a minute, and the burst as learnt. 0: nothing yet.
ALTER TABLE quota_log ADD COLUMN told_requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quota_log ADD COLUMN told_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quota_log ADD COLUMN request_burst REAL NOT NULL DEFAULT 0;
ALTER TABLE quota_log ADD COLUMN token_burst REAL NOT NULL DEFAULT 0;
