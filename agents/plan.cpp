#include "agents/plan.hpp"

#include <algorithm>
#include <charconv>

#include "agents/model_text.hpp"

namespace parley {
namespace {

// "r12" -> 12; 0 for an id of another form.
int number_of(const std::string& id) {
  int number = 0;
  if (id.size() < 2 || id[0] != 'r') return 0;
  const char* end = id.data() + id.size();
  const auto [at, ec] = std::from_chars(id.data() + 1, end, number);
  return ec == std::errc() && at == end ? number : 0;
}

}  // namespace

void keep_rule_ids(std::vector<cohort_rule>& rules, const std::vector<cohort_rule>& known) {
  int highest = 0;
  for (const cohort_rule& rule : known) highest = std::max(highest, number_of(rule.id));
  std::vector<bool> taken(known.size(), false);
  for (cohort_rule& rule : rules) {
    rule.id.clear();
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (taken[i] || known[i].cohort != rule.cohort ||
          fold_line(known[i].text) != fold_line(rule.text))
        continue;
      taken[i] = true;
      rule.id = known[i].id;
      break;
    }
  }
  for (cohort_rule& rule : rules)
    if (rule.id.empty()) rule.id = "r" + std::to_string(++highest);
}

}  // namespace parley
