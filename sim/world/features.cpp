#include "sim/world/features.hpp"

#include "base/random_stream.hpp"
#include "sim/world/moment.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

constexpr double miss_rate = .05, false_hit_rate = .02;

bool is_number(std::string_view word) {
  if (word.empty()) return false;
  for (char c : word)
    if (c < '0' || c > '9') return false;
  return true;
}

bool is_small_number_word(std::string_view w) {
  for (std::string_view n :
       {"un", "una", "dos", "tres", "cuatro", "cinco", "one", "two", "three", "four", "five"})
    if (w == n) return true;
  return false;
}

bool is_time_unit(std::string_view w) {
  for (std::string_view unit :
       {"hora", "horas", "h", "hrs", "dia", "dias", "hour", "hours", "day", "days"})
    if (w == unit) return true;
  return false;
}

// "48 horas", "24h", "dos dias habiles", "two business days"; not "hace 65 dias", "65 days ago".
bool promises_a_time(std::string_view plain) {
  std::array<std::string_view, 4> last{};  // the words before
  std::size_t begin = 1;
  bool found = false;
  for (;;) {
    const auto end = plain.find(' ', begin);
    if (end == std::string_view::npos) return found;
    const auto word = plain.substr(begin, end - begin);
    if (found && word == "ago") return false;
    const bool glued =
        word.size() > 1 && word.back() == 'h' && is_number(word.substr(0, word.size() - 1));
    const bool adjective = last[0] == "business" || last[0] == "working";
    const auto number = adjective ? last[1] : last[0];
    const auto before = adjective ? last[2] : last[1];
    const bool in_past = before == "hace" || before == "llevas" || before == "lleva" ||
                         before == "desde" || before == "casi" || before == "since";
    if (glued ||
        (is_time_unit(word) && !in_past && (is_number(number) || is_small_number_word(number))))
      found = true;
    last = {word, last[0], last[1], last[2]};
    begin = end + 1;
  }
}

// The largest "N %" as a share of 30 %: more than that is more than a customer expects.
double percentage_offered(std::string_view plain) {
  double best = 0;
  for (auto at = plain.find(" % "); at != std::string_view::npos; at = plain.find(" % ", at + 1)) {
    const auto start = plain.rfind(' ', at - 1);
    if (at == 0 || start == std::string_view::npos) continue;
    const auto word = plain.substr(start + 1, at - start - 1);
    if (!is_number(word) || word.size() > 2) continue;
    double value = 0;
    for (char c : word) value = value * 10 + (c - '0');
    best = std::max(best, std::min(1.0, value / 30));
  }
  return best;
}

bool mentions(const std::string& plain, std::string_view what) {
  const std::string phrase = plain_phrase(what);
  return phrase.size() >= 3 && plain.find(" " + phrase + " ") != std::string::npos;
}

bool names_an_issue(const std::string& plain, const customer_profile& profile) {
  for (const ticket& t : profile.history.tickets)
    if (mentions(plain, t.issue)) return true;
  return false;
}

call_to_action last_call(const signal_tally& t) {
  call_to_action out = call_to_action::none;
  std::size_t latest = 0;
  const std::pair<signal, call_to_action> kinds[] = {{signal::oneclick, call_to_action::oneclick},
                                                     {signal::callback, call_to_action::callback},
                                                     {signal::visit, call_to_action::visit}};
  for (const auto& [sign, kind] : kinds)
    if (t[sign].hits > 0 && t[sign].last > latest) {
      latest = t[sign].last;
      out = kind;
    }
  return out;
}

tone_style tone_of(const signal_tally& t) {
  if (t[signal::pushy].weight >= 1) return tone_style::pushy;
  const double warm = t[signal::warm].weight, formal = t[signal::formal].weight;
  if (std::max(warm, formal) < 1) return tone_style::plain;
  return warm >= formal ? tone_style::warm : tone_style::formal;
}

}  // namespace

message_features read_message(const lexicon& words, std::string_view text,
                              const customer_profile& profile) {
  const std::string plain = plain_words(text);
  const signal_tally t = words.scan(plain);
  message_features f;
  if (t[signal::ack].hits > 0)
    f.ack = std::min(1.0, t[signal::ack].weight + (names_an_issue(plain, profile) ? .4 : 0));
  if (t[signal::sla_dated].hits > 0 || promises_a_time(plain))
    f.sla = 1;
  else if (t[signal::sla_vague].hits > 0)
    f.sla = .3;
  if (t[signal::apol_heavy].hits > 0 || t[signal::apol].hits >= 3)
    f.apol = 1.5;
  else if (t[signal::apol].hits > 0)
    f.apol = 1;
  if (t[signal::ben].hits > 0 || percentage_offered(plain) > 0)
    f.ben = std::min(1.0, std::max(percentage_offered(plain), t[signal::ben].weight));
  double personal = t[signal::pers].weight;
  if (mentions(plain, first_word(profile.persona.name))) personal += .5;
  if (mentions(plain, first_word(profile.purchase.vehicle))) personal += .35;
  f.pers = std::min(1.0, personal);
  f.tone = tone_of(t);
  f.cta = last_call(t);
  f.words = count_words(text);
  return f;
}

message_features perceive_message(const lexicon& words, std::string_view text,
                                  const customer_profile& profile, std::uint64_t seed, int turn,
                                  int replicate) {
  return notice(read_message(words, text, profile), profile, seed, turn, replicate);
}

message_features notice(message_features f, const customer_profile& profile, std::uint64_t seed,
                        int turn, int replicate) {
  random_stream random(seed, profile.customer_id, "attention", moment(turn, replicate));
  // One draw decides both ways, so that two messages meet the same luck.
  const auto blur = [&random](double& value, double imagined) {
    const double u = random.uniform();
    if (value > 0 && u < miss_rate)
      value = 0;
    else if (value == 0 && u < false_hit_rate)
      value = imagined;
  };
  blur(f.ack, .5);
  blur(f.sla, .3);
  blur(f.apol, 1);
  blur(f.ben, .3);
  blur(f.pers, .35);
  const double u = random.uniform();
  if (f.cta != call_to_action::none && u < miss_rate) f.cta = call_to_action::none;
  return f;
}

}  // namespace parley::sim
