#include "engine/load/arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace parley::load {
namespace {

/// Gamma of shape k and mean 1: Marsaglia and Tsang, "A simple method for generating gamma
/// variables" (2000); below shape 1 by their power of a uniform.
double gamma_of_mean_one(double k, random_stream& random) {
  if (k == 1) return random.exponential(1);
  if (k < 1) {
    const double u = 1 - random.uniform();
    return gamma_of_mean_one(k + 1, random) * (k + 1) / k * std::pow(u, 1 / k);
  }
  const double d = k - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    const double u = 1 - random.uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v / k;
  }
}

nanoseconds at(double seconds) {
  // Beyond a century: never, in practice.
  return nanoseconds(static_cast<std::int64_t>(std::min(seconds, 3e9) * 1e9));
}

class rate_arrivals final : public arrivals {
 public:
  rate_arrivals(double from, double to, nanoseconds over, arrival_kind how, std::uint64_t seed,
                ramp_kind ramp)
      : from_(from),
        to_(to),
        over_(std::chrono::duration<double>(over).count()),
        how_(how),
        ramp_(ramp),
        random_(seed, "load", "arrivals") {}

  std::optional<nanoseconds> next() override {
    if (how_.burstiness <= 0) return at(when(static_cast<double>(sent_++)));
    due_ += gamma_of_mean_one(how_.burstiness, random_);
    return at(when(due_));
  }

 private:
  /// The moment by which `n` requests are due: the inverse of n(t) = from t + (to - from) t^2 / 2T,
  /// of a geometric ramp of n(t) = from T (r^(t/T) - 1) / ln r with r = to / from.
  double when(double n) const {
    if (ramp_ == ramp_kind::geometric && from_ != to_ && over_ > 0) {
      const double growth = std::log(to_ / from_), all = (to_ - from_) * over_ / growth;
      if (n >= all) return over_ + (n - all) / to_;
      return over_ / growth * std::log1p(n * growth / (from_ * over_));
    }
    const double slope = over_ > 0 ? (to_ - from_) / over_ : 0;
    const double ramped = (from_ + to_) / 2 * over_;
    if (slope == 0) return n / to_;
    if (n >= ramped) return over_ + (n - ramped) / to_;
    // Written so that it neither cancels nor divides by a small slope.
    return 2 * n / (from_ + std::sqrt(std::max(0.0, from_ * from_ + 2 * slope * n)));
  }

  double from_, to_, over_;
  arrival_kind how_;
  ramp_kind ramp_;
  random_stream random_;
  std::uint64_t sent_ = 0;
  double due_ = 0;
};

class burst_arrivals final : public arrivals {
 public:
  burst_arrivals(std::int64_t size, nanoseconds every) : size_(size), every_(every) {}
  std::optional<nanoseconds> next() override {
    const std::int64_t burst = sent_ / size_;
    if (burst > 0 && every_ <= nanoseconds(0)) return std::nullopt;
    ++sent_;
    return every_ * burst;
  }

 private:
  std::int64_t size_;
  nanoseconds every_;
  std::int64_t sent_ = 0;
};

class trace_arrivals final : public arrivals {
 public:
  explicit trace_arrivals(std::vector<nanoseconds> offsets) : offsets_(std::move(offsets)) {}
  std::optional<nanoseconds> next() override {
    if (next_ == offsets_.size()) return std::nullopt;
    return offsets_[next_++];
  }

 private:
  std::vector<nanoseconds> offsets_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<arrivals> make_rate(double from, double to, nanoseconds over, arrival_kind how,
                                    std::uint64_t seed, ramp_kind ramp) {
  return std::make_unique<rate_arrivals>(from, to, over, how, seed, ramp);
}

std::unique_ptr<arrivals> make_bursts(std::int64_t size, nanoseconds every) {
  return std::make_unique<burst_arrivals>(size, every);
}

std::unique_ptr<arrivals> make_trace(std::vector<nanoseconds> offsets) {
  return std::make_unique<trace_arrivals>(std::move(offsets));
}

}  // namespace parley::load
