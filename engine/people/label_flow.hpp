// The questions one after the other, as a state machine: told a line, says what to keep and to say.
// Must not know: terminals, files, transcripts.
#pragma once

#include <string>
#include <vector>

#include "engine/people/answers.hpp"

namespace parley::people {

/// What came of a line.
struct flow_step {
  std::vector<std::size_t> changed;  ///< labels to keep: now, before anything else is asked
  std::vector<std::string> say;      ///< to the person, a line each
  bool show = false;                 ///< another conversation than before, or asked to see it again
  bool quit = false;
};

class label_flow {
 public:
  /// `labels`: one for each conversation in the order of showing, as far as they are answered.
  label_flow(std::vector<person_label> labels, int churn_horizon_months);

  bool done() const { return !open_; }  ///< nothing is left to be asked
  std::size_t at() const { return at_; }
  question asked() const { return asked_; }
  /// "Likelihood to recommend, 0 to 10 [7]: "
  std::string prompt() const;

  /// An answer, nothing (Enter: what stands in brackets), or back, skip, undo, again, help, quit.
  flow_step on_line(std::string_view line);

  const std::vector<person_label>& labels() const { return labels_; }
  std::size_t complete() const;
  std::size_t skipped() const;
  std::size_t left() const { return labels_.size() - complete() - skipped(); }

 private:
  struct memory {
    std::size_t at;
    question asked;
    person_label before;
  };
  bool command(std::string_view word, flow_step& out);
  void answer(std::string_view line, flow_step& out);
  void change(const person_label& now, flow_step& out);
  void go_on(flow_step& out);
  void next_conversation(flow_step& out);
  void move_to(std::size_t at, question asked, flow_step& out);
  void skip(flow_step& out);
  void undo(flow_step& out);

  std::vector<person_label> labels_;
  int horizon_;
  std::size_t at_ = 0;
  question asked_ = question::nps;
  bool open_ = false;
  std::vector<memory> done_;  // what undo takes back, the last one first
};

/// What may be typed instead of an answer, a line each.
std::vector<std::string> flow_help();

}  // namespace parley::people
