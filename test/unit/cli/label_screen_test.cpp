#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/text.hpp"
#include "cli/label_screen.hpp"
#include "cli/people_text.hpp"

using namespace parley;
using namespace parley::cli;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

struct quiet_console {
  std::FILE* file = std::tmpfile();
  console con{file, file};
  ~quiet_console() { std::fclose(file); }
};

customer_profile karen() {
  customer_profile out;
  out.customer_id = "C1";
  out.persona = {"Karen Ñúñez", 34, "Monterrey", "Pide que le respondan. " + std::string(90, 'x')};
  out.purchase.vehicle = "SUV 2021";
  out.purchase.last_purchase_days = 41;
  out.history.past_nps = 4;
  out.history.tickets = {{"placas", -0.6, 1}};
  out.risk.churn_est = 0.35;
  return out;
}

}  // namespace

TEST_CASE("a conversation is readable at any width, and nothing in it reaches the terminal raw") {
  quiet_console quiet;
  const customer_profile profile = karen();
  std::string words = "¿Y mis placas? ";
  for (int i = 0; i < 30; ++i) words += "años después sigo esperando una solución, señores; ";
  const std::vector<turn> turns = {{.role = turn_role::customer, .content = words, .context = true},
                                   {.role = turn_role::agent, .content = "Hola\x1b[2J\nKaren\x07"},
                                   {.role = turn_role::customer, .silent = true}};
  for (const std::size_t width : {20u, 40u, 80u, 120u, 200u}) {
    const auto lines = talk_screen({profile, turns, 3, 20, 12}, quiet.con, width);
    for (const std::string& line : lines) {
      INFO(line);
      CHECK(display_width(line) <= std::clamp<std::size_t>(width, 40, 100));
      CHECK(line.find('\x1b') == std::string::npos);
      CHECK(line.find('\x07') == std::string::npos);
    }
    CHECK_THAT(joined(lines), ContainsSubstring("3 of 20") && ContainsSubstring("12 left") &&
                                  ContainsSubstring("Karen Ñúñez") &&
                                  ContainsSubstring("Customer, before") &&
                                  ContainsSubstring("(read it and did not answer)") &&
                                  ContainsSubstring("1 day ago"));
  }
}

TEST_CASE("what people say fits 80 columns, with half widths where the ends have no room") {
  quiet_console quiet;
  const std::string effect = R"({"mean": -0.076, "low": -0.1261, "high": -0.0249, "n": 10})";
  std::string metrics = "{";
  for (const char* one : {"reward", "nps", "engagement", "churn"})
    metrics += std::string(metrics.size() > 1 ? "," : "") + "\"" + one +
               R"(": {"judge": -0.063, "corrected": )" + effect + R"(, "person_minus_judge": )" +
               effect + "}";
  metrics += "}";
  const std::string sample = R"({"iteration": 3, "population": 100000, "labels": 10000,
      "claimed": true, "metrics": )" +
                             metrics +
                             R"(, "cohorts": {"no_vocal_insatisfecho": {"population": 100000,
      "labels": 10000, "metrics": )" +
                             metrics + "}}}";
  const std::string document =
      R"({"said": ["Said."], "means": [)" + sample + R"(], "gain": )" + sample + "}";
  const auto narrow = people_lines(document, quiet.con, 80);
  for (const std::string& line : narrow) {
    INFO(line);
    CHECK(display_width(line) <= 80);
  }
  CHECK_THAT(joined(narrow), ContainsSubstring("−0.076 ± 0.051"));
  CHECK_THAT(
      joined(people_lines(document, quiet.con, 120)),
      ContainsSubstring("−0.076 (−0.126 to −0.025)") && ContainsSubstring("10000 of 100000"));
  CHECK(people_lines("", quiet.con, 80).empty());
}
