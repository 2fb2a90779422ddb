#include "cli/progress.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>

#include "base/text.hpp"

using namespace parley;
using namespace parley::cli;
using Catch::Matchers::ContainsSubstring;

namespace {

progress_state busy_state() {
  progress_state s;
  s.iteration = 2;
  s.last_iteration = 4;
  s.customers = 52;
  s.talked = 31;
  s.judged = 24;
  s.elapsed_sec = 65;
  s.calls_per_sec = 64;
  s.tokens_per_sec = 12'345;
  model_state m;
  m.model = "gpt-4.1-mini";
  m.in_flight = 18;
  m.binds = binding::tokens;
  m.rate_limited = 1;
  s.models = {m};
  s.nps[0] = {16, 2};
  s.last_words = {"C0001 customer: Gracias, pero aún no tengo los papeles de mi camioneta."};
  return s;
}

struct fixture {
  fixture() : err(std::tmpfile()), con(std::tmpfile(), err) { con.configure("never", "never"); }
  std::string written() const {
    std::string text;
    std::rewind(err);
    char piece[512];
    while (const auto n = std::fread(piece, 1, sizeof piece, err)) text.append(piece, n);
    return text;
  }
  std::FILE* err;
  console con;
};

}  // namespace

TEST_CASE("the display fits the terminal, however narrow") {
  fixture f;
  for (const std::size_t width : {30u, 40u, 60u, 80u, 200u}) {
    const auto lines = render_progress(busy_state(), width, f.con);
    CHECK(lines.size() == 5);
    for (const std::string& line : lines) CHECK(display_width(line) <= width);
  }
}

TEST_CASE("the display says how far it is, what binds, and what was said last") {
  fixture f;
  const auto lines = render_progress(busy_state(), 120, f.con);
  CHECK_THAT(lines[0], ContainsSubstring("iteration 2/4") && ContainsSubstring("31/52 talked") &&
                           ContainsSubstring("1:05"));
  CHECK_THAT(lines[1], ContainsSubstring("64 calls/s") && ContainsSubstring("12k tokens/s"));
  CHECK_THAT(lines[2], ContainsSubstring("vocal: satisfied 8.0, not –"));
  CHECK_THAT(lines[3], ContainsSubstring("tokens/min") && ContainsSubstring("1 × 429"));
  CHECK_THAT(lines[4], ContainsSubstring("aún no tengo"));
}

TEST_CASE(
    "off a terminal there are plain lines only: start, a sample with its verdict, the result") {
  fixture f;
  progress_display display(f.con, 1, 3);
  plan p;
  p.template_name = "escalar";
  p.tone = "empático";
  display.iteration_started(1, p, 2);
  conversation_record talk;
  talk.customer_id = "C0001";
  talk.cohort = cohort::vocal_unsatisfied;
  talk.turns.push_back({turn_role::agent, "Hola \x1b[31mKaren", {}, false, false});
  talk.turns.push_back({turn_role::customer, "Sigo sin papeles.", -0.4, false, false});
  display.turn_spoken(talk, talk.turns.back());
  display.conversation_ended(talk);
  judgement verdict;
  verdict.customer_id = "C0001";
  verdict.cohort = talk.cohort;
  verdict.value = score{6.5, 0.4, 0.2, 0.05, 0.7, {}, "because"};
  display.judged(verdict, nullptr);
  iteration_record record;
  record.report.all.n = 1;
  record.report.all.nps.mean = 6.5;
  display.iteration_finished(record);
  const std::string text = f.written();
  CHECK_THAT(text, ContainsSubstring("Iteration 1") && ContainsSubstring("escalar"));
  CHECK_THAT(text,
             ContainsSubstring("Hola [31mKaren") && ContainsSubstring("judged   recommend 6.5"));
  CHECK_THAT(text, ContainsSubstring("finished in"));
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("an iteration in which nothing was scored shows no figures") {
  fixture f;
  progress_display display(f.con, 1, 1);
  iteration_record record;
  record.report.all.failed = 4;
  display.iteration_finished(record);
  CHECK_THAT(f.written(), ContainsSubstring("nothing was scored") && ContainsSubstring("4 failed"));
  CHECK(f.written().find("recommend") == std::string::npos);
}
