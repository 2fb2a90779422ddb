// The members of a load test's record, each named once: writer and reader walk the same list.
// Must not know: JSON text, files.
#pragma once

#include "output/load_record.hpp"

namespace parley {

template <class Visitor>
void visit_members(Visitor& v, load_metric& m) {
  v("name", m.name);
  v("unit", m.unit);
  v("count", m.count);
  v("mean", m.mean);
  v("deviation", m.deviation);
  v("min", m.min);
  v("p50", m.p50);
  v("p75", m.p75);
  v("p90", m.p90);
  v("p95", m.p95);
  v("p99", m.p99);
  v("p99.9", m.p999);
  v("max", m.max);
  v("sum", m.sum);
  v("sum_of_squares", m.sum_of_squares);
  v("cells", m.cells);
}

template <class Visitor>
void visit_members(Visitor& v, load_health& h) {
  v("verdict", h.verdict);
  v("reason", h.reason);
  v("cpu_share", h.cpu_share);
  v("lag_p50", h.lag_p50);
  v("lag_p99", h.lag_p99);
  v("lag_max", h.lag_max);
}

template <class Visitor>
void visit_members(Visitor& v, load_step& s) {
  v("name", s.name);
  v("kind", s.kind);
  v("offered", s.offered);
  v("complete", s.complete);
  v("started", s.started);
  v("warmup", s.warmup);
  v("measured", s.measured);
  v("sent", s.sent);
  v("ok", s.ok);
  v("failed", s.failed);
  v("unsent", s.unsent);
  v("good", s.good);
  v("left_out", s.left_out);
  v("errors", s.errors);
  v("connections", s.connections);
  v("requests_per_sec", s.requests_per_sec);
  v("good_per_sec", s.good_per_sec);
  v("input_tokens_per_sec", s.input_tokens_per_sec);
  v("output_tokens_per_sec", s.output_tokens_per_sec);
  v("input_tokens", s.input_tokens);
  v("cached_tokens", s.cached_tokens);
  v("output_tokens", s.output_tokens);
  v("cost", s.cost);
  v("usage_estimated", s.usage_estimated);
  v("in_flight_mean", s.in_flight_mean);
  v("in_flight_peak", s.in_flight_peak);
  v("client", s.health);
  v("metrics", s.metrics);
}

template <class Visitor>
void visit_members(Visitor& v, load_second& s) {
  v("second", s.second);
  v("step", s.step);
  v("warmup", s.warmup);
  v("sent", s.sent);
  v("ok", s.ok);
  v("failed", s.failed);
  v("limited", s.limited);
  v("in_flight", s.in_flight);
  v("output_tokens", s.output_tokens);
  v("e2e_mean", s.e2e_mean);
  v("e2e_p50", s.e2e_p50);
  v("e2e_p95", s.e2e_p95);
  v("e2e_p99", s.e2e_p99);
  v("ttft_mean", s.ttft_mean);
  v("ttft_p50", s.ttft_p50);
  v("ttft_p95", s.ttft_p95);
  v("ttft_p99", s.ttft_p99);
  v("lag_max", s.lag_max);
}

template <class Visitor>
void visit_members(Visitor& v, load_sweep& s) {
  v("highest_rate", s.highest_rate);
  v("lowest_failed", s.lowest_failed);
  v("knee_rate", s.knee_rate);
  v("base_latency", s.base_latency);
  v("concurrency", s.concurrency);
  v("ended", s.ended);
}

template <class Visitor>
void visit_members(Visitor& v, load_requirement& r) {
  v("text", r.text);
  v("met", r.met);
  v("found", r.found);
}

template <class Visitor>
void visit_members(Visitor& v, load_record& r) {
  v("id", r.id);
  v("version", r.version);
  v("started_at", r.started_at);
  v("finished_at", r.finished_at);
  v("provider", r.provider);
  v("base_url", r.base_url);
  v("api", r.api);
  v("model", r.model);
  v("stream", r.stream);
  v("workload", r.workload);
  v("shape", r.shape);
  v("objective", r.objective);
  v("good_share_wanted", r.good_share_wanted);
  v("seed", r.seed);
  v("stopped", r.stopped);
  v("stop_detail", r.stop_detail);
  v("wall_sec", r.wall_sec);
  v("requests_per_minute_seen", r.requests_per_minute_seen);
  v("tokens_per_minute_seen", r.tokens_per_minute_seen);
  v("notes", r.notes);
  v("requirements", r.requirements);
  v("sweep", r.sweep);
  v("steps", r.steps);
  v("seconds", r.seconds);
}

}  // namespace parley
