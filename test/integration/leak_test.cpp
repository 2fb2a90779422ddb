// What is hidden stays hidden in what two separate processes write: the service to its terminal,
// the program that asks it to its terminal and to every file of a run.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "profiles/generator.hpp"
#include "sim/world/customer.hpp"
#include "test/support/cli/captured_program.hpp"
#include "test/support/kill/child_process.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;

namespace {

constexpr std::uint64_t secret_seed = 8'675'309'418'273'645;
constexpr std::size_t decimals = 10;  // so many of a number do not come about by chance

/// The unsigned number around the point at `at`, cut after ten decimals; empty when it has fewer.
std::string cut_number(std::string_view text, std::size_t at) {
  const auto is_digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && is_digit(begin - 1)) --begin;
  while (end <= at + decimals && is_digit(end)) ++end;
  if (begin == at || end != at + decimals + 1) return {};
  return std::string(text.substr(begin, end - begin));
}

std::set<std::string> numbers_in(std::string_view text) {
  std::set<std::string> out;
  for (auto at = text.find('.'); at != std::string_view::npos; at = text.find('.', at + 1))
    if (auto number = cut_number(text, at); !number.empty()) out.insert(std::move(number));
  return out;
}

/// Every number that the world drew: its effects, and each customer's hidden values.
std::set<std::string> hidden_numbers(std::span<const customer_profile> profiles) {
  std::string all;
  const auto add = [&](double value) { all += fmt::format("{:.17f} ", value); };
  const auto world = sim::draw_world(sim::world_family::standard, secret_seed);
  for (const auto& table : world.effect)
    for (const auto& row : table)
      for (double v : row) add(v);
  for (const auto& row : world.need_effect)
    for (double v : row) add(v);
  for (const auto& row : world.tone_effect)
    for (double v : row) add(v);
  for (const auto& p : profiles) {
    const auto hidden = sim::draw_customer(world, secret_seed, p);
    for (double v : {hidden.recommend, hidden.churn, hidden.benefit_taste, hidden.personal[0],
                     hidden.personal[1], hidden.personal[2], hidden.tone_taste[0]})
      add(v);
  }
  auto numbers = numbers_in(all);
  std::erase_if(numbers, [](const auto& n) { return n.ends_with(std::string(decimals, '0')); });
  return numbers;
}

/// What of `hidden` stands in `text`, one after the other.
std::string leaks(const std::set<std::string>& hidden, std::string_view text) {
  std::string found;
  if (text.find(std::to_string(secret_seed)) != std::string_view::npos) found += "the seed ";
  for (const auto& number : numbers_in(text))
    if (hidden.contains(number)) found += number + " ";
  return found;
}

std::string base_url_in(const std::string& file) {
  for (int i = 0; i < 300; ++i) {
    if (std::filesystem::exists(file))
      if (const auto text = read_file(file); text.ends_with("\n"))
        return std::string(json::parse(text).at("base_url").as_string());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  FAIL("parley sim did not say where it listens");
  return {};
}

}  // namespace

TEST_CASE("neither the service's output nor anything a run writes holds what the world hides") {
  temporary_folder folder;
  const auto profiles = generate_profiles(20, 23);
  const auto hidden = hidden_numbers(profiles);
  REQUIRE(hidden.size() > 200);
  // The scan sees what it should: a planted number, whatever its sign and further decimals.
  CHECK(leaks(hidden, "x=-" + *hidden.begin() + "123,").find(*hidden.begin()) == 0);
  REQUIRE(
      run_parley({"profiles", "generate", "20", "--seed", "23", "--out", folder / "people"}).exit ==
      exit_ok);

  child_process service(
      {PARLEY_PROGRAM, "sim", "--plain", "--json", "--listen", "127.0.0.1:0", "--time-scale", "0",
       "--world", "W1", "--seed", std::to_string(secret_seed)},
      {}, folder / "sim.out", folder / "sim.err");
  const auto run =
      run_parley({"run", "--provider", "openai", "--base-url", base_url_in(folder / "sim.out"),
                  "--profiles", folder / "people", "--out", folder / "runs", "--csv",
                  "--max-iterations", "2", "--progress", "always"});
  INFO(run.err);
  REQUIRE(run.exit == exit_ok);
  service.send(SIGTERM);
  CHECK(service.wait(20) == 0);

  CHECK(leaks(hidden, run.out + run.err).empty());
  CHECK(leaks(hidden, read_file(folder / "sim.out") + read_file(folder / "sim.err")).empty());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "runs")) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().string());
    CHECK(leaks(hidden, read_file(entry.path())).empty());
    ++files;
  }
  CHECK(files >= 5);
}
