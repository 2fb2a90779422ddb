#include "engine/people/findings.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/people/people_said.hpp"
#include "people_fixture.hpp"

using namespace parley;
using namespace parley::people;
using namespace parley::people::test;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

const int closed[] = {3};

/// Everybody drawn; those of place 0 and 1 in each cohort scored, one point above the judge.
people_rows two_each(const run_record& run, double above) {
  people_rows rows;
  int place = 0;
  for (const char* i : {"0", "1", "2", "3"})
    for (const char* c : {"0", "1", "2", "3"}) {
      const std::string id = std::string("C") + c + i;
      rows.sample.push_back(drawn(id, ++place));
      if (i[0] > '1') continue;
      const double judge = 4 + 0.5 * (i[0] - '0');
      rows.labels.push_back(label_of(id, "ana", judge + above + (c[0] == '0' ? 0.1 : -0.1)));
    }
  REQUIRE(run.profiles.size() == 16);
  return rows;
}

std::string said(const people_findings& found) {
  std::string out;
  for (const std::string& line : sentences(found)) out += line + "\n";
  return out;
}

const metric_finding& nps(const sample_finding& of) {
  return of.all[people::index_of(metric::nps)];
}

}  // namespace

TEST_CASE("people one point above the judge move the mean by a point and show the bias") {
  const run_record run = small_run(4);
  const talk_book book(run, closed, {}, {});
  const people_findings found = find_out(two_each(run, 1), book);
  REQUIRE(found.means.size() == 1);
  const sample_finding& of = found.means[0];
  CHECK(of.not_claimed.empty());
  CHECK(of.population == 16);
  CHECK(of.labels == 8);
  CHECK(nps(of).judge == Approx(4.75));
  CHECK(nps(of).bias.mean == Approx(0.95));
  REQUIRE(nps(of).bias.low);
  CHECK(nps(of).corrected.n == 8);
  // In every cohort people's mean + lambda * (5.25 - 4.25), the judge's means of rest and labelled.
  CHECK(nps(of).trust > 0);
  CHECK(nps(of).corrected.mean == Approx(5.2 + nps(of).trust));
  CHECK(of.cohorts.size() == 4);
  CHECK(of.cohorts[0].labels == 2);
  CHECK_THAT(said(found), ContainsSubstring("drawn at random within each cohort") &&
                              ContainsSubstring("Judge: too strict"));
  CHECK(found.with_judge[people::index_of(metric::nps)].n == 8);
  // The reward of every label moves by 0.6 / 12 for a point.
  CHECK(of.all[people::index_of(metric::reward)].bias.mean == Approx(0.95 * 0.6 / 12));
}

TEST_CASE("what was not drawn at random corrects nothing, and it is said") {
  const run_record run = small_run(4);
  const talk_book book(run, closed, {}, {});
  people_rows rows = two_each(run, -1);
  rows.sample.clear();
  const people_findings found = find_out(rows, book);
  const sample_finding& of = found.means.at(0);
  CHECK(of.outside == 8);
  CHECK_THAT(of.not_claimed, ContainsSubstring("not drawn at random"));
  CHECK(nps(of).corrected.n == 0);
  CHECK(nps(of).bias.mean == Approx(-1.05));
  CHECK_THAT(said(found), ContainsSubstring("no correction is claimed"));
  const json::value document = people_json(found, "r");
  CHECK(document.at("means").at(0).at("claimed") == false);
  CHECK(document.at("means").at(0).at("metrics").at("nps").at("corrected").is_null());
}

TEST_CASE("a cohort without scores, or many passed over, are reasons too") {
  const run_record run = small_run(4);
  const talk_book book(run, closed, {}, {});
  people_rows rows = two_each(run, 1);
  std::erase_if(rows.labels, [](const auto& one) { return one.talk.customer_id[1] == '2'; });
  CHECK_THAT(find_out(rows, book).means.at(0).not_claimed,
             ContainsSubstring(std::string(label(all_cohorts[2]))));
  rows = two_each(run, 1);
  // The second of each cohort was passed over, the last of each scored.
  for (person_label& one : rows.labels)
    if (one.talk.customer_id[2] == '1') one.talk.customer_id[2] = '3';
  const sample_finding of = find_out(rows, book).means.at(0);
  CHECK(of.passed_over == 8);
  CHECK_THAT(of.not_claimed, ContainsSubstring("passed over"));
}

TEST_CASE("two people on one conversation count once, by their mean, and agree or not") {
  const run_record run = small_run(4);
  const talk_book book(run, closed, {}, {});
  people_rows rows = two_each(run, 0);
  const std::size_t n = rows.labels.size();
  for (std::size_t i = 0; i < n; ++i) {
    person_label again = rows.labels[i];
    again.rater = "eva";
    *again.nps += 2;
    rows.labels.push_back(std::move(again));
  }
  const people_findings found = find_out(rows, book);
  CHECK(found.raters == 2);
  CHECK(found.conversations == 8);
  CHECK(nps(found.means.at(0)).bias.mean == Approx(0.95));
  const agreement_finding& between = found.between_people[people::index_of(metric::nps)];
  CHECK(between.n == 8);
  REQUIRE(between.alpha);
  CHECK(*between.alpha < 0.667);
  CHECK_THAT(said(found), ContainsSubstring("People among each other"));
}

TEST_CASE("the corrected gain rests on pairs, weighted as the reported gain is") {
  run_record run = small_run(4);
  std::vector<measured_talk> measured;
  people_rows rows;
  int place = 0;
  // Only the first two cohorts have another prompt; the judge sees a point of gain, people none.
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t c = 0; c < 2; ++c) {
      const customer_profile& profile = run.profiles[c * 4 + i];
      ++place;
      for (const int side : {1, 2}) {
        measured_talk talk;
        talk.key = {4, profile.customer_id, side};
        talk.cohort = profile.cohort;
        talk.turns = {{.role = turn_role::agent, .content = "x"}};
        talk.verdict.nps_expected = 5 + 0.2 * static_cast<double>(i) + (side == 2 ? 1 : 0);
        measured.push_back(talk);
        rows.sample.push_back({talk.key, talk.cohort, place, 1});
        if (i > 2) continue;
        person_label label = label_of(profile.customer_id, "ana", 5 + 0.1 * double(i));
        label.talk = talk.key;
        rows.labels.push_back(label);
      }
    }
  const talk_book book(run, closed, measured, {});
  CHECK(book.measured_iteration() == 4);
  const people_findings found = find_out(rows, book);
  REQUIRE(found.gain);
  CHECK(found.means.empty());
  CHECK(found.gain->population == 8);
  CHECK(found.gain->labels == 6);
  CHECK(nps(*found.gain).judge == Approx(0.5));  // a point for half of the customers
  CHECK(nps(*found.gain).bias.mean == Approx(-0.5));
  CHECK(nps(*found.gain).corrected.mean == Approx(0).margin(1e-9));
  CHECK_THAT(said(found), ContainsSubstring("both conversations of 6 of 8 customers"));
}

TEST_CASE("nobody's scores are nothing to say") {
  const run_record run = small_run(2);
  const talk_book book(run, closed, {}, {});
  CHECK(is_empty(find_out({}, book)));
  CHECK(sentences(find_out({}, book)).empty());
  CHECK(talk_book(run, {}, {}, {}).talks().empty());  // an open iteration may get more
}

TEST_CASE("agreement of published ratings") {
  // Shrout and Fleiss 1979, table 2: six targets, four judges; ICC(2,1) = .29.
  const std::vector<std::vector<double>> ratings = {{9, 2, 5, 8}, {6, 1, 3, 2},  {8, 4, 6, 8},
                                                    {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
  CHECK(*agreement_of(ratings).icc == Approx(0.29).margin(0.005));
  CHECK_FALSE(agreement_of(ratings).correlation);
  // R: cor(c(1,2,3,4), c(1,3,2,5)) = 0.83152.
  CHECK(*agreement_of({{1, 1}, {2, 3}, {3, 2}, {4, 5}}).correlation ==
        Approx(0.83152).epsilon(1e-4));
  CHECK_FALSE(agreement_of({{1, 1}, {2, 3}}).correlation);
  CHECK_FALSE(agreement_of({{0.4, 1}, {0.4, 3}, {0.4, 2}}).correlation);  // one side does not vary
}

TEST_CASE("the labels needed follow the spread, which few labels do not tell") {
  const label_need few = labels_needed(std::vector<double>{1, 2}, 0.95);
  CHECK(few.supposed);
  // (1.96 + 0.84)^2 * (1.5 / 0.5)^2 = 70.6, and a little more for Student's t.
  CHECK(few.labels >= 71);
  CHECK(few.labels <= 75);
  const label_need known = labels_needed(std::vector<double>{-1, 0, 1, 0, 1, -1}, 0.95);
  CHECK_FALSE(known.supposed);
  CHECK(known.labels < few.labels);
}
