#include "engine/people/label_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/nearest_name.hpp"
#include "base/text.hpp"
#include "engine/people/answers.hpp"
#include "engine/people/transcript_text.hpp"
#include "output/csv.hpp"

namespace parley::people {
namespace {

const std::vector<std::string>& columns() {
  static const std::vector<std::string> all = {
      "conversation", "customer", "iteration",  "known_before", "transcript",
      "rater",        "nps",      "engagement", "churn",        "note"};
  return all;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

std::string words_of(const std::vector<turn>& turns) {
  std::string out;
  for (const transcript_line& line : transcript_text(turns))
    out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", line.who, line.text);
  return out;
}

// As csv_writer wrote a text that a spreadsheet would run.
std::string without_guard(std::string text) {
  if (text.size() > 1 && text[0] == '\'' &&
      std::string_view("=+-@").find(text[1]) != std::string::npos)
    text.erase(0, 1);
  return text;
}

const person_label* label_of(std::span<const person_label> labels, const talk_key& key,
                             std::string_view rater) {
  for (const person_label& one : labels)
    if (one.talk == key && one.rater == rater) return &one;
  return nullptr;
}

class sheet_reader {
 public:
  sheet_reader(const csv_table& table, const sheet_rules& rules) : table_(table), rules_(rules) {}

  read_sheet read() {
    if (!read_header()) return std::move(out_);
    for (const label_talk& one : rules_.book.talks())
      by_code_[code_of(rules_.book.run().run_id, one.key)] = one.key;
    for (const csv_row& row : table_.rows) read_row(row);
    if (!out_.problems.empty()) out_.labels.clear();
    return std::move(out_);
  }

 private:
  bool read_header() {
    const auto wrong = [this](std::string text) { out_.problems.push_back("line 1: " + text); };
    if (table_.header.size() == 1 && table_.header[0].find(';') != std::string::npos) {
      wrong("found semicolons between the columns, expected commas: save it as CSV with commas");
      return false;
    }
    for (std::size_t i = 0; i < table_.header.size(); ++i) {
      const std::string name = printable_line(table_.header[i]);
      if (std::find(columns().begin(), columns().end(), name) == columns().end()) {
        const auto near = nearest_name(name, columns());
        wrong(fmt::format("unknown column \"{}\"{}", shorten(name, 40),
                          near ? ", did you mean " + *near + "?" : ""));
      } else if (!places_.emplace(name, i).second) {
        wrong(fmt::format("the column {} stands twice", name));
      }
    }
    for (const char* name : {"nps", "engagement", "churn"})
      if (!places_.contains(name)) wrong(fmt::format("found no column {}", name));
    if (!places_.contains("conversation") &&
        !(places_.contains("customer") && places_.contains("iteration")))
      wrong("found neither the column conversation nor customer and iteration");
    return out_.problems.empty();
  }

  std::string cell(const csv_row& row, const std::string& name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? std::string() : printable_line(row.cells[found->second]);
  }

  void problem(const csv_row& row, std::string_view column, std::string_view text) {
    out_.problems.push_back(fmt::format("line {}, {}: {}", row.line, column, text));
  }
  void problem(const csv_row& row, std::string_view column, std::string_view found,
               std::string_view expected) {
    problem(row, column, fmt::format("found \"{}\", expected {}", shorten(found, 40), expected));
  }

  std::optional<talk_key> talk_in(const csv_row& row) {
    const std::string code = cell(row, "conversation");
    if (!code.empty()) {
      const auto found = by_code_.find(code);
      if (found != by_code_.end()) return found->second;
      problem(row, "conversation", code,
              "the code of a conversation of this run, as its sheet has it");
      return std::nullopt;
    }
    talk_key key;
    key.customer_id = cell(row, "customer");
    if (rules_.book.profile(key.customer_id) == nullptr) {
      problem(row, "customer", key.customer_id, "a customer of this run");
      return std::nullopt;
    }
    const std::string number = cell(row, "iteration");
    const char* end = number.data() + number.size();
    const auto [at, error] = std::from_chars(number.data(), end, key.iteration);
    if (error == std::errc() && at == end && rules_.book.find(key)) return key;
    problem(row, "iteration", number,
            fmt::format("an iteration in which {} has a conversation that the judge scored",
                        key.customer_id));
    return std::nullopt;
  }

  std::optional<double> number_in(const csv_row& row, question which, const std::string& name) {
    const std::string text = cell(row, name);
    if (text.empty()) {
      problem(row, name, "empty, expected all three scores or none of them");
      return std::nullopt;
    }
    const auto value = read_answer(which, text);
    if (!value) problem(row, name, value.error().message);
    return value ? std::optional(*value) : std::nullopt;
  }

  void read_row(const csv_row& row) {
    const bool blank = cell(row, "nps").empty() && cell(row, "engagement").empty() &&
                       cell(row, "churn").empty() && cell(row, "note").empty();
    if (blank) {
      ++out_.blank;
      return;
    }
    const std::size_t before = out_.problems.size();
    const auto talk = talk_in(row);
    person_label one;
    one.rater = cell(row, "rater").empty() ? rules_.rater : cell(row, "rater");
    if (one.rater.empty())
      problem(row, "rater", "empty, expected a name here or --rater NAME");
    else if (code_points(one.rater) > longest_rater)
      problem(row, "rater", one.rater, fmt::format("at most {} characters", longest_rater));
    one.nps = number_in(row, question::nps, "nps");
    one.engagement = number_in(row, question::engagement, "engagement");
    one.churn = number_in(row, question::churn, "churn");
    auto note = read_line(without_guard(cell(row, "note")), longest_note);
    if (!note) problem(row, "note", note.error().message);
    if (out_.problems.size() != before) return;
    one.talk = *talk;
    one.note = std::move(*note);
    one.source = "csv";
    one.labelled_at = rules_.now;
    take(row, std::move(one));
  }

  void take(const csv_row& row, person_label one) {
    const auto [seen, first] = seen_.emplace(std::pair(one.talk, one.rater), row.line);
    if (!first)
      return problem(row, "conversation",
                     fmt::format("{} scored it in line {} already", one.rater, seen->second));
    const person_label* known = label_of(rules_.known, one.talk, one.rater);
    if (known && known->nps == one.nps && known->engagement == one.engagement &&
        known->churn == one.churn && known->note == one.note) {
      ++out_.same;
      return;
    }
    if (known && known->complete() && !rules_.replace)
      return problem(row, "conversation",
                     fmt::format("{} has scored it otherwise before; --replace takes these scores "
                                 "instead",
                                 one.rater));
    out_.labels.push_back(std::move(one));
  }

  const csv_table& table_;
  const sheet_rules& rules_;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, talk_key> by_code_;
  std::map<std::pair<talk_key, std::string>, std::size_t> seen_;  // line
  read_sheet out_;
};

}  // namespace

std::string label_sheet(const talk_book& book, std::span<const drawn_talk> sample,
                        std::span<const person_label> labels, const std::string& rater) {
  csv_writer out;
  for (const std::string& name : columns()) out.text(name);
  out.end_row();
  for (const drawn_talk& one : sample) {
    const std::vector<turn>* turns = book.turns(one.talk);
    const customer_profile* profile = book.profile(one.talk.customer_id);
    if (!turns || !profile) continue;
    const person_label* known = label_of(labels, one.talk, rater);
    person_label label;
    if (known && known->complete()) label = *known;
    out.text(code_of(book.run().run_id, one.talk)).text(one.talk.customer_id);
    out.number(one.talk.iteration).text(joined(known_before(*profile))).text(words_of(*turns));
    out.text(rater).number(label.nps).number(label.engagement).number(label.churn);
    out.text(label.note).end_row();
  }
  return out.str();
}

read_sheet labels_from(const csv_table& table, const sheet_rules& rules) {
  return sheet_reader(table, rules).read();
}

}  // namespace parley::people
