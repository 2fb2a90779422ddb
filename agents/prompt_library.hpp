// The prompts: Markdown files in Spanish and English, compiled in, overridable by a folder.
// Must not know: who uses which prompt for what.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace parley {

/// Values for a prompt's {{placeholders}}; what they view has to live as long as the call.
using prompt_values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

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
  std::string render(std::string_view name, prompt_values values) const;

  std::string_view raw(std::string_view name) const;
  std::vector<std::string> names() const;
  const std::string& language() const { return language_; }

 private:
  /// A prompt is rendered for every call, so its placeholders are found once.
  struct prompt {
    explicit prompt(std::string_view from);
    struct hole {
      std::size_t begin, end;  ///< of "{{name}}" in the text, braces included
    };
    std::string text;
    std::vector<hole> holes;
  };

  std::string language_;
  std::map<std::string, prompt, std::less<>> prompts_;
};

}  // namespace parley
