#include "output/people_values.hpp"

#include "output/record_values.hpp"
#include "profiles/cohort.hpp"

namespace parley {
namespace {

struct shown_metric {
  const char* key;
  const char* name;
  int decimals;
};
constexpr shown_metric metrics[] = {{"reward", "Reward, 0 to 1", 3},
                                    {"nps", "Recommend, 0 to 10", 2},
                                    {"engagement", "Engagement, 0 to 1", 3},
                                    {"churn", "Churn, 0 to 1", 3}};

const json::value* at(const json::value& from, std::string_view name) {
  const auto* object = from.if_object();
  const json::value* found = object ? object->if_contains(name) : nullptr;
  return found && !found->is_null() ? found : nullptr;
}

std::optional<double> number(const json::value& from, std::string_view name) {
  const json::value* found = at(from, name);
  if (!found || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

std::size_t count(const json::value& from, std::string_view name) {
  const auto value = number(from, name);
  return value && *value > 0 ? static_cast<std::size_t>(*value) : 0;
}

estimate estimate_at(const json::value& from, std::string_view name) {
  estimate out;
  const json::value* found = at(from, name);
  if (!found) return out;
  out.mean = number(*found, "mean").value_or(0);
  out.low = number(*found, "low");
  out.high = number(*found, "high");
  out.n = count(*found, "n");
  return out;
}

people_row row_of(const json::value& group, const shown_metric& metric, std::string name) {
  people_row out;
  out.name = std::move(name);
  out.decimals = metric.decimals;
  out.labels = count(group, "labels");
  out.of = count(group, "population");
  const json::value* all = at(group, "metrics");
  const json::value* one = all ? at(*all, metric.key) : nullptr;
  if (!one) return out;
  out.judge = number(*one, "judge").value_or(0);
  out.corrected = estimate_at(*one, "corrected");
  out.bias = estimate_at(*one, "person_minus_judge");
  return out;
}

people_table table_of(const json::value& sample, bool pairs) {
  people_table out;
  out.pairs = pairs;
  out.title = pairs ? "Gain, last measurement"
                    : "Iteration " + std::to_string(count(sample, "iteration"));
  const json::value* claimed = at(sample, "claimed");
  out.claimed = claimed && claimed->is_bool() && claimed->as_bool();
  for (const shown_metric& one : metrics) {
    out.metrics.push_back(row_of(sample, one, one.name));
    // Without a claim, what was not drawn is all there is to show.
    if (!out.claimed) out.metrics.back().labels += count(sample, "outside_sample");
  }
  const json::value* cohorts = at(sample, "cohorts");
  for (const cohort which : all_cohorts)
    if (const json::value* one = cohorts ? at(*cohorts, to_string(which)) : nullptr)
      out.cohorts.push_back(row_of(*one, metrics[0], std::string(label(which))));
  return out;
}

people_agreement agreement_of(const json::value& document, const shown_metric& metric) {
  people_agreement out;
  out.name = metric.name;
  if (const json::value* all = at(document, "person_and_judge"))
    if (const json::value* one = at(*all, metric.key)) {
      out.n = count(*one, "n");
      out.alpha = number(*one, "alpha");
      out.icc = number(*one, "icc");
      out.correlation = number(*one, "correlation");
    }
  if (const json::value* all = at(document, "between_people"))
    if (const json::value* one = at(*all, metric.key)) {
      out.people_n = count(*one, "n");
      out.people_alpha = number(*one, "alpha");
    }
  return out;
}

}  // namespace

std::optional<people_values> read_people_values(const std::string& document) {
  if (document.empty()) return std::nullopt;
  const auto value = parse_exact(document);
  if (!value || !value->is_object()) return std::nullopt;
  people_values out;
  out.conversations = count(*value, "conversations");
  out.raters = count(*value, "raters");
  out.skipped = count(*value, "skipped");
  const json::value* said = at(*value, "said");
  if (said && said->is_array())
    for (const json::value& line : said->as_array())
      if (line.is_string()) out.said.emplace_back(line.as_string());
  const json::value* means = at(*value, "means");
  if (means && means->is_array())
    for (const json::value& one : means->as_array()) out.tables.push_back(table_of(one, false));
  if (const json::value* gain = at(*value, "gain")) out.tables.push_back(table_of(*gain, true));
  for (const shown_metric& one : metrics) out.agreement.push_back(agreement_of(*value, one));
  return out;
}

}  // namespace parley
