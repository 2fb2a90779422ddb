#include <fmt/format.h>

#include <charconv>

#include "output/load_fields.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

using cell_list = std::vector<std::pair<std::uint32_t, std::uint64_t>>;
using count_list = std::vector<std::pair<std::string, std::uint64_t>>;

std::string cells_text(const cell_list& cells) {
  std::string out;
  for (const auto& [index, times] : cells)
    out += fmt::format("{}{}:{}", out.empty() ? "" : " ", index, times);
  return out;
}

class member_writer {
 public:
  void operator()(std::string_view key, std::string& v) { out[key] = v; }
  void operator()(std::string_view key, bool v) { out[key] = v; }
  void operator()(std::string_view key, double v) { out[key] = v; }
  void operator()(std::string_view key, std::int64_t v) { out[key] = v; }
  void operator()(std::string_view key, std::uint64_t v) { out[key] = v; }
  void operator()(std::string_view key, std::uint32_t v) { out[key] = v; }
  void operator()(std::string_view key, cell_list& v) { out[key] = cells_text(v); }
  void operator()(std::string_view key, count_list& v) {
    json::object counts;
    for (const auto& [name, n] : v) counts[name] = n;
    out[key] = std::move(counts);
  }
  void operator()(std::string_view key, std::vector<std::string>& v) {
    json::array items;
    for (const std::string& one : v) items.push_back(json::value(one));
    out[key] = std::move(items);
  }
  template <class T>
  void operator()(std::string_view key, std::optional<T>& v) {
    out[key] = v ? written(*v) : json::value(nullptr);
  }
  template <class T>
  void operator()(std::string_view key, std::vector<T>& v) {
    json::array items;
    for (T& one : v) items.push_back(written(one));
    out[key] = std::move(items);
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view key, T& v) {
    out[key] = written(v);
  }

  template <class T>
  static json::value written(T& value) {
    member_writer inner;
    visit_members(inner, value);
    return std::move(inner.out);
  }
  json::object out;
};

/// The names under which vLLM's serving benchmark reports the same figures, in its units.
json::object vllm_figures(const load_step& step) {
  json::object out{
      {"completed", step.ok},
      {"total_input_tokens", step.input_tokens},
      {"total_output_tokens", step.output_tokens},
      {"duration", step.measured},
      {"request_throughput", step.requests_per_sec},
      {"request_goodput", step.good_per_sec},
      {"output_throughput", step.output_tokens_per_sec},
      {"total_token_throughput", step.input_tokens_per_sec + step.output_tokens_per_sec}};
  const std::pair<std::string_view, std::string_view> names[] = {
      {"ttft", "ttft_sent"}, {"tpot", "tpot"}, {"itl", "itl"}, {"e2el", "e2e_sent"}};
  for (const auto& [theirs, ours] : names) {
    const load_metric* m = step.metric(ours);
    if (m == nullptr) continue;
    const auto put = [&, key = theirs](std::string_view stat, double seconds) {
      out[fmt::format("{}_{}_ms", stat, key)] = 1000 * seconds;
    };
    put("mean", m->mean);
    put("std", m->deviation);
    put("median", m->p50);
    put("p90", m->p90);
    put("p95", m->p95);
    put("p99", m->p99);
  }
  return out;
}

}  // namespace

double load_step::good_share() const {
  const auto due = static_cast<double>(ok + failed + unsent);
  return due == 0 ? 1 : static_cast<double>(good) / due;
}

double load_step::error_share() const {
  const auto ended = static_cast<double>(ok + failed);
  return ended == 0 ? 0 : static_cast<double>(failed) / ended;
}

double load_step::limited_share() const {
  const auto ended = static_cast<double>(ok + failed);
  for (const auto& [kind_of_error, n] : errors)
    if (kind_of_error == to_string(failure_code::rate_limited) && ended > 0)
      return static_cast<double>(n) / ended;
  return 0;
}

const load_metric* load_step::metric(std::string_view wanted) const {
  for (const load_metric& m : metrics)
    if (m.name == wanted) return &m;
  return nullptr;
}

std::string load_to_json(const load_record& record) {
  load_record copy = record;
  json::object document{{"format", "parley-load"}, {"format_version", 1}};
  json::value members = member_writer::written(copy);
  for (auto& [key, value] : members.as_object()) document[key] = std::move(value);
  auto& steps = document["steps"].as_array();
  for (std::size_t i = 0; i < steps.size(); ++i)
    steps[i].as_object()["vllm"] = vllm_figures(record.steps[i]);
  json::value portable = std::move(document);
  make_portable(portable);
  return pretty_json(portable);
}

}  // namespace parley
