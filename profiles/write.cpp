#include "base/json.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

/// The document in the specification's order; what is unknown is left out, not written as null.
json::object document(const customer_profile& profile) {
  json::object who{{"name", profile.persona.name}};
  if (profile.persona.age) who["age"] = *profile.persona.age;
  who["location"] = profile.persona.location;
  who["bio"] = profile.persona.bio;

  json::array tickets;
  for (const ticket& one : profile.history.tickets)
    tickets.push_back(json::object{{"issue", one.issue},
                                   {"sentiment", one.sentiment},
                                   {"last_touch_days", one.last_touch_days}});
  json::array messages;
  for (const past_message& one : profile.history.messages)
    messages.push_back(json::object{{"role", one.role}, {"content", one.content}});
  json::object history;
  if (profile.history.past_nps) history["past_nps"] = *profile.history.past_nps;
  history["tickets"] = std::move(tickets);
  history["messages"] = std::move(messages);

  json::object risk;
  if (profile.risk.churn_est) risk["churn_est"] = *profile.risk.churn_est;
  risk["value_segment"] = profile.risk.value_segment;

  return {{"customer_id", profile.customer_id},
          {"cohort", json::object{{"vocal", is_vocal(profile.cohort)},
                                  {"satisfied", is_satisfied(profile.cohort)}}},
          {"persona", std::move(who)},
          {"purchase", json::object{{"vehicle", profile.purchase.vehicle},
                                    {"price", profile.purchase.price},
                                    {"last_purchase_days", profile.purchase.last_purchase_days},
                                    {"channel", profile.purchase.channel}}},
          {"history", std::move(history)},
          {"risk_signals", std::move(risk)}};
}

void write_compact(std::string& out, const json::value& value) {
  bool first = true;
  const auto comma = [&] {
    out += first ? "" : ",";
    first = false;
  };
  if (const auto* object = value.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      comma();
      out += json::serialize(json::string(member.key())) + ":";
      write_compact(out, member.value());
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& item : *array) {
      comma();
      write_compact(out, item);
    }
    out += ']';
  } else if (value.is_double()) {
    out += number_text(value.get_double());  // 365000, where Boost.JSON would write 3.65E5
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string profile_to_json(const customer_profile& profile) {
  return pretty_json(document(profile)) + "\n";
}

std::string profile_to_compact_json(const customer_profile& profile) {
  std::string out;
  write_compact(out, document(profile));
  return out;
}

}  // namespace parley
