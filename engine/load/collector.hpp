// Adds up what one step's requests measured.
// Must not know: how requests are sent, the machine's clock.
#pragma once

#include <map>

#include "engine/load/histogram.hpp"
#include "engine/load/objective.hpp"
#include "engine/load/sample.hpp"
#include "output/load_record.hpp"

namespace parley::load {

/// The part of a step that counts. Latencies belong to requests that were *due* in it; rates to
/// what *completed* in it, so that a step that was cut off does not lose its slow requests.
struct measured_window {
  time_point from;
  time_point until = time_point::max();  ///< max: until the last request ended
};

class collector {
 public:
  collector(measured_window window, objective wanted) : window_(window), wanted_(wanted) {}

  /// A request has ended. True when it counts (it was due inside the window).
  bool add(const sample& s);
  void add_unsent(std::uint64_t requests) { unsent_ += requests; }
  /// The client was late by itself although no request shows it (a timer that came late).
  void add_lag(std::int64_t us, time_point now);
  /// Requests in flight from now on.
  void in_flight(std::uint64_t requests, time_point now);
  /// Nothing more is measured: closes the window at `now` if it is open-ended.
  void finish(time_point now);

  /// Fills counts, rates and metrics; health and names are the caller's. After finish().
  void fill(load_step& into) const;

  const measured_window& window() const { return window_; }
  const histogram& lag() const { return lag_; }
  const histogram& e2e() const { return e2e_; }
  const histogram& ttft() const { return ttft_; }
  std::uint64_t ok() const { return ok_; }
  std::uint64_t failed() const { return failed_; }
  std::uint64_t good() const { return good_; }
  std::uint64_t unsent() const { return unsent_; }

 private:
  bool inside(time_point t) const { return t >= window_.from && t < window_.until; }
  double share_inside(const sample& s) const;
  void add_throughput(const sample& s);
  void add_latencies(const sample& s);

  measured_window window_;
  objective wanted_;
  std::uint64_t ok_ = 0, failed_ = 0, good_ = 0, unsent_ = 0, left_out_ = 0, connections_ = 0;
  std::uint64_t completed_ = 0, completed_good_ = 0;  // in the window
  double input_in_window_ = 0, output_in_window_ = 0;
  std::uint64_t input_ = 0, cached_ = 0, output_ = 0;
  double cost_ = 0;
  bool usage_estimated_ = false;
  std::map<failure_code, std::uint64_t> errors_;
  histogram ttft_, ttft_sent_, itl_, tpot_, e2e_, e2e_sent_, connect_, held_, lag_, user_rate_;
  time_point last_ended_{};
  // In flight, as an integral over the window.
  std::uint64_t now_in_flight_ = 0, peak_ = 0;
  time_point counted_until_{};
  double area_ = 0;
};

/// Figures of a histogram; `scale` turns its unit into seconds or tokens a second.
load_metric metric_of(std::string name, std::string unit, const histogram& values, double scale);
/// The histogram that a metric was written from.
histogram histogram_of(const load_metric& metric);

}  // namespace parley::load
