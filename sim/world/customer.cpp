#include "sim/world/customer.hpp"

#include <numbers>

#include "base/random_stream.hpp"
#include "sim/world/logistic.hpp"
#include "sim/world/phrase_matcher.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

// By cohort: how often each need (delay, fault, price, recognition, reassurance).
constexpr double need_table[cohort_count][need_count] = {{.05, .05, .15, .50, .25},
                                                         {.35, .35, .20, .02, .08},
                                                         {.08, .07, .20, .25, .40},
                                                         {.25, .25, .25, .05, .20}};
constexpr double recommend_mean[cohort_count] = {8.4, 3.6, 7.4, 4.8};
constexpr double recommend_sd = 1.1, past_nps_sd = 1.0;
constexpr double churn_median[cohort_count] = {.10, .42, .16, .38};
constexpr double churn_sigma = .35, churn_est_sd = .4;
constexpr double noise_sd = .35;
// Student t with 3 degrees has variance 3: scaled to the same standard deviation.
constexpr double t3_scale = noise_sd / std::numbers::sqrt3;
constexpr double engagement_mean[cohort_count] = {.35, .30, .14, .12};

need draw_need(random_stream& random, std::size_t kind) {
  double u = random.uniform();
  for (std::size_t i = 0; i + 1 < need_count; ++i) {
    u -= need_table[kind][i];
    if (u < 0) return static_cast<need>(i);
  }
  return need::reassurance;
}

// Posterior of a normal prior after one normal observation.
double draw_posterior(double prior, double prior_sd, std::optional<double> seen, double seen_sd,
                      double z) {
  if (!seen) return prior + prior_sd * z;
  const double a = 1 / (prior_sd * prior_sd), b = 1 / (seen_sd * seen_sd);
  return (a * prior + b * *seen) / (a + b) + z / std::sqrt(a + b);
}

double draw_churn(const customer_profile& profile, std::size_t kind, double z) {
  const double median = churn_median[kind];
  std::optional<double> seen;
  if (profile.risk.churn_est) seen = logit(std::clamp(*profile.risk.churn_est, .01, .99));
  // d logit(p) / d ln(p) = 1 / (1 - p): the log-normal prior, seen from the logit scale.
  const double drawn =
      draw_posterior(logit(median), churn_sigma / (1 - median), seen, churn_est_sd, z);
  return std::clamp(sigmoid(drawn), .02, .85);
}

// The mean of a distribution's quantiles over each of 24 equal shares of probability, by bisection.
template <class Distribution>
std::array<double, 24> equally_likely(Distribution below, double scale) {
  constexpr int cuts = 16;  // of each share
  std::array<double, 24> out{};
  for (std::size_t i = 0; i < out.size() * cuts; ++i) {
    const double p = (static_cast<double>(i) + .5) / static_cast<double>(out.size() * cuts);
    double low = -200, high = 200;
    for (int step = 0; step < 60; ++step) {
      const double middle = (low + high) / 2;
      (below(middle) < p ? low : high) = middle;
    }
    out[i / cuts] += scale * low / cuts;
  }
  return out;
}

}  // namespace

std::optional<need> shown_need(const customer_profile& profile) {
  const ticket* latest = nullptr;
  for (const ticket& t : profile.history.tickets)
    if (!latest || t.last_touch_days < latest->last_touch_days) latest = &t;
  if (latest)
    if (auto found = need_of_issue(latest->issue)) return found;
  for (auto m = profile.history.messages.rbegin(); m != profile.history.messages.rend(); ++m)
    if (m->role == "customer")
      if (auto found = need_of_issue(m->content)) return found;
  return need_of_issue(profile.persona.bio);
}

std::optional<need> need_of_issue(std::string_view issue) {
  struct hint {
    std::string_view stem;
    need points_to;
  };
  // Stems of normalised words, Spanish and English; most hits decide, then this order.
  static constexpr hint hints[] = {{" garantia ext", need::reassurance},
                                   {" comunic", need::reassurance},
                                   {" seguimiento", need::reassurance},
                                   {" mantenimiento", need::reassurance},
                                   {" duda", need::reassurance},
                                   {" informacion", need::reassurance},
                                   {" explic", need::reassurance},
                                   {" confirm", need::reassurance},
                                   {" document", need::delay},
                                   {" papel", need::delay},
                                   {" retras", need::delay},
                                   {" demor", need::delay},
                                   {" entrega", need::delay},
                                   {" esperando", need::delay},
                                   {" placa", need::delay},
                                   {" factura", need::delay},
                                   {" tramite", need::delay},
                                   {" tarjeta de circ", need::delay},
                                   {" delay", need::delay},
                                   {" deliver", need::delay},
                                   {" paperwork", need::delay},
                                   {" registration", need::delay},
                                   {" waiting", need::delay},
                                   {" license plate", need::delay},
                                   {" falla", need::fault},
                                   {" averia", need::fault},
                                   {" motor", need::fault},
                                   {" ruido", need::fault},
                                   {" freno", need::fault},
                                   {" repara", need::fault},
                                   {" mecanic", need::fault},
                                   {" bateria", need::fault},
                                   {" taller", need::fault},
                                   {" garantia", need::fault},
                                   {" transmision", need::fault},
                                   {" pintura", need::fault},
                                   {" fault", need::fault},
                                   {" engine", need::fault},
                                   {" noise", need::fault},
                                   {" brake", need::fault},
                                   {" repair", need::fault},
                                   {" breakdown", need::fault},
                                   {" battery", need::fault},
                                   {" warranty", need::fault},
                                   {" workshop", need::fault},
                                   {" precio", need::price},
                                   {" cobr", need::price},
                                   {" cargo", need::price},
                                   {" costo", need::price},
                                   {" coste", need::price},
                                   {" financ", need::price},
                                   {" credito", need::price},
                                   {" mensualidad", need::price},
                                   {" pago", need::price},
                                   {" seguro", need::price},
                                   {" price", need::price},
                                   {" charge", need::price},
                                   {" billing", need::price},
                                   {" payment", need::price},
                                   {" invoice", need::price},
                                   {" loan", need::price},
                                   {" insurance", need::price},
                                   {" refund", need::price},
                                   {" reconoc", need::recognition},
                                   {" lealtad", need::recognition},
                                   {" recompensa", need::recognition},
                                   {" recomend", need::recognition},
                                   {" referid", need::recognition},
                                   {" felicit", need::recognition},
                                   {" cita", need::recognition},
                                   {" servicio", need::recognition},
                                   {" atencion", need::recognition},
                                   {" programa", need::recognition},
                                   {" loyal", need::recognition},
                                   {" reward", need::recognition},
                                   {" recogni", need::recognition},
                                   {" referral", need::recognition},
                                   {" recommend", need::recognition},
                                   {" appointment", need::recognition},
                                   {" customer care", need::recognition},
                                   {" attention", need::recognition},
                                   {" follow up", need::reassurance},
                                   {" maintenance", need::reassurance},
                                   {" communication", need::reassurance},
                                   {" question", need::reassurance},
                                   {" information", need::reassurance},
                                   {" service", need::reassurance}};
  static const phrase_matcher matcher = [] {
    phrase_matcher m;
    for (std::size_t i = 0; i < std::size(hints); ++i)
      m.add(std::string(hints[i].stem.substr(1)) + "*", static_cast<std::uint32_t>(i));
    m.build();
    return m;
  }();
  std::array<bool, std::size(hints)> found{};
  matcher.scan(plain_words(issue), [&found](std::uint32_t id, std::size_t) { found[id] = true; });
  std::array<int, need_count> hits{};
  std::optional<need> best;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) continue;
    const need about = hints[i].points_to;
    const int now = ++hits[at(about)];
    if (!best || now > hits[at(*best)]) best = about;
  }
  return best;
}

customer_latents draw_customer(const parameters& world, std::uint64_t seed,
                               const customer_profile& profile) {
  random_stream random(seed, profile.customer_id, "customer");
  customer_latents out;
  const bool vocal = is_vocal(profile.cohort) != random.chance(.05);
  const bool satisfied = is_satisfied(profile.cohort) != random.chance(.05);
  out.kind = make_cohort(vocal, satisfied);
  const std::size_t kind = index_of(out.kind);

  const need by_cohort = draw_need(random, kind);
  const bool as_shown = random.chance(.75);
  const auto shown = shown_need(profile);
  out.wants = shown && as_shown ? *shown : by_cohort;

  std::optional<double> past;
  if (profile.history.past_nps) past = *profile.history.past_nps;
  out.recommend = std::clamp(
      draw_posterior(recommend_mean[kind], recommend_sd, past, past_nps_sd, random.normal()), .3,
      9.7);
  out.churn = draw_churn(profile, kind, random.normal());
  out.engagement = engagement_mean[kind];
  for (double& b : out.personal) b = random.normal(0, .6);
  for (double& taste : out.tone_taste) taste = random.normal(0, world.tone_taste_sd);
  out.benefit_taste = std::exp(random.normal(0, .3));
  // An observable trait decides, so that a rule about personas can be learnt.
  const bool marked = profile.persona.age ? *profile.persona.age >= 45 : random.chance(.5);
  out.flipped = world.persona_flips && marked;
  return out;
}

triple conversation_noise(const parameters& world, std::uint64_t seed,
                          const std::string& customer_id, int replicate) {
  random_stream random(seed, customer_id, "conversation", static_cast<std::uint64_t>(replicate));
  triple out{};
  for (double& e : out)
    e = world.heavy_tails ? t3_scale * random.student_t(3) : random.normal(0, noise_sd);
  return out;
}

const std::array<double, 24>& noise_grid(bool heavy_tails) {
  static const auto normal =
      equally_likely([](double x) { return .5 * std::erfc(-x / std::sqrt(2.0)); }, noise_sd);
  // Distribution of Student's t with 3 degrees in closed form.
  static const auto heavy = equally_likely(
      [](double x) {
        const double u = x / std::sqrt(3.0);
        return .5 + (u / (1 + u * u) + std::atan(u)) / std::numbers::pi;
      },
      t3_scale);
  return heavy_tails ? heavy : normal;
}

}  // namespace parley::sim
