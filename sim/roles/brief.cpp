#include "sim/roles/brief.hpp"

#include <cstdlib>

#include "sim/roles/brief_words.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

constexpr int brief_words = 45, long_words = 110, fewest_words = 12, most_words = 300;

enum class section : std::uint8_t { base, tone, template_name, rules, skipped };

section section_of(std::string_view heading) {
  const std::string plain = plain_words(heading);
  const auto says = [&plain](std::string_view w) { return plain.find(w) != std::string::npos; };
  if (says(" reglas") || says(" rules")) return section::rules;
  if (says(" instruccion base ") || says(" base instruction ")) return section::base;
  if (says(" tono ") || says(" tone ")) return section::tone;
  if (says(" plantilla ") || says(" template ")) return section::template_name;
  return section::skipped;
}

// Which cohorts a normalised line names; none: it is meant for everybody.
bool meant_for(const std::string& plain, cohort customer) {
  if (plain.find("satisfecho") == std::string::npos) return true;
  bool names_any = false, names_mine = false;
  for (cohort c : all_cohorts) {
    const std::string name = plain_phrase(to_string(c));
    for (auto found = plain.find(" " + name + " "); found != std::string::npos;
         found = plain.find(" " + name + " ", found + 1)) {
      // "no vocal satisfecho" contains "vocal satisfecho".
      const bool inside_longer =
          is_vocal(c) && found >= 3 && plain.compare(found - 3, 3, " no") == 0;
      if (inside_longer) continue;
      names_any = true;
      names_mine = names_mine || c == customer;
    }
  }
  return !names_any || names_mine;
}

// The words that name a cohort are no instructions ("no vocal" is not a negation).
std::string without_cohort_names(std::string plain) {
  for (std::string_view name :
       {" no vocal insatisfecho ", " no vocal satisfecho ", " vocal insatisfecho ",
        " vocal satisfecho ", " llamada a la accion ", " call to action "})
    for (auto found = plain.find(name); found != std::string::npos; found = plain.find(name)) {
      // The negated forms of "call to action" are instructions of their own.
      if (name.starts_with(" llamada") || name.starts_with(" call")) {
        const auto before = plain.substr(found < 9 ? 0 : found - 9, found < 9 ? found : 9);
        if (before.ends_with(" sin") || before.ends_with(" no") || before.ends_with(" without a"))
          break;
      }
      plain.replace(found, name.size(), " ");
    }
  return plain;
}

std::optional<int> word_limit(const std::string& clause) {
  for (std::string_view unit : {" palabras ", " words "}) {
    const auto found = clause.find(unit);
    if (found == std::string::npos || found == 0) continue;
    const auto start = clause.rfind(' ', found - 1);
    const long n =
        std::strtol(clause.c_str() + (start == std::string::npos ? 0 : start), nullptr, 10);
    if (n >= fewest_words && n <= most_words) return static_cast<int>(n);
  }
  return std::nullopt;
}

struct finding {
  topic about;
  bool negated;
};

/// A clause's topics; a negation holds from its word to the end of the clause.
std::vector<finding> findings_in(const std::string& clause, bool negated_before) {
  struct hit {
    std::size_t end;
    topic about;
  };
  std::vector<hit> hits;
  instruction_words().scan(clause, [&](std::uint32_t id, std::size_t end) {
    hits.push_back({end, static_cast<topic>(id)});
  });
  std::vector<finding> out;
  bool negated = negated_before;
  for (const hit& h : hits) {
    if (h.about == topic::negation) negated = true;
    out.push_back({h.about, negated && h.about != topic::negation});
  }
  return out;
}

bool has(const std::vector<finding>& list, topic what) {
  return std::any_of(list.begin(), list.end(),
                     [what](const finding& f) { return f.about == what; });
}

void apply_tone(const std::vector<finding>& list, message_brief& brief, bool in_tone_section) {
  const bool about_tone = in_tone_section || has(list, topic::tone_word);
  for (const finding& f : list) {
    if (f.about == topic::pushy) {
      if (f.negated)
        brief.no_pressure = true;
      else
        brief.tone = tone_style::pushy;
    }
    if (f.negated || !about_tone) continue;
    if (f.about == topic::warm) brief.tone = tone_style::warm;
    if (f.about == topic::formal) brief.tone = tone_style::formal;
    if (f.about == topic::plain) brief.tone = tone_style::plain;
    if (in_tone_section && brief.tone) return;  // "empático-directo": the first word leads
  }
}

void apply_cta(const finding& f, message_brief& brief) {
  const std::pair<topic, call_to_action> kinds[] = {{topic::oneclick, call_to_action::oneclick},
                                                    {topic::callback, call_to_action::callback},
                                                    {topic::visit, call_to_action::visit}};
  for (const auto& [about, kind] : kinds) {
    if (f.about != about) continue;
    if (!f.negated)
      brief.cta = kind;
    else if (brief.cta == kind)
      brief.cta.reset();
  }
}

void apply(const std::string& clause, const std::vector<finding>& list, message_brief& brief) {
  for (const finding& f : list) {
    if (at(f.about) < component_count)
      brief.components[at(f.about)] = f.negated ? wish::forbidden : wish::wanted;
    if (f.about == topic::no_cta) brief.cta = call_to_action::none;
    if (f.about == topic::vague_time) {
      brief.vague_time = true;
      brief.components[at(component::sla)] = wish::wanted;
    }
    if (f.about == topic::heavy_apology && !f.negated) brief.heavy_apology = true;
    if (f.about == topic::big_benefit && !f.negated) brief.big_benefit = true;
    if (f.about == topic::brief_text && has(list, topic::text_word) && !f.negated)
      brief.max_words = brief_words;
    if (f.about == topic::long_text && has(list, topic::text_word))
      brief.max_words = f.negated ? brief_words : long_words;
    apply_cta(f, brief);
  }
  if (has(list, topic::no_cta)) brief.cta = call_to_action::none;
  if (const auto limit = word_limit(clause)) brief.max_words = limit;
}

// A clause of plain words between single spaces.
std::string padded(std::string_view clause) {
  while (clause.starts_with(' ')) clause.remove_prefix(1);
  while (clause.ends_with(' ')) clause.remove_suffix(1);
  return " " + std::string(clause) + " ";
}

void read_line(std::string_view line, section where, cohort customer, message_brief& brief) {
  std::string plain = plain_words(line, true);
  if (!meant_for(plain, customer)) return;
  plain = without_cohort_names(std::move(plain));
  for (std::string_view turn : {" pero ", " sino ", " but ", " mas bien ", " instead "})
    for (auto found = plain.find(turn); found != std::string::npos; found = plain.find(turn))
      plain.replace(found, turn.size(), " | ofrece ");
  // "sin costo" promises something; it forbids nothing.
  for (std::string_view free : {" sin costo ", " sin cargo "})
    for (auto found = plain.find(free); found != std::string::npos; found = plain.find(free))
      plain.replace(found, free.size(), " gratis ");
  bool negated = false;
  for (std::size_t begin = 0; begin < plain.size();) {
    const auto end = std::min(plain.find('|', begin), plain.size());
    const std::string clause = padded(std::string_view(plain).substr(begin, end - begin));
    begin = end + 1;
    // "Evita disculpas, descuentos y visitas": clauses without a verb go on with what came before.
    const bool goes_on =
        negated && count_words(clause) <= 5 && !has(findings_in(clause, false), topic::command);
    const auto list = findings_in(clause, goes_on);
    negated = goes_on || has(list, topic::negation);
    apply_tone(list, brief, where == section::tone);
    if (where != section::tone) apply(clause, list, brief);
  }
}

}  // namespace

bool message_brief::asks_anything() const {
  for (wish w : components)
    if (w == wish::wanted) return true;
  return cta && *cta != call_to_action::none;
}

message_brief read_brief(std::string_view instructions, cohort customer) {
  message_brief brief;
  // Lines by kind: the base comes first and rules last, wherever they stand.
  std::array<std::vector<std::string_view>, 5> lines;
  section where = section::base;
  for (std::string_view rest = instructions; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with("#")) {
      where = section_of(line);

    } else if (!line.empty()) {
      lines[at(where)].push_back(line);
    }
  }
  for (section each : {section::tone, section::base, section::rules})
    for (std::string_view line : lines[at(each)]) read_line(line, each, customer, brief);
  if (!lines[at(section::template_name)].empty())
    brief.template_name = std::string(lines[at(section::template_name)].front());
  return brief;
}

}  // namespace parley::sim
