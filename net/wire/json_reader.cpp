#include "net/wire/json_reader.hpp"

#include <simdjson.h>

#include <cmath>
#include <cstring>

namespace parley::wire {

namespace dom = simdjson::dom;
static_assert(sizeof(dom::element) <= 2 * sizeof(void*));
static_assert(std::is_trivially_copyable_v<dom::element>);

/// The only place that knows what the bytes of a node are.
struct json_access {
  static dom::element get(const json_node& node) {
    dom::element element;
    std::memcpy(&element, node.element_, sizeof element);
    return element;
  }
  static json_node make(const dom::element& element) {
    json_node node;
    std::memcpy(node.element_, &element, sizeof element);
    node.present_ = true;
    return node;
  }
};

struct json_reader::parser_box {
  dom::parser parser;
  std::vector<char> text;  // with padding: the parser reads past the end
};

json_reader& json_reader::shared() {
  constexpr std::size_t largest_kept = 256 * 1024;
  thread_local json_reader reader;
  if (reader.box_ && reader.box_->text.size() > largest_kept) reader.box_.reset();
  return reader;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

json_reader::json_reader() = default;
json_reader::json_reader(json_reader&&) noexcept = default;
json_reader& json_reader::operator=(json_reader&&) noexcept = default;
json_reader::~json_reader() = default;

json_node json_reader::read(std::string_view text) {
  constexpr std::size_t max_depth = 512;
  if (!box_) box_ = std::make_unique<parser_box>();
  problem_.clear();
  if (text.size() > box_->parser.capacity() || box_->parser.max_depth() != max_depth) {
    // The parser would allocate by itself, but with its own, deeper, limit.
    if (const auto error =
            box_->parser.allocate(std::max<std::size_t>(text.size(), 4096), max_depth)) {
      problem_ = simdjson::error_message(error);
      return {};
    }
  }
  if (box_->text.size() < text.size() + simdjson::SIMDJSON_PADDING)
    box_->text.resize(std::max<std::size_t>(text.size() + simdjson::SIMDJSON_PADDING, 4096));
  if (!text.empty()) std::memcpy(box_->text.data(), text.data(), text.size());
  dom::element root;
  if (const auto error = box_->parser.parse(box_->text.data(), text.size(), false).get(root)) {
    problem_ = simdjson::error_message(error);
    return {};
  }
  return json_access::make(root);
}

bool json_node::is_object() const {
  return present_ && json_access::get(*this).is_object();
}
bool json_node::is_array() const {
  return present_ && json_access::get(*this).is_array();
}
bool json_node::is_null() const {
  return present_ && json_access::get(*this).is_null();
}

json_node json_node::operator[](std::string_view member) const {
  dom::object object;
  if (!present_ || json_access::get(*this).get(object)) return {};
  dom::element found;
  if (object.at_key(member).get(found)) return {};
  return json_access::make(found);
}

std::optional<std::string_view> json_node::text() const {
  std::string_view value;
  if (!present_ || json_access::get(*this).get(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> json_node::integer() const {
  if (!present_) return std::nullopt;
  const auto element = json_access::get(*this);
  std::int64_t whole = 0;
  if (!element.get(whole)) return whole;
  double real = 0;
  if (element.get(real)) return std::nullopt;
  if (std::abs(real) > 9e15 || real != std::floor(real)) return std::nullopt;
  return static_cast<std::int64_t>(real);
}

std::optional<bool> json_node::boolean() const {
  bool value = false;
  if (!present_ || json_access::get(*this).get(value)) return std::nullopt;
  return value;
}

std::vector<json_node> json_node::elements() const {
  std::vector<json_node> all;
  dom::array array;
  if (!present_ || json_access::get(*this).get(array)) return all;
  for (const auto element : array) all.push_back(json_access::make(element));
  return all;
}

}  // namespace parley::wire
