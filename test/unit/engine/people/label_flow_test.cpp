#include "engine/people/label_flow.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/random_stream.hpp"

using namespace parley;
using namespace parley::people;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<person_label> blank(std::size_t n) {
  std::vector<person_label> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    out[i].talk = {1, "C" + std::to_string(i), 0};
    out[i].rater = "ana";
  }
  return out;
}

/// Feeds lines; what must be kept is kept as a caller would, after every line.
struct sitting {
  explicit sitting(std::vector<person_label> labels) : kept(labels), flow(std::move(labels), 12) {}
  flow_step type(std::string_view line) {
    flow_step step = flow.on_line(line);
    for (const std::size_t i : step.changed) kept[i] = flow.labels()[i];
    return step;
  }
  void type_all(std::initializer_list<const char*> lines) {
    for (const char* line : lines) type(line);
  }
  std::vector<person_label> kept;
  label_flow flow;
};

bool same(const std::vector<person_label>& a, const std::vector<person_label>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].nps != b[i].nps || a[i].engagement != b[i].engagement || a[i].churn != b[i].churn ||
        a[i].note != b[i].note || a[i].skipped != b[i].skipped)
      return false;
  return true;
}

}  // namespace

TEST_CASE("three numbers and a remark, one conversation after the other") {
  sitting s(blank(2));
  CHECK(s.flow.asked() == question::nps);
  CHECK_THAT(s.flow.prompt(), ContainsSubstring("recommend, 0 to 10: "));
  s.type("7,5");
  CHECK(s.kept[0].nps == 7.5);  // kept at once, before the next question
  CHECK_FALSE(s.kept[0].complete());
  s.type("40%");
  s.type("0.2");
  CHECK(s.kept[0].complete());
  CHECK(s.flow.asked() == question::note);
  const flow_step step = s.type("amable");
  CHECK(s.kept[0].note == "amable");
  CHECK(step.show);
  CHECK(s.flow.at() == 1);
  s.type_all({"3", "0.1", "0.9", ""});
  CHECK(s.flow.done());
  CHECK(s.flow.complete() == 2);
  CHECK(s.kept[1].note.empty());
}

TEST_CASE("bad input says what was expected and asks again") {
  sitting s(blank(1));
  for (const char* text : {"11", "x", ""}) {
    const flow_step step = s.type(text);
    REQUIRE(step.say.size() == 1);
    CHECK_THAT(step.say[0], ContainsSubstring("expected a number from 0 to 10"));
    CHECK(step.changed.empty());
    CHECK(s.flow.asked() == question::nps);
  }
  CHECK(s.type("?").say.size() > 5);
  CHECK(s.type("r").show);
  CHECK(s.type("q").quit);
}

TEST_CASE("skip passes a conversation over, back returns, Enter keeps what stands") {
  sitting s(blank(3));
  s.type_all({"5", "0.5", "0.5", ""});
  s.type("skip");
  CHECK(s.kept[1].skipped);
  CHECK(s.flow.at() == 2);
  s.type("b");
  CHECK(s.flow.at() == 1);
  s.type_all({"8", "0.8", "0.1", ""});
  CHECK(s.kept[1].complete());
  CHECK(s.flow.at() == 2);
  s.type_all({"b", "b"});
  CHECK(s.flow.at() == 0);
  CHECK_THAT(s.flow.prompt(), ContainsSubstring("[5]"));
  s.type_all({"", "0.6", "", ""});
  CHECK(s.kept[0].nps == 5);
  CHECK(s.kept[0].engagement == 0.6);
  CHECK(s.flow.at() == 2);
  s.type_all({"b", "b"});
  CHECK_THAT(s.type("b").say.at(0), ContainsSubstring("first conversation"));
}

TEST_CASE("undo takes the last answers back, one by one, over conversations and skips") {
  sitting s(blank(2));
  s.type_all({"5", "0.5", "0.5", "note", "s"});
  CHECK(s.flow.done());
  s.type("u");
  CHECK_FALSE(s.flow.done());
  CHECK_FALSE(s.kept[1].skipped);
  s.type("u");
  CHECK(s.kept[0].note.empty());
  CHECK(s.flow.asked() == question::note);
  s.type_all({"u", "u", "u"});
  CHECK(same(s.kept, blank(2)));
  CHECK(s.flow.at() == 0);
  CHECK(s.flow.asked() == question::nps);
  CHECK_THAT(s.type("undo").say.at(0), ContainsSubstring("nothing to take back"));
}

TEST_CASE("whatever is typed and wherever it ends, going on asks for exactly what is missing") {
  const char* lines[] = {"7", "0.5", "", "s", "u", "b", "x", "?", "r", "10%", "a remark"};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    random_stream random(seed, "label", "flow");
    sitting s(blank(4));
    const auto steps = random.below(60);
    for (std::uint64_t i = 0; i < steps; ++i) {
      s.type(lines[random.below(std::size(lines))]);
      INFO("seed " << seed);
      REQUIRE(same(s.kept, s.flow.labels()));  // a kill here loses nothing that was answered
      REQUIRE(s.flow.complete() + s.flow.skipped() + s.flow.left() == 4);
    }
    sitting again(s.kept);
    int asked = 0;
    while (!again.flow.done()) {
      REQUIRE(++asked <= 16);
      const person_label& open = again.flow.labels()[again.flow.at()];
      REQUIRE((again.flow.asked() == question::note || !answer_in(open, again.flow.asked())));
      again.type(again.flow.asked() == question::note ? "" : "1");
    }
    CHECK(again.flow.left() == 0);
  }
}

TEST_CASE("nothing to score is nothing to ask") {
  CHECK(label_flow({}, 12).done());
}
