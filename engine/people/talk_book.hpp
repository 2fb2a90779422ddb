// Every conversation of a run that people can score, with the judge's numbers and its words.
// Must not know: databases, files, the terminal.
#pragma once

#include <map>
#include <span>

#include "engine/people/label_talk.hpp"
#include "engine/people/measured_talks.hpp"
#include "output/run_record.hpp"

namespace parley::people {

class talk_book {
 public:
  /// `run` outlives the book. Of `closed` iterations only: the others may get more conversations.
  talk_book(const run_record& run, std::span<const int> closed, std::vector<measured_talk> measured,
            const scoring_settings& constants);

  /// Sorted by key.
  const std::vector<label_talk>& talks() const { return talks_; }
  const label_talk* find(const talk_key& key) const;
  /// Nothing: not in the book.
  const std::vector<turn>* turns(const talk_key& key) const;
  const customer_profile* profile(const std::string& customer_id) const;
  const run_record& run() const { return run_; }
  const scoring_settings& constants() const { return constants_; }

  /// The last closed iteration with a scored conversation; 0: there is none.
  int last_iteration() const;
  /// Number of the last measurement; 0: there was none, or nothing of it can be scored.
  int measured_iteration() const;

 private:
  const run_record& run_;
  scoring_settings constants_;
  std::vector<measured_talk> measured_;
  std::vector<label_talk> talks_;
  std::map<talk_key, const std::vector<turn>*> turns_;
};

}  // namespace parley::people
