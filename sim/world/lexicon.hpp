// What phrases the world understands and says, per language: the compiled set, or one from a file.
// Must not know: customers, effects.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "sim/world/phrase_matcher.hpp"
#include "sim/world/types.hpp"

namespace parley::sim {

/// What a phrase in a company message is a sign of.
enum class signal : std::uint8_t {
  ack,
  sla_vague,
  sla_dated,
  apol,
  apol_heavy,
  ben,
  pers,
  warm,
  formal,
  pushy,
  oneclick,
  callback,
  visit
};
inline constexpr std::size_t signal_count = 13;
inline constexpr std::size_t max_lexicon_bytes = 4u << 20;

/// What needs and signals are called in a word list. Only the names of its lines: nothing that is
/// said or sent holds one, which a test shows by renaming them all.
struct lexicon_names {
  std::array<std::string_view, need_count> needs{"delay", "fault", "price", "recognition",
                                                 "reassurance"};
  std::array<std::string_view, signal_count> signals{
      "ack",  "sla_vague", "sla_dated", "apol",     "apol_heavy", "ben",  "pers",
      "warm", "formal",    "pushy",     "oneclick", "callback",   "visit"};
};

/// Signals found in one text.
struct signal_tally {
  struct entry {
    double weight = 0;  ///< sum over occurrences
    int hits = 0;
    std::size_t last = 0;  ///< end of the last one
  };
  std::array<entry, signal_count> by_signal{};
  const entry& operator[](signal s) const { return by_signal[at(s)]; }
};

/// Text form, one entry a line, '#' starts a comment line:
///
///   ack es .7 entiendo tu molestia      <signal> <language> <weight> <phrase>; weight > 0;
///   apol en 1 apolog*                   a final * lets the last word go on
///   say.ack.tu es Entiendo que {issue}  say.<slot> <language> <sentence>, what the played
///                                       outreach agent writes; {name} {vehicle} {issue} are filled
///
/// Signals: ack sla_vague sla_dated apol apol_heavy ben pers warm formal pushy oneclick callback
/// visit. Numbers with a unit of time ("48 horas") and percentages are understood without entries.
/// A set must hold each signal in each language; sentence slots it leaves out are taken from the
/// compiled set.
class lexicon {
 public:
  /// Errors: invalid_input with "NAME:LINE:COLUMN".
  static result<lexicon> parse(std::string_view text, std::string_view name,
                               const lexicon_names& names = {});
  /// Errors: not_found, io_error, those of parse().
  static result<lexicon> load(const std::filesystem::path& file);
  static const lexicon& compiled();

  const lexicon_names& names() const { return names_; }

  signal_tally scan(std::string_view plain_text) const;

  std::size_t phrase_count() const { return signs_.size(); }
  /// Phrases of this list, as written in plain words, that `other` understands too or that stand
  /// for phrases of its; each once, in this list's order. None: the two lists are disjoint.
  std::vector<std::string> shared_with(const lexicon& other) const;

  /// Sentences for a slot, e.g. "ack.tu"; empty when there are none.
  std::span<const std::string> sentences(language lang, std::string_view slot) const;

 private:
  struct sign {
    signal what;
    double weight;
    std::string phrase;
  };
  friend class lexicon_parser;

  lexicon_names names_;
  std::vector<sign> signs_;
  phrase_matcher matcher_;
  std::array<std::map<std::string, std::vector<std::string>, std::less<>>, 2> say_;
};

/// The compiled set, in the text form above.
std::string_view compiled_signs();
std::string_view compiled_sentences_es();
std::string_view compiled_sentences_en();

}  // namespace parley::sim
