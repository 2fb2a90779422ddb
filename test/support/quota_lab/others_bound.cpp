#include "test/support/quota_lab/others_bound.hpp"

#include <algorithm>

namespace parley::lab {

double earliest_last_send(double charges, const bucket_limit& limit,
                          const std::vector<taken_by_others>& others) {
  if (limit.rate <= 0) return 0;
  double granted = charges;
  const auto fits_at = [&] { return std::max(0.0, (granted - limit.burst) / limit.rate); };
  for (const taken_by_others& each : others) {
    if (fits_at() <= each.at_s) break;  // all of ours were gone by then
    granted += each.amount;
  }
  return fits_at();
}

}  // namespace parley::lab
