#include "engine/forecast/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/forecast/alternatives.hpp"

namespace parley::forecast {
namespace {

// What a forecast may take: conversations that are played, all plays together are some times more.
constexpr std::size_t talks_in_a_play = 600;
constexpr std::size_t talks_for_more_seeds = 2000;
constexpr double next_to_nothing = 0.03;

constexpr std::array members{&amount::calls,         &amount::requests,      &amount::input_tokens,
                             &amount::cached_tokens, &amount::output_tokens, &amount::cost,
                             &amount::seconds};
constexpr std::array ranges{&amount_range::calls,         &amount_range::requests,
                            &amount_range::input_tokens,  &amount_range::cached_tokens,
                            &amount_range::output_tokens, &amount_range::cost,
                            &amount_range::seconds};

/// The plays of one leaning.
using plays = std::vector<played_run>;

int iterations_to_play(const play_inputs& base) {
  const loop_settings& loop = base.config.loop;
  const bool budget = loop.max_cost > 0 || loop.max_tokens > 0 || loop.max_requests > 0 ||
                      loop.time_budget.count() > 0 || base.until;
  const std::size_t fitting = std::max<std::size_t>(2, talks_in_a_play / base.profiles.size());
  const int most = budget ? 20 : static_cast<int>(std::min<std::size_t>(fitting, 20));
  return std::min(base.iterations, most);
}

/// The run went as far as it was played, and would have gone on.
bool goes_on(const played_run& run, int played) {
  return run.stopped == stop_reason::max_iterations &&
         static_cast<int>(run.iterations.size()) == played;
}

amount total_of(const played_run& run, int played, int wanted) {
  amount sum = run.total();
  if (run.iterations.empty() || !goes_on(run, played)) return sum;
  for (int i = played; i < wanted; ++i) sum += run.iterations.back().took;
  return sum;
}

template <class Value>
double mean_of(const plays& runs, Value value) {
  double sum = 0;
  std::size_t n = 0;
  for (const played_run& run : runs)
    if (const std::optional<double> found = value(run)) {
      sum += *found;
      ++n;
    }
  return n == 0 ? 0 : sum / static_cast<double>(n);
}

/// `value(run, member)`: nothing where that run has no such part.
template <class Value>
amount_range range_of(const plays& low, const plays& middle, const plays& high, Value value) {
  amount_range out;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto member = [&](const played_run& run) { return value(run, members[i]); };
    range& one = out.*ranges[i];
    one.expected = mean_of(middle, member);
    one.low = one.high = one.expected;
    for (const plays* some : {&low, &middle, &high})
      for (const played_run& run : *some)
        if (const std::optional<double> found = member(run)) {
          one.low = std::min(one.low, *found);
          one.high = std::max(one.high, *found);
        }
  }
  return out;
}

std::string most_frequent(const std::map<std::string, double>& weights) {
  std::string out;
  double most = 0;
  for (const auto& [term, weight] : weights)
    if (weight > most) {
      most = weight;
      out = term;
    }
  return out;
}

bool is_money(stop_reason why) {
  return why == stop_reason::cost_budget || why == stop_reason::token_budget ||
         why == stop_reason::request_budget;
}

class forecaster {
 public:
  explicit forecaster(const play_inputs& base) : base_(base), played_(iterations_to_play(base)) {}

  forecast make() {
    const std::size_t talks = base_.profiles.size() * static_cast<std::size_t>(played_);
    const int seeds = talks <= talks_in_a_play ? 6 : talks <= talks_for_more_seeds ? 2 : 1;
    const prior fast = base_.belief.leaning(-1), slow = base_.belief.leaning(1);
    middle_ = play_all(base_.config, base_.belief, seeds);
    low_ = play_all(base_.config, fast, std::max(1, seeds / 2));
    high_ = play_all(base_.config, slow, std::max(1, seeds / 2));
    sum_up();
    try_alternatives();
    return std::move(out_);
  }

 private:
  plays play_all(const settings& config, const prior& belief, int seeds) {
    plays out;
    for (int i = 0; i < seeds; ++i) out.push_back(play_one(config, belief, base_.seed + i));
    return out;
  }

  played_run play_one(const settings& config, const prior& belief, std::uint64_t seed) {
    play_inputs one{config, base_.profiles, base_.prompts, belief};
    one.seed = seed;
    one.iterations = played_;
    // The last one is tuned as those before it, where more would follow.
    one.tune_after_last = base_.tune_after_last || played_ < base_.iterations;
    one.until = base_.until;
    ++out_.plays;
    return play(one);
  }

  void sum_up() {
    out_.wanted_iterations = base_.iterations;
    out_.played_iterations = played_;
    out_.total = range_of(low_, middle_, high_, [this](const played_run& run, auto member) {
      return std::optional<double>(total_of(run, played_, base_.iterations).*member);
    });
    std::size_t most = 0;
    for (const played_run& run : middle_) most = std::max(most, run.iterations.size());
    std::map<std::string, double> weights;
    for (std::size_t i = 0; i < most; ++i) {
      iteration_forecast one;
      one.takes = range_of(low_, middle_, high_, [i](const played_run& run, auto member) {
        return i < run.iterations.size() ? std::optional<double>(run.iterations[i].took.*member)
                                         : std::nullopt;
      });
      std::map<std::string, double> here;
      for (const played_run& run : middle_) {
        if (i >= run.iterations.size()) continue;
        const played_iteration& its = run.iterations[i];
        here[its.binds] += 1;
        weights[its.binds] += its.took.seconds;
        one.customers = std::max(one.customers, its.customers);
        one.left_out = std::max(one.left_out, its.left_out);
      }
      one.binds = most_frequent(here);
      out_.iterations.push_back(std::move(one));
    }
    out_.stopped = middle_.front().stopped;
    out_.stop_detail = middle_.front().stop_detail;
    out_.binds = is_money(out_.stopped) ? "money" : most_frequent(weights);
  }

  void try_alternatives() {
    const played_run& now = middle_.front();
    const amount takes = now.total();
    std::map<std::string, double> weights;
    for (const played_iteration& one : now.iterations) weights[one.binds] += one.took.seconds;
    for (change& each : changes_to_try(base_.config, base_.belief, base_.profiles.size(),
                                       most_frequent(weights))) {
      const amount then = play_one(each.config, each.belief, base_.seed).total();
      alternative& tried = each.what;
      tried.seconds = out_.total.seconds.expected * (then.seconds / std::max(takes.seconds, 1e-9));
      tried.cost = out_.total.cost.expected * (takes.cost > 0 ? then.cost / takes.cost : 1);
      tried.faster = takes.seconds > 0 ? 1 - then.seconds / takes.seconds : 0;
      tried.cheaper = takes.cost > 0 ? 1 - then.cost / takes.cost : 0;
      if (tried.faster >= next_to_nothing || tried.cheaper >= next_to_nothing)
        out_.tried.push_back(std::move(tried));
    }
    std::sort(out_.tried.begin(), out_.tried.end(), [](const alternative& a, const alternative& b) {
      return a.faster != b.faster ? a.faster > b.faster : a.key < b.key;
    });
  }

  const play_inputs& base_;
  const int played_;
  plays low_, middle_, high_;
  forecast out_;
};

}  // namespace

forecast make_forecast(const play_inputs& base) {
  return forecaster(base).make();
}

}  // namespace parley::forecast
