// The tuner: reads what its prompt shows, keeps what seems to work, tries advice on weak cohorts.
#include <fmt/format.h>

#include "base/random_stream.hpp"
#include "sim/roles/advice.hpp"
#include "sim/roles/cast.hpp"
#include "sim/roles/compact_json.hpp"
#include "sim/roles/plan_reader.hpp"

namespace parley::sim {
namespace {

constexpr std::size_t most_changes = 3;
constexpr double noticeable_fall = .006;  // of the mean reward, 0..1
constexpr double goes_by_the_book = .8;   // else another idea from the list
constexpr double rule_patience = .35;     // how much each standing rule lowers a cohort's urgency

/// What the tuner knows after reading its prompt.
struct evidence {
  shown_plan plan;  // the base for the next version
  std::vector<shown_cohort> cohorts;
  std::vector<shown_version> history;
  std::optional<double> reward;
  bool reverted = false;
};

evidence read_evidence(const prompt& asked, bool learns) {
  evidence e;
  if (const auto document = asked.block_json("plan")) e.plan = plan_from(*document);
  if (const auto document = asked.block_json("history")) e.history = versions_from(*document);
  if (const auto document = asked.block_json("cohort_report")) {
    e.cohorts = cohorts_from(*document);
    if (const auto* root = document->if_object())
      if (const json::value* global = root->if_contains("global"); global && global->is_object())
        e.reward = number_member(global->get_object(), "reward");
  }
  const shown_version* best = nullptr;
  for (const shown_version& v : e.history)
    if (v.reward && v.plan.rules != e.plan.rules && (!best || *v.reward > *best->reward)) best = &v;
  if (learns && best && e.reward && *e.reward < *best->reward - noticeable_fall) {
    e.plan.rules = best->plan.rules;
    if (!best->plan.prompt_seed.empty()) e.plan.prompt_seed = best->plan.prompt_seed;
    e.reverted = true;
  }
  return e;
}

std::size_t rules_for(const evidence& e, std::string_view cohort) {
  return static_cast<std::size_t>(
      std::count_if(e.plan.rules.begin(), e.plan.rules.end(),
                    [cohort](const auto& r) { return r.cohort == cohort; }));
}

// The cohorts with the most to gain first: far from the top, many customers, few rules so far.
std::vector<std::string> by_urgency(const evidence& e) {
  std::vector<std::pair<double, std::string>> order;
  double total = 0;
  for (const shown_cohort& c : e.cohorts) total += c.n;
  for (cohort c : all_cohorts) {
    const std::string name(to_string(c));
    double value = .5, share = .25;
    for (const shown_cohort& shown : e.cohorts)
      if (shown.name == name) {
        value = shown.value().value_or(.5);
        share = total > 0 ? shown.n / total : .25;
      }
    const double urgency = (1 - value) * std::sqrt(share) /
                           (1 + rule_patience * static_cast<double>(rules_for(e, name)));
    order.emplace_back(-urgency, name);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string> out;
  for (auto& [urgency, name] : order) out.push_back(std::move(name));
  return out;
}

bool was_tried(const evidence& e, const shown_rule& rule) {
  const auto holds = [&rule](const std::vector<shown_rule>& rules) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  };
  if (holds(e.plan.rules)) return true;
  for (const shown_version& v : e.history)
    if (holds(v.plan.rules)) return true;
  return false;
}

// A rule about the same aspect gives way to the new one.
void put_rule(shown_plan& plan, const shown_rule& rule, aspect about, std::span<const advice> known,
              language lang) {
  std::erase_if(plan.rules, [&](const shown_rule& standing) {
    if (standing.cohort != rule.cohort) return false;
    return std::any_of(known.begin(), known.end(), [&](const advice& a) {
      return a.about == about && about != aspect::substance && a.text(lang) == standing.text;
    });
  });
  plan.rules.push_back(rule);
}

std::span<const advice> list_for(tuner_kind kind, std::string_view cohort_name) {
  if (kind == tuner_kind::useless) return useless_advice();
  if (kind == tuner_kind::harmful) return harmful_advice();
  return advice_for(*cohort_from(cohort_name));
}

/// Adds up to three rules; returns what was added.
std::vector<shown_rule> change_rules(evidence& e, const std::vector<std::string>& order,
                                     tuner_kind kind, language lang, random_stream& random) {
  std::vector<shown_rule> added;
  std::size_t changes = 2 + static_cast<std::size_t>(random.below(most_changes - 1));
  if (kind == tuner_kind::harmful) changes = order.size();  // a thorough vandal
  for (const std::string& name : order) {
    if (added.size() == changes) break;
    const auto list = list_for(kind, name);
    std::vector<const advice*> open;
    for (const advice& a : list)
      if (!was_tried(e, {name, std::string(a.text(lang))})) open.push_back(&a);
    const bool by_the_book = random.chance(goes_by_the_book) || kind == tuner_kind::harmful;
    const auto other = random.below(std::max<std::size_t>(1, open.size()));
    if (open.empty()) continue;
    const advice& chosen = *open[by_the_book ? 0 : static_cast<std::size_t>(other)];
    shown_rule rule{name, std::string(chosen.text(lang))};
    put_rule(e.plan, rule, chosen.about, list, lang);
    added.push_back(std::move(rule));
  }
  return added;
}

std::string rationale(const evidence& e, const std::vector<shown_rule>& added, language lang) {
  const bool es = lang == language::es;
  std::string out;
  if (e.reverted)
    out +=
        es ? "La última versión rindió menos que la mejor anterior, así que vuelvo a sus reglas. "
           : "The last version did worse than the best one before, so I go back to its rules. ";
  for (const shown_cohort& c : e.cohorts) {
    const bool changes = std::any_of(added.begin(), added.end(),
                                     [&c](const shown_rule& r) { return r.cohort == c.name; });
    if (!changes || !c.value()) continue;
    out += es ? fmt::format("{} quedó en {:.3f} de recompensa con {:.0f} casos y tiene margen. ",
                            c.name, *c.value(), c.n)
              : fmt::format("{} ended at a reward of {:.3f} with {:.0f} cases and has room. ",
                            c.name, *c.value(), c.n);
  }
  if (added.empty())
    out += es ? "No encuentro un cambio que los datos justifiquen; mantengo el plan."
              : "I find no change that the data justify; the plan stays.";
  else
    out += es ? fmt::format("Cambio {} reglas y dejo lo demás igual para poder medir su efecto.",
                            added.size())
              : fmt::format(
                    "I change {} rules and leave the rest, so that their effect can be measured.",
                    added.size());
  return out;
}

json::array what_worked(const evidence& e, language lang) {
  const bool es = lang == language::es;
  json::array out;
  const shown_cohort* best = nullptr;
  for (const shown_cohort& c : e.cohorts)
    if (c.value() && (!best || *c.value() > *best->value())) best = &c;
  if (best)
    out.emplace_back(
        es ? fmt::format("{} tuvo el mejor resultado ({:.3f}).", best->name, *best->value())
           : fmt::format("{} had the best result ({:.3f}).", best->name, *best->value()));
  const auto before = e.history.empty() ? std::nullopt : e.history.front().reward;
  constexpr double shown_step = .0005;  // less than this would be told as the same number twice
  if (before && e.reward && std::abs(*e.reward - *before) < shown_step)
    out.emplace_back(
        es ? fmt::format("La recompensa no cambió desde la primera versión ({:.3f}).", *e.reward)
           : fmt::format("The reward is unchanged since the first version ({:.3f}).", *e.reward));
  else if (before && e.reward && *e.reward > *before)
    out.emplace_back(
        es ? fmt::format("La recompensa subió de {:.3f} a {:.3f} desde la primera versión.",
                         *before, *e.reward)
           : fmt::format("The reward rose from {:.3f} to {:.3f} since the first version.", *before,
                         *e.reward));
  return out;
}

json::array experiments(const std::vector<shown_rule>& added, language lang) {
  json::array out;
  for (const shown_rule& r : added)
    out.emplace_back(
        lang == language::es
            ? fmt::format("{}: «{}» debería subir la participación o bajar el abandono.", r.cohort,
                          r.text)
            : fmt::format("{}: \"{}\" should raise engagement or lower churn.", r.cohort, r.text));
  return out;
}

// A bad adviser also drops the limits that the base instruction sets.
std::string next_seed(const evidence& e, tuner_kind kind, language lang) {
  const bool es = lang == language::es;
  if (kind == tuner_kind::harmful)
    return es ? "Consigue una respuesta de cada cliente, cueste lo que cueste."
              : "Get an answer out of every customer, whatever it takes.";
  if (!e.plan.prompt_seed.empty()) return e.plan.prompt_seed;
  return es ? "Escribe un mensaje honesto y útil." : "Write an honest, useful message.";
}

}  // namespace

std::string play_tuner(const prompt& asked, tuner_kind kind) {
  // Bad advisers do not look back: their rules stay.
  evidence e = read_evidence(asked, kind == tuner_kind::sensible);
  const std::vector<std::string> order = by_urgency(e);
  // Keyed by what the prompt shows: the same prompt, the same idea.
  std::uint64_t key = 0;
  for (const auto& [label, content] : asked.blocks) key = stable_hash(content, key);
  random_stream random(key, asked.orders, "tuner", static_cast<std::uint64_t>(asked.replicate));
  const auto added = change_rules(e, order, kind, asked.lang, random);

  json::object out;
  out["rationale"] = rationale(e, added, asked.lang);
  out["what_worked"] = what_worked(e, asked.lang);
  json::array changing;
  for (const shown_rule& r : added) changing.emplace_back(r.cohort);
  out["cohorts_needing_change"] = std::move(changing);
  out["prompt_seed"] = next_seed(e, kind, asked.lang);
  json::array rules = rules_to_json(e.plan.rules);
  for (json::value& rule : rules) rule.as_object()["replaces"] = json::array();
  out["cohort_rules"] = std::move(rules);
  out["experiments"] = experiments(added, asked.lang);
  return compact_json(out);
}

}  // namespace parley::sim
