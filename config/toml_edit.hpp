// Changes single values in the text of a TOML file; every other byte, comments included, stays.
// Must not know: settings, files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace parley {

/// [section."name"] key = value, a whole number; `comment` follows a line that is new.
struct toml_change {
  std::string section, name, key;
  std::int64_t value = 0;
  std::string comment;
};

/// A value that stands there is replaced in its place, whatever way it is written (table, dotted
/// key, inline table). A new key goes below its table's heading; a new table to the end. The result
/// is read again: it holds the new value, and apart from it the same as before. Errors:
/// invalid_config (the text is no TOML, or is written in a way that cannot be changed; says what to
/// write by hand).
result<std::string> edit_toml(std::string text, const toml_change& change);

}  // namespace parley
