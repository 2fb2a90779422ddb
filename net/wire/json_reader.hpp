// Reads hostile JSON leniently: a member that is missing or of another type reads as absent.
// Must not know: any document's meaning. Hides simdjson, which needs padded input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

/// One value of a document, or nothing. A cheap handle; dies at its reader's next read().
class json_node {
 public:
  json_node() = default;

  explicit operator bool() const { return present_; }
  bool is_object() const;
  bool is_array() const;
  bool is_null() const;  ///< the document says null; false when absent

  json_node operator[](std::string_view member) const;  ///< the first of that name
  std::optional<std::string_view> text() const;         ///< of a string
  std::optional<std::int64_t> integer() const;          ///< also of 12.0; not of 12.5 or "12"
  std::optional<bool> boolean() const;
  std::vector<json_node> elements() const;  ///< of an array; empty for anything else

  /// text(), or "" when this is no string.
  std::string string() const { return std::string(text().value_or(std::string_view())); }

 private:
  friend class json_reader;
  friend struct json_access;
  alignas(void*) std::byte element_[2 * sizeof(void*)] = {};  // a simdjson::dom::element
  bool present_ = false;
};

/// Fast; true for what simdjson would take in a string.
bool is_utf8(std::string_view text);

/// Owns the memory behind the nodes it hands out. Not thread-safe; movable.
class json_reader {
 public:
  json_reader();
  json_reader(json_reader&&) noexcept;
  json_reader& operator=(json_reader&&) noexcept;
  ~json_reader();

  /// One for all of this thread, for who has done with the nodes when the call that read them
  /// returns: a parser's buffers are large, and thousands of streams are open at once.
  static json_reader& shared();

  /// The document's root, or an absent node when `text` is not one JSON document; problem() then
  /// says why. At most 512 levels deep. The text may be freed afterwards.
  json_node read(std::string_view text);
  const std::string& problem() const { return problem_; }

 private:
  struct parser_box;
  std::unique_ptr<parser_box> box_;
  std::string problem_;
};

}  // namespace parley::wire
