// One customer as the profile files describe them (specification section 1 and 4.1).
// Must not know: files, JSON, prompts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "profiles/cohort.hpp"

namespace parley {

struct persona {
  std::string name;
  std::optional<int> age;  ///< years, 16..120
  std::string location;    ///< may be empty
  std::string bio;         ///< may be empty
};

struct purchase_info {
  std::string vehicle;
  double price = 0;            ///< in the account's currency, >= 0
  int last_purchase_days = 0;  ///< days since the purchase, >= 0
  std::string channel;         ///< "online", "dealer", ...; may be empty
};

struct ticket {
  std::string issue;
  double sentiment = 0;     ///< -1..1
  int last_touch_days = 0;  ///< >= 0
};

struct past_message {
  std::string role;  ///< "customer" or "agent"
  std::string content;
};

struct customer_history {
  std::optional<int> past_nps;  ///< 0..10
  std::vector<ticket> tickets;
  std::vector<past_message> messages;
};

struct risk_signals {
  std::optional<double> churn_est;  ///< probability 0..1 over scoring.churn_horizon_months
  std::string value_segment;        ///< "VE" etc.; may be empty
};

struct customer_profile {
  std::string customer_id;  ///< 1..128 characters of [A-Za-z0-9._:-]
  parley::cohort cohort = cohort::quiet_satisfied;
  parley::persona persona;
  purchase_info purchase;
  customer_history history;
  risk_signals risk;
};

}  // namespace parley
