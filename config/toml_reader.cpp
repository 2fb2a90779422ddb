#include "config/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/registry.hpp"
#include "config/safe_toml.hpp"

// toml++ 3.3 asserts that a name follows "[", and reports an error two lines later when none does.
// With the assertion a file that says "[" would end the program, and with NDEBUG it becomes an
// assumption of the optimiser, which is worse. Without either the error is reported.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace parley {
namespace {

bool is_section(const std::string& path) {
  const auto& names = section_names();
  return std::find(names.begin(), names.end(), path) != names.end();
}

/// Inside limits, prices or segment_margin the names are the user's own: any table is one.
bool is_in_family(const std::string& path) {
  for (const setting_row& row : setting_rows())
    if (row.is_family() && path.starts_with(row.family() + ".")) return true;
  return false;
}

raw_value value_of(const toml::node& node) {
  if (const auto* v = node.as_integer()) return v->get();
  if (const auto* v = node.as_floating_point()) return v->get();
  if (const auto* v = node.as_boolean()) return v->get();
  if (const auto* v = node.as_string()) return v->get();
  if (node.is_array()) return unusable_value{"a list"};
  if (node.is_table()) return unusable_value{"a table"};
  return unusable_value{"a date or time"};
}

class walker {
 public:
  walker(toml_content& out, const std::string& file, const std::string& kind)
      : out_(out), file_(file), kind_(kind) {}

  void walk(const toml::table& table, const std::string& prefix) {
    for (auto&& [key, node] : table) {
      const std::string path =
          prefix.empty() ? std::string(key.str()) : fmt::format("{}.{}", prefix, key.str());
      visit(path, key, node);
    }
  }

 private:
  void visit(const std::string& path, const toml::key& key, const toml::node& node) {
    const bool known = find_row(path).has_value();
    if (const toml::table* inner = node.as_table(); inner && !known) {
      if (is_section(path) || is_in_family(path)) return walk(*inner, path);
      return problem(key.source(), unknown_section(path));
    }
    if (is_section(path))
      return problem(node.source(), fmt::format("{}: found {}, expected a section: [{}]", path,
                                                shown(value_of(node)), path));
    if (!known) return problem(key.source(), unknown_setting(path));
    const auto at = node.source().begin;
    out_.assignments.push_back({path, value_of(node),
                                fmt::format("{} {}:{}", kind_, file_, at.line),
                                fmt::format("{}:{}:{}", file_, at.line, at.column)});
  }

  void problem(const toml::source_region& at, const std::string& text) {
    out_.problems.push_back(
        {fmt::format("{}:{}:{}: {}", file_, at.begin.line, at.begin.column, text)});
  }

  toml_content& out_;
  const std::string& file_;
  const std::string& kind_;
};

}  // namespace

toml_content read_toml(std::string_view text, const std::string& file, const std::string& kind) {
  toml_content out;
  if (text.size() > config_file_bytes) {
    out.problems.push_back({fmt::format("{}: found {} bytes, expected at most {}", file,
                                        text.size(), config_file_bytes)});
    return out;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const toml::parse_result parsed = parse_safely(
      text, [&](std::string_view bytes) { return toml::parse(bytes, std::string_view(file)); });
  if (!parsed) {
    const auto& error = parsed.error();
    out.problems.push_back(
        {fmt::format("{}:{}:{}: not valid TOML: {}", file, error.source().begin.line,
                     error.source().begin.column,
                     toml_complaint(text, error.source().begin.line, error.source().begin.column,
                                    error.description()))});
    return out;
  }
  walker(out, file, kind).walk(parsed.table(), "");
  return out;
}

}  // namespace parley
