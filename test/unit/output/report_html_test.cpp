#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

#include "base/json.hpp"
#include "output/html.hpp"
#include "output/record_values.hpp"
#include "output/report_parts.hpp"
#include "output/run_logger.hpp"
#include "synthetic_run.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// The JSON that the page's scripts read.
json::value data_of(std::string_view page) {
  const auto mark = page.find("id=\"data\"");
  const auto start = page.find('>', mark) + 1;
  return json::parse(page.substr(start, page.find("</script>", start) - start));
}

}  // namespace

TEST_CASE("HTML text has no live characters") {
  CHECK(html_text("<a href=\"x\">&'\x01\n") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\n");
  CHECK(html_text("\xFFñ") == "\uFFFDñ");
}

TEST_CASE("JSON inside a page cannot end its element and reads back the same") {
  const std::string text = json::serialize(json::value{test::hostile_text});
  const std::string safe = json_in_html(text);
  CHECK(safe.find('<') == std::string::npos);
  CHECK(safe.find("\u2028") == std::string::npos);
  CHECK(json::parse(safe) == json::value{test::hostile_text});
}

TEST_CASE("a template's values are not expanded again") {
  CHECK(fill_template("{{a}} {{b}} {{c}", {{"a", "{{b}}"}, {"b", "x"}}) == "{{b}} x {{c}");
  CHECK(fill_template("{{unknown}}", {}) == "{{unknown}}");
}

TEST_CASE("hostile text opens no element anywhere in the page") {
  const auto run = test::synthetic_run({.customers = 8, .iterations = 3, .hostile = true});
  const std::string page = report_html(run);
  CHECK(count_of(page, "<script") == 2);  // the data and the page's own code
  CHECK(count_of(page, "</script") == 2);
  CHECK(count_of(page, "<img") == 0);
  CHECK(count_of(page, "alert('x')</script>") == 0);
  const auto data = data_of(page);
  CHECK(data.at("customers").at(0).at(1).as_string() ==
        std::string_view(run.profiles[0].persona.name));
  CHECK_THAT(std::string(data.at("conversations").at(0).at("t").at(2).at(1).as_string()),
             ContainsSubstring("</script>"));
}

TEST_CASE("the page asks nobody for anything") {
  const std::string page = report_html(test::synthetic_run({.customers = 8, .iterations = 2}));
  CHECK_THAT(page, ContainsSubstring("default-src 'none'"));
  for (const char* request :
       {"src=", "@import", "url(", "fetch(", "XMLHttpRequest", "<link", "https://", "<iframe"}) {
    INFO(request);
    CHECK(count_of(page, request) == 0);
  }
  // The name of the SVG language is an address by form only.
  CHECK(count_of(page, "http://") == count_of(page, "http://www.w3.org/2000/svg"));
  CHECK(count_of(page, "{{") == 0);
}

TEST_CASE("scripts never parse text as HTML") {
  const std::string page = report_html(test::synthetic_run({.customers = 4, .iterations = 1}));
  for (const char* door :
       {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
    INFO(door);
    CHECK(count_of(page, door) == 0);
  }
}

TEST_CASE("verdict and table stand in the page without any script") {
  const auto run = test::synthetic_run();
  const std::string page = report_html(run);
  CHECK_THAT(page, ContainsSubstring(html_text(run.comparison->verdict)));
  CHECK_THAT(page, ContainsSubstring("<th scope=\"row\">All customers</th>"));
  CHECK_THAT(page, ContainsSubstring("These customers are simulated."));
  CHECK(count_of(page, "<tbody data-metric=") == 5);
}

TEST_CASE("an interval across zero is called no difference, with the sign that is good in mind") {
  auto run = test::synthetic_run({.customers = 8, .iterations = 2});
  auto& row = run.comparison->rows.back();
  row.reward_change = {0.02, -0.01, 0.05, 8};
  row.churn_change = {0.04, 0.01, 0.07, 8};
  const std::string cards = report_cards(run);
  const auto churn = cards.substr(cards.find("Churn risk"), 600);
  CHECK_THAT(churn, ContainsSubstring("chip bad\">worse"));
  CHECK_THAT(churn, ContainsSubstring("+4.0\u00a0points"));
  CHECK_THAT(cards.substr(cards.find("<h3>Reward")), ContainsSubstring("no difference shown"));
  CHECK_THAT(report_header(run), ContainsSubstring("verdict none"));
}

TEST_CASE("a run without comparison says why") {
  CHECK_THAT(report_verdict(run_record{}), ContainsSubstring("No iteration was finished"));
  CHECK_THAT(report_verdict(test::synthetic_run({.customers = 4, .iterations = 1})),
             ContainsSubstring("nothing to compare"));
  const auto unscored = test::synthetic_run({.customers = 4, .iterations = 2, .scored = false});
  CHECK_THAT(report_verdict(unscored), ContainsSubstring("No conversation could be scored"));
  const std::string page = report_html(unscored);
  CHECK_THAT(page, ContainsSubstring("nothing to compare"));
  CHECK_THAT(page, ContainsSubstring("not scored"));
}

TEST_CASE("an empty record still makes a whole page") {
  const std::string page = report_html(run_record{});
  CHECK(page.ends_with("</html>\n"));
  CHECK(data_of(page).at("conversations").as_array().empty());
}

TEST_CASE("every conversation carries its own verdict") {
  const auto run = test::synthetic_run({.customers = 30, .iterations = 2});
  const auto data = parse_exact(report_data(run)).value();
  const auto& rows = data.at("conversations").as_array();
  REQUIRE(rows.size() == 60);
  std::size_t next = 0;
  for (const auto& record : run.iterations) {
    for (const auto& c : record.conversations) {
      const auto& row = rows[next++].as_object();
      const auto judged =
          std::find_if(record.judgements.begin(), record.judgements.end(),
                       [&](const judgement& j) { return j.customer_id == c.customer_id; });
      const bool scored = judged != record.judgements.end() && judged->value;
      REQUIRE(row.contains("j") == scored);
      if (scored) REQUIRE(row.at("j").at("n").as_double() == judged->value->nps_expected);
      REQUIRE(row.at("i") == record.iteration);
    }
  }
}

TEST_CASE("replicates of one customer keep their own verdicts") {
  auto run = test::synthetic_run({.customers = 2, .iterations = 1});
  auto& record = run.iterations[0];
  for (auto& c : record.conversations) c.end = conversation_end::max_turns;
  record.conversations = {record.conversations[0], record.conversations[0]};
  record.conversations[1].replicate = 1;
  judgement first;
  first.customer_id = "C0001";
  first.value = score{};
  first.value->nps_expected = 3;
  judgement second = first;
  second.value->nps_expected = 8;
  record.judgements = {first, second};
  const auto data = parse_exact(report_data(run)).value();
  CHECK(data.at("conversations").at(0).at("j").at("n").as_double() == 3);
  CHECK(data.at("conversations").at(1).at("j").at("n").as_double() == 8);
}

TEST_CASE("a run too large for a page keeps what is compared, evenly, and says how much") {
  const auto run = test::synthetic_run({.customers = 11'000, .iterations = 3});
  const auto data = parse_exact(report_data(run)).value();
  CHECK(data.at("conversations_total") == 33'000);
  const auto& rows = data.at("conversations").as_array();
  CHECK(rows.size() <= report_most_conversations);
  CHECK(rows.size() == 11'000);  // every second customer of the first and the last iteration
  for (const auto& row : rows) REQUIRE(row.at("i") != 2);
}
