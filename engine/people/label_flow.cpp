#include "engine/people/label_flow.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"

namespace parley::people {
namespace {

bool is_open(const person_label& label) {
  return !label.skipped && !label.complete();
}

// The first number that is missing; the remark is not asked for again.
question first_open(const person_label& label) {
  for (const question which : {question::nps, question::engagement, question::churn})
    if (!answer_in(label, which)) return which;
  return question::nps;
}

}  // namespace

std::vector<std::string> flow_help() {
  return {"Instead of a number:",
          "  b, back   the conversation before     u, undo   take the last answer back",
          "  s, skip   you cannot say              r, again  show the conversation again",
          "  ?, help   what the numbers mean       q, quit   stop; the same command goes on"};
}

label_flow::label_flow(std::vector<person_label> labels, int churn_horizon_months)
    : labels_(std::move(labels)), horizon_(churn_horizon_months) {
  flow_step ignored;
  next_conversation(ignored);
}

std::size_t label_flow::complete() const {
  return static_cast<std::size_t>(std::count_if(labels_.begin(), labels_.end(),
                                                [](const auto& one) { return one.complete(); }));
}

std::size_t label_flow::skipped() const {
  return static_cast<std::size_t>(
      std::count_if(labels_.begin(), labels_.end(), [](const auto& one) { return one.skipped; }));
}

std::string label_flow::prompt() const {
  const person_label& label = labels_[at_];
  std::string stands;
  if (const auto value = answer_in(label, asked_)) stands = number_text(*value);
  if (asked_ == question::note) stands = shorten(label.note, 30);
  return fmt::format("{}{}: ", title_of(asked_), stands.empty() ? "" : " [" + stands + "]");
}

flow_step label_flow::on_line(std::string_view line) {
  flow_step out;
  const std::string word = printable_line(line);
  if (!command(word, out) && open_) answer(word, out);
  return out;
}

bool label_flow::command(std::string_view word, flow_step& out) {
  const auto is = [word](std::string_view letter, std::string_view whole) {
    return word == letter || word == whole;
  };
  if (is("q", "quit")) {
    out.quit = true;
  } else if (is("?", "help")) {
    out.say = scale_of(asked_, horizon_);
    for (std::string& line : flow_help()) out.say.push_back(std::move(line));
  } else if (is("r", "again")) {
    out.show = true;
  } else if (is("s", "skip")) {
    skip(out);
  } else if (is("u", "undo")) {
    undo(out);
  } else if (is("b", "back")) {
    if (at_ == 0)
      out.say.emplace_back("This is the first conversation.");
    else
      move_to(at_ - 1, question::nps, out);
  } else {
    return false;
  }
  return true;
}

void label_flow::answer(std::string_view line, flow_step& out) {
  person_label now = labels_[at_];
  if (asked_ == question::note) {
    auto note = read_line(line, longest_note);
    if (!note) {
      out.say.push_back(note.error().message);
      return;
    }
    if (!note->empty()) now.note = std::move(*note);
  } else {
    // Nothing typed: what stands there stands.
    if (line.empty() && answer_in(now, asked_)) return go_on(out);
    const auto value = read_answer(asked_, line);
    if (!value) {
      out.say.push_back(value.error().message + "; ? explains");
      return;
    }
    set_answer(now, asked_, *value);
    now.skipped = false;
  }
  change(now, out);
  go_on(out);
}

void label_flow::change(const person_label& now, flow_step& out) {
  done_.push_back({at_, asked_, labels_[at_]});
  labels_[at_] = now;
  out.changed.push_back(at_);
}

void label_flow::go_on(flow_step& out) {
  if (asked_ != question::note) {
    asked_ = static_cast<question>(static_cast<int>(asked_) + 1);
    return;
  }
  next_conversation(out);
}

// The next one that is open, from here on and then from the beginning.
void label_flow::next_conversation(flow_step& out) {
  open_ = false;
  for (std::size_t i = 0; i < labels_.size() && !open_; ++i) {
    const std::size_t where = (at_ + i) % labels_.size();
    if (!is_open(labels_[where])) continue;
    open_ = true;
    at_ = where;
    asked_ = first_open(labels_[where]);
    out.show = true;
  }
}

void label_flow::move_to(std::size_t at, question asked, flow_step& out) {
  out.show = out.show || at != at_;
  at_ = at;
  // Never behind a gap: a conversation that was skipped begins anew.
  asked_ = labels_[at].complete() ? asked : std::min(asked, first_open(labels_[at]));
  open_ = true;
}

void label_flow::skip(flow_step& out) {
  person_label now = labels_[at_];
  now.nps = now.engagement = now.churn = std::nullopt;
  now.skipped = true;
  change(now, out);
  next_conversation(out);
}

void label_flow::undo(flow_step& out) {
  if (done_.empty()) {
    out.say.emplace_back("There is nothing to take back in this sitting; b goes back.");
    return;
  }
  const memory last = std::move(done_.back());
  done_.pop_back();
  labels_[last.at] = last.before;
  out.changed.push_back(last.at);
  out.say.emplace_back("Taken back.");
  move_to(last.at, last.asked, out);
}

}  // namespace parley::people
