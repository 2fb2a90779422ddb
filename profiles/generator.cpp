#include "profiles/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random_stream.hpp"
#include "profiles/generator_text.hpp"

namespace parley {
namespace {

using generator_text::need;
using generator_text::need_count;

// The population: a design choice whose order follows the service-recovery literature, indexed by
// cohort (vocal satisfied, vocal unsatisfied, quiet satisfied, quiet unsatisfied).
constexpr std::array<double, 4> cohort_share = {.18, .22, .35, .25};
constexpr double need_share[4][need_count] = {{.05, .05, .15, .50, .25},
                                              {.35, .35, .20, .02, .08},
                                              {.08, .07, .20, .25, .40},
                                              {.25, .25, .25, .05, .20}};
constexpr std::array<double, 4> mean_recommend = {8.4, 3.6, 7.4, 4.8};
constexpr std::array<double, 4> median_churn = {.10, .42, .16, .38};
constexpr double flipped_flag = .05;      ///< each cohort flag is recorded wrongly this often
constexpr double issue_names_need = .75;  ///< else a ticket is about anything
constexpr double segment_noise = .10;
constexpr double low_price = 290'000, high_price = 415'000;  ///< thirds of the price distribution
constexpr int this_model_year = 2025;

/// What is true of a customer; the profile shows it through noise.
struct truth {
  cohort kind;
  need why;
  double recommend;  ///< likelihood to recommend, 0..10
  double churn;      ///< probability over the horizon
};

template <class Items>
const auto& pick(const Items& items, random_stream& random) {
  return items[static_cast<std::size_t>(random.below(items.size()))];
}

template <class Weights>
std::size_t weighted(const Weights& weights, random_stream& random) {
  double total = 0;
  for (double w : weights) total += w;
  double left = random.uniform() * total;
  for (std::size_t i = 0; i + 1 < std::size(weights); ++i)
    if ((left -= weights[i]) < 0) return i;
  return std::size(weights) - 1;
}

double rounded(double value, double step) {
  return std::round(value / step) * step;
}
double two_digits(double value) {
  return std::round(value * 100) / 100;
}

truth draw_truth(cohort recorded, random_stream& random) {
  truth t;
  t.kind = make_cohort(is_vocal(recorded) != random.chance(flipped_flag),
                       is_satisfied(recorded) != random.chance(flipped_flag));
  const std::size_t c = index_of(t.kind);
  t.why = static_cast<need>(weighted(need_share[c], random));
  t.recommend = std::clamp(random.normal(mean_recommend[c], 1.1), .3, 9.7);
  t.churn = std::clamp(random.log_normal(median_churn[c], .35), .02, .85);
  return t;
}

/// How a sentence's blanks are filled for one customer.
struct wording {
  bool feminine;
  bool feminine_car;
  std::string car;
  double price;
};

std::string with_commas(double pesos) {
  std::string digits = fmt::format("{:.0f}", pesos);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

/// Replaces "{a|b}", "[a|b]", %c, %n and %m; see generator_text.hpp.
std::string fill(std::string_view pattern, const wording& words, random_stream& random) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '{' || c == '[') {
      const std::size_t bar = pattern.find('|', i), end = pattern.find(c == '{' ? '}' : ']', i);
      const bool feminine = c == '{' ? words.feminine : words.feminine_car;
      out += feminine ? pattern.substr(i + 1, bar - i - 1) : pattern.substr(bar + 1, end - bar - 1);
      i = end;
    } else if (c == '%') {
      switch (pattern[++i]) {
        case 'c':
          out += words.car;
          break;
        case 'n':
          out += std::to_string(2 + random.below(5));
          break;
        case 'm':
          out += with_commas(words.price);
          break;
        default:
          break;
      }
    } else {
      out += c;
    }
  }
  return out;
}

std::string ago(int days) {
  if (days < 14) return fmt::format("hace {} días", days);
  if (days < 60) return fmt::format("hace {} semanas", days / 7);
  if (days < 730) return fmt::format("hace {} meses", days / 30);
  return fmt::format("hace {} años", days / 365);
}

/// "SUV" -> "SUV", "Sedán compacto" -> "sedán compacto": inside a sentence only acronyms are
/// capital.
std::string inside_sentence(std::string_view name) {
  std::string out(name);
  if (out.size() > 1 && !(out[1] >= 'A' && out[1] <= 'Z'))
    out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

/// Nobody retires at thirty.
std::string_view draw_trade(int age, random_stream& random) {
  for (;;) {
    const std::string_view trade = pick(generator_text::trades(), random);
    if (trade.starts_with("Jubilad") && age < 60) continue;
    if (trade.starts_with("Estudiante") && age > 35) continue;
    return trade;
  }
}

wording draw_person(customer_profile& out, random_stream& random) {
  const auto& name = pick(generator_text::first_names(), random);
  out.persona.name = fmt::format("{} {}", name.text, pick(generator_text::surnames(), random));
  out.persona.age = static_cast<int>(std::clamp(random.normal(42, 12), 21.0, 79.0));
  std::vector<double> weights;
  for (const auto& place : generator_text::places()) weights.push_back(place.weight);
  out.persona.location = generator_text::places()[weighted(weights, random)].text;
  return {name.feminine, false, "", 0};
}

void draw_purchase(customer_profile& out, wording& words, random_stream& random) {
  const auto& car = pick(generator_text::cars(), random);
  const int years_old = static_cast<int>(random.below(8));
  const bool used = years_old > 0;
  auto& bought = out.purchase;
  bought.vehicle = fmt::format("{} {}", car.text, this_model_year - years_old);
  const double value = car.median_price * std::pow(.93, years_old);
  bought.price = rounded(random.log_normal(value, .18), 1000);
  bought.last_purchase_days = static_cast<int>(std::clamp(random.log_normal(150, .9), 5.0, 2200.0));
  bought.channel = pick(generator_text::channels(), random);
  words.feminine_car = car.feminine;
  words.car = inside_sentence(car.text);
  words.price = bought.price;
  const std::string trade = fill(draw_trade(*out.persona.age, random), words, random);
  out.persona.bio = fmt::format(
      "{}. Compró {} {} {}.", trade, words.car,
      used ? (car.feminine ? "seminueva" : "seminuevo") : (car.feminine ? "nueva" : "nuevo"),
      ago(bought.last_purchase_days));
}

void draw_tickets(customer_profile& out, const truth& t, random_stream& random) {
  const bool satisfied = is_satisfied(t.kind);
  const int count = std::min(random.poisson(satisfied ? .6 : 2.0), 8);
  for (int i = 0; i < count; ++i) {
    const need about =
        random.chance(issue_names_need) ? t.why : static_cast<need>(random.below(need_count));
    const double mood = satisfied ? random.normal(.0, .18) : random.normal(-.5, .18);
    const int days =
        static_cast<int>(std::min<double>(std::max(1.0, random.log_normal(satisfied ? 40 : 12, .8)),
                                          out.purchase.last_purchase_days));
    out.history.tickets.push_back({std::string(pick(generator_text::issues(about), random)),
                                   two_digits(std::clamp(mood, -.8, .3)), days});
  }
}

/// The words follow the recorded cohort: vocal customers have written to the company, quiet ones
/// have at most been written to.
void draw_messages(customer_profile& out, const truth& t, const wording& words,
                   random_stream& random) {
  const bool satisfied = is_satisfied(out.cohort);
  auto& messages = out.history.messages;
  if (!is_vocal(out.cohort)) {
    if (random.chance(.25))
      messages.push_back({"agent", "¡Gracias por su compra! Quedamos a sus órdenes."});
    return;
  }
  if (satisfied && random.chance(.15)) return;
  const auto own = satisfied ? generator_text::praises(t.why) : generator_text::complaints(t.why);
  std::vector<std::string_view> lines(own.begin(), own.end());
  shuffle(lines, random);
  messages.push_back({"customer", fill(lines[0], words, random)});
  if (random.chance(.5)) {
    messages.push_back(
        {"agent", std::string(pick(generator_text::company_answers(satisfied), random))});
    if (!satisfied && random.chance(.6))
      messages.push_back({"customer", fill(lines[1], words, random)});
  }
}

void draw_signals(customer_profile& out, const truth& t, random_stream& random) {
  out.history.past_nps =
      static_cast<int>(std::clamp(std::round(t.recommend + random.normal()), 0.0, 10.0));
  const double logit = std::log(t.churn / (1 - t.churn)) + random.normal(0, .4);
  out.risk.churn_est = two_digits(1 / (1 + std::exp(-logit)));
  constexpr std::array<std::string_view, 3> segments = {"VB", "VA", "VE"};
  const double price = out.purchase.price;
  std::size_t segment = price < low_price ? 0 : price < high_price ? 1 : 2;
  if (random.chance(segment_noise)) segment = static_cast<std::size_t>(random.below(3));
  out.risk.value_segment = segments[segment];
}

/// Depends on seed, id and recorded cohort only: a customer is the same in a larger population.
customer_profile draw_profile(std::string id, cohort recorded, std::uint64_t seed) {
  random_stream random(seed, id, "profile");
  customer_profile out;
  out.customer_id = std::move(id);
  out.cohort = recorded;
  const truth t = draw_truth(recorded, random);
  wording words = draw_person(out, random);
  draw_purchase(out, words, random);
  out.persona.bio +=
      " " +
      fill(pick(generator_text::bio_moods(t.why, is_satisfied(recorded)), random), words, random);
  draw_tickets(out, t, random);
  draw_messages(out, t, words, random);
  draw_signals(out, t, random);
  return out;
}

/// Largest remainder, then one of each from four on (taken from the largest cohort).
std::array<std::size_t, 4> cohort_counts(std::size_t count) {
  std::array<std::size_t, 4> counts{}, order = {0, 1, 2, 3};
  std::array<double, 4> rest{};
  std::size_t given = 0;
  for (std::size_t c = 0; c < 4; ++c) {
    const double exact = cohort_share[c] * static_cast<double>(count);
    counts[c] = static_cast<std::size_t>(exact + 1e-9);
    rest[c] = exact - static_cast<double>(counts[c]);
    given += counts[c];
  }
  for (double& each : rest) each = std::round(each * 1e6);  // equal remainders compare equal
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rest[a] != rest[b] ? rest[a] > rest[b] : a < b;
  });
  for (std::size_t i = 0; given < count; ++i, ++given) ++counts[order[i % 4]];
  for (std::size_t& each : counts)
    if (each == 0 && count >= 4) {
      --*std::max_element(counts.begin(), counts.end());
      each = 1;
    }
  return counts;
}

}  // namespace

std::vector<customer_profile> generate_profiles(std::size_t count, std::uint64_t seed) {
  std::vector<cohort> kinds;
  const auto counts = cohort_counts(count);
  for (cohort c : all_cohorts) kinds.insert(kinds.end(), counts[index_of(c)], c);
  random_stream random(seed, "population", "cohorts");
  shuffle(kinds, random);
  std::vector<customer_profile> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(draw_profile(fmt::format("C{:04}", i + 1), kinds[i], seed));
  return all;
}

}  // namespace parley
