#include "sim/world/speech.hpp"

#include <fmt/format.h>

#include "sim/world/customer.hpp"
#include "sim/world/plain_text.hpp"
#include "sim/world/speech_bank.hpp"

namespace parley::sim {
namespace {

constexpr double vocal_names_need = .85, quiet_names_need = .35;
constexpr int fewest_vocal_words = 25, fewest_quiet_words = 3;
constexpr double wrong_aspect = .1, sarcasm_rate = .05, hedge_rate = .2, typo_rate = .06;

std::string_view one_of(std::string_view alternatives, random_stream& random) {
  const auto bars =
      static_cast<std::uint64_t>(std::count(alternatives.begin(), alternatives.end(), '|'));
  for (std::uint64_t skip = random.below(bars + 1); skip > 0; --skip)
    alternatives.remove_prefix(alternatives.find('|') + 1);
  return alternatives.substr(0, alternatives.find('|'));
}

std::string with_commas(double price) {
  std::string digits = fmt::format("{:.0f}", price);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

// Spanish adjectives end with the speaker: "content*" becomes contenta or contento.
char gender_ending(const customer_profile& profile) {
  const auto name = first_word(profile.persona.name);
  return !name.empty() && name.back() == 'a' ? 'a' : 'o';
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto found = text.find(what); found != std::string::npos;
       found = text.find(what, found + with.size()))
    text.replace(found, what.size(), with);
}

const ticket* latest_ticket(const customer_profile& profile) {
  const ticket* latest = nullptr;
  for (const ticket& t : profile.history.tickets)
    if (!latest || t.last_touch_days < latest->last_touch_days) latest = &t;
  return latest;
}

// "placas" -> "las placas"; what begins like a phrase of its own stays.
std::string with_article(std::string issue) {
  const std::string plain = plain_words(issue);
  const std::string word(first_word(std::string_view(plain).substr(1)));
  for (std::string_view begun : {"el", "la", "los", "las", "un", "una", "mi", "no", "falta", "sin"})
    if (word == begun) return issue;
  if (!issue.empty() && issue[0] >= 'A' && issue[0] <= 'Z' &&
      (issue.size() < 2 || issue[1] < 'A' || issue[1] > 'Z'))
    issue[0] = static_cast<char>(issue[0] + 32);
  const std::string_view ending(word);
  std::string_view article = "el ";
  if (ending.ends_with("as"))
    article = "las ";
  else if (ending.ends_with("os") || ending.ends_with("es"))
    article = "los ";
  else if (ending.ends_with("a") || ending.ends_with("cion") || ending.ends_with("sion") ||
           ending.ends_with("dad"))
    article = "la ";
  return std::string(article) + issue;
}

std::string fill(std::string text, const utterance& what, const customer_profile& profile,
                 language lang, random_stream& random) {
  const ticket* latest = latest_ticket(profile);
  const int days =
      latest ? std::max(3, latest->last_touch_days) : 5 + static_cast<int>(random.below(20));
  if (text.find("{issue}") != std::string::npos)
    replace_all(text, "{issue}", issue_noun(profile, what.wants, lang));
  replace_all(text, "{days}", std::to_string(days));
  replace_all(text, "{vehicle}",
              profile.purchase.vehicle.empty() ? (lang == language::es ? "coche" : "car")
                                               : profile.purchase.vehicle);
  replace_all(text, "{price}", with_commas(profile.purchase.price));
  replace_all(text, "*", std::string(1, gender_ending(profile)));
  if (lang == language::es) contract_articles(text);
  return text;
}

// Swaps or drops one letter inside a longer word, as hurried thumbs do.
void add_typo(std::string& text, random_stream& random) {
  for (int attempt = 0; attempt < 8 && text.size() > 8; ++attempt) {
    const auto i = 1 + static_cast<std::size_t>(random.below(text.size() - 3));
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (!letter(text[i - 1]) || !letter(text[i]) || !letter(text[i + 1])) continue;
    if (random.chance(.5))
      std::swap(text[i], text[i + 1]);
    else
      text.erase(i, 1);
    return;
  }
}

void lower_first(std::string& text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z' && text.substr(0, 2) != "I ")
    text[0] = static_cast<char>(text[0] + 32);
}

void append(std::string& out, std::string_view sentence) {
  if (sentence.empty()) return;
  if (!out.empty()) out += ' ';
  out += sentence;
}

struct pieces {
  const speech_bank& bank;
  std::size_t wants, mood;
  bool content;
  std::string_view said_before;

  // A few draws to find a sentence that was not yet used, by its first words before any slot.
  std::string_view fresh(std::string_view alternatives, random_stream& random) const {
    std::string_view sentence = one_of(alternatives, random);
    for (int tries = 0; tries < 4; ++tries) {
      const auto head = sentence.substr(0, std::min<std::size_t>(sentence.find_first_of("{*"), 24));
      if (said_before.find(head) == std::string_view::npos) break;
      sentence = one_of(alternatives, random);
    }
    return sentence;
  }
};

std::string vocal_reply(const utterance& what, const pieces& p, random_stream& random) {
  std::string out(p.fresh((what.turn == 1 ? p.bank.opener : p.bank.follow_up)[p.mood], random));
  if (what.unhappy && !p.content && random.chance(sarcasm_rate))
    append(out, one_of(p.bank.sarcasm, random));
  std::string body;
  const bool names = random.chance(vocal_names_need);
  if (names) append(body, p.fresh((p.content ? p.bank.content : p.bank.trouble)[p.wants], random));
  const auto& details = p.content ? p.bank.content_detail : p.bank.trouble_detail;
  append(body, p.fresh(details[p.wants], random));
  if (random.chance(hedge_rate)) {
    lower_first(body);
    append(out, one_of(p.bank.hedge, random));
  }
  append(out, body);
  if (random.chance(wrong_aspect)) append(out, one_of(p.bank.aside, random));
  if (!what.closing) append(out, p.fresh(p.bank.wish[p.wants], random));
  // Long speakers go on with a second thought, and nobody vocal stops after a dozen words.
  const std::string good_bye(what.closing ? one_of(p.bank.good_bye[p.mood], random) : "");
  const bool second_thought = what.turn == 1 && random.chance(.4);
  bool goes_on = second_thought;
  for (int tries = 0; tries < 12; ++tries) {
    if (!goes_on && count_words(out) + count_words(good_bye) >= fewest_vocal_words) break;
    const auto thought = one_of(tries < 8 ? details[p.wants] : p.bank.wish[p.wants], random);
    if (out.find(thought.substr(1)) == std::string::npos) append(out, thought);
    goes_on = false;
  }
  append(out, good_bye);
  return out;
}

std::string quiet_reply(const utterance& what, const pieces& p, random_stream& random) {
  std::string out(p.fresh(p.bank.short_mood[p.mood], random));
  if (random.chance(quiet_names_need))
    append(out, one_of((p.content ? p.bank.short_content : p.bank.short_trouble)[p.wants], random));
  else if (what.turn > 1)
    append(out, one_of(p.bank.good_bye[p.mood], random));
  if (count_words(out) < fewest_quiet_words) append(out, one_of(p.bank.good_bye[p.mood], random));
  return out;
}

}  // namespace

std::string issue_noun(const customer_profile& profile, need about, language lang) {
  const speech_bank& bank = lang == language::es ? spanish_bank() : english_bank();
  // Profiles are mostly Spanish: an English talk calls the issue by its usual English name.
  if (lang == language::en) return std::string(bank.usual_issue[at(about)]);
  const ticket* latest = latest_ticket(profile);
  if (!latest || need_of_issue(latest->issue) != about)
    return std::string(bank.usual_issue[at(about)]);
  return with_article(latest->issue.substr(0, 60));
}

void contract_articles(std::string& text) {
  // Found by the l of "el", a rare letter: every sentence that is said comes through here.
  for (std::size_t l = text.find('l', 4); l != std::string::npos; l = text.find('l', l + 1)) {
    if (l + 1 >= text.size() || text[l + 1] != ' ' || text[l - 1] != 'e') continue;
    const std::string_view before = std::string_view(text).substr(0, l - 1);
    if (!before.ends_with(" de ") && !before.ends_with(" a ")) continue;
    text.erase(l - 2, 2);
    l -= 2;
  }
}

std::string speak(const utterance& what, const customer_profile& profile, language lang,
                  std::string_view said_before, random_stream& random) {
  const speech_bank& bank = lang == language::es ? spanish_bank() : english_bank();
  const auto mood = static_cast<std::size_t>(what.mood);
  const bool content =
      what.mood > mood_level::neutral || (what.mood == mood_level::neutral && !what.unhappy);
  const pieces p{bank, at(what.wants), mood, content, said_before};
  std::string out = what.vocal ? vocal_reply(what, p, random) : quiet_reply(what, p, random);
  out = fill(std::move(out), what, profile, lang, random);
  if (random.chance(typo_rate)) add_typo(out, random);
  return out;
}

}  // namespace parley::sim
