-- What the costs rest on; NULL in runs that an older parley began.
ALTER TABLE run ADD COLUMN prices TEXT;  -- JSON by role, as in run.json
-- Never written: a run of `iterate` names the run that it continues.
ALTER TABLE run DROP COLUMN start_plan;
