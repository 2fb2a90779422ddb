#include "sim/roles/message_writer.hpp"

#include "sim/world/customer.hpp"
#include "sim/world/plain_text.hpp"
#include "sim/world/speech.hpp"

namespace parley::sim {
namespace {

constexpr int usual_words = 78, usual_words_later = 40;
constexpr std::string_view tone_slots[] = {".warm", ".formal", ".plain", ".pushy"};

struct piece {
  piece(std::string what, int how_dear)
      : text(std::move(what)), keep(how_dear), words(count_words(text)) {}
  std::string text;
  int keep;  // the lowest goes first when the message is too long
  int words;
};

class writer {
 public:
  writer(const lexicon& words, const message_plan& plan, const customer_profile& profile,
         language lang, random_stream& random)
      : words_(words),
        plan_(plan),
        profile_(profile),
        lang_(lang),
        random_(random),
        about_(shown_need(profile).value_or(need::reassurance)) {}

  std::string first();
  std::string later(const std::vector<spoken_turn>& turns, const message_features* known);

 private:
  std::string say(std::string_view slot);
  std::string finished(std::string text) const;
  void add(std::string_view slot, int keep);
  void add_components(const message_features& told, bool with_apology);
  void add_cta();
  void lengthen(int target, std::string_view slot);
  std::string joined();
  int length() const;

  const lexicon& words_;
  const message_plan& plan_;
  const customer_profile& profile_;
  language lang_;
  random_stream& random_;
  std::vector<piece> pieces_;
  std::string said_;  // all earlier company messages
  need about_;        // what the message is taken to be about
};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto found = text.find(what); found != std::string::npos;
       found = text.find(what, found + with.size()))
    text.replace(found, what.size(), with);
}

// "ack" -> "ack.usted" in a formal message, "ack.tu" otherwise, "ack" where there is one form.
std::string writer::say(std::string_view slot) {
  const bool formal = plan_.tone == tone_style::formal;
  auto choices = words_.sentences(lang_, std::string(slot) + (formal ? ".usted" : ".tu"));
  if (choices.empty()) choices = words_.sentences(lang_, slot);
  if (choices.empty()) choices = words_.sentences(lang_, std::string(slot) + ".tu");
  if (choices.empty()) return {};
  std::string text = choices[static_cast<std::size_t>(random_.below(choices.size()))];
  if (text.find('{') == std::string::npos) return finished(std::move(text));
  if (text.find("{issue}") != std::string::npos)
    replace_all(text, "{issue}", issue_noun(profile_, about_, lang_));
  replace_all(text, "{name}", first_word(profile_.persona.name));
  replace_all(text, "{vehicle}",
              profile_.purchase.vehicle.empty()
                  ? std::string_view(lang_ == language::es ? "auto" : "car")
                  : std::string_view(profile_.purchase.vehicle));
  return finished(std::move(text));
}

std::string writer::finished(std::string text) const {
  if (lang_ == language::es) contract_articles(text);
  return text;
}

void writer::add(std::string_view slot, int keep) {
  std::string text = say(slot);
  if (!text.empty()) pieces_.push_back({std::move(text), keep});
}

void writer::add_components(const message_features& told, bool with_apology) {
  const auto& use = plan_.use;
  if (use[at(component::pers)] && told.pers < .5) add(plan_.max_words ? "pers_thing" : "pers", 4);
  if (use[at(component::ack)] && told.ack < .5) add("ack", 9);
  if (use[at(component::apol)] && with_apology) add(plan_.heavy_apology ? "apol_heavy" : "apol", 7);
  if (use[at(component::sla)] && told.sla < 1) add(plan_.vague_time ? "sla_vague" : "sla", 8);
  if (use[at(component::ben)] && told.ben < .3) add(plan_.big_benefit ? "ben_big" : "ben", 8);
}

void writer::add_cta() {
  switch (plan_.cta) {
    case call_to_action::none:
      return;
    case call_to_action::oneclick:
      return add("cta.oneclick", 9);
    case call_to_action::callback:
      return add("cta.callback", 9);
    case call_to_action::visit:
      return add("cta.visit", 9);
  }
}

int writer::length() const {
  int total = 0;
  for (const piece& p : pieces_) total += p.words;
  return total;
}

// Fills up to the length that a writer without a limit ends at, before the last two pieces.
void writer::lengthen(int target, std::string_view slot) {
  for (int tries = 0; tries < 12 && length() < target - 6; ++tries) {
    std::string text = say(slot);
    if (text.empty()) return;
    bool said = said_.find(text) != std::string::npos;
    for (const piece& p : pieces_) said = said || p.text == text;
    if (said) continue;
    const auto where =
        pieces_.size() -
        std::min<std::size_t>(pieces_.size(), plan_.cta == call_to_action::none ? 1 : 2);
    pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(where, 1)),
                   {std::move(text), 1});
  }
}

std::string writer::joined() {
  if (plan_.max_words)
    while (pieces_.size() > 1 && length() > *plan_.max_words) {
      auto weakest = pieces_.begin();
      for (auto p = pieces_.begin(); p != pieces_.end(); ++p)
        if (p->keep < weakest->keep) weakest = p;
      if (weakest->keep >= 9) break;  // what was asked for stays, even if it takes a few words more
      pieces_.erase(weakest);
    }
  std::string out;
  for (const piece& p : pieces_) {
    if (!out.empty()) out += ' ';
    out += p.text;
  }
  return out;
}

std::string writer::first() {
  const bool by_name = plan_.use[at(component::pers)] && !profile_.persona.name.empty();
  const std::string tone(tone_slots[at(plan_.tone)]);
  add((by_name ? "greet" : "greet_anon") + tone,
      plan_.tone == tone_style::plain && !by_name ? 2 : 6);
  if (plan_.particular) add_components({}, true);
  add_cta();
  add("close" + tone, plan_.tone == tone_style::plain ? 1 : 5);
  if (!plan_.particular)
    lengthen(plan_.max_words.value_or(usual_words), "generic");
  else
    lengthen(plan_.max_words ? *plan_.max_words * 3 / 4 : usual_words, "filler");
  return joined();
}

std::string writer::later(const std::vector<spoken_turn>& turns, const message_features* known) {
  message_features told = known ? *known : message_features{};
  std::string said;
  for (const spoken_turn& t : turns) {
    if (t.agent) {
      said_.append(t.content).append("\n");
      if (!known) add_told(told, read_message(words_, t.content, profile_));
    } else if (!t.silent) {
      said = t.content;
    }
  }
  const auto about = need_of_issue(said);
  if (about) about_ = *about;
  const std::string lead =
      about ? "answer." + std::string(words_.names().needs[at(*about)]) : "answer.none";
  std::string opening = say(lead);
  for (int tries = 0; tries < 4 && said_.find(opening) != std::string::npos; ++tries)
    opening = say(tries < 2 ? lead : std::string("answer.none"));
  pieces_.push_back({std::move(opening), 9});
  // A willing writer without an order tries something for a customer who asks for a date.
  const bool improvises = random_.chance(.5);
  if (about && (*about == need::delay || *about == need::fault) && improvises &&
      !plan_.use[at(component::sla)] && told.sla == 0)
    add("sla_vague", 5);
  add_components(told, told.apol == 0);
  add_cta();
  if (plan_.tone != tone_style::plain) add("close" + std::string(tone_slots[at(plan_.tone)]), 5);
  const int target = std::min(plan_.max_words.value_or(usual_words_later), usual_words_later);
  lengthen(target, plan_.particular ? "filler" : "generic_later");
  return joined();
}

}  // namespace

void add_told(message_features& told, const message_features& more) {
  told.ack = std::max(told.ack, more.ack);
  told.sla = std::max(told.sla, more.sla);
  told.ben = std::max(told.ben, more.ben);
  told.pers = std::max(told.pers, more.pers);
  told.apol = std::max(told.apol, more.apol);
}

std::string write_message(const lexicon& words, const message_plan& plan,
                          const customer_profile& profile, const std::vector<spoken_turn>& turns,
                          language lang, random_stream& random, const message_features* told) {
  writer w(words, plan, profile, lang, random);
  for (const spoken_turn& t : turns)
    if (t.agent) return w.later(turns, told);
  return w.first();
}

}  // namespace parley::sim
