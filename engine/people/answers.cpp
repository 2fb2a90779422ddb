#include "engine/people/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace parley::people {
namespace {

bool is_probability(question which) {
  return which == question::engagement || which == question::churn;
}

std::string expected(question which) {
  if (is_probability(which)) return "a probability from 0 to 1, or a percentage such as 40%";
  return "a number from 0 to 10, e.g. 7 or 7.5";
}

constexpr std::size_t longest_number = 24;

}  // namespace

std::string_view title_of(question which) {
  constexpr std::string_view titles[] = {"Likelihood to recommend, 0 to 10",
                                         "Probability of taking the next step, 0 to 1",
                                         "Probability of leaving, 0 to 1", "A remark, or Enter"};
  return titles[static_cast<std::size_t>(which)];
}

std::vector<std::string> scale_of(question which, int churn_horizon_months) {
  switch (which) {
    case question::nps:
      return {"How likely is the customer to recommend the company after this conversation?",
              "  0 to 2   would advise against it; feels deceived or ignored",
              "  3 to 4   clearly unhappy; the problem is open, no trust",
              "  5 to 6   lukewarm; something was seen to, doubts stay",
              "  7 to 8   content; what mattered is solved or on its way",
              "  9 to 10  would recommend it unasked, and shows it",
              "Start from where the customer was, and move only as far as it justifies."};
    case question::engagement:
      return {"How likely is it that the customer takes the next step, or goes on with the",
              "company in the coming days?",
              "  0.05 silent or closed    0.2 no sign    0.5 interested, not committed",
              "  0.8 accepts the step     0.95 is taking it already"};
    case question::churn:
      return {fmt::format("How likely is it that the customer stops being one within {} months?",
                          churn_horizon_months),
              "  0.05 a firm relation     0.15 usual     0.35 at risk",
              "  0.6 more out than in     0.85 has said goodbye, or says so"};
    case question::note:
      return {"Why you scored it so, or what you noticed; Enter for none."};
  }
  return {};
}

double least_of(question) {
  return 0;
}

double most_of(question which) {
  return is_probability(which) ? 1 : 10;
}

result<double> read_answer(question which, std::string_view text) {
  const auto wrong = [&] {
    return fail(failure_code::invalid_input,
                fmt::format("found \"{}\", expected {}", shorten(printable_line(text), 30),
                            expected(which)));
  };
  std::string clean = printable_line(text);
  if (clean.empty() || clean.size() > longest_number) return wrong();
  const bool percent = clean.back() == '%';
  if (percent) clean.pop_back();
  while (!clean.empty() && clean.back() == ' ') clean.pop_back();
  if (percent && !is_probability(which)) return wrong();
  std::replace(clean.begin(), clean.end(), ',', '.');
  double value = 0;
  const char* end = clean.data() + clean.size();
  const auto [at, error] = std::from_chars(clean.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || at != end || !std::isfinite(value)) return wrong();
  if (percent) value /= 100;
  if (value < least_of(which) || value > most_of(which)) return wrong();
  return value == 0 ? 0.0 : value;  // never a negative zero
}

result<std::string> read_line(std::string_view text, std::size_t most) {
  std::string clean = printable_line(text);
  if (code_points(clean) > most)
    return fail(failure_code::invalid_input,
                fmt::format("found {} characters, expected at most {}", code_points(clean), most));
  return clean;
}

std::optional<double> answer_in(const person_label& label, question which) {
  switch (which) {
    case question::nps:
      return label.nps;
    case question::engagement:
      return label.engagement;
    case question::churn:
      return label.churn;
    case question::note:
      break;
  }
  return std::nullopt;
}

void set_answer(person_label& label, question which, std::optional<double> value) {
  if (which == question::nps) label.nps = value;
  if (which == question::engagement) label.engagement = value;
  if (which == question::churn) label.churn = value;
}

}  // namespace parley::people
