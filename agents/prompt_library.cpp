#include "agents/prompt_library.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cassert>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "agents/embedded_prompts.hpp"
#include "agents/model_text.hpp"
#include "base/text.hpp"

namespace parley {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_prompt_bytes = 64 * 1024;
using names_of = std::set<std::string, std::less<>>;

struct placeholder {
  std::size_t begin = 0, end = 0;  // of "{{name}}", braces included
  std::string_view name;           // empty: braces that do not hold a name
};

std::optional<placeholder> next_placeholder(std::string_view text, std::size_t from) {
  const std::size_t begin = text.find("{{", from);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t close = text.find("}}", begin + 2);
  if (close == std::string_view::npos) return placeholder{begin, text.size(), {}};
  const std::string_view name = text.substr(begin + 2, close - begin - 2);
  const bool valid = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos;
  return placeholder{begin, close + 2, valid ? name : std::string_view{}};
}

result<names_of> placeholders_of(std::string_view text) {
  names_of out;
  for (auto hole = next_placeholder(text, 0); hole; hole = next_placeholder(text, hole->end)) {
    if (hole->name.empty())
      return fail(
          failure_code::invalid_config,
          fmt::format("\"{}\" is no placeholder, expected {{{{name}}}} with lower-case "
                      "letters; write single braces for plain text",
                      clip(one_line(text.substr(hole->begin, hole->end - hole->begin)), 40)));
    out.emplace(hole->name);
  }
  return out;
}

result<std::string> read_override(const fs::path& path) {
  std::error_code ec;
  std::ifstream file(path, std::ios::binary);
  if (!file || !fs::is_regular_file(path, ec))
    return fail(failure_code::invalid_input,
                fmt::format("cannot read prompt {}, expected a file", path.string()));
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad())
    return fail(failure_code::io_error, fmt::format("reading prompt {} failed", path.string()));
  const auto wrong = [&](std::string_view what) {
    return fail(failure_code::invalid_config, fmt::format("prompt {}: {}", path.string(), what));
  };
  if (text.size() > max_prompt_bytes) return wrong("longer than 64 KiB, shorten it");
  if (!is_valid_utf8(text)) return wrong("not UTF-8 text, save it as UTF-8");
  if (trim(text).empty()) return wrong("empty; delete the file to use the built-in prompt");
  return text;
}

// An override must have the same holes as what it replaces: an unknown one would stay open, a
// forgotten one would leave the model without its data.
result<void> check_placeholders(const fs::path& path, std::string_view text,
                                std::string_view shipped) {
  auto found = placeholders_of(text);
  if (!found)
    return fail(found.error().code,
                fmt::format("prompt {}: {}", path.string(), found.error().message));
  const names_of expected = placeholders_of(shipped).value();
  for (const std::string& name : *found)
    if (!expected.contains(name))
      return fail(
          failure_code::invalid_config,
          fmt::format("prompt {}: placeholder {{{{{}}}}} is filled by nobody, known here: {}",
                      path.string(), name, fmt::join(expected, ", ")));
  for (const std::string& name : expected)
    if (!found->contains(name))
      return fail(failure_code::invalid_config,
                  fmt::format("prompt {}: the required placeholder {{{{{}}}}} is missing, add it",
                              path.string(), name));
  return {};
}

// A misspelt file name would be ignored in silence, and the user would tune the wrong thing.
result<void> check_names(const fs::path& folder, const names_of& known) {
  std::error_code ec;
  names_of strangers;
  for (auto it = fs::directory_iterator(folder, ec); !ec && it != fs::directory_iterator();
       it.increment(ec)) {
    const fs::path& path = it->path();
    if (path.extension() != ".md" || path.filename() == "README.md") continue;
    if (!known.contains(path.stem().string())) strangers.insert(path.string());
  }
  if (ec)
    return fail(failure_code::io_error,
                fmt::format("cannot list {}: {}", folder.string(), ec.message()));
  if (strangers.empty()) return {};
  return fail(failure_code::invalid_config,
              fmt::format("{} is no prompt's name, expected one of: {}", *strangers.begin(),
                          fmt::join(known, ", ")));
}

}  // namespace

result<prompt_library> prompt_library::load(std::string_view language,
                                            const fs::path& override_folder) {
  prompt_library out;
  out.language_ = language;
  const std::string prefix = out.language_ + "/";
  for (const embedded_file& file : embedded_prompts())
    if (file.name.starts_with(prefix) && file.name.ends_with(".md"))
      out.prompts_.emplace(file.name.substr(prefix.size(), file.name.size() - prefix.size() - 3),
                           trim(file.bytes));
  if (language.empty() || out.prompts_.empty())
    return fail(failure_code::invalid_config,
                fmt::format("language \"{}\" is unknown, expected \"es\" or \"en\"", language));
  if (override_folder.empty()) return out;

  std::error_code ec;
  if (!fs::is_directory(override_folder, ec))
    return fail(failure_code::not_found,
                fmt::format("prompt folder {} is no folder that can be read, expected one with "
                            "{}/<name>.md files",
                            override_folder.string(), language));
  const fs::path folder = override_folder / out.language_;
  if (!fs::exists(folder, ec)) return out;  // another language's prompts only
  const std::vector<std::string> names = out.names();
  if (auto known = check_names(folder, {names.begin(), names.end()}); !known) return known.error();
  for (auto& [name, shipped] : out.prompts_) {
    const fs::path path = folder / (name + ".md");
    if (!fs::exists(path, ec)) continue;
    auto text = read_override(path);
    if (!text) return text.error();
    if (auto fits = check_placeholders(path, *text, shipped.text); !fits) return fits.error();
    shipped = prompt(trim(*text));
  }
  return out;
}

prompt_library::prompt::prompt(std::string_view from) : text(from) {
  for (auto found = next_placeholder(text, 0); found; found = next_placeholder(text, found->end))
    holes.push_back({found->begin, found->end});
}

std::string prompt_library::render(std::string_view name, prompt_values values) const {
  const auto found = prompts_.find(name);
  assert(found != prompts_.end() && "the prompt exists");
  if (found == prompts_.end()) return {};
  const prompt& from = found->second;
  const std::string_view text = from.text;
  std::string out;
  std::size_t size = text.size();
  for (const auto& [key, value] : values) size += value.size();
  out.reserve(size);
  std::size_t begin = 0;
  for (const prompt::hole& hole : from.holes) {
    out += text.substr(begin, hole.begin - begin);
    begin = hole.end;
    const std::string_view wanted = text.substr(hole.begin + 2, hole.end - hole.begin - 4);
    bool filled = false;
    for (const auto& [key, value] : values) {
      if (key != wanted) continue;
      out += value;
      filled = true;
      break;
    }
    assert(filled && "every placeholder of a prompt is given");
    static_cast<void>(filled);
  }
  out += text.substr(begin);
  return out;
}

std::string_view prompt_library::raw(std::string_view name) const {
  const auto found = prompts_.find(name);
  assert(found != prompts_.end() && "the prompt exists");
  return found == prompts_.end() ? std::string_view{} : std::string_view(found->second.text);
}

std::vector<std::string> prompt_library::names() const {
  std::vector<std::string> out;
  for (const auto& [name, text] : prompts_) out.push_back(name);
  return out;
}

}  // namespace parley
