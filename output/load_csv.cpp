#include "output/csv.hpp"
#include "output/load_record.hpp"

namespace parley {
namespace {

constexpr std::string_view metric_names[] = {"ttft",     "ttft_sent", "itl",  "tpot", "e2e",
                                             "e2e_sent", "connect",   "held", "lag",  "user_rate"};

void head(csv_writer& out, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) out.text(name);
}

void figures(csv_writer& out, const load_metric* m) {
  if (m == nullptr || m->count == 0) {
    for (int i = 0; i < 7; ++i) out.empty();
    return;
  }
  for (const double v : {m->mean, m->p50, m->p90, m->p95, m->p99, m->p999, m->max}) out.number(v);
}

}  // namespace

std::string load_steps_csv(const load_record& record) {
  csv_writer out;
  head(out, {"step",
             "kind",
             "offered",
             "complete",
             "started_s",
             "warmup_s",
             "measured_s",
             "sent",
             "ok",
             "failed",
             "unsent",
             "rate_limited_share",
             "good_share",
             "requests_per_s",
             "good_per_s",
             "input_tokens_per_s",
             "output_tokens_per_s",
             "in_flight_mean",
             "in_flight_peak",
             "connections",
             "client_cpu_share",
             "client_verdict"});
  for (const std::string_view name : metric_names)
    for (const std::string_view stat : {"mean", "p50", "p90", "p95", "p99", "p99.9", "max"})
      out.text(std::string(name) + "_" + std::string(stat));
  out.end_row();
  for (const load_step& s : record.steps) {
    out.text(s.name).text(s.kind).number(s.offered).boolean(s.complete).number(s.started);
    out.number(s.warmup).number(s.measured).number(s.sent).number(s.ok).number(s.failed);
    out.number(s.unsent).number(s.limited_share()).number(s.good_share());
    out.number(s.requests_per_sec).number(s.good_per_sec).number(s.input_tokens_per_sec);
    out.number(s.output_tokens_per_sec).number(s.in_flight_mean).number(s.in_flight_peak);
    out.number(s.connections).number(s.health.cpu_share).text(s.health.verdict);
    for (const std::string_view name : metric_names) figures(out, s.metric(name));
    out.end_row();
  }
  return out.str();
}

std::string load_seconds_csv(const load_record& record) {
  csv_writer out;
  head(out, {"second", "step", "warmup", "sent", "ok", "failed", "rate_limited", "in_flight",
             "output_tokens", "e2e_mean_s", "e2e_p50_s", "e2e_p95_s", "e2e_p99_s", "ttft_mean_s",
             "ttft_p50_s", "ttft_p95_s", "ttft_p99_s", "client_lag_max_s"});
  out.end_row();
  for (const load_second& s : record.seconds) {
    out.number(s.second).number(s.step).boolean(s.warmup).number(s.sent).number(s.ok);
    out.number(s.failed).number(s.limited).number(s.in_flight).number(s.output_tokens);
    for (const double v : {s.e2e_mean, s.e2e_p50, s.e2e_p95, s.e2e_p99, s.ttft_mean, s.ttft_p50,
                           s.ttft_p95, s.ttft_p99, s.lag_max})
      out.number(v);
    out.end_row();
  }
  return out.str();
}

}  // namespace parley
