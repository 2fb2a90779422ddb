// What people type and fill in: no byte may crash, and what is taken is in range.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/people/label_flow.hpp"
#include "engine/people/label_sheet.hpp"

namespace {

bool in_range(const parley::person_label& one) {
  const auto within = [](const std::optional<double>& value, double most) {
    return !value || (*value >= 0 && *value <= most);
  };
  return within(one.nps, 10) && within(one.engagement, 1) && within(one.churn, 1) &&
         !(one.skipped && one.complete());
}

void type_all(std::string_view text) {
  std::vector<parley::person_label> labels(3);
  for (parley::person_label& one : labels) one.rater = "x";
  parley::people::label_flow flow(std::move(labels), 12);
  while (!text.empty() && !flow.done()) {
    const auto end = std::min(text.find('\n'), text.size());
    (void)flow.prompt();
    (void)flow.on_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (flow.complete() + flow.skipped() + flow.left() != 3) std::abort();
    for (const parley::person_label& one : flow.labels())
      if (!in_range(one)) std::abort();
  }
}

// A function, not a lambda: GCC 12 breaks down when it tries one at compile time.
parley::run_record make_run() {
  parley::run_record out;
  out.run_id = "r";
  auto& one = out.iterations.emplace_back();
  one.iteration = 1;
  for (const char* id : {"A", "B"}) {
    out.profiles.emplace_back().customer_id = id;
    one.conversations.emplace_back().customer_id = id;
    auto& verdict = one.judgements.emplace_back();
    verdict.customer_id = id;
    verdict.value.emplace();
  }
  return out;
}

const parley::people::talk_book& small_book() {
  static const parley::run_record run = make_run();
  static const int closed[] = {1};
  static const parley::people::talk_book book(run, closed, {}, {});
  return book;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  type_all(text);
  const auto table = parley::read_csv(text);
  if (!table) return 0;
  const parley::people::talk_book& book = small_book();
  const parley::people::sheet_rules rules{book, {}, "me", false, ""};
  const auto read = parley::people::labels_from(*table, rules);
  if (!read.problems.empty() && !read.labels.empty()) std::abort();
  for (const parley::person_label& one : read.labels)
    if (!one.complete() || !in_range(one) || !book.find(one.talk)) std::abort();
  return 0;
}
