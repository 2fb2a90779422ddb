// Which conversations people are asked to score: a random sample, stratified by cohort. Pure.
// Must not know: what was said in them, how they were scored.
#pragma once

#include <span>
#include <vector>

#include "output/label_record.hpp"

namespace parley::people {

/// A customer with one conversation, or with the two sides of a pair.
struct sampled_customer {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
};

/// `size` customers of `all` (fewer when there are fewer), in the order in which they are shown.
/// Within a cohort every customer has the same chance, n of N, whatever its conversation was. Seats
/// go to cohorts in proportion (Sainte-Laguë's divisors), the first two of each before all others,
/// because one label says nothing of a spread. A larger sample of the same customers and seed
/// begins with the smaller one, and every beginning of it is a random sample too: who stops early
/// has labelled one. The order of `all` does not matter.
std::vector<sampled_customer> draw_customers(std::span<const sampled_customer> all,
                                             std::size_t size, std::uint64_t seed);

/// Their conversations of an iteration, or the `pairs` of the last measurement: the sides of a
/// customer stand together, in an order thrown for each.
std::vector<drawn_talk> talks_of(std::span<const sampled_customer> drawn, int iteration, bool pairs,
                                 std::uint64_t seed);

}  // namespace parley::people
