#include "output/exports/redactor.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace parley {
namespace {

// Words of a closed set, numbers, times, and ids that mean nothing without the provider.
constexpr auto plain_columns = std::to_array<std::string_view>(
    {"aspects",    "asked_at",    "at",           "author",      "binding_term", "binds",
     "changed_at", "noted_at",    "cohort",       "command",     "comparison",   "continues",
     "currency",   "ended_at",    "failure",      "finish",      "finished_at",  "how",
     "intake",     "language",    "model",        "outcome",     "prices",       "provider",
     "request_id", "response_id", "role",         "run_id",      "seed",         "spend",
     "drawn_at",   "labelled_at", "started_at",   "state",       "source",       "stop_code",
     "stopped",    "version",     "settings.key", "prompts.name"});

struct special {
  std::string_view column;
  holds what;
};
constexpr special special_columns[] = {{"customer_id", holds::person},
                                       {"customers.name", holds::name},
                                       {"rater", holds::name},
                                       {"digest", holds::digest},
                                       {"settings.value", holds::setting},
                                       {"changes.before", holds::setting},
                                       {"config_changes.before", holds::setting},
                                       {"changes.after", holds::setting},
                                       {"config_changes.after", holds::setting},
                                       {"changes.key", holds::change_key},
                                       {"config_changes.key", holds::change_key},
                                       {"plan_source", holds::setting}};

/// Is the entry the column, or the column of that table?
bool names(std::string_view entry, std::string_view table, std::string_view column) {
  const auto dot = entry.find('.');
  if (dot == std::string_view::npos) return entry == column;
  return entry.substr(0, dot) == table && entry.substr(dot + 1) == column;
}

/// Numbers, booleans, and the few words that a setting or a plan's source may be.
bool says_nothing(std::string_view text) {
  constexpr std::string_view words[] = {"true",    "false",    "none",    "as it was",
                                        "changed", "baseline", "planner", "tuner"};
  return text.find_first_not_of("0123456789.-+eE") == std::string_view::npos ||
         std::find(std::begin(words), std::end(words), text) != std::end(words);
}

constexpr std::string_view of_profile = "profile ";

}  // namespace

holds content_of(std::string_view table, std::string_view column) {
  for (const std::string_view entry : plain_columns)
    if (names(entry, table, column)) return holds::plain;
  for (const special& entry : special_columns)
    if (names(entry.column, table, column)) return entry.what;
  return holds::words;
}

std::string redactor::pseudonym(std::string_view kind, std::string_view text) const {
  std::string message(kind);
  message += '\0';
  message += text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(), &size);
  constexpr std::size_t shown = 10;  // bytes: two of a million texts meet once in 10^12 runs
  std::string out(kind);
  out += '-';
  for (std::size_t i = 0; i < shown; ++i) out += fmt::format("{:02x}", mac[i]);
  return out;
}

std::string redactor::replaced(holds what, std::string_view text) const {
  if (text.empty()) return {};
  switch (what) {
    case holds::plain:
      return std::string(text);
    case holds::person:
      return pseudonym("customer", text);
    case holds::name:
      return pseudonym("name", text);
    case holds::digest:
      return pseudonym("digest", text);
    case holds::setting:
      return says_nothing(text) ? std::string(text) : pseudonym("text", text);
    case holds::change_key:
      if (!text.starts_with(of_profile)) return std::string(text);
      return std::string(of_profile) + pseudonym("customer", text.substr(of_profile.size()));
    case holds::words:
      break;
  }
  return pseudonym("text", text);
}

}  // namespace parley
