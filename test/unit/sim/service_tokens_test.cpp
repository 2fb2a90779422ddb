#include <catch2/catch_test_macros.hpp>

#include "base/random_stream.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/occurrences.hpp"
#include "sim/service/prompt_cache.hpp"
#include "sim/service/tokens.hpp"

using namespace parley;
using namespace parley::sim::service;

TEST_CASE("prose in both languages comes to about four bytes a token") {
  const std::string_view english =
      "We are sorry that your car spent two weeks in the workshop. Tomorrow your adviser will call "
      "you between nine and ten to agree on a new date, and the first service is on us.";
  const std::string_view spanish =
      "Sentimos que tu coche haya pasado dos semanas en el taller. Mañana te llamará tu asesor "
      "entre "
      "las nueve y las diez para acordar una nueva fecha, y la primera revisión corre de nuestra "
      "cuenta.";
  for (const auto text : {english, spanish}) {
    const double bytes_a_token =
        static_cast<double>(text.size()) / static_cast<double>(count_tokens(text));
    CHECK(bytes_a_token > 3.2);
    CHECK(bytes_a_token < 5.2);
  }
}

TEST_CASE("cutting at n tokens leaves exactly n tokens and whole characters") {
  const std::string text =
      "¿Qué tal, María? 12345 — señal…  fin\n\n\"JSON\": {\"a\":[1,2]} 日本語 🎉🎉";
  const auto all = count_tokens(text);
  for (std::int64_t n = 0; n <= all; ++n) {
    const auto bytes = prefix_of_tokens(text, n);
    CHECK(count_tokens(std::string_view(text).substr(0, bytes)) == n);
    if (bytes < text.size()) CHECK((static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80);
  }
  CHECK(prefix_of_tokens(text, all + 5) == text.size());
  CHECK(count_tokens("") == 0);
}

TEST_CASE("counting in one pass says the same as walking token by token, on any bytes") {
  random_stream random(3, "tokens", "bytes");
  constexpr std::string_view usual = "abcXYZ 019.,!{\"\n \xc3\xa9\xe6\x97\xa5\x80";
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(60); i > 0; --i)
      text += random.chance(.8) ? usual[random.below(usual.size())]
                                : static_cast<char>(random.below(256));
    std::int64_t walked = 0;
    for (std::size_t at = 0; at < text.size(); at = token_end(text, at)) ++walked;
    INFO(text);
    REQUIRE(count_tokens(text) == walked);
  }
}

TEST_CASE("every token makes progress on arbitrary bytes") {
  std::string bytes;
  for (int i = 0; i < 1024; ++i) bytes += static_cast<char>(i * 37 % 256);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto end = token_end(bytes, at);
    REQUIRE(end > at);
    REQUIRE(end <= bytes.size());
    at = end;
  }
}

namespace {

std::string words(int count, std::string_view word) {
  std::string text;
  for (int i = 0; i < count; ++i) (text += ' ') += word;
  return text;
}

std::int64_t ask(prompt_cache& cache, std::string_view scope, const std::string& first,
                 const std::string& second) {
  prompt_reader reader(scope);
  reader.add("instructions", first);
  reader.add("user", second);
  return cache.look_up_and_remember(reader);
}

}  // namespace

TEST_CASE("a prompt's prefix is cached from 1,024 tokens on, in steps of 128") {
  prompt_cache cache;
  const std::string long_part = words(1'300, "uno");
  CHECK(ask(cache, "m", long_part, " a") == 0);
  // 1,300 common tokens: the last whole step below them.
  CHECK(ask(cache, "m", long_part, " b") == 1'280);
  CHECK(ask(cache, "other", long_part, " b") == 0);
  CHECK(ask(cache, "m", words(1'000, "uno"), " a") == 0);
  CHECK(ask(cache, "m", words(1'000, "uno"), " a") == 0);
}

TEST_CASE(
    "a prompt that differs early is not cached, and one that differs later only up to there") {
  prompt_cache cache;
  ask(cache, "m", words(1'500, "dos"), "");
  CHECK(ask(cache, "m", " x" + words(1'500, "dos"), "") == 0);
  CHECK(ask(cache, "m", words(1'200, "dos") + words(300, "tres"), "") == 1'152);
}

TEST_CASE("the prompt cache forgets, so that its memory is bounded") {
  prompt_cache cache;
  const std::string first = words(1'100, "first");
  ask(cache, "m", first, "");
  CHECK(ask(cache, "m", first, "") == 1'024);
  const std::string filler = words(9'000, "w");
  for (int i = 0; i < 2'300; ++i) {
    prompt_reader reader("m");
    reader.add("instructions", std::to_string(i) + filler);
    cache.look_up_and_remember(reader);
  }
  CHECK(ask(cache, "m", first, "") == 0);
}

TEST_CASE("a played call's cached tokens are whole steps of its shared prefix, whenever it comes") {
  CHECK(cached_by_content(1'023, 1) == 0);
  int hits = 0;
  for (std::uint64_t hash = 0; hash < 2'000; ++hash) {
    const auto cached = cached_by_content(1'500, hash);
    CHECK((cached == 0 || cached == 1'408));
    CHECK(cached == cached_by_content(1'500, hash));
    hits += cached > 0;
  }
  CHECK(hits > 1'850);
  CHECK(hits < 1'950);
}

TEST_CASE("latencies are log-normal with a heavy tail, by model, and scaled") {
  model_speeds speeds({{"gpt-4.1", {.first_token = std::chrono::milliseconds(800)}},
                       {"gpt-4.1-mini", {.stragglers = 0}}});
  CHECK(speeds.of(*find_model("gpt-4.1")).first_token == std::chrono::milliseconds(800));
  CHECK(speeds.of(*find_model("gpt-4.1-nano")).first_token == std::chrono::milliseconds(800));
  CHECK(speeds.of(*find_model("gpt-4.1")).tokens_per_second == 70);
  CHECK(speeds.of(*find_model("gpt-4o")).first_token == std::chrono::milliseconds(550));
  CHECK(speeds.of(*find_model("gpt-4.1-mini")).stragglers == 0);

  const sim_latency speed = speeds.of(*find_model("gpt-4.1"));
  std::vector<double> firsts, rates;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const reply_timing t = draw_timing(speed, i, 0, 0, 700, 1);
    firsts.push_back(std::chrono::duration<double>(t.first_token).count());
    rates.push_back(700 / std::chrono::duration<double>(t.generation).count());
  }
  std::sort(firsts.begin(), firsts.end());
  std::sort(rates.begin(), rates.end());
  const auto at_share = [](const std::vector<double>& v, double p) {
    return v[static_cast<std::size_t>(p * static_cast<double>(v.size() - 1))];
  };
  CHECK(std::abs(at_share(firsts, .5) - .8) < .02);
  CHECK(std::abs(at_share(rates, .5) - 70) < 1);
  CHECK(std::abs(at_share(firsts, .8413) / at_share(firsts, .5) - std::exp(.35)) < .05);
  // One in a hundred is 4 to 20 times as late: the tail is far beyond a log-normal's.
  CHECK(at_share(firsts, .998) > .8 * 5);
  CHECK(firsts.back() < .8 * 20 * std::exp(.35 * 4.5));
  const reply_timing whole = draw_timing(speed, 5, 1, 100, 50, 1);
  const reply_timing half = draw_timing(speed, 5, 1, 100, 50, .5);
  CHECK(std::abs((whole.first_token - 2 * half.first_token).count()) <= 2);
  CHECK(draw_timing(speed, 5, 1, 100, 50, 0).first_token == duration{0});
  CHECK(draw_timing(speed, 5, 0, 100, 50, 1).first_token != whole.first_token);
}

TEST_CASE("occurrences are counted apart for each request") {
  occurrences seen;
  CHECK(seen.next(1) == 0);
  CHECK(seen.next(1) == 1);
  CHECK(seen.next(2) == 0);
  CHECK(seen.next(1) == 2);
}
