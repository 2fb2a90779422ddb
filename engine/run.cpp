#include "engine/run.hpp"

#include "engine/run_state.hpp"

namespace parley {
namespace {

/// Both lists are sorted by customer.
std::size_t customers_in_common(const iteration_record& earlier,
                                const std::vector<customer_profile>& profiles) {
  std::size_t both = 0;
  auto next = earlier.conversations.begin();
  for (const customer_profile& profile : profiles) {
    while (next != earlier.conversations.end() && next->customer_id < profile.customer_id) ++next;
    if (next != earlier.conversations.end() && next->customer_id == profile.customer_id) ++both;
  }
  return both;
}

}  // namespace

earlier_run to_earlier_run(const earlier_iteration& earlier,
                           const std::vector<customer_profile>& profiles) {
  return {earlier.run_id, earlier.last.iteration, customers_in_common(earlier.last, profiles)};
}

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
