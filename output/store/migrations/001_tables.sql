-- The journal of one run. Every table is STRICT; times are UTC with milliseconds; texts are UTF-8.
-- Rows of one iteration carry its number; customer_id is '' for calls of planner and tuner.

-- One row: what was begun, and how it ended (stopped is NULL until then).
CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  run_id TEXT NOT NULL,
  command TEXT NOT NULL,            -- run | demo | iterate
  version TEXT NOT NULL,            -- of the program that began it
  provider TEXT NOT NULL,           -- sim | openai
  language TEXT NOT NULL,
  seed INTEGER NOT NULL,
  profiles_source TEXT NOT NULL,
  first_iteration INTEGER NOT NULL,
  start_plan TEXT,                  -- JSON; what `iterate` went on from
  continues TEXT,                   -- JSON, as in run.json
  tune_after_last INTEGER NOT NULL,
  currency TEXT NOT NULL,
  confidence REAL NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  stopped TEXT,                     -- why it ended; NULL: it has not
  stop_detail TEXT,
  stop_code TEXT,
  resumable INTEGER NOT NULL DEFAULT 1,
  cost REAL,
  cost_known INTEGER,
  wall_sec REAL,
  spend TEXT,                       -- JSON by role
  comparison TEXT                   -- JSON, as in run.json
) STRICT;

-- One process that worked on the run.
CREATE TABLE sessions (
  session INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  ended_at TEXT,                    -- NULL: killed, or still at work
  version TEXT NOT NULL,
  pid INTEGER NOT NULL,
  wall_sec REAL NOT NULL DEFAULT 0, -- until its last commit
  in_flight_at_end INTEGER          -- calls without an outcome that it left; counted by the next
) STRICT;

-- What the run was begun with. Secrets are no settings.
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,              -- as TOML writes it
  origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE prompts (
  name TEXT PRIMARY KEY,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
  customer_id TEXT PRIMARY KEY,
  cohort TEXT NOT NULL,
  digest TEXT NOT NULL,
  document TEXT NOT NULL            -- the profile, JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE config_changes (
  change INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  at TEXT NOT NULL,
  iteration INTEGER NOT NULL,       -- that was going on; 0: none
  how TEXT NOT NULL,                -- live | resume
  key TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;

-- A call that was about to be sent. Durable before the first byte goes out.
CREATE TABLE intents (
  call INTEGER PRIMARY KEY,         -- in the order of asking
  session INTEGER NOT NULL,
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  role TEXT NOT NULL,
  turn INTEGER NOT NULL,
  replicate INTEGER NOT NULL,
  reask INTEGER NOT NULL,
  model TEXT NOT NULL,
  digest TEXT NOT NULL,             -- of the request, 32 hexadecimal digits
  worst_tokens INTEGER NOT NULL,    -- input and output, at most
  worst_cost REAL NOT NULL,
  asked_at TEXT NOT NULL
) STRICT;
CREATE INDEX intents_by_name ON intents (iteration, customer_id, role, turn, replicate, reask);

-- How it ended. A call has none while it is in flight, and when its process died.
CREATE TABLE outcomes (
  call INTEGER PRIMARY KEY REFERENCES intents (call),
  answered INTEGER NOT NULL,
  failure TEXT,                     -- code, when not answered
  detail TEXT NOT NULL,             -- one line, when not answered
  finish TEXT,
  text TEXT,                        -- the reply
  model TEXT,                       -- the snapshot that answered
  response_id TEXT,
  request_id TEXT,
  attempts INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,   -- part of input_tokens
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  usage_reported INTEGER NOT NULL,
  cost REAL,                        -- NULL: the model has no price
  queued_ms REAL NOT NULL,
  first_token_ms REAL NOT NULL,
  latency_ms REAL NOT NULL,
  ended_at TEXT NOT NULL
) STRICT;

CREATE TABLE iterations (
  iteration INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,         -- that began it,
  begun_sec REAL NOT NULL,          -- so many seconds into its work
  started_at TEXT NOT NULL,
  finished_at TEXT,
  closed INTEGER NOT NULL DEFAULT 0,
  intake TEXT,                      -- everyone | deadline | budget | stopped | provider_lost
  left_out INTEGER,
  plan_source TEXT,
  wall_sec REAL,
  tokens INTEGER,
  cost REAL,
  spend TEXT,                       -- JSON by role
  makespan_ratio REAL,
  binding_term TEXT,
  report TEXT                       -- JSON, as cohort_report in iteration_N.json
) STRICT;

CREATE TABLE plans (
  iteration INTEGER PRIMARY KEY,
  prompt_seed TEXT NOT NULL,
  tone TEXT NOT NULL,
  template TEXT NOT NULL,
  max_turns INTEGER NOT NULL,
  document TEXT NOT NULL            -- JSON, as in iteration_N.json
) STRICT;

-- What the tuner proposed after an iteration.
CREATE TABLE proposals (
  iteration INTEGER PRIMARY KEY,
  prompt_seed TEXT NOT NULL,
  rationale TEXT NOT NULL,
  document TEXT NOT NULL            -- JSON, as tuning in iteration_N.json
) STRICT;

-- The prompt that an iteration ran with: who wrote it, why, and what it scored.
CREATE TABLE prompt_versions (
  iteration INTEGER PRIMARY KEY,
  author TEXT NOT NULL,             -- baseline | planner | tuner
  reason TEXT NOT NULL,
  reward REAL,
  ltv_ratio REAL
) STRICT;

CREATE TABLE conversations (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  replicate INTEGER NOT NULL,
  cohort TEXT NOT NULL,
  outcome TEXT NOT NULL,            -- as `end` in iteration_N.json
  detail TEXT NOT NULL,
  template TEXT NOT NULL,
  tone TEXT NOT NULL,
  cta TEXT NOT NULL,
  agent_turns INTEGER NOT NULL,
  reasks INTEGER NOT NULL,
  spend TEXT NOT NULL,              -- JSON by role
  duration_sec REAL NOT NULL,
  PRIMARY KEY (iteration, customer_id, replicate)
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  replicate INTEGER NOT NULL,
  turn INTEGER NOT NULL,            -- from 1
  role TEXT NOT NULL,               -- agent | customer
  content TEXT NOT NULL,
  sentiment REAL,
  silent INTEGER NOT NULL,
  context INTEGER NOT NULL,
  PRIMARY KEY (iteration, customer_id, replicate, turn)
) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
  iteration INTEGER NOT NULL,
  customer_id TEXT NOT NULL,
  cohort TEXT NOT NULL,
  scored INTEGER NOT NULL,
  nps_expected REAL,
  engagement_prob REAL,
  churn_prob REAL,
  ltv_delta REAL,
  cta_clarity REAL,
  aspects TEXT,                     -- JSON
  rationale TEXT,
  unscored_reason TEXT NOT NULL,
  reasks INTEGER NOT NULL,
  spend TEXT NOT NULL,              -- JSON by role
  reward REAL,                      -- NULL with the others: not scored
  ltv_ratio REAL,
  baseline_ltv REAL,
  model_ltv_delta REAL,
  ltv_disagrees INTEGER,
  PRIMARY KEY (iteration, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cohort_reports (
  iteration INTEGER NOT NULL,
  cohort TEXT NOT NULL,             -- or 'all'
  customers INTEGER NOT NULL,
  n INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  invalid INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  unscored INTEGER NOT NULL,
  nps REAL, nps_low REAL, nps_high REAL,
  churn REAL, churn_low REAL, churn_high REAL,
  engagement REAL, engagement_low REAL, engagement_high REAL,
  ltv REAL, ltv_low REAL, ltv_high REAL,
  reward REAL, reward_low REAL, reward_high REAL,
  net_promoter REAL,
  best_strategy TEXT,
  best_strategy_n INTEGER NOT NULL,
  notes TEXT NOT NULL,
  PRIMARY KEY (iteration, cohort)
) STRICT, WITHOUT ROWID;

-- The provider's quota as it was seen, about once a second while a run goes.
CREATE TABLE quota_log (
  entry INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  at TEXT NOT NULL,
  model TEXT NOT NULL,
  in_flight INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  binds TEXT NOT NULL,              -- nothing | requests | tokens | window | paused
  calls INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  rate_limited INTEGER NOT NULL,
  retries INTEGER NOT NULL
) STRICT;
