#include "stored_run.hpp"

#include <catch2/catch_test_macros.hpp>

#include "output/store/schema.hpp"

namespace parley::test {

run_store new_store(const std::filesystem::path& file) {
  auto db = open_journal_file(file, open_mode::create);
  INFO((db ? "" : db.error().message));
  REQUIRE(db.has_value());
  return run_store(std::move(*db));
}

void require(const result<void>& done) {
  INFO((done ? "" : done.error().message));
  REQUIRE(done.has_value());
}

/// Everything of a finished run, as the engine's events would bring it.
void write_run(run_store& store, const run_record& run) {
  require(store.begin());
  run_beginning how;
  how.command = "run";
  how.settings = {{"run.seed", "7", "flag --seed"}};
  how.prompts = {{"judge", "00"}};
  require(store.begin_run(run, how));
  const auto session = store.begin_session({run.started_at, "1", 42});
  REQUIRE(session.has_value());
  for (std::size_t i = 0; i < run.iterations.size(); ++i) {
    const iteration_record& one = run.iterations[i];
    require(store.iteration_begun(*session, one.iteration, one.started_at, 0, one.used, ""));
    for (const auto& talk : one.conversations) require(store.conversation(talk));
    for (const auto& verdict : one.judgements) {
      const customer_value* value = nullptr;
      for (const auto& candidate : one.values)
        if (candidate.customer_id == verdict.customer_id) value = &candidate;
      require(store.judged(one.iteration, verdict, value));
    }
    for (const auto& change : one.config_changes)
      require(store.changed(*session, one.iteration, "live", change));
    require(store.prompt(run.history[i]));
    require(store.iteration_ended(one, {true, "everyone", 0}));
  }
  require(store.run_ended(run, false));
  require(store.commit());
}

call_intent intent_for(int iteration, const std::string& customer) {
  call_intent what;
  what.name.iteration = iteration;
  what.name.customer_id = customer;
  what.name.role = agent_role::customer;
  what.name.turn = 1;
  what.model = "m";
  what.digest = "d-" + customer;
  what.worst_tokens = 1000;
  what.worst_cost = 0.25;
  return what;
}

}  // namespace parley::test
