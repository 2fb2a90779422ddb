-- Views for people. They hold no data: made anew whenever a journal is opened for writing by a
-- program of another schema version.
DROP VIEW IF EXISTS v_calls;
DROP VIEW IF EXISTS v_cost;
DROP VIEW IF EXISTS v_iteration;
DROP VIEW IF EXISTS v_cohort;
DROP VIEW IF EXISTS v_transcript;

-- One row a call: what was asked, how it ended, what it cost.
CREATE VIEW v_calls AS
SELECT i.call, i.session, i.iteration, i.customer_id, i.role, i.turn, i.replicate, i.reask,
       CASE WHEN o.call IS NULL AND s.ended_at IS NULL AND s.in_flight_at_end IS NULL
              THEN 'in flight'
            WHEN o.call IS NULL THEN 'lost'
            WHEN o.answered THEN 'answered'
            WHEN o.failure = 'cancelled' AND o.attempts > 0 THEN 'cut'
            ELSE 'failed' END AS state,
       o.failure, o.detail, o.finish, coalesce(o.model, i.model) AS model, o.attempts,
       o.input_tokens, o.cached_tokens, o.output_tokens, o.reasoning_tokens, o.cost,
       i.worst_tokens, i.worst_cost, o.queued_ms, o.first_token_ms, o.latency_ms, o.request_id, o.response_id,
       i.digest, i.asked_at, o.ended_at, o.text
  FROM intents i JOIN sessions s USING (session) LEFT JOIN outcomes o USING (call);

-- One row for each iteration and role: calls, tokens, money.
CREATE VIEW v_cost AS
SELECT iteration, role,
       count(*) AS calls,
       sum(state = 'answered') AS answered,
       sum(state = 'failed') AS failed,
       sum(state IN ('lost', 'cut')) AS lost,
       sum(coalesce(attempts, 0)) AS attempts,
       sum(coalesce(input_tokens, 0)) AS input_tokens,
       sum(coalesce(cached_tokens, 0)) AS cached_tokens,
       sum(coalesce(output_tokens, 0)) AS output_tokens,
       sum(coalesce(reasoning_tokens, 0)) AS reasoning_tokens,
       sum(coalesce(cost, 0)) AS cost,
       sum(CASE WHEN state IN ('lost', 'cut') THEN worst_cost ELSE 0 END) AS worst_cost_of_lost
  FROM v_calls GROUP BY iteration, role;

-- One row an iteration: its prompt, its results, its cost.
CREATE VIEW v_iteration AS
SELECT i.iteration, i.closed, i.started_at, i.finished_at, i.wall_sec, p.author, p.reason,
       r.customers, r.n AS scored, r.silent, r.invalid, r.failed, r.unscored, i.left_out,
       r.nps, r.churn, r.engagement, r.ltv, r.reward, i.tokens, i.cost, i.makespan_ratio,
       i.binding_term, i.plan_source
  FROM iterations i
  LEFT JOIN prompt_versions p USING (iteration)
  LEFT JOIN cohort_reports r ON r.iteration = i.iteration AND r.cohort = 'all';

-- One row for each iteration and cohort, with the change since the run's first iteration.
CREATE VIEW v_cohort AS
SELECT r.iteration, r.cohort, r.customers, r.n AS scored, r.silent, r.invalid, r.failed,
       r.nps, r.nps_low, r.nps_high, r.net_promoter, r.churn, r.churn_low, r.churn_high,
       r.engagement, r.engagement_low, r.engagement_high, r.ltv, r.ltv_low, r.ltv_high,
       r.reward, r.reward_low, r.reward_high,
       r.nps - f.nps AS nps_since_first, r.churn - f.churn AS churn_since_first,
       r.ltv - f.ltv AS ltv_since_first, r.best_strategy, r.best_strategy_n, r.notes
  FROM cohort_reports r
  LEFT JOIN cohort_reports f ON f.cohort = r.cohort
        AND f.iteration = (SELECT min(iteration) FROM cohort_reports);

-- One row a message, with how the conversation ended and what the judge said of it.
CREATE VIEW v_transcript AS
SELECT t.iteration, t.customer_id, c.cohort, t.replicate, t.turn, t.role, t.content, t.sentiment,
       t.silent, t.context, c.outcome, c.template, c.tone, c.cta, s.nps_expected,
       s.engagement_prob, s.churn_prob, s.reward
  FROM turns t
  JOIN conversations c USING (iteration, customer_id, replicate)
  LEFT JOIN scores s USING (iteration, customer_id);
