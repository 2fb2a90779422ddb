#include "engine/truth/field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "engine/scoring/statistics.hpp"

namespace parley::truth {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> number_in(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<double> truth_in(std::string_view text) {
  text = trimmed(text);
  for (const std::string_view yes : {"1", "true", "yes", "si", "sí"})
    if (text == yes) return 1.0;
  for (const std::string_view no : {"0", "false", "no"})
    if (text == no) return 0.0;
  return std::nullopt;
}

class outcome_reader {
 public:
  outcome_reader(const csv_table& table, const run_record& run) : table_(table) {
    for (const customer_profile& p : run.profiles) customers_.insert(p.customer_id);
    for (const iteration_record& i : run.iterations) versions_.insert(i.iteration);
  }

  read_outcomes read() {
    const auto customer = column("customer"), version = column("prompt_version");
    if (!customer || !version) {
      out_.problems.push_back(
          fmt::format("line 1: found no column \"{}\", expected customer, prompt_version, and any "
                      "of replied, nps, churned, value",
                      customer ? "prompt_version" : "customer"));
      return std::move(out_);
    }
    for (const csv_row& row : table_.rows) read_row(row, *customer, *version);
    return std::move(out_);
  }

 private:
  std::optional<std::size_t> column(std::string_view name) const {
    for (std::size_t i = 0; i < table_.header.size(); ++i)
      if (trimmed(table_.header[i]) == name) return i;
    return std::nullopt;
  }

  void problem(const csv_row& row, std::string_view name, std::string_view found,
               std::string_view expected) {
    out_.problems.push_back(fmt::format("line {}, {}: found \"{}\", expected {}", row.line, name,
                                        shorten(printable_line(found), 40), expected));
  }

  // The cell's value; absent when empty or when there is no such column.
  template <class Parse>
  std::optional<double> value_of(const csv_row& row, std::string_view name,
                                 std::string_view expected, const Parse& parse) {
    const auto where = column(name);
    if (!where || trimmed(row.cells[*where]).empty()) return std::nullopt;
    const auto value = parse(row.cells[*where]);
    if (!value) problem(row, name, row.cells[*where], expected);
    return value;
  }

  void read_row(const csv_row& row, std::size_t customer, std::size_t version) {
    const std::size_t before = out_.problems.size();
    field_outcome one;
    one.customer_id = std::string(trimmed(row.cells[customer]));
    if (!customers_.contains(one.customer_id))
      problem(row, "customer", one.customer_id, "a customer of this run");
    else if (!seen_.insert(one.customer_id).second)
      problem(row, "customer", one.customer_id, "each customer once: a customer got one prompt");
    const auto number = number_in(row.cells[version]);
    if (!number || !versions_.contains(static_cast<int>(std::clamp(*number, -1.0, 1e6))))
      problem(row, "prompt_version", row.cells[version], "the number of an iteration of this run");
    else
      one.version = static_cast<int>(*number);
    one.replied = value_of(row, "replied", "0 or 1", truth_in);
    one.churned = value_of(row, "churned", "0 or 1", truth_in);
    one.value = value_of(row, "value", "a number", number_in);
    one.nps = value_of(row, "nps", "a number from 0 to 10", [](std::string_view text) {
      const auto found = number_in(text);
      return found && *found >= 0 && *found <= 10 ? found : std::nullopt;
    });
    if (out_.problems.size() == before) out_.rows.push_back(std::move(one));
  }

  const csv_table& table_;
  std::set<std::string> customers_, seen_;
  std::set<int> versions_;
  read_outcomes out_;
};

struct named_metric {
  const char* name;
  std::optional<double> field_outcome::* value;
};
constexpr named_metric metrics[] = {{"replied", &field_outcome::replied},
                                    {"nps", &field_outcome::nps},
                                    {"churned", &field_outcome::churned},
                                    {"value", &field_outcome::value}};

// Simulated NPS by customer under a version.
std::map<std::string, double> simulated_nps(const run_record& run, int version) {
  std::map<std::string, double> out;
  for (const iteration_record& i : run.iterations)
    if (i.iteration == version)
      for (const judgement& j : i.judgements)
        if (j.value) out[j.customer_id] = j.value->nps_expected;
  return out;
}

cohort_calibration calibrate(cohort which, const std::vector<field_outcome>& rows,
                             const run_record& run, int after, double confidence) {
  cohort_calibration out;
  out.cohort = which;
  std::set<std::string> members;
  for (const customer_profile& p : run.profiles)
    if (p.cohort == which) members.insert(p.customer_id);
  std::map<int, std::map<std::string, double>> simulated;
  for (const field_outcome& row : rows)
    if (!simulated.contains(row.version)) simulated[row.version] = simulated_nps(run, row.version);
  std::vector<double> off, judge, human, rest;
  std::set<std::string> labelled;
  for (const field_outcome& row : rows) {
    if (!row.nps || !members.contains(row.customer_id)) continue;
    const auto& known = simulated[row.version];
    const auto found = known.find(row.customer_id);
    if (found == known.end()) continue;
    off.push_back(found->second - *row.nps);
    if (row.version != after) continue;
    judge.push_back(found->second);
    human.push_back(*row.nps);
    labelled.insert(row.customer_id);
  }
  for (const auto& [customer, nps] : simulated_nps(run, after))
    if (members.contains(customer) && !labelled.contains(customer)) rest.push_back(nps);
  out.bias = mean_estimate(off, confidence);
  out.corrected = correct_by_people(judge, human, rest, confidence);
  return out;
}

}  // namespace

read_outcomes outcomes_from(const csv_table& table, const run_record& run) {
  return outcome_reader(table, run).read();
}

field_report compare_outcomes(const std::vector<field_outcome>& rows, const run_record& run,
                              int before, int after, double planned_share, double confidence) {
  field_report out;
  out.before = before;
  out.after = after;
  for (const field_outcome& row : rows) {
    out.customers_before += row.version == before;
    out.customers_after += row.version == after;
  }
  const std::size_t counts[] = {out.customers_before, out.customers_after};
  const double shares[] = {1 - planned_share, planned_share};
  out.ratio = check_sample_ratio(counts, shares);
  std::map<std::string, const customer_profile*> who;
  for (const customer_profile& p : run.profiles) who[p.customer_id] = &p;
  for (const named_metric& metric : metrics) {
    std::vector<double> first, second;
    std::vector<arm_value> both;
    for (const field_outcome& row : rows) {
      if (!(row.*metric.value) || (row.version != before && row.version != after)) continue;
      const double value = *(row.*metric.value);
      (row.version == before ? first : second).push_back(value);
      const customer_profile& customer = *who.at(row.customer_id);
      both.push_back({customer.cohort, customer.risk.value_segment, row.version == after, value});
    }
    if (both.empty()) continue;
    out.metrics.push_back({metric.name, mean_estimate(first, confidence),
                           mean_estimate(second, confidence), stratified_welch(both, confidence)});
  }
  for (const cohort which : all_cohorts) {
    cohort_calibration one = calibrate(which, rows, run, after, confidence);
    if (one.bias.n > 0) out.calibration.push_back(std::move(one));
  }
  return out;
}

}  // namespace parley::truth
