// What may be claimed and on which evidence: decisions, rules, the judge, the customers.
#include <fmt/format.h>

#include "output/format.hpp"
#include "output/html.hpp"
#include "output/record_values.hpp"
#include "output/report_parts.hpp"

namespace parley {
namespace {

const json::value* at(const json::value& from, std::string_view name) {
  const auto* object = from.if_object();
  const json::value* found = object ? object->if_contains(name) : nullptr;
  return found && !found->is_null() ? found : nullptr;
}

double number(const json::value& from, std::string_view name) {
  const json::value* found = at(from, name);
  if (!found) return 0;
  return found->is_double()  ? found->as_double()
         : found->is_int64() ? static_cast<double>(found->as_int64())
                             : 0;
}

std::string text(const json::value& from, std::string_view name) {
  const json::value* found = at(from, name);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

const json::array& items(const json::value& from, std::string_view name) {
  static const json::array none;
  const json::value* found = at(from, name);
  return found && found->is_array() ? found->as_array() : none;
}

/// "+0.041 (+0.010 to +0.072)" of an object with mean, low and high; "–" where there is none.
std::string effect(const json::value* from, std::string_view mean = "mean") {
  if (!from || !at(*from, mean)) return "–";
  estimate shown;
  shown.mean = number(*from, mean);
  shown.n = 2;
  if (at(*from, "low")) shown.low = number(*from, "low");
  if (at(*from, "high")) shown.high = number(*from, "high");
  return change_text(shown, 3);
}

std::string cell(std::string_view label, std::string_view value) {
  return fmt::format("<td data-label=\"{}\">{}</td>", label, html_text(value));
}

std::string decisions(const json::value& truth) {
  std::string rows;
  for (const json::value& one : items(truth, "iterations")) {
    const json::value* gate = at(one, "gate");
    rows += fmt::format(
        "<tr><th scope=\"row\">{:.0f}</th>{}{}{}{}</tr>\n", number(one, "iteration"),
        cell("Searched on", effect(at(one, "search"))), cell("Deciding", effect(gate)),
        cell("Decision", gate ? text(*gate, "decision") : "–"), cell("Why", text(one, "reason")));
  }
  if (rows.empty()) return "";
  return "<h3>Decisions</h3>\n<p class=\"note\">Change of the reward (0 to 1): of each new prompt "
         "on "
         "the customers it was searched on, and of what then stood against the champion on the "
         "customers who decide.</p>\n<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
         "<th>Iteration</th><th>On those searched on</th><th>On those who decide</th><th>Decision"
         "</th><th>Why</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string rule_effects(const json::value& rule) {
  std::string out;
  for (const json::value& one : items(rule, "effects")) {
    if (!out.empty()) out += "; ";
    out +=
        fmt::format("{} with {:.0f} conversations, {:.0f} without it: {}", effect(&one, "effect"),
                    number(one, "n"), number(one, "without"), text(one, "state"));
  }
  return out.empty() ? "not measured by itself" : out;
}

std::string rules(const json::value& truth) {
  std::string rows;
  for (const json::value& one : items(truth, "rules")) {
    std::string used;
    for (const json::value& number : items(one, "used_in"))
      used += fmt::format("{}{}", used.empty() ? "" : ", ", number.to_number<int>());
    const json::value* champion = at(one, "in_champion");
    const json::value* candidate = at(one, "in_candidate");
    const bool stands = champion && champion->as_bool();
    const bool tried = candidate && candidate->as_bool();
    rows +=
        fmt::format("<tr><th scope=\"row\">{}</th>{}{}{}{}{}{}</tr>\n", html_text(text(one, "id")),
                    cell("For", text(one, "cohort")), cell("Rule", text(one, "text")),
                    cell("From", text(one, "origin")), cell("Used in", used),
                    cell("Stands", stands  ? "champion"
                                   : tried ? "candidate"
                                           : "dropped"),
                    cell("Effect", rule_effects(one)));
  }
  if (rows.empty()) return "";
  return "<h3 class=\"gap\">Rules and their evidence</h3>\n<p class=\"note\">The effect of a rule "
         "is measured "
         "where it "
         "was left out by chance; it takes many customers.</p>\n<div class=\"scroll\"><table "
         "class=\"stack\"><thead><tr><th>Rule</th><th>For</th><th>Text</th><th>From</th><th>Used in"
         "</th><th>Stands</th><th>Effect on the reward</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string real_outcomes(const json::value& truth) {
  const json::value* by = at(truth, "calibration");
  const json::value* cohorts = by ? at(*by, "cohorts") : nullptr;
  if (!cohorts || !cohorts->is_object()) return "";
  std::string rows;
  for (const auto& [name, one] : cohorts->as_object()) {
    const json::value* slope = at(one, "slope");
    const json::value* replies = at(one, "replies");
    const auto which = cohort_from(name);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th>{}{}{}{}{}{}</tr>\n",
        html_text(which ? label(*which) : std::string_view(name)),
        cell("Outcomes", fmt::format("{:.0f}", number(one, "outcomes"))),
        cell("Real − simulated", effect(at(one, "real_minus_simulated"))),
        cell("Replied", replies ? fmt::format("{:.0f}\u00a0% → {:.0f}\u00a0%",
                                              100 * number(*replies, "simulated"),
                                              100 * number(*replies, "real"))
                                : "–"),
        cell("Of a difference",
             slope ? fmt::format("{} ({} to {})", decimal_text(number(*slope, "mean"), 2),
                                 decimal_text(number(*slope, "low"), 2),
                                 decimal_text(number(*slope, "high"), 2))
                   : "–"),
        cell("Simulated gain", effect(at(one, "simulated_gain"))),
        cell("Calibrated", effect(at(one, "gain"))));
  }
  return "<h3 class=\"gap\">Calibrated by real outcomes</h3>\n<p class=\"note\">Rewards of real "
         "customers beside "
         "the simulated ones of the same customers under the same prompts; replies, simulated → "
         "real; and how much of a simulated difference they showed, which turns the simulated gain "
         "into the calibrated one.</p>\n<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
         "<th>Customers</th><th>Outcomes</th><th>Reward, real − simulated</th><th>Replied</th>"
         "<th>Of a difference</th><th>Simulated gain</th><th>Calibrated gain</th></tr></thead>"
         "<tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string two_arms(const json::value& truth) {
  std::string rows;
  for (const json::value& one : items(truth, "ab_test")) {
    const json::value* alarm = at(one, "ratio_alarm");
    rows += fmt::format(
        "<tr><th scope=\"row\">{:.0f}</th>{}{}{}{}</tr>\n", number(one, "iteration"),
        cell("Under its prompt", fmt::format("{:.0f}", number(one, "new_prompt"))),
        cell("Kept the first", fmt::format("{:.0f}", number(one, "baseline"))),
        cell("Difference", effect(at(one, "change"))),
        cell("Counts", alarm && alarm->as_bool()
                           ? fmt::format("ALARM: not as planned, p {:.1e}", number(one, "ratio_p"))
                           : fmt::format("as planned, p {:.2f}", number(one, "ratio_p"))));
  }
  if (rows.empty()) return "";
  return "<h3 class=\"gap\">A/B test</h3>\n<p class=\"note\">Customers who heard an iteration's "
         "prompt against "
         "those who kept the first one, dealt by chance within cohorts and value segments; the "
         "difference of the reward is taken within them.</p>\n<div class=\"scroll\"><table "
         "class=\"stack\"><thead><tr><th>Iteration</th><th>Under its prompt</th><th>Kept the first"
         "</th><th>Difference of the reward</th><th>Counts</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string customers(const json::value& truth) {
  const json::value* fidelity = at(truth, "fidelity");
  const json::value* cohorts = fidelity ? at(*fidelity, "cohorts") : nullptr;
  if (!cohorts || !cohorts->is_object()) return "";
  std::string rows;
  for (const auto& [name, one] : cohorts->as_object())
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th>{}{}{}{}{}{}</tr>\n", html_text(std::string(name)),
        cell("Conversations", fmt::format("{:.0f}", number(one, "conversations"))),
        cell("Ended it", fmt::format("{:.0f}", number(one, "left_early"))),
        cell("Left their role", fmt::format("{:.0f}", number(one, "role_flips"))),
        cell("Sentiment", decimal_text(number(*at(one, "sentiment"), "mean"), 2)),
        cell("Of their tickets", decimal_text(number(*at(one, "profile_sentiment"), "mean"), 2)),
        cell("Words", decimal_text(number(*at(one, "words"), "mean"), 1)));
  std::string variance;
  if (at(*fidelity, "persona_variance"))
    variance = fmt::format(
        "<p class=\"note\">The reward varies by {} between customers and by {} within one ({:.0f} "
        "heard "
        "twice under the same prompt).</p>\n",
        decimal_text(number(*fidelity, "persona_variance"), 4),
        decimal_text(number(*fidelity, "replicate_variance"), 4), number(*fidelity, "heard_twice"));
  return "<h3 class=\"gap\">The simulated customers</h3>\n<div class=\"scroll\"><table "
         "class=\"stack\"><thead><tr>"
         "<th>Customers</th><th>Conversations</th><th>Ended it</th><th>Left their role</th>"
         "<th>Sentiment of replies</th><th>Of their tickets</th><th>Words a reply</th></tr></thead>"
         "<tbody>\n" +
         rows + "</tbody></table></div>\n" + variance;
}

}  // namespace

std::string report_truth(const run_record& record) {
  if (record.truth.empty())
    return "<p class=\"empty\">Nothing was examined: the prompt was tuned on all customers, so no "
           "gain "
           "is claimed (truth.gate = false).</p>\n";
  const auto truth = parse_exact(record.truth);
  if (!truth) return "<p class=\"empty\">The evidence cannot be read.</p>\n";
  std::string out;
  for (const char* list : {"said", "forecast"})
    for (const json::value& line : items(*truth, list))
      if (line.is_string())
        out += fmt::format("<p{}>{}</p>\n", list[0] == 'f' ? " class=\"note\"" : "",
                           html_text(std::string(line.as_string())));
  return out + decisions(*truth) + real_outcomes(*truth) + two_arms(*truth) + rules(*truth) +
         customers(*truth);
}

}  // namespace parley
