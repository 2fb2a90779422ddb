#include "test/sim/scripted_provider.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"

namespace parley::test {
namespace {

duration seconds(double value) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(value));
}

std::string customer_text(random_stream& random, double silent) {
  json::object out;
  const bool quiet = random.chance(silent);
  out["message"] = quiet ? "" : "Gracias por escribirme, sigo esperando mis papeles.";
  out["sentiment"] = quiet ? 0.0 : random.uniform(-0.9, 0.8);
  out["wants_to_end"] = !quiet && random.chance(0.15);
  out["silent"] = quiet;
  return json::serialize(out);
}

std::string proactive_text(random_stream& random) {
  constexpr std::string_view templates[] = {"escalar", "disculpa", "beneficio"};
  json::object out;
  out["message"] = "Hola, lamento la demora; hoy mismo reviso su caso y le confirmo una fecha.";
  out["template"] = templates[random.below(3)];
  out["tone"] = "empático-directo";
  out["cta"] = random.chance(0.5) ? "responder" : "agendar llamada";
  return json::serialize(out);
}

std::string judge_text(random_stream& random, double shift) {
  json::object aspects;
  for (const char* aspect : {"finanzas", "documentacion", "vehiculo", "servicio", "comunicacion"})
    if (random.chance(0.3))
      aspects[aspect] = nullptr;
    else
      aspects[aspect] = random.uniform(-1, 1);
  json::object out;
  out["rationale"] = "El mensaje reconoce el problema y da un plazo.";
  out["AspectSentiment"] = std::move(aspects);
  out["CTA_clarity"] = random.uniform();
  out["NPS_expected"] = std::clamp(random.normal(6 + shift, 1.5), 0.0, 10.0);
  out["EngagementProb"] = random.uniform();
  out["ChurnProb"] = random.uniform(0.05, 0.6);
  out["LTV_delta"] = random.uniform(-0.2, 0.4);
  return json::serialize(out);
}

json::array rules_for(random_stream& random) {
  json::object rule;
  rule["cohort"] = "vocal_insatisfecho";
  rule["text"] = fmt::format("Confirme un plazo de {} horas.", 24 * (1 + random.below(3)));
  return json::array{rule};
}

std::string plan_text(random_stream& random) {
  json::object out;
  out["prompt_seed"] = "Escribe con empatía, reconoce el problema y da un plazo.";
  out["tone"] = "empático-directo";
  out["template"] = "escalar";
  out["objectives"] = json::array{"reduce churn"};
  out["max_turns"] = 1 + static_cast<int>(random.below(3));
  out["cohort_rules"] = rules_for(random);
  return json::serialize(out);
}

std::string tuning_text(random_stream& random) {
  json::object out;
  out["rationale"] = "El plazo concreto funcionó.";
  out["what_worked"] = json::array{"plazo concreto"};
  out["cohorts_needing_change"] = json::array{"no_vocal_satisfecho"};
  out["prompt_seed"] = "Da siempre un plazo concreto.";
  out["cohort_rules"] = rules_for(random);
  out["experiments"] = json::array{"ofrecer llamada"};
  return json::serialize(out);
}

}  // namespace

std::string metadata_of(const chat_request& request, std::string_view key) {
  for (const auto& [name, value] : request.metadata)
    if (name == key) return value;
  return {};
}

// Counts a call in and out, also when it is cancelled.
struct scripted_provider::visit {
  visit(scripted_provider& p, agent_role role) : provider(p), in_flight(p.counter(role)) {
    ++in_flight;
    provider.log_.most_talking = std::max(provider.log_.most_talking, provider.talking_);
    provider.log_.most_judging = std::max(provider.log_.most_judging, provider.judging_);
  }
  ~visit() {
    --in_flight;
    if (!answered) ++provider.log_.cancelled;
  }
  scripted_provider& provider;
  int& in_flight;
  bool answered = false;
};

scripted_provider::scripted_provider(clock_source& clock, provider_script script)
    : clock_(clock), script_(script), begun_(clock.now()), busy_until_(clock.now()) {}

bool scripted_provider::faults_on() const {
  return clock_.now() - begun_ < seconds(script_.faults_until);
}

int& scripted_provider::counter(agent_role role) {
  if (role == agent_role::judge) return judging_;
  return role == agent_role::customer || role == agent_role::proactive ? talking_ : planning_;
}

time_point scripted_provider::ready_at(double latency) {
  time_point start = clock_.now();
  if (script_.calls_per_second > 0) {
    start = std::max(start, busy_until_);
    busy_until_ = start + seconds(1 / script_.calls_per_second);
  }
  return start + seconds(latency);
}

asio::awaitable<result<chat_reply>> scripted_provider::complete(chat_request request,
                                                                time_point deadline) {
  const int number = ++log_.calls;
  if (fatal_met_) ++log_.after_fatal;
  const std::string customer = metadata_of(request, "customer_id");
  const std::string iteration = metadata_of(request, "iteration");
  if (!customer.empty()) log_.first_call.emplace(iteration + "/" + customer, clock_.now());
  random_stream random(script_.seed, customer + "/" + std::string(to_string(request.role)),
                       "scripted call",
                       stable_hash(iteration + "/" + metadata_of(request, "turn") + "/" +
                                   metadata_of(request, "reask")));
  if (request.role == agent_role::judge && !log_.first_judge_call)
    log_.first_judge_call = clock_.now();
  if (&counter(request.role) == &talking_) log_.last_talk_call = clock_.now();
  visit here(*this, request.role);
  const bool stalls = faults_on() && random.chance(script_.stalled);
  const bool fails = faults_on() && random.chance(script_.failed);
  const double latency = random.log_normal(script_.median_latency, script_.latency_sigma);
  const time_point ready = ready_at(latency);
  const time_point wake = stalls ? deadline : std::min(ready, deadline);
  if (wake > clock_.now()) co_await clock_.sleep_until(wake);
  here.answered = true;
  if (script_.fatal_at_call > 0 && number >= script_.fatal_at_call) {
    fatal_met_ = true;
    ++log_.failed;
    co_return fail(script_.fatal, "scripted: the account is closed");
  }
  if (stalls || ready > deadline) {
    ++log_.failed;
    co_return fail(failure_code::deadline_exceeded, "scripted: no answer in time");
  }
  if (fails) {
    ++log_.failed;
    co_return fail(failure_code::server_error, "scripted: 500");
  }
  chat_reply reply = reply_to(request, random);
  reply.latency = std::chrono::duration_cast<std::chrono::microseconds>(seconds(latency));
  role_spend& spent = log_.replied[static_cast<std::size_t>(request.role)];
  ++spent.calls;
  spent.retries += reply.attempts - 1;
  spent.usage += reply.usage;
  co_return reply;
}

chat_reply scripted_provider::reply_to(const chat_request& request, random_stream& random) {
  chat_reply reply;
  reply.model = request.model;
  reply.attempts = random.chance(0.1) ? 2 : 1;
  reply.usage.input = 200 + static_cast<std::int64_t>(random.below(400));
  reply.usage.cached_input = static_cast<std::int64_t>(random.below(100));
  reply.usage.output = 20 + static_cast<std::int64_t>(random.below(120));
  const bool garbage = (request.role == agent_role::planner && script_.planner_garbage) ||
                       (request.role == agent_role::tuner && script_.tuner_garbage) ||
                       (faults_on() && random.chance(script_.malformed));
  if (garbage)
    reply.text = "Claro, aquí tienes: {\"NPS_expected\": eleven";
  else if (request.role == agent_role::customer && faults_on() && random.chance(script_.role_flip))
    reply.text = R"({"message":"Soy un asistente virtual, ¿en qué puedo ayudarle?",)"
                 R"("sentiment":0.1,"wants_to_end":false,"silent":false})";
  else
    reply.text = text_for(request, random);
  return reply;
}

std::string scripted_provider::text_for(const chat_request& request, random_stream& random) const {
  switch (request.role) {
    case agent_role::customer:
      return customer_text(random, script_.silent_customer);
    case agent_role::proactive:
      return proactive_text(random);
    case agent_role::planner:
      return plan_text(random);
    case agent_role::tuner:
      return tuning_text(random);
    case agent_role::judge:
      break;
  }
  // A customer keeps its own level, so that pairs of iterations are correlated as real ones are.
  random_stream own(script_.seed, metadata_of(request, "customer_id"), "level");
  const double shift = script_.improvement * std::stoi(metadata_of(request, "iteration"));
  return judge_text(own, shift + random.normal(0, 0.1));
}

}  // namespace parley::test
