#include "engine/truth/challengers.hpp"

#include <algorithm>

namespace parley::truth {
namespace {

bool has(const rule_texts& rules, const std::string& text) {
  return std::find(rules.begin(), rules.end(), text) != rules.end();
}

class list_of_arms {
 public:
  explicit list_of_arms(const challenger_inputs& in) : in_(in) {}
  void add(rule_texts rules) {
    if (out_.size() >= in_.most || rules == in_.incumbent || !fits(rules, in_.budget)) return;
    if (std::find(out_.begin(), out_.end(), rules) == out_.end()) out_.push_back(std::move(rules));
  }
  std::vector<rule_texts> take() { return std::move(out_); }

 private:
  const challenger_inputs& in_;
  std::vector<rule_texts> out_;
};

rule_texts with_all_new(const challenger_inputs& in) {
  rule_texts out = in.incumbent;
  for (const rule_texts& proposal : in.proposals)
    for (const std::string& text : proposal)
      if (!has(out, text)) out.push_back(text);
  return out;
}

std::optional<std::string> best_left_out(const challenger_inputs& in) {
  std::optional<std::string> best;
  double gain = 0;
  for (const auto& [text, trial] : in.tried)
    if (!has(in.incumbent, text) && trial.gain > gain) {
      best = text;
      gain = trial.gain;
    }
  return best;
}

rule_texts without_weakest(const challenger_inputs& in) {
  std::size_t weakest = 0;
  double least = 1e9;
  for (std::size_t i = 0; i < in.incumbent.size(); ++i) {
    const auto known = in.effects.find(in.incumbent[i]);
    if (known == in.effects.end() || known->second >= least) continue;
    least = known->second;
    weakest = i;
  }
  rule_texts out = in.incumbent;
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(weakest));
  return out;
}

}  // namespace

bool fits(const rule_texts& rules, rule_budget budget) {
  std::size_t characters = 0;
  for (const std::string& text : rules) characters += text.size();
  return rules.size() <= budget.most_rules && characters <= budget.most_characters;
}

std::vector<rule_texts> challengers_for(const challenger_inputs& in) {
  list_of_arms list(in);
  if (in.champion) list.add(*in.champion);
  for (const rule_texts& proposal : in.proposals) list.add(proposal);
  list.add(with_all_new(in));
  list.add(in.baseline);
  if (const auto again = best_left_out(in)) {
    rule_texts more = in.incumbent;
    more.push_back(*again);
    list.add(std::move(more));
  }
  if (in.incumbent.size() >= 2) list.add(without_weakest(in));
  return list.take();
}

}  // namespace parley::truth
