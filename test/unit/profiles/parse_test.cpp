#include <catch2/catch_test_macros.hpp>

#include "profiles/demo.hpp"
#include "profiles/limits.hpp"
#include "profiles/loader.hpp"
#include "test/unit/profiles/karen.hpp"

using namespace parley;

TEST_CASE("the specification's example loads as it stands") {
  const auto parsed = parse_profile(karen_text, "C0001.json");
  REQUIRE(parsed.problems.empty());
  REQUIRE(parsed.profile);
  const customer_profile& karen = *parsed.profile;
  CHECK(karen.customer_id == "C0001");
  CHECK(karen.cohort == cohort::vocal_unsatisfied);
  CHECK(karen.persona.name == "Karen Ruiz");
  CHECK(karen.persona.age == 36);
  CHECK(karen.persona.location == "CDMX");
  CHECK(karen.persona.bio == "Compró SUV seminueva hace 2 meses. Enojada por retraso en papeles.");
  CHECK(karen.purchase.vehicle == "SUV 2021");
  CHECK(karen.purchase.price == 365000);
  CHECK(karen.purchase.last_purchase_days == 65);
  CHECK(karen.purchase.channel == "online");
  CHECK(karen.history.past_nps == 3);
  REQUIRE(karen.history.tickets.size() == 1);
  CHECK(karen.history.tickets[0].issue == "documentación");
  CHECK(karen.history.tickets[0].sentiment == -0.6);
  CHECK(karen.history.tickets[0].last_touch_days == 10);
  REQUIRE(karen.history.messages.size() == 1);
  CHECK(karen.history.messages[0].role == "customer");
  CHECK(karen.history.messages[0].content ==
        "Ya pasaron dos semanas y nadie me entrega los papeles.");
  CHECK(karen.risk.churn_est == 0.45);
  CHECK(karen.risk.value_segment == "VE");
}

TEST_CASE("the sample C0001 is the specification's example byte for byte") {
  CHECK(demo_profile_files().front().name == "C0001.json");
  CHECK(demo_profile_files().front().bytes == karen_text);
}

TEST_CASE("the cohort may be given by its name") {
  const std::string object = R"({"vocal": true, "satisfied": false})";
  for (cohort c : all_cohorts) {
    const auto parsed =
        parse_profile(karen_with(object, "\"" + std::string(to_string(c)) + "\""), "x.json");
    REQUIRE(parsed.profile);
    CHECK(parsed.profile->cohort == c);
  }
  const auto flags =
      parse_profile(karen_with(object, R"({"satisfied": true, "vocal": false})"), "x.json");
  REQUIRE(flags.profile);
  CHECK(flags.profile->cohort == cohort::quiet_satisfied);
}

TEST_CASE("optional members may be missing or null") {
  const std::string least = R"({"customer_id":"a","cohort":"vocal_satisfecho",
      "persona":{"name":"Ana"},"purchase":{"vehicle":"Sedán","price":0,"last_purchase_days":0},
      "history":{},"risk_signals":{}})";
  const std::string nulls = R"({"customer_id":"a","cohort":"vocal_satisfecho",
      "persona":{"name":"Ana","age":null,"location":null,"bio":null},
      "purchase":{"vehicle":"Sedán","price":0,"last_purchase_days":0,"channel":null},
      "history":{"past_nps":null,"tickets":null,"messages":null},
      "risk_signals":{"churn_est":null,"value_segment":null}})";
  for (const auto& text : {least, nulls}) {
    const auto parsed = parse_profile(text, "x.json");
    for (const auto& problem : parsed.problems) UNSCOPED_INFO(problem.text());
    REQUIRE(parsed.profile);
    CHECK_FALSE(parsed.profile->persona.age);
    CHECK_FALSE(parsed.profile->history.past_nps);
    CHECK_FALSE(parsed.profile->risk.churn_est);
    CHECK(parsed.profile->history.tickets.empty());
    CHECK(parsed.profile->risk.value_segment.empty());
  }
}

TEST_CASE("unknown members are left alone at every level") {
  std::string text;
  for (const char c : karen_text) {
    text += c;
    if (c == '{') text += R"("crm_note": [{"deep": null}], )";
  }
  const auto parsed = parse_profile(text, "x.json");
  REQUIRE(parsed.profile);
  CHECK(profile_to_json(*parsed.profile) ==
        profile_to_json(*parse_profile(karen_text, "y.json").profile));
  CHECK(parsed.unknown.size() == 8);  // one for each object of the document
}

TEST_CASE("a member that profiles do not have is told with the one that was probably meant") {
  const auto parsed = parse_profile(karen_with("\"issue\"", "\"isue\": 1, \"issue\""), "x.json");
  REQUIRE(parsed.profile);
  REQUIRE(parsed.unknown.size() == 1);
  CHECK(parsed.unknown[0].text() ==
        "x.json: /history/tickets/*/isue: no member of a profile, left out; did you mean "
        "/history/tickets/*/issue?");
  const auto far = parse_profile(karen_with("\"age\"", "\"crm_id\": 1, \"age\""), "x.json");
  REQUIRE(far.unknown.size() == 1);
  CHECK(far.unknown[0].text() == "x.json: /persona/crm_id: no member of a profile, left out");
}

TEST_CASE("a byte order mark, whole numbers with a point, and escapes are tolerated") {
  CHECK(parse_profile("\xEF\xBB\xBF" + karen_text, "x.json").profile);
  const auto with_point = parse_profile(karen_with("36", "36.0"), "x.json");
  REQUIRE(with_point.profile);
  CHECK(with_point.profile->persona.age == 36);
  const auto escaped = parse_profile(karen_with("Karen", "\\u004Baren \\ud83d\\ude97"), "x.json");
  REQUIRE(escaped.profile);
  CHECK(escaped.profile->persona.name == "Karen 🚗 Ruiz");
}

TEST_CASE("a profile survives being written and read again") {
  for (const customer_profile& profile : demo_profiles().profiles) {
    const std::string pretty = profile_to_json(profile);
    const std::string compact = profile_to_compact_json(profile);
    CHECK(pretty.ends_with("}\n"));
    CHECK(compact.find('\n') == std::string::npos);
    for (const auto& text : {pretty, compact}) {
      const auto again = parse_profile(text, "again.json");
      REQUIRE(again.profile);
      CHECK(profile_to_json(*again.profile) == pretty);
    }
  }
}

TEST_CASE("one-line JSON has the specification's members, order and plain numbers") {
  const auto karen = parse_profile(karen_text, "x.json").profile;
  REQUIRE(karen);
  CHECK(profile_to_compact_json(*karen) ==
        R"({"customer_id":"C0001","cohort":{"vocal":true,"satisfied":false},"persona":{)"
        R"("name":"Karen Ruiz","age":36,"location":"CDMX","bio":"Compró SUV seminueva hace )"
        R"(2 meses. Enojada por retraso en papeles."},"purchase":{"vehicle":"SUV 2021",)"
        R"("price":365000,"last_purchase_days":65,"channel":"online"},"history":{"past_nps":3,)"
        R"("tickets":[{"issue":"documentación","sentiment":-0.6,"last_touch_days":10}],)"
        R"("messages":[{"role":"customer","content":"Ya pasaron dos semanas y nadie me entrega )"
        R"(los papeles."}]},"risk_signals":{"churn_est":0.45,"value_segment":"VE"}})");
}

TEST_CASE("every prefix of a valid profile yields problems or a profile, never both") {
  for (std::size_t size = 0; size < karen_text.size(); ++size) {
    INFO(size);
    const auto parsed = parse_profile(std::string_view(karen_text).substr(0, size), "cut.json");
    // Only the final newline may be missing.
    CHECK(parsed.profile.has_value() == (size + 1 >= karen_text.size()));
    CHECK(parsed.profile.has_value() == parsed.problems.empty());
  }
}

TEST_CASE("a profile with any byte changed yields problems or a profile, never both") {
  for (std::size_t at = 0; at < karen_text.size(); ++at)
    for (const char replacement : {'\0', '"', '}', '\x80', '9'}) {
      std::string text = karen_text;
      text[at] = replacement;
      const auto parsed = parse_profile(text, "bad.json");
      CHECK(parsed.profile.has_value() == parsed.problems.empty());
    }
}

TEST_CASE("size and depth are refused one above their limits and taken at them") {
  const std::size_t room = profile_limits::file_bytes - karen_text.size();
  CHECK(parse_profile(karen_text + std::string(room, ' '), "x.json").profile);
  const auto large = parse_profile(karen_text + std::string(room + 1, ' '), "x.json");
  REQUIRE(large.problems.size() == 1);
  CHECK(large.problems[0].text() ==
        "x.json: document: found 1048577 bytes, expected at most 1048576 bytes");

  const auto nested = [](std::size_t lists) {
    return karen_with("{\n  \"customer_id\"", "{\"note\": " + std::string(lists, '[') +
                                                  std::string(lists, ']') + ", \"customer_id\"");
  };
  CHECK(parse_profile(nested(profile_limits::levels - 1), "x.json").profile);
  const auto deep = parse_profile(nested(profile_limits::levels), "x.json");
  REQUIRE(deep.problems.size() == 1);
  CHECK(deep.problems[0].expected == "at most 32 levels");
  CHECK(deep.problems[0].found.starts_with("nesting that is too deep (at line 1, column"));
}
