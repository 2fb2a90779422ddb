#include "engine/forecast/reply_texts.hpp"

#include <algorithm>
#include <charconv>

#include "agents/plan_limits.hpp"
#include "base/json.hpp"

namespace parley::forecast {
namespace {

constexpr std::size_t longest_message = 1500;
constexpr std::string_view words =
    "sol mar pan luz flor lago nube roca hoja arena brisa cielo monte fuego lluvia campo ";

std::string filler(std::size_t bytes) {
  std::string out;
  out.reserve(bytes + words.size());
  while (out.size() < bytes) out += words;
  out.resize(std::max<std::size_t>(bytes, 4));
  if (out.back() == ' ') out.back() = 's';
  return out;
}

std::size_t without(std::size_t bytes, std::size_t members) {
  return bytes > members + 8 ? bytes - members : 8;
}

std::size_t turn_of(const chat_request& request) {
  return static_cast<std::size_t>(std::clamp(metadata_number(request, "turn"), 1, 10) - 1);
}

json::object customer(const chat_request& request, const talk_prior& talk, std::size_t bytes,
                      double fate) {
  const std::size_t at = turn_of(request);
  const bool silent = is_silent(request, talk, fate);
  json::object out;
  out["message"] = silent ? "" : filler(std::min(without(bytes, 70), longest_message));
  out["sentiment"] = 0.1;
  out["wants_to_end"] = !silent && fate < talk.silent[at] + talk.leaves[at];
  out["silent"] = silent;
  return out;
}

json::array rules(std::size_t bytes) {
  constexpr const char* cohorts[] = {"vocal_satisfecho", "vocal_insatisfecho",
                                     "no_vocal_satisfecho", "no_vocal_insatisfecho"};
  json::array out;
  for (const char* cohort : cohorts) {
    json::object rule;
    rule["cohort"] = cohort;
    rule["text"] = filler(std::min<std::size_t>(without(bytes / 4, 50), plan_limits::rule));
    out.push_back(std::move(rule));
  }
  return out;
}

json::object planner(const talk_prior& talk, std::size_t bytes) {
  json::object out;
  out["prompt_seed"] = filler(std::min(without(bytes / 3, 20), plan_limits::prompt_seed));
  out["tone"] = "directo";
  out["template"] = "escalar";
  out["objectives"] = json::array{"sol", "mar"};
  out["max_turns"] = std::clamp(talk.planned_turns, 1, plan_limits::max_turns);
  out["cohort_rules"] = rules(without(bytes - bytes / 3, 150));
  return out;
}

json::object tuner(std::size_t bytes) {
  json::object out;
  out["rationale"] = filler(std::min(without(bytes / 4, 20), plan_limits::rationale));
  out["what_worked"] = json::array{"sol"};
  out["cohorts_needing_change"] = json::array{};
  out["prompt_seed"] = filler(std::min(without(bytes / 4, 20), plan_limits::prompt_seed));
  out["cohort_rules"] = rules(without(bytes / 2, 150));
  out["experiments"] = json::array{"mar"};
  return out;
}

json::object judge(std::size_t bytes, random_stream& random) {
  json::object aspects;
  for (const char* aspect : {"finanzas", "documentacion", "vehiculo", "servicio", "comunicacion"})
    aspects[aspect] = 0.1;
  json::object out;
  out["rationale"] = filler(std::min(without(bytes, 230), plan_limits::rationale));
  out["AspectSentiment"] = std::move(aspects);
  out["CTA_clarity"] = 0.7;
  out["NPS_expected"] = 4 + 3 * random.uniform();
  out["EngagementProb"] = 0.5;
  out["ChurnProb"] = 0.2 + 0.2 * random.uniform();
  out["LTV_delta"] = 0.1;
  return out;
}

}  // namespace

int metadata_number(const chat_request& request, std::string_view key) {
  int out = 0;
  for (const auto& [name, value] : request.metadata)
    if (name == key) std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

bool is_silent(const chat_request& request, const talk_prior& talk, double fate) {
  return request.role == agent_role::customer && fate < talk.silent[turn_of(request)];
}

std::string reply_text(const chat_request& request, const talk_prior& talk, std::size_t bytes,
                       double fate, random_stream& random) {
  switch (request.role) {
    case agent_role::customer:
      return json::serialize(customer(request, talk, bytes, fate));
    case agent_role::proactive:
      break;
    case agent_role::planner:
      return json::serialize(planner(talk, bytes));
    case agent_role::tuner:
      return json::serialize(tuner(bytes));
    case agent_role::judge:
      return json::serialize(judge(bytes, random));
  }
  json::object out;
  out["message"] = filler(std::min(without(bytes, 80), longest_message));
  out["template"] = "escalar";
  out["tone"] = "directo";
  out["cta"] = "responder";
  return json::serialize(out);
}

}  // namespace parley::forecast
