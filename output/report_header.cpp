// The page's head: verdict, facts about the run, and how to read it.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "output/format.hpp"
#include "output/html.hpp"
#include "output/record_values.hpp"
#include "output/report_metrics.hpp"
#include "output/report_parts.hpp"

namespace parley {
namespace {

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count_text(static_cast<std::int64_t>(n)), n == 1 ? one : many);
}

struct totals {
  std::size_t conversations = 0, scored = 0, left_out = 0, refused = 0;
  token_usage usage;
  std::int64_t calls = 0;
};

totals add_up(const run_record& record) {
  totals out;
  for (const auto& one : record.iterations) {
    out.conversations += one.conversations.size();
    for (const auto& j : one.judgements) out.scored += j.value.has_value();
    out.refused += one.report.refused_for_deadline;
  }
  out.left_out = out.conversations - std::min(out.scored, out.conversations);
  for (const auto& role : record.spend) {
    out.usage += role.usage;
    out.calls += role.calls + role.failures;
  }
  return out;
}

std::string provider_text(const run_record& record) {
  return record.provider == "sim" ? "the simulated provider" : record.provider;
}

std::string_view stop_text(stop_reason reason) {
  switch (reason) {
    case stop_reason::converged:
      return "converged";
    case stop_reason::max_iterations:
      return "all iterations done";
    case stop_reason::time_budget:
      return "time budget used up";
    case stop_reason::token_budget:
      return "token budget used up";
    case stop_reason::cost_budget:
      return "money budget used up";
    case stop_reason::request_budget:
      return "request budget used up";
    case stop_reason::interrupted:
      return "interrupted";
    case stop_reason::provider_failure:
      return "the provider failed";
  }
  return "the provider failed";
}

/// What may be claimed: the sentence, and whether it is a gain. Nothing where nothing was examined,
/// or too few customers to claim anything.
struct claim {
  std::string sentence;
  bool gain = false;
};
std::optional<claim> claim_of(const run_record& record) {
  if (record.truth.empty()) return std::nullopt;
  const auto truth = parse_exact(record.truth);
  const json::object* all = truth ? truth->if_object() : nullptr;
  const json::value* measured = all ? all->if_contains("measurement") : nullptr;
  const json::value* said = all ? all->if_contains("said") : nullptr;
  if (!measured || !measured->is_object() || !said || !said->is_array()) return std::nullopt;
  if (said->as_array().empty() || !said->as_array()[0].is_string()) return std::nullopt;
  claim out{std::string(said->as_array()[0].as_string()), false};
  const json::value* low = measured->as_object().if_contains("low");
  const json::value* promoted = measured->as_object().if_contains("promoted");
  out.gain = promoted && promoted->is_bool() && promoted->as_bool() && low && low->is_number() &&
             low->to_number<double>() > 0;
  return out;
}

/// What the whole comparison says about the reward: colours the verdict.
std::string_view verdict_class(const run_record& record) {
  if (const auto claimed = claim_of(record)) return claimed->gain ? "good" : "none";
  if (!record.comparison) return "none";
  for (const auto& row : record.comparison->rows)
    if (!row.cohort) {
      const evidence found = evidence_of(row.reward_change);
      if (found == evidence::increase) return "good";
      if (found == evidence::decrease) return "bad";
    }
  return "none";
}

std::string fact(std::string_view name, std::string_view value, std::string_view more = {}) {
  return fmt::format("<div><dt>{}</dt><dd>{}{}</dd></div>\n", name, html_text(value),
                     more.empty() ? "" : "<small>" + html_text(more) + "</small>");
}

}  // namespace

std::string report_verdict(const run_record& record) {
  if (const auto claimed = claim_of(record)) return claimed->sentence;
  if (record.comparison && !record.comparison->verdict.empty()) return record.comparison->verdict;
  if (record.iterations.empty()) return "No iteration was finished, so there is nothing to report.";
  if (add_up(record).scored == 0)
    return "No conversation could be scored, so nothing can be said about the messages.";
  if (record.iterations.size() == 1 && record.continues)
    return fmt::format(
        "One iteration was run. It goes on from iteration {} of run {}, but the two cannot be "
        "compared: {}.",
        record.continues->iteration, record.continues->run_id,
        record.continues->customers_in_common == 0
            ? "they have no customers in common"
            : "another provider, or no customer was scored in both");
  if (record.iterations.size() == 1)
    return "One iteration was run: this is where things stand, with nothing to compare it with.";
  return "The iterations have no scored customers in common, so they cannot be compared.";
}

std::string report_header(const run_record& record) {
  const totals sum = add_up(record);
  // The page's headline is its verdict's first sentence; the rest explains.
  const std::string verdict = report_verdict(record);
  const std::size_t first = std::min(verdict.find(". "), verdict.size() - 1) + 1;
  std::string out = fmt::format(
      "<p class=\"over\"><b class=\"brand\">parley</b> Outreach report{} <span>· run "
      "{}</span></p>\n",
      record.started_at.empty() ? ""
                                : " <span>· " + html_text(date_text(record.started_at)) + "</span>",
      html_text(record.run_id));
  out += fmt::format("<h1 class=\"verdict {}{}\"><bdi>{}</bdi></h1>\n", verdict_class(record),
                     first > 140 ? " long" : "", html_text(verdict.substr(0, first)));
  if (first < verdict.size())
    out += fmt::format("<p class=\"lead\">{}</p>\n", html_text(verdict.substr(first + 1)));
  out += fmt::format("<p class=\"lead\">{}, {}, {}{}.",
                     plural(record.profiles.size(), "customer", "customers"),
                     plural(record.iterations.size(), "iteration", "iterations"),
                     plural(sum.conversations, "conversation", "conversations"),
                     record.provider.empty() ? "" : " with " + html_text(provider_text(record)));
  if (record.comparison)
    out += fmt::format(
        " Before is iteration {}{}, after is iteration {}; the same customers both "
        "times.",
        record.comparison->before_iteration,
        record.continues && record.comparison->before_iteration <= record.continues->iteration
            ? " of run " + html_text(record.continues->run_id)
            : "",
        record.comparison->after_iteration);
  out += fmt::format(
      "</p>\n<p class=\"lead\">Why it stopped: {}</p>\n",
      html_text(record.stop_detail.empty() ? stop_text(record.stopped) : record.stop_detail));
  out +=
      "<p class=\"caveat\"><b>These customers are simulated.</b> A model played them from their "
      "profiles and another model scored the conversations. Take the result as a reason to try "
      "the message on real customers, not as proof that it works on them.</p>\n";
  return out;
}

std::string report_facts(const run_record& record) {
  const totals sum = add_up(record);
  std::string out = "<dl class=\"facts\">\n";
  out += fact("Customers", count_text(static_cast<std::int64_t>(record.profiles.size())));
  std::string scored = fmt::format("{} scored", count_text(static_cast<std::int64_t>(sum.scored)));
  if (sum.refused > 0)
    scored += fmt::format(", {} left out for the deadline",
                          count_text(static_cast<std::int64_t>(sum.refused)));
  out += fact("Conversations", count_text(static_cast<std::int64_t>(sum.conversations)), scored);
  out += fact("Tokens", count_text(sum.usage.total()),
              plural(static_cast<std::size_t>(sum.calls), "call", "calls"));
  out +=
      fact("Cost", money_text(record.cost, record.currency, record.cost_known),
           record.cost_known ? (record.provider == "sim" ? "what a real service would charge" : "")
                             : "a model has no price in the configuration");
  if (record.lost.calls > 0)
    out += fact("Perhaps paid twice",
                plural(static_cast<std::size_t>(record.lost.calls), "call", "calls"),
                "in flight when the run was cut off; at most " +
                    money_text(record.lost.worst_cost, record.currency));
  out += fact("Wall time", duration_text(record.wall_sec));
  out += fact("Stopped", stop_text(record.stopped));
  return out + "</dl>\n";
}

std::string report_reading(double confidence) {
  std::string out = "<dl class=\"reading\">\n";
  const auto entry = [&](std::string_view term, std::string_view text) {
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(term), html_text(text));
  };
  entry("Simulated customers",
        "Every customer here is a model that plays a profile. It can be more polite, more patient "
        "or more predictable than the person. What wins here is worth a trial with real customers; "
        "it is not yet a result about them.");
  entry("The interval",
        fmt::format(
            "The range in brackets is a {0} confidence interval: of many such runs, about "
            "{0} would have the true mean inside it. Fewer customers, wider range; where it would "
            "reach beyond the scale, it is shown up to the scale's end.",
            level_text(confidence)));
  entry("No difference shown",
        "The interval of the change includes zero: the data fit an improvement and no improvement "
        "alike. That is not proof that nothing changed.");
  entry("Many rows",
        "The table makes up to 25 comparisons. By chance alone about one in twenty would look like "
        "a difference, so trust the row for all customers first and a single cohort's row last.");
  entry("Pairs",
        "Before and after are compared on the same customers: only those who were scored both "
        "times count. The change is the mean of their own changes.");
  for (const auto& metric : report_metrics()) entry(metric.name, metric.meaning);
  entry("Who scores",
        "The judge is a model that reads the profile and the conversation, not the plan behind "
        "it. Its numbers are estimates and can be off in the same direction every time; "
        "differences between iterations suffer less from that than the numbers themselves.");
  entry("The prompt was tuned on these customers",
        "Each prompt was written after reading how these same customers reacted, so part of the "
        "gain may not carry over to others.");
  entry("Silence",
        "A customer who reads the message and does not answer is an outcome, and is scored. "
        "Invalid replies (the simulated customer left its role) and failed calls are counted but "
        "never scored.");
  return out + "</dl>\n";
}

}  // namespace parley
