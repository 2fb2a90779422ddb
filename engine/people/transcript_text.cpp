#include "engine/people/transcript_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "output/format.hpp"

namespace parley::people {
namespace {

std::string days_ago(int days) {
  return fmt::format("{} {} ago", days, days == 1 ? "day" : "days");
}

}  // namespace

std::vector<transcript_line> transcript_text(const std::vector<turn>& turns) {
  std::vector<transcript_line> out;
  for (const turn& one : turns) {
    const bool company = one.role == turn_role::agent;
    std::string who = company ? "Company" : one.context ? "Customer, before" : "Customer";
    out.push_back({std::move(who),
                   one.silent ? "(read it and did not answer)" : printable_line(one.content),
                   company});
  }
  return out;
}

std::vector<std::string> known_before(const customer_profile& profile) {
  std::vector<std::string> out;
  const persona& who = profile.persona;
  std::string person = printable_line(who.name.empty() ? profile.customer_id : who.name);
  if (who.age) person += fmt::format(", {}", *who.age);
  if (!who.location.empty()) person += ", " + printable_line(who.location);
  out.push_back(person + ".");
  if (!who.bio.empty()) out.push_back(printable_line(who.bio));
  const purchase_info& bought = profile.purchase;
  out.push_back(fmt::format(
      "Bought {} {}{}.", bought.vehicle.empty() ? "a vehicle" : printable_line(bought.vehicle),
      days_ago(bought.last_purchase_days),
      bought.channel.empty() ? "" : " (" + printable_line(bought.channel) + ")"));
  std::string stood;
  if (profile.history.past_nps)
    stood = fmt::format("Would have recommended: {} of 10.", *profile.history.past_nps);
  if (profile.risk.churn_est)
    stood += fmt::format("{}Risk of leaving: {}.", stood.empty() ? "" : " ",
                         decimal_text(*profile.risk.churn_est, 2));
  if (!stood.empty()) out.push_back(std::move(stood));
  for (const ticket& one : profile.history.tickets)
    out.push_back(fmt::format("Ticket: {}, mood {}, last touched {}.", printable_line(one.issue),
                              signed_text(one.sentiment, 1), days_ago(one.last_touch_days)));
  return out;
}

}  // namespace parley::people
