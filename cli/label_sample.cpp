#include "cli/label_sample.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.hpp"
#include "engine/people/sample.hpp"
#include "output/store/label_rows.hpp"

namespace parley::cli {
namespace {

failure nothing(std::string text) {
  return fail(failure_code::invalid_input, std::move(text));
}

result<int> iteration_of(const labelled_run& labelled, const label_wish& wish) {
  const people::talk_book& book = *labelled.book;
  const std::string& id = labelled.run.run_id;
  if (wish.gain) {
    if (const int measured = book.measured_iteration(); measured > 0) return measured;
    return nothing(fmt::format(
        "{} has no last measurement whose conversations could be scored (it is made at the end of "
        "a run whose customers suffice for a split and whose prompts differ); leave --of out",
        id));
  }
  const int last = book.last_iteration();
  if (last == 0)
    return nothing(
        fmt::format("{0} has no finished iteration with a scored conversation, so there "
                    "is nothing to score yet; `parley resume {0}` goes on with it",
                    id));
  if (wish.iteration == 0) return last;
  for (const people::label_talk& one : book.talks())
    if (one.key.side == 0 && one.key.iteration == wish.iteration) return wish.iteration;
  return nothing(
      fmt::format("{} has no finished iteration {}; the last one is {}", id, wish.iteration, last));
}

std::vector<people::sampled_customer> population(const people::talk_book& book, int iteration,
                                                 bool pairs) {
  std::vector<people::sampled_customer> out;
  for (const people::label_talk& one : book.talks()) {
    if (one.key.iteration != iteration || one.key.side != (pairs ? 1 : 0)) continue;
    if (pairs && !book.find({iteration, one.key.customer_id, 2})) continue;
    out.push_back({one.key.customer_id, one.cohort});
  }
  return out;
}

bool begins_with(const std::vector<drawn_talk>& drawn, const std::vector<drawn_talk>& before) {
  return std::all_of(before.begin(), before.end(), [&](const drawn_talk& one) {
    return std::any_of(drawn.begin(), drawn.end(), [&](const drawn_talk& now) {
      return now.talk == one.talk && now.place == one.place;
    });
  });
}

}  // namespace

result<std::vector<drawn_talk>> settle_sample(database& db, const labelled_run& labelled,
                                              const label_wish& wish) {
  const auto iteration = iteration_of(labelled, wish);
  if (!iteration) return iteration.error();
  std::vector<drawn_talk> before;
  std::size_t places = 0;
  for (const drawn_talk& one : labelled.rows.sample) {
    if (one.talk.iteration != *iteration || (one.talk.side != 0) != wish.gain) continue;
    before.push_back(one);
    places = std::max(places, static_cast<std::size_t>(one.place));
  }
  const std::uint64_t seed =
      !before.empty() ? before.front().seed : wish.seed.value_or(labelled.run.seed);
  if (wish.seed && *wish.seed != seed)
    return nothing(
        fmt::format("this sample was drawn with seed {}, and what was scored belongs to "
                    "it; leave --seed out",
                    seed));
  const std::size_t usual = wish.gain ? default_label_size / 2 : default_label_size;
  const std::size_t size = std::max(places, wish.size > 0 ? wish.size : places > 0 ? 0 : usual);
  const auto customers =
      people::draw_customers(population(*labelled.book, *iteration, wish.gain), size, seed);
  std::vector<drawn_talk> drawn = people::talks_of(customers, *iteration, wish.gain, seed);
  if (!begins_with(drawn, before))
    return nothing(
        fmt::format("the conversations of iteration {} are others than when the sample "
                    "was drawn; another iteration can be scored: --iteration N",
                    *iteration));
  if (drawn.size() > before.size())
    if (auto kept = keep_sample(db, drawn, utc_timestamp_ms_now()); !kept) return kept.error();
  return drawn;
}

}  // namespace parley::cli
