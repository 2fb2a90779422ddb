#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "profiles/loader.hpp"
#include "test/unit/profiles/karen.hpp"

using namespace parley;

namespace {

/// The example with one thing wrong, and the one line that must come of it.
struct bad_profile {
  std::string from, to;
  std::string line;  ///< without "bad.json: "
};

const std::string cohort_expected =
    R"({"vocal": true|false, "satisfied": true|false}, or one of "vocal_satisfecho", )"
    R"("vocal_insatisfecho", "no_vocal_satisfecho", "no_vocal_insatisfecho")";
const std::string id_expected = "text of 1 to 128 characters of A-Z a-z 0-9 . _ : -";

std::vector<bad_profile> bad_values() {
  return {
      {R"("C0001")", R"("")", R"(/customer_id: found "", expected )" + id_expected},
      {R"("C0001")", R"("a b")", R"(/customer_id: found "a b", expected )" + id_expected},
      {R"("C0001")", R"("../x")", R"(/customer_id: found "../x", expected )" + id_expected},
      {R"("C0001")", "7", "/customer_id: found 7, expected " + id_expected},
      {R"("C0001")", '"' + std::string(129, 'a') + '"',
       "/customer_id: found \"" + std::string(58, 'a') + "…, expected " + id_expected},
      {R"({"vocal": true, "satisfied": false})", R"("vocal")",
       R"(/cohort: found "vocal", expected )" + cohort_expected},
      {R"({"vocal": true, "satisfied": false})", "[]",
       "/cohort: found [], expected " + cohort_expected},
      {R"("satisfied": false)", R"("satisfied": "no")",
       R"(/cohort/satisfied: found "no", expected true or false)"},
      {R"("vocal": true, )", "", "/cohort/vocal: missing, expected true or false"},
      {R"("Karen Ruiz")", R"("  \t ")",
       R"(/persona/name: found "  \t ", expected text of 1 to 200 characters, not blank)"},
      {R"("Karen Ruiz")", "null",
       "/persona/name: found null, expected text of 1 to 200 characters, not blank"},
      {"\"age\": 36", "\"age\": 15",
       "/persona/age: found 15, expected a whole number from 16 to 120"},
      {"\"age\": 36", "\"age\": 36.5",
       "/persona/age: found 36.5, expected a whole number from 16 to 120"},
      {"\"age\": 36", "\"age\": \"36\"",
       R"(/persona/age: found "36", expected a whole number from 16 to 120)"},
      {"\"age\": 36", "\"age\": 99999999999999999",
       "/persona/age: found 99999999999999999, expected a whole number from 16 to 120"},
      {R"("CDMX")", "52", "/persona/location: found 52, expected text of at most 200 characters"},
      {"365000", "-1", "/purchase/price: found -1, expected a number from 0 to 1000000000000"},
      {"365000", "true", "/purchase/price: found true, expected a number from 0 to 1000000000000"},
      {"    \"price\": 365000,\n", "",
       "/purchase/price: missing, expected a number from 0 to 1000000000000"},
      {"\"last_purchase_days\": 65", "\"last_purchase_days\": -2",
       "/purchase/last_purchase_days: found -2, expected a whole number from 0 to 36500"},
      {R"("SUV 2021")", "2021",
       "/purchase/vehicle: found 2021, expected text of 1 to 200 characters, not blank"},
      {"\"past_nps\": 3", "\"past_nps\": 11",
       "/history/past_nps: found 11, expected a whole number from 0 to 10"},
      {"-0.6", "-1.01",
       "/history/tickets/0/sentiment: found -1.01, expected a number from -1 to 1"},
      {R"("issue": "documentación", )", "",
       "/history/tickets/0/issue: missing, expected text of 1 to 200 characters, not blank"},
      {R"({"issue": "documentación", "sentiment": -0.6, "last_touch_days": 10})", "\"papeles\"",
       "/history/tickets/0: found \"papeles\", expected an object with issue, sentiment and "
       "last_touch_days"},
      {R"("role": "customer")", R"("role": "user")",
       R"(/history/messages/0/role: found "user", expected "customer" or "agent")"},
      {R"("Ya pasaron dos semanas y nadie me entrega los papeles.")", R"("")",
       "/history/messages/0/content: found \"\", expected text of 1 to 8000 characters, not blank"},
      {"0.45", "1.7", "/risk_signals/churn_est: found 1.7, expected a number from 0 to 1"},
      {R"("churn_est": 0.45)", R"("churn_est": 0.45, "churn_est": 0.5)",
       "/risk_signals/churn_est: found the same member a second time, expected each member once"},
      {R"("VE")", "[\"VE\"]",
       R"(/risk_signals/value_segment: found ["VE"], expected text of at most 64 characters)"},
  };
}

}  // namespace

TEST_CASE("each wrong value is told with its pointer, what was found and what was expected") {
  for (const bad_profile& bad : bad_values()) {
    INFO(bad.line);
    const auto parsed = parse_profile(karen_with(bad.from, bad.to), "bad.json");
    CHECK_FALSE(parsed.profile);
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].text() == "bad.json: " + bad.line);
    CHECK(parsed.problems[0].file == "bad.json");
  }
}

TEST_CASE("a document that is no profile at all is told as a whole") {
  const auto line = [](std::string_view text) {
    const auto parsed = parse_profile(text, "bad.json");
    CHECK_FALSE(parsed.profile);
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].pointer.empty());
    return parsed.problems[0].text();
  };
  CHECK(line("") == "bad.json: document: found an empty file, expected one JSON object");
  CHECK(line(" \n") == "bad.json: document: found an empty file, expected one JSON object");
  CHECK(line("[1, 2]") ==
        "bad.json: document: found [1,2], expected an object with the members "
        "of a customer profile");
  CHECK(line("\"Karen\"").find("found \"Karen\"") != std::string::npos);
  CHECK(line("{\"a\": 1,}").find("not JSON (at line 1, column 9)") != std::string::npos);
  CHECK(line("{\"ñ\": 1}\n  {").find("not JSON (at line 2, column 3)") != std::string::npos);
  CHECK(line("{\"a\": nul}").find("not JSON (at line 1, column") != std::string::npos);
  CHECK(line("{'a': 1}").find("not JSON") != std::string::npos);
  CHECK(line("{\"a\": \"\xC3\x28\"}").find("found bytes that are not UTF-8") != std::string::npos);
  CHECK(line("{\"a\": \"\\ud800\"}").find("not JSON") != std::string::npos);
  CHECK(line(std::string("\xFF\xFE{\0}\0", 6)).find("not UTF-8") != std::string::npos);
  CHECK(line(std::string(100'000, '[')).find("expected at most 32 levels") != std::string::npos);
}

TEST_CASE("all problems of a document are told, in the order of the document") {
  const auto parsed = parse_profile(
      R"({"risk_signals": {"churn_est": 2}, "persona": {"age": 5, "bio": 1, "name": "Ana"},
          "purchase": 3, "customer_id": "C 1"})",
      "bad.json");
  std::vector<std::string> pointers;
  for (const auto& problem : parsed.problems) pointers.push_back(problem.pointer);
  CHECK(pointers == std::vector<std::string>{"/risk_signals/churn_est", "/persona/age",
                                             "/persona/bio", "/purchase", "/customer_id", "/cohort",
                                             "/history"});
}

TEST_CASE("what was found is shortened between characters and harmless on a terminal") {
  std::string accents;
  for (int i = 0; i < 300; ++i) accents += "ñ";
  const auto parsed =
      parse_profile(karen_with("Karen Ruiz", "\\u001b[2J\xC2\x9B" + accents), "bad.json");
  REQUIRE(parsed.problems.size() == 1);
  const std::string& found = parsed.problems[0].found;
  CHECK(found.find('\x1b') == std::string::npos);
  CHECK(found.find("\xC2\x9B") == std::string::npos);
  CHECK(found.starts_with("305 characters: "));
  CHECK(found.ends_with("ñ…"));
}
