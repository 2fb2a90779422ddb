#include "output/load_page_parts.hpp"

#include <fmt/format.h>

#include <cmath>

#include "output/format.hpp"
#include "output/html.hpp"

namespace parley {
namespace {

std::string time_text(double seconds) {
  if (seconds < 0.001) return fmt::format("{:.0f} µs", 1e6 * seconds);
  if (seconds < 1) return fmt::format("{:.3g} ms", 1e3 * seconds);
  return fmt::format("{:.4g} s", seconds);
}

/// Never an exponent: "51.28", "15 470".
std::string amount(double value) {
  return value < 1000 ? fmt::format("{:.4g}", value) : count_text(std::llround(value));
}

std::string caveat(std::string_view text) {
  return fmt::format("<p class=\"caveat\">{}</p>\n", html_text(text));
}

std::string card(std::string_view name, const std::string& big, const std::string& small) {
  return fmt::format(
      "<div class=\"card\"><h3>{}</h3><p class=\"big\">{}</p><p class=\"soft\">{}</p>"
      "</div>\n",
      html_text(name), html_text(big), html_text(small));
}

std::string cell(const std::string& text) {
  return "<td class=\"num\">" + html_text(text) + "</td>";
}

std::string verdict_of(const load_record& r) {
  if (r.sweep && r.sweep->highest_rate > 0)
    return fmt::format("{:.4g} requests a second met {} for {} of the requests",
                       r.sweep->highest_rate, r.objective, percent_text(r.good_share_wanted));
  if (r.sweep) return "No rate that was tried met the objective";
  const load_step* step = load_answer(r);
  if (step == nullptr) return "Nothing was measured";
  const load_metric* e2e = step->metric("e2e");
  return fmt::format("{} requests and {} output tokens a second{}", amount(step->requests_per_sec),
                     amount(step->output_tokens_per_sec),
                     e2e ? fmt::format(", p95 end to end {}", time_text(e2e->p95)) : "");
}

}  // namespace

const load_step* load_answer(const load_record& record) {
  if (record.steps.empty()) return nullptr;
  if (record.sweep)
    for (const load_step& step : record.steps)
      if (step.kind == "rate" && step.offered == record.sweep->highest_rate) return &step;
  return record.sweep ? &record.steps.front() : &record.steps.back();
}

std::string load_page_header(const load_record& r) {
  const bool good = !r.is_partial() && (!r.sweep || r.sweep->highest_rate > 0);
  std::string out = fmt::format(
      "<p class=\"over\"><span class=\"brand\">parley load</span> <span>{}</span> · <span>{}</span>"
      "</p>\n<h1 class=\"verdict {}\">{}</h1>\n",
      html_text(r.id), html_text(date_text(r.started_at)), good ? "good" : "bad",
      html_text(verdict_of(r)));
  out +=
      fmt::format("<p class=\"lead\">{} at {} ({}, {}{}). {}; {}. {}.</p>\n", html_text(r.model),
                  html_text(r.base_url), html_text(r.api), r.stream ? "streamed" : "not streamed",
                  r.provider == "sim" ? ", simulated" : "", html_text(r.workload),
                  html_text(r.shape), html_text("It took " + duration_text(r.wall_sec)));
  return out;
}

std::string load_page_cautions(const load_record& r) {
  std::string out;
  if (r.is_partial())
    out += caveat(fmt::format("Partial result ({}): {}. What was measured until then is shown.",
                              r.stopped, r.stop_detail));
  std::string unwell;
  for (const load_step& step : r.steps)
    if (step.health.verdict != "ok")
      unwell +=
          fmt::format("{} {} ({}).", unwell.empty() ? "" : " ", step.name, step.health.reason);
  if (!unwell.empty()) out += caveat("The client was at its own limits:" + unwell);
  for (const std::string& note : r.notes) out += caveat(note);
  for (const load_requirement& one : r.requirements)
    out +=
        fmt::format("<p><span class=\"chip {}\">{}</span> {}: {}</p>\n", one.met ? "good" : "bad",
                    one.met ? "met" : "not met", html_text(one.text), html_text(one.found));
  return out;
}

std::string load_page_cards(const load_record& r, const load_step& s) {
  std::string out = "<div class=\"cards four\">\n";
  out += card("Requests a second", amount(s.requests_per_sec),
              fmt::format("{} of {} ended well; {:.3g} in flight on average", count_text(s.ok),
                          count_text(s.sent), s.in_flight_mean));
  const load_metric* speed = s.metric("user_rate");
  out += card("Output tokens a second", amount(s.output_tokens_per_sec),
              fmt::format("{} in{}", amount(s.input_tokens_per_sec),
                          speed ? "; " + amount(speed->p50) + " to each user" : ""));
  if (const load_metric* ttft = s.metric("ttft"))
    out += card("Time to first token, p95", time_text(ttft->p95),
                fmt::format("p50 {}, p99 {}", time_text(ttft->p50), time_text(ttft->p99)));
  if (const load_metric* e2e = s.metric("e2e"))
    out += card("End to end, p95", time_text(e2e->p95),
                fmt::format("p50 {}, p99 {}", time_text(e2e->p50), time_text(e2e->p99)));
  if (!r.objective.empty())
    out += card("Good requests", percent_text(s.good_share(), 1),
                fmt::format("{}; {:.4g} good a second", r.objective, s.good_per_sec));
  out += card("Failed", percent_text(s.error_share(), 1),
              fmt::format("{} 429", percent_text(s.limited_share(), 1)));
  out += card("The client", s.health.verdict,
              fmt::format("{} of a core, own lag p99 {}", percent_text(s.health.cpu_share),
                          time_text(s.health.lag_p99)));
  if (r.sweep && r.sweep->concurrency > 0)
    out += card("In flight at the highest good rate", count_text(r.sweep->concurrency),
                "what a configuration needs to carry it");
  return out + "</div>\n";
}

std::string load_page_metrics(const load_step& s) {
  static constexpr struct {
    std::string_view name, label;
    bool sub;
  } rows[] = {{"ttft", "Time to first token", false},
              {"ttft_sent", "since really sent", true},
              {"itl", "Gap between pieces of text", false},
              {"tpot", "Time per output token", false},
              {"e2e", "End to end", false},
              {"e2e_sent", "since really sent", true},
              {"connect", "Connection set-up", false},
              {"held", "Held back by the limit in flight", false},
              {"lag", "The client's own lag", false}};
  std::string out =
      "<div class=\"scroll\"><table><thead><tr><th></th><th class=\"num\">count</th><th "
      "class=\"num\">mean</th><th class=\"num\">p50</th><th class=\"num\">p90</th><th "
      "class=\"num\">p95</th><th class=\"num\">p99</th><th class=\"num\">p99.9</th><th "
      "class=\"num\">max</th></tr></thead><tbody>\n";
  for (const auto& row : rows) {
    const load_metric* m = s.metric(row.name);
    if (m == nullptr) continue;
    out += fmt::format("<tr><td{}>{}</td>{}", row.sub ? " class=\"sub\"" : "", html_text(row.label),
                       cell(count_text(static_cast<std::int64_t>(m->count))));
    for (const double v : {m->mean, m->p50, m->p90, m->p95, m->p99, m->p999, m->max})
      out += cell(time_text(v));
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string load_page_steps(const load_record& r) {
  std::string out =
      "<div class=\"scroll\"><table><thead><tr><th>Load</th><th class=\"num\">requests/s</th><th "
      "class=\"num\">tokens/s out</th><th class=\"num\">ttft p50</th><th class=\"num\">ttft "
      "p95</th><th class=\"num\">e2e p50</th><th class=\"num\">e2e p95</th><th class=\"num\">e2e "
      "p99</th><th class=\"num\">good</th><th class=\"num\">failed</th><th "
      "class=\"num\">429</th><th>client</th></tr></thead><tbody>\n";
  for (const load_step& s : r.steps) {
    const bool bad = s.good_share() < r.good_share_wanted || !s.complete;
    out += fmt::format("<tr{}><th scope=\"row\">{}{}</th>", bad ? " class=\"bad\"" : "",
                       html_text(s.name), s.complete ? "" : " (cut short)");
    out += cell(amount(s.requests_per_sec));
    out += cell(amount(s.output_tokens_per_sec));
    const load_metric *ttft = s.metric("ttft"), *e2e = s.metric("e2e");
    out += cell(ttft ? time_text(ttft->p50) : "–") + cell(ttft ? time_text(ttft->p95) : "–");
    out += cell(e2e ? time_text(e2e->p50) : "–") + cell(e2e ? time_text(e2e->p95) : "–") +
           cell(e2e ? time_text(e2e->p99) : "–");
    out += cell(percent_text(s.good_share(), 1)) + cell(percent_text(s.error_share(), 1)) +
           cell(percent_text(s.limited_share(), 1));
    out += fmt::format("<td>{}</td></tr>\n", html_text(s.health.verdict));
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace parley
