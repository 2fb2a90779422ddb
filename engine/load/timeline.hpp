// What happened in each second of a test.
// Must not know: steps' figures, the machine's clock.
#pragma once

#include "engine/load/histogram.hpp"
#include "engine/load/sample.hpp"
#include "output/load_record.hpp"

namespace parley::load {

/// Told in order of time. A row is final when its second is over, but for tokens: a reply's are
/// spread over the seconds in which they streamed, known once it has ended.
class timeline {
 public:
  static constexpr std::size_t most_seconds = 7 * 24 * 3600;  ///< later ones are not kept

  explicit timeline(time_point start) : start_(start) {}

  void step_begins(std::uint32_t step, bool warmup, time_point now);
  void warmed_up(time_point now);
  void sent(time_point now);
  void ended(const sample& s, time_point now);
  void lag(std::int64_t us, time_point now);
  void in_flight(std::uint64_t requests, time_point now);

  const std::vector<load_second>& rows() const { return rows_; }
  /// All rows final; call once at the end.
  std::vector<load_second> take(time_point now);
  /// The last whole second, for a display; nothing yet: an empty one.
  load_second last_whole() const;
  time_point start() const { return start_; }

 private:
  load_second* row(time_point at);
  load_second* current(time_point now);
  void close();
  void spread(const sample& s);

  time_point start_;
  std::vector<load_second> rows_;
  std::uint32_t step_ = 0;
  bool warmup_ = false;
  std::uint64_t in_flight_ = 0;
  histogram e2e_, ttft_;  // of the second that goes on
};

}  // namespace parley::load
