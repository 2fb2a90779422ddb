#include "engine/truth/field_file.hpp"

#include <algorithm>
#include <map>

#include "agents/object_reader.hpp"
#include "agents/record_json.hpp"
#include "output/record_values.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t most_rows = 1'000'000;
constexpr int written_version = 2;  // the first with rows
constexpr double most_value = 1e12;
constexpr std::int64_t most_iterations = 1'000'000;

std::optional<simulated_outcome> read_simulated(object_reader& in) {
  const json::value* found = in.find("simulated");
  if (!found) return std::nullopt;
  object_reader from(*found, in.pointer_to("simulated"), in.problems());
  simulated_outcome out;
  out.nps = from.number("nps", 0, 10);
  out.engagement = from.number("engagement", 0, 1);
  out.churn = from.number("churn", 0, 1);
  out.replied = from.boolean("replied");
  return out;
}

field_pair read_row(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader in(value, pointer, problems);
  field_pair out;
  out.customer_id = in.text("customer_id", 1, 128);
  const std::string name = in.text("cohort", 1, 64);
  if (const auto which = cohort_from(name))
    out.cohort = *which;
  else
    problems.add(in.pointer_to("cohort"), name, "one of the four cohorts");
  out.version = static_cast<int>(in.integer("prompt_version", 0, most_iterations));
  out.simulated = read_simulated(in);
  if (const json::value* found = in.member("real", "an object")) {
    object_reader real(*found, in.pointer_to("real"), problems);
    out.replied = real.number_or_null("replied", 0, 1);
    out.nps = real.number_or_null("nps", 0, 10);
    out.churned = real.number_or_null("churned", 0, 1);
    out.value = real.number_or_null("value", -most_value, most_value);
  }
  return out;
}

}  // namespace

std::vector<field_pair> pairs_of(const std::vector<field_outcome>& outcomes,
                                 const run_record& run) {
  std::map<std::string, cohort> cohorts;
  for (const customer_profile& p : run.profiles) cohorts[p.customer_id] = p.cohort;
  std::map<std::pair<int, std::string>, simulated_outcome> simulated;
  for (const iteration_record& one : run.iterations) {
    for (const judgement& j : one.judgements)
      if (j.value)
        simulated[{one.iteration, j.customer_id}] = {
            j.value->nps_expected, j.value->engagement_prob, j.value->churn_prob, false};
    for (const conversation_record& talk : one.conversations)
      if (const auto found = simulated.find({one.iteration, talk.customer_id});
          found != simulated.end())
        found->second.replied = talk.customer_answered();
  }
  std::vector<field_pair> out;
  for (const field_outcome& row : outcomes) {
    const auto who = cohorts.find(row.customer_id);
    if (who == cohorts.end()) continue;
    field_pair one;
    one.customer_id = row.customer_id;
    one.cohort = who->second;
    one.version = row.version;
    if (const auto found = simulated.find({row.version, row.customer_id}); found != simulated.end())
      one.simulated = found->second;
    one.replied = row.replied;
    one.nps = row.nps;
    one.churned = row.churned;
    one.value = row.value;
    out.push_back(std::move(one));
  }
  std::sort(out.begin(), out.end(),
            [](const field_pair& a, const field_pair& b) { return a.customer_id < b.customer_id; });
  return out;
}

json::array field_rows_json(std::span<const field_pair> rows) {
  json::array out;
  for (const field_pair& one : rows) {
    json::value simulated = nullptr;
    if (const auto& s = one.simulated)
      simulated = json::object{{"nps", s->nps},
                               {"engagement", s->engagement},
                               {"churn", s->churn},
                               {"replied", s->replied}};
    out.push_back(json::object{{"customer_id", one.customer_id},
                               {"cohort", to_string(one.cohort)},
                               {"prompt_version", one.version},
                               {"simulated", std::move(simulated)},
                               {"real", json::object{{"replied", or_null(one.replied)},
                                                     {"nps", or_null(one.nps)},
                                                     {"churned", or_null(one.churned)},
                                                     {"value", or_null(one.value)}}}});
  }
  return out;
}

result<field_evidence> field_evidence_from(std::string_view text) {
  constexpr std::string_view what = "outcomes";
  const auto parsed = parse_exact(text);
  if (!parsed) return parsed.error();
  json_problems problems;
  object_reader in(*parsed, "", problems);
  const std::string format = in.text("format", 1, 64);
  if (problems.none() && format != "parley-outcomes")
    problems.add("/format", format, "parley-outcomes");
  if (!problems.none()) return problems.as_failure(what);
  if (in.integer("format_version", 1, most_iterations) < written_version)
    problems.add("/format_version", "1", "2: import the CSV file again");
  if (!problems.none()) return problems.as_failure(what);
  field_evidence out;
  out.run_id = in.text("run_id", 1, 256);
  const json::array& rows = in.array("rows", 0, most_rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.rows.push_back(read_row(rows[i], "/rows/" + std::to_string(i), problems));
  if (!problems.none()) return problems.as_failure(what);
  return out;
}

}  // namespace parley::truth
