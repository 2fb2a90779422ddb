// parley plan --json.
#include "base/json.hpp"
#include "cli/plan_text.hpp"

namespace parley::cli {
namespace {

using forecast::amount_range;
using forecast::range;

json::value range_json(const range& of) {
  return json::object{{"low", of.low}, {"expected", of.expected}, {"high", of.high}};
}

json::object amounts_json(const amount_range& of, bool prices_known) {
  json::object out{{"calls", range_json(of.calls)},
                   {"requests", range_json(of.requests)},
                   {"input_tokens", range_json(of.input_tokens)},
                   {"cached_tokens", range_json(of.cached_tokens)},
                   {"output_tokens", range_json(of.output_tokens)}};
  out["cost"] = prices_known ? range_json(of.cost) : json::value(nullptr);
  out["seconds"] = range_json(of.seconds);
  return out;
}

json::array alternatives_json(const std::vector<forecast::alternative>& tried, bool prices_known) {
  json::array out;
  for (const forecast::alternative& one : tried) {
    json::object row{{"key", one.key},
                     {"before", one.before},
                     {"after", one.after},
                     {"seconds", one.seconds},
                     {"time_saved", one.faster}};
    row["cost"] = prices_known ? json::value(one.cost) : json::value(nullptr);
    row["cost_saved"] = prices_known ? json::value(one.cheaper) : json::value(nullptr);
    row["ours"] = one.ours;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

std::string plan_json(const plan_subject& what, const forecast::forecast& found) {
  json::object out{{"format", "parley-plan"},
                   {"format_version", 1},
                   {"customers", what.customers},
                   {"provider", what.provider},
                   {"known_from", what.known_from},
                   {"currency", what.currency},
                   {"max_iterations", found.wanted_iterations},
                   {"played_iterations", found.played_iterations},
                   {"total", amounts_json(found.total, what.prices_known)}};
  json::array iterations;
  int number = 0;
  for (const forecast::iteration_forecast& one : found.iterations) {
    json::object row = amounts_json(one.takes, what.prices_known);
    json::object whole{{"iteration", ++number},
                       {"customers", one.customers},
                       {"left_out", one.left_out},
                       {"binds", one.binds}};
    for (auto& member : row) whole[member.key()] = std::move(member.value());
    iterations.push_back(std::move(whole));
  }
  out["iterations"] = std::move(iterations);
  out["stopped"] = to_string(found.stopped);
  out["binds"] = found.binds;
  out["tried"] = alternatives_json(found.tried, what.prices_known);
  out["plays"] = found.plays;
  out["outcomes"] = what.outcomes.empty() ? json::value(nullptr) : json::value(what.outcomes);
  return pretty_json(out);
}

}  // namespace parley::cli
