// Profiles and transcripts as they stand in prompts.
#include "sim/roles/prompt_reader.hpp"

namespace parley::sim {
namespace {

const json::object* object_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member ? member->if_object() : nullptr;
}

std::optional<int> whole_member(const json::object& object, std::string_view key, int low,
                                int high) {
  const auto number = number_member(object, key);
  if (!number) return std::nullopt;
  return static_cast<int>(std::clamp(std::round(*number), double(low), double(high)));
}

cohort cohort_of(const json::object& profile) {
  const json::value* member = profile.if_contains("cohort");
  if (!member) return cohort::quiet_satisfied;
  if (const auto* name = member->if_string())
    return cohort_from(std::string_view(*name)).value_or(cohort::quiet_satisfied);
  const auto* flags = member->if_object();
  if (!flags) return cohort::quiet_satisfied;
  const auto is_true = [flags](std::string_view key) {
    const json::value* flag = flags->if_contains(key);
    return flag && flag->is_bool() && flag->get_bool();
  };
  return make_cohort(is_true("vocal"), is_true("satisfied"));
}

void read_history(const json::object& history, customer_history& out) {
  out.past_nps = whole_member(history, "past_nps", 0, 10);
  if (const json::value* tickets = history.if_contains("tickets"); tickets && tickets->is_array())
    for (const json::value& item : tickets->get_array())
      if (const auto* t = item.if_object())
        out.tickets.push_back({text_member(*t, "issue"),
                               std::clamp(number_member(*t, "sentiment").value_or(0), -1.0, 1.0),
                               whole_member(*t, "last_touch_days", 0, 36500).value_or(0)});
  if (const json::value* list = history.if_contains("messages"); list && list->is_array())
    for (const json::value& item : list->get_array())
      if (const auto* m = item.if_object())
        out.messages.push_back({text_member(*m, "role"), text_member(*m, "content")});
}

}  // namespace

std::string text_member(const json::object& object, std::string_view key,
                        std::string_view otherwise) {
  const json::value* member = object.if_contains(key);
  if (!member || !member->is_string()) return std::string(otherwise);
  return std::string(std::string_view(member->get_string()));
}

std::optional<double> number_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  if (!member || !member->is_number()) return std::nullopt;
  json::error_code ec;
  const double value = member->to_number<double>(ec);
  if (ec || !std::isfinite(value)) return std::nullopt;
  return value;
}

customer_profile profile_from(const json::value& document) {
  customer_profile out;
  const auto* root = document.if_object();
  if (!root) return out;
  out.customer_id = text_member(*root, "customer_id");
  out.cohort = cohort_of(*root);
  if (const auto* p = object_member(*root, "persona")) {
    out.persona.name = text_member(*p, "name");
    out.persona.age = whole_member(*p, "age", 0, 150);
    out.persona.location = text_member(*p, "location");
    out.persona.bio = text_member(*p, "bio");
  }
  if (const auto* p = object_member(*root, "purchase")) {
    out.purchase.vehicle = text_member(*p, "vehicle");
    out.purchase.price = std::clamp(number_member(*p, "price").value_or(0), 0.0, 1e12);
    out.purchase.last_purchase_days = whole_member(*p, "last_purchase_days", 0, 36500).value_or(0);
    out.purchase.channel = text_member(*p, "channel");
  }
  if (const auto* h = object_member(*root, "history")) read_history(*h, out.history);
  if (const auto* r = object_member(*root, "risk_signals")) {
    if (const auto churn = number_member(*r, "churn_est"))
      out.risk.churn_est = std::clamp(*churn, 0.0, 1.0);
    out.risk.value_segment = text_member(*r, "value_segment");
  }
  return out;
}

std::vector<spoken_turn> transcript_from(const json::value& document) {
  std::vector<spoken_turn> out;
  const json::array* turns = document.if_array();
  if (const auto* root = document.if_object())
    if (const json::value* member = root->if_contains("turns")) turns = member->if_array();
  if (!turns) return out;
  for (const json::value& item : *turns) {
    const auto* t = item.if_object();
    if (!t) continue;
    const json::value* silent = t->if_contains("silent");
    out.push_back({text_member(*t, "role") != "customer", text_member(*t, "content"),
                   silent && silent->is_bool() && silent->get_bool()});
  }
  return out;
}

}  // namespace parley::sim
