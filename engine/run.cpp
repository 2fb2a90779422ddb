#include "engine/run.hpp"

#include "engine/run_state.hpp"

namespace parley {

run::run(run_inputs inputs) : state_(std::make_unique<state>(std::move(inputs))) {}
run::~run() = default;

asio::awaitable<run_record> run::execute() {
  // One named coroutine does the work, so that its frame, and not this one, holds the state.
  run_record record = co_await state_->execute();
  co_return record;
}

void run::stop() {
  state_->stop();
}

void run::pause() {
  state_->pause();
}

void run::resume() {
  state_->resume();
}

bool run::paused() const {
  return state_->paused();
}

std::vector<config_change> run::apply(const settings& updated,
                                      const std::vector<setting_change>& changes) {
  return state_->apply(updated, changes);
}

}  // namespace parley
