// Stable pseudonyms for names and free text: equal texts get equal pseudonyms, so that tables can
// still be joined and counted, and nobody without the key can try out texts.
// Must not know: file formats, SQLite.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/errors.hpp"

namespace parley {

/// What a text column holds, as far as redaction cares.
enum class holds {
  plain,       ///< words of ours, numbers, ids of the provider: stays
  person,      ///< a customer's id
  name,        ///< a customer's name
  words,       ///< free text: of customers, models, profiles, messages of others
  digest,      ///< of free text
  setting,     ///< a setting's value: texts are free, numbers and booleans stay
  change_key,  ///< what changed: a setting's key stays, "profile ID" names a person
};

/// `table` is one of run.db or of the exports. What nobody has called plain is free text: a column
/// that is added and forgotten here leaks nothing.
holds content_of(std::string_view table, std::string_view column);

class redactor {
 public:
  /// Any bytes; 16 at least where the key has to be kept secret from who gets the export.
  explicit redactor(std::string key) : key_(std::move(key)) {}

  /// What stands in the text's place: "customer-", "name-", "text-" or "digest-" and 20 hexadecimal
  /// digits of HMAC-SHA-256. Empty stays empty.
  std::string replaced(holds what, std::string_view text) const;

 private:
  std::string pseudonym(std::string_view kind, std::string_view text) const;
  std::string key_;
};

/// The key of a run: `given`, or `folder`/redact.key, which is made of random bytes when it is
/// missing (0600). Errors: not_found, invalid_input (too short), not_writable, io_error.
result<std::string> redaction_key(const std::filesystem::path& folder,
                                  const std::optional<std::filesystem::path>& given);

inline constexpr std::string_view redaction_key_name = "redact.key";

}  // namespace parley
