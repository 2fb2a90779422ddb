// What is hidden stays hidden: by name, by value, and by what could be inferred.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>

#include "base/random_stream.hpp"
#include "sim/world/customer.hpp"
#include "test/unit/sim/service_fixture.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

// --- Renaming every hidden label.

/// The compiled list with other names at the beginning of its lines.
std::string renamed_text(const lexicon_names& from, const lexicon_names& to) {
  std::string all(compiled_signs());
  all.append("\n").append(compiled_sentences_es()).append("\n").append(compiled_sentences_en());
  std::string out;
  for (std::string_view rest = all; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string key = line.substr(0, line.find(' '));
    for (std::size_t i = 0; i < signal_count; ++i)
      if (key == from.signals[i]) line.replace(0, key.size(), to.signals[i]);
    for (std::size_t i = 0; i < need_count; ++i)
      if (key == "say.answer." + std::string(from.needs[i]))
        line.replace(0, key.size(), "say.answer." + std::string(to.needs[i]));
    out.append(line).append("\n");
  }
  return out;
}

/// Everything that four roles say to some customers, over several turns.
std::string all_words(const hidden_world& world) {
  std::string out;
  for (const auto& p : generate_profiles(60, 17))
    for (int replicate : {0, 1}) {
      shown_plan plan = testing::baseline_plan();
      plan.rules = {{"all", "Reconoce su problema, da un plazo con fecha y ofrece una llamada."}};
      const rehearsed talk =
          rehearse(world, p, testing::outreach_prompt(plan, p.cohort), replicate);
      for (const auto& t : talk.turns) out.append(t.content).append("\n");
      const auto asked = testing::judge_call(p, talk.turns.front().content, replicate);
      out.append(play_judge(world, *read_prompt(asked))).append("\n");
    }
  return out;
}

// --- What is on the wire without being a measurement or a customer's own words.

std::set<std::string> wire_signs(const played_models& models, const customer_profile& profile) {
  const auto outreach =
      models
          .play(testing::outreach_call(
              profile, testing::outreach_prompt(testing::baseline_plan(), profile.cohort)))
          .value();
  const std::string message = text_member(parse_json(outreach)->get_object(), "message");
  const auto verdict =
      parse_json(models.play(testing::judge_call(profile, message, 0, 1, 1)).value())->get_object();
  std::set<std::string> signs;
  const std::string plain = plain_words(message);
  for (std::size_t at = 1; at < plain.size();) {
    const auto end = plain.find(' ', at);
    signs.insert("says " + plain.substr(at, end - at));
    at = end + 1;
  }
  signs.insert(fmt::format("outreach bytes {}", outreach.size() / 8));
  signs.insert(fmt::format("clear {}", *number_member(verdict, "CTA_clarity")));
  for (const auto& aspect : verdict.at("AspectSentiment").as_object())
    if (!aspect.value().is_null())
      signs.insert("touches " + std::string(std::string_view(aspect.key())));
  return signs;
}

struct observed {
  std::string stratum;  // all that the profile shows about the hidden value
  int hidden = 0;
  std::set<std::string> signs;
};

/// Mantel-Haenszel z of "has the sign" against "is of this class", within strata.
double association(std::span<const observed> all, const std::string& sign, int hidden) {
  struct counts {
    double n = 0, with = 0, of_class = 0, both = 0;
  };
  std::map<std::string, counts> strata;
  for (const observed& o : all) {
    counts& c = strata[o.stratum];
    const bool has = o.signs.contains(sign), is = o.hidden == hidden;
    c.n += 1;
    c.with += has;
    c.of_class += is;
    c.both += has && is;
  }
  double difference = 0, variance = 0;
  for (const auto& [name, c] : strata) {
    if (c.n < 2) continue;
    difference += c.both - c.with * c.of_class / c.n;
    variance += c.with * (c.n - c.with) * c.of_class * (c.n - c.of_class) / (c.n * c.n * (c.n - 1));
  }
  return variance > 0 ? difference / std::sqrt(variance) : 0;
}

/// Learns from one half which signs tell most, guesses the other half's hidden values from the
/// profile alone and from profile and signs, and says how surprising the difference is: the exact
/// one-sided probability of as many wins by chance (McNemar).
double p_value_of_a_leak(std::span<const observed> all, int classes) {
  const auto half = all.size() / 2;
  const auto learn = all.first(half), test = all.subspan(half);
  std::set<std::string> every;
  for (const observed& o : learn) every.insert(o.signs.begin(), o.signs.end());
  std::vector<std::pair<double, std::string>> telling;
  for (const std::string& sign : every) {
    double most = 0;
    for (int k = 0; k < classes; ++k) most = std::max(most, std::abs(association(learn, sign, k)));
    telling.emplace_back(-most, sign);
  }
  std::sort(telling.begin(), telling.end());
  telling.resize(std::min<std::size_t>(telling.size(), 8));
  std::map<std::string, std::vector<double>> by_stratum;
  std::vector<double> total(static_cast<std::size_t>(classes), 1.0);
  std::vector<std::vector<double>> with(telling.size(), total);
  for (const observed& o : learn) {
    auto& row = by_stratum.try_emplace(o.stratum, total).first->second;
    ++row[static_cast<std::size_t>(o.hidden)];
    ++total[static_cast<std::size_t>(o.hidden)];
    for (std::size_t s = 0; s < telling.size(); ++s)
      with[s][static_cast<std::size_t>(o.hidden)] += o.signs.contains(telling[s].second);
  }
  const auto guess = [&](const observed& o, bool use_signs) {
    int best = 0;
    double most = -1e9;
    for (int k = 0; k < classes; ++k) {
      const auto c = static_cast<std::size_t>(k);
      const auto found = by_stratum.find(o.stratum);
      double score = std::log(found == by_stratum.end() ? total[c] : found->second[c]);
      for (std::size_t s = 0; use_signs && s < telling.size(); ++s) {
        const double share = with[s][c] / (total[c] + 1);
        score += std::log(o.signs.contains(telling[s].second) ? share : 1 - share);
      }
      if (score > most) best = k, most = score;
    }
    return best;
  };
  int wins = 0, losses = 0;
  for (const observed& o : test) {
    const bool plain = guess(o, false) == o.hidden, informed = guess(o, true) == o.hidden;
    wins += informed && !plain;
    losses += plain && !informed;
  }
  const int n = wins + losses;
  double p = 0;
  for (int k = wins; k <= n; ++k)
    p += std::exp(std::lgamma(n + 1.) - std::lgamma(k + 1.) - std::lgamma(n - k + 1.) -
                  n * std::log(2.));
  return p;
}

}  // namespace

TEST_CASE("renaming everything hidden changes no byte of what is said") {
  lexicon_names other;
  other.needs = {"n0", "n1", "n2", "n3", "n4"};
  other.signals = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "sA", "sB", "sC"};
  auto renamed = lexicon::parse(renamed_text({}, other), "renamed", other);
  REQUIRE(renamed.has_value());
  const hidden_world named(world_family::standard, 7, lexicon::compiled());
  const hidden_world nameless(world_family::standard, 7, std::move(*renamed));
  const std::string words = all_words(named);
  CHECK(words.size() > 30'000);
  CHECK((words == all_words(nameless)));
  // The renaming is one: with the names taken apart, the compiled list can not be read.
  CHECK(lexicon::parse(renamed_text({}, other), "renamed").has_error());
}

TEST_CASE("no hidden value, seed or parameter is on the wire, in headers or in the ledger") {
  constexpr std::uint64_t seed = 8'675'309'418'273'645;
  auto settings = test::service_fixture::plain_settings();
  settings.world.seed = seed;
  settings.world.requests_per_minute = 1'000'000;
  test::service_fixture service(settings);
  service.provider = simulated_provider::start(settings).value();
  http::client_settings to;
  to.where = *http::parse_origin(service.provider->base_url());
  to.where.prefix.clear();
  service.client = http::client::create(service.context, *service.clock, std::move(to)).value();

  std::string wire;
  const auto keep = [&](const http::response& reply) {
    wire.append(reply.body).append("\n");
    for (const auto& [name, value] : reply.headers.all())
      wire.append(name).append(": ").append(value).append("\n");
  };
  const auto ask = [&](const model_call& call) {
    json::object metadata;
    for (const auto& [key, value] : call.metadata) metadata[key] = value;
    json::array input;
    for (const auto& m : call.input)
      input.push_back(json::object{{"role", m.role}, {"content", m.text}});
    const std::string body = json::serialize(json::object{{"model", "gpt-4.1-mini"},
                                                          {"instructions", call.instructions},
                                                          {"input", std::move(input)},
                                                          {"metadata", std::move(metadata)},
                                                          {"store", false}});
    const auto reply = service.reply("POST", "/v1/responses", body);
    REQUIRE(reply.status == 200);
    keep(reply);
  };
  const auto profiles = generate_profiles(40, 23);
  for (const auto& p : profiles) {
    ask(testing::customer_call(p, "Hola, entiendo tu molestia. ¿Te llamo hoy?"));
    ask(testing::judge_call(p, "Hola, entiendo tu molestia. ¿Te llamo hoy?"));
    ask(testing::outreach_call(p, testing::outreach_prompt(testing::baseline_plan(), p.cohort)));
  }
  for (const char* path : {"/sim/quota", "/sim/faults", "/v1/models", "/nowhere"})
    keep(service.reply("GET", path));
  // The ledger without its times: microseconds look like any other number, now and then like one of
  // ours. They are a clock's, and the only members that are left out.
  auto ledger = service.reply("GET", "/sim/ledger");
  json::object books = json::parse(ledger.body).as_object();
  REQUIRE(books.erase("elapsed_s") == 1);
  for (json::value& event : books.at("events").as_array())
    REQUIRE(event.as_object().erase("at_s") == 1);
  ledger.body = json::serialize(books);
  keep(ledger);
  REQUIRE(wire.size() > 100'000);

  std::set<std::string> canaries = {std::to_string(seed), fmt::format("{:x}", seed), "\"W1\""};
  const auto add = [&canaries](double value) {
    if (std::abs(value) < .0005) return;
    // From the first four decimals on nobody writes such a number by chance.
    canaries.insert(fmt::format("{:.4f}", value));
    canaries.insert(fmt::format("{:.6f}", value));
  };
  const parameters world = draw_world(world_family::standard, seed);
  for (const auto& table : world.effect)
    for (const auto& row : table)
      for (double v : row) add(v);
  for (const auto& row : world.need_effect)
    for (double v : row) add(v);
  for (const auto& row : world.tone_effect)
    for (double v : row) add(v);
  for (const auto& p : profiles) {
    const customer_latents c = draw_customer(world, seed, p);
    for (double v : {c.recommend, c.churn, c.benefit_taste, c.personal[0], c.personal[1],
                     c.personal[2], c.tone_taste[0]})
      add(v);
  }
  CHECK(canaries.size() > 500);
  for (const std::string& canary : canaries) {
    INFO(canary);
    CHECK(wire.find(canary) == std::string::npos);
  }
}

TEST_CASE("hidden needs can not be told from the wire beyond what the profile shows") {
  // What a customer says, how a judge scores and what it blames are meant to tell; all else is not.
  const auto models = testing::models("W1", 11);
  const parameters world = draw_world(world_family::standard, 11);
  std::vector<observed> needs, tastes, planted;
  random_stream random(1, "leak", "planted");
  for (const auto& p : generate_profiles(3'000, 31)) {
    const customer_latents c = draw_customer(world, 11, p);
    observed o;
    const auto shown = shown_need(p);
    o.stratum = fmt::format("{} {}", index_of(p.cohort), shown ? static_cast<int>(*shown) : -1);
    o.hidden = static_cast<int>(c.wants);
    o.signs = wire_signs(*models, p);
    needs.push_back(o);
    // The control: one customer in ten gives its need away.
    if (random.chance(.1)) o.signs.insert(fmt::format("leak {}", o.hidden));
    planted.push_back(o);
    o.hidden = c.benefit_taste > 1;
    tastes.push_back(std::move(o));
  }
  CHECK(p_value_of_a_leak(needs, need_count) > .001);
  CHECK(p_value_of_a_leak(tastes, 2) > .001);
  CHECK(p_value_of_a_leak(planted, need_count) < 1e-9);
}

TEST_CASE("worlds with the same words and other effects begin with the same requests") {
  const auto standard = testing::models("W1", 7);
  for (const char* family : {"W0", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9"}) {
    const auto other = testing::models(family, 7);
    for (const auto& p : generate_profiles(12, 12)) {
      const auto call =
          testing::outreach_call(p, testing::outreach_prompt(testing::baseline_plan(), p.cohort));
      INFO(family);
      CHECK(standard->play(call) == other->play(call));
    }
  }
}
