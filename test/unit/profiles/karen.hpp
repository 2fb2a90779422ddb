// The specification's example, C0001 Karen Ruiz, as it stands there.
// Must not know: how it is read.
#pragma once

#include <string>

namespace parley {

inline const std::string karen_text = R"({
  "customer_id": "C0001",
  "cohort": {"vocal": true, "satisfied": false},
  "persona": {
    "name": "Karen Ruiz",
    "age": 36,
    "location": "CDMX",
    "bio": "Compró SUV seminueva hace 2 meses. Enojada por retraso en papeles."
  },
  "purchase": {
    "vehicle": "SUV 2021",
    "price": 365000,
    "last_purchase_days": 65,
    "channel": "online"
  },
  "history": {
    "past_nps": 3,
    "tickets": [
      {"issue": "documentación", "sentiment": -0.6, "last_touch_days": 10}
    ],
    "messages": [
      {"role": "customer", "content": "Ya pasaron dos semanas y nadie me entrega los papeles."}
    ]
  },
  "risk_signals": {
    "churn_est": 0.45,
    "value_segment": "VE"
  }
}
)";

/// The example with `from` replaced by `to` (once); `from` must be in it.
inline std::string karen_with(const std::string& from, const std::string& to) {
  std::string text = karen_text;
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace parley
