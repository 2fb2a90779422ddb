// The prompts: Markdown files in Spanish and English, compiled in, overridable by a folder.
// Must not know: who uses which prompt for what.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace parley {

/// Values for a prompt's {{placeholders}}.
using prompt_values = std::vector<std::pair<std::string_view, std::string>>;

class prompt_library {
 public:
  /// The compiled-in prompts of `language` ("es" or "en"), each replaced by
  /// `override_folder`/<language>/<name>.md where that file exists (empty path: none). Errors:
  /// invalid_config (unknown language, or an override with a placeholder that nobody fills, or
  /// one that leaves out a required placeholder), io_error.
  static result<prompt_library> load(std::string_view language,
                                     const std::filesystem::path& override_folder);

  /// Text of the prompt `name` ("judge", "customer", ...) with every {{key}} replaced by its
  /// value. Precondition: the prompt exists and all of its placeholders are given (a unit test
  /// holds for every prompt that ships). A value is inserted as it is, never expanded again.
  std::string render(std::string_view name, const prompt_values& values) const;

  std::string_view raw(std::string_view name) const;
  std::vector<std::string> names() const;
  const std::string& language() const { return language_; }

 private:
  std::string language_;
  std::map<std::string, std::string, std::less<>> prompts_;
};

}  // namespace parley
