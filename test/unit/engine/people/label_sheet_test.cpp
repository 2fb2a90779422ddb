#include "engine/people/label_sheet.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "people_fixture.hpp"

using namespace parley;
using namespace parley::people;
using namespace parley::people::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const int closed[] = {3};

struct sheet {
  run_record run = small_run(2);
  talk_book book{run, closed, {}, {}};
  std::vector<person_label> known;

  read_sheet read(const std::string& text, const std::string& rater = "ana",
                  bool replace = false) const {
    const auto table = read_csv(text);
    REQUIRE(table.has_value());
    return labels_from(*table, {book, known, rater, replace, "2026-11-26T00:00:00.000Z"});
  }
  std::string code(const std::string& customer) const { return code_of("r", {3, customer, 0}); }
};

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

}  // namespace

TEST_CASE("a blank sheet shows what was said and nothing of the judge, and reads back as blank") {
  sheet s;
  s.run.iterations[0].judgements[0].value->rationale = "the judge's reasons";
  const std::vector<drawn_talk> sample = {drawn("C00", 1), drawn("C10", 2)};
  const std::string text = label_sheet(s.book, sample, {}, "ana");
  CHECK_THAT(text, ContainsSubstring("Hola, ¿qué tal?") &&
                       ContainsSubstring("read it and did not answer") &&
                       !ContainsSubstring("reasons") && !ContainsSubstring("0.5"));
  const read_sheet read = s.read(text);
  INFO(joined(read.problems));
  CHECK(read.problems.empty());
  CHECK(read.labels.empty());
  CHECK(read.blank == 2);
}

TEST_CASE("a filled sheet gives the labels, and the same sheet again nothing new") {
  sheet s;
  const std::string text = "conversation,customer,iteration,rater,nps,engagement,churn,note\n" +
                           s.code("C00") + ",,,,7,0.5,\"0,25\",bien\n,C11,3,eva,10,80%,0,\n";
  const read_sheet first = s.read(text);
  INFO(joined(first.problems));
  REQUIRE(first.labels.size() == 2);
  CHECK(first.labels[0].talk == talk_key{3, "C00", 0});
  CHECK(first.labels[0].rater == "ana");
  CHECK(first.labels[0].churn == 0.25);
  CHECK(first.labels[0].note == "bien");
  CHECK(first.labels[1].rater == "eva");
  CHECK(first.labels[1].engagement == 0.8);
  CHECK(first.labels[1].source == "csv");
  s.known = first.labels;
  const read_sheet again = s.read(text);
  CHECK(again.labels.empty());
  CHECK(again.same == 2);
  // What was exported filled reads back as known, a note that looks like a formula too.
  s.known[0].note = "=no";
  const std::vector<drawn_talk> sample = {drawn("C00", 1)};
  const read_sheet round = s.read(label_sheet(s.book, sample, s.known, "ana"));
  INFO(joined(round.problems));
  CHECK(round.same == 1);
}

TEST_CASE("every problem is named with its line and nothing is taken") {
  const sheet s;
  const read_sheet read = s.read(
      "customer,iteration,nps,engagement,churn\n"
      "C00,3,11,0.5,0.2\n"
      "Nobody,3,5,0.5,0.2\n"
      "C01,9,5,0.5,0.2\n"
      "C10,3,5,,0.2\n"
      "C11,3,5,0.5,40\n"
      "C20,3,5,0.5,0.2\n"
      "C20,3,6,0.5,0.2\n"
      "\"C\n30\",x,5,0.5,0.2\n");
  CHECK(read.labels.empty());
  const std::string all = joined(read.problems);
  for (const char* part :
       {"line 2, nps: found \"11\"", "line 3, customer: found \"Nobody\"", "line 4, iteration",
        "line 5, engagement: empty", "line 6, churn: found \"40\"",
        "line 8, conversation: ana scored it in line 7 already", "line 9, customer"})
    CHECK_THAT(all, ContainsSubstring(part));
  CHECK(read.problems.size() == 7);
}

TEST_CASE("headers that cannot be meant are refused before any row") {
  const sheet s;
  const std::pair<const char*, const char*> bad[] = {
      {"customer;iteration;nps", "semicolons"},
      {"customer,iteration,nsp,engagement,churn", "did you mean nps"},
      {"customer,iteration,nps,nps,engagement,churn", "stands twice"},
      {"customer,iteration,nps,engagement", "no column churn"},
      {"customer,nps,engagement,churn", "neither the column conversation"}};
  for (const auto& [header, part] : bad) {
    const read_sheet read = s.read(std::string(header) + "\n");
    CHECK_THAT(joined(read.problems), ContainsSubstring(part) && ContainsSubstring("line 1"));
  }
}

TEST_CASE("other scores of the same rater are taken only where it was asked for") {
  sheet s;
  s.known = {label_of("C00", "ana", 7)};
  const std::string text = "customer,iteration,nps,engagement,churn\nC00,3,8,0.5,0.2\n";
  CHECK_THAT(joined(s.read(text).problems), ContainsSubstring("--replace"));
  CHECK(s.read(text, "ana", true).labels.size() == 1);
  CHECK(s.read(text, "eva").labels.size() == 1);
  s.known[0].churn.reset();  // was not finished on the terminal
  CHECK(s.read(text).labels.size() == 1);
  CHECK_THAT(joined(s.read(text, "").problems), ContainsSubstring("--rater"));
}
