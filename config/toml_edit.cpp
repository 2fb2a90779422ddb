#include "config/toml_edit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/safe_toml.hpp"

// As in toml_reader.cpp, so that both units see one library.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace parley {
namespace {

/// A quoted key: backslash and quote escaped; control characters are no part of model names.
std::string quoted_key(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string line_of(const toml_change& change) {
  return fmt::format("{} = {}", change.key, change.value);
}

std::string with_comment(const toml_change& change) {
  std::string comment = change.comment;
  std::replace_if(
      comment.begin(), comment.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
      ' ');
  return line_of(change) + (comment.empty() ? "" : "  # " + comment);
}

failure by_hand(const toml_change& change, std::string_view why) {
  return fail(failure_code::invalid_config,
              fmt::format("{}; write it by hand: [{}.{}] {}", why, change.section,
                          quoted_key(change.name), line_of(change)));
}

/// Byte offset of a position; lines and columns from 1, columns in characters.
std::optional<std::size_t> offset_of(std::string_view text, toml::source_position at) {
  std::size_t offset = 0;
  for (toml::source_index line = 1; line < at.line; ++line) {
    offset = text.find('\n', offset);
    if (offset == text.npos) return std::nullopt;
    ++offset;
  }
  for (toml::source_index column = 1; column < at.column; ++column) {
    if (offset >= text.size()) return std::nullopt;
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80)
      ++offset;
  }
  return offset;
}

const toml::table* table_at(const toml::table& root, const toml_change& change) {
  const toml::table* section = root[change.section].as_table();
  if (section == nullptr) return nullptr;
  const toml::node* named = section->get(change.name);
  return named ? named->as_table() : nullptr;
}

/// Where the value stands; numbers have no spaces in them, so its end is easily seen.
std::optional<std::string> replaced(const std::string& text, const toml::node& value,
                                    const toml_change& change) {
  const auto begin = offset_of(text, value.source().begin);
  if (!begin) return std::nullopt;
  auto end = text.find_first_of(" \t\r\n,}]#", *begin);
  if (end == text.npos) end = text.size();
  return text.substr(0, *begin) + std::to_string(change.value) + text.substr(end);
}

/// A new line below the heading, or a new member of an inline table.
std::optional<std::string> inserted(const std::string& text, const toml::table& table,
                                    const toml_change& change) {
  const auto begin = offset_of(text, table.source().begin);
  if (!begin || *begin >= text.size()) return std::nullopt;
  if (table.is_inline()) {
    if (text[*begin] != '{') return std::nullopt;
    const std::string separator = table.empty() ? " " : ", ";
    return text.substr(0, *begin + 1) + " " + line_of(change) + separator +
           text.substr(text.find_first_not_of(" \t", *begin + 1));
  }
  if (text[*begin] != '[') return std::nullopt;
  auto end = text.find('\n', *begin);
  std::string before = text.substr(0, end);
  if (end == text.npos) return before + "\n" + with_comment(change) + "\n";
  return text.substr(0, end + 1) + with_comment(change) + "\n" + text.substr(end + 1);
}

std::string appended(std::string text, const toml_change& change) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (!text.empty()) text += '\n';
  return text + fmt::format("[{}.{}]\n{}\n", change.section, quoted_key(change.name),
                            with_comment(change));
}

/// Everything but the changed value, which both may have.
toml::table without(toml::table root, const toml_change& change) {
  toml::table* section = root[change.section].as_table();
  if (section == nullptr) return root;
  toml::node* named = section->get(change.name);
  toml::table* table = named ? named->as_table() : nullptr;
  if (table != nullptr) {
    table->erase(change.key);
    if (table->empty()) section->erase(change.name);
  }
  if (section->empty()) root.erase(change.section);
  return root;
}

toml::parse_result parsed(std::string_view text) {
  return parse_safely(text, [](std::string_view bytes) { return toml::parse(bytes); });
}

bool holds(const toml::table& root, const toml_change& change) {
  const toml::table* table = table_at(root, change);
  const toml::node* value = table ? table->get(change.key) : nullptr;
  return value != nullptr && value->value_exact<std::int64_t>() == change.value;
}

}  // namespace

result<std::string> edit_toml(std::string text, const toml_change& change) {
  const toml::parse_result before = parsed(text);
  if (!before)
    return fail(failure_code::invalid_config,
                fmt::format("line {}: {}; correct the file first",
                            before.error().source().begin.line, before.error().description()));
  const toml::table* table = table_at(before.table(), change);
  std::optional<std::string> edited;
  if (table == nullptr)
    edited = appended(text, change);
  else if (const toml::node* value = table->get(change.key))
    edited = replaced(text, *value, change);
  else
    edited = inserted(text, *table, change);
  if (!edited) return by_hand(change, "the table is written in a way that cannot be changed here");
  const toml::parse_result after = parsed(*edited);
  if (!after || !holds(after.table(), change) ||
      without(before.table(), change) != without(after.table(), change))
    return by_hand(change, "the file is written in a way that cannot be changed here");
  return std::move(*edited);
}

}  // namespace parley
