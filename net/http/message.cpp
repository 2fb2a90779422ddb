#include "net/http/message.hpp"

#include <algorithm>

namespace parley::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

void fields::set(std::string name, std::string value) {
  std::erase_if(items_, [&](const auto& item) { return same_name(item.first, name); });
  add(std::move(name), std::move(value));
}

void fields::add(std::string name, std::string value) {
  items_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> fields::get(std::string_view name) const {
  for (const auto& [key, value] : items_)
    if (same_name(key, name)) return std::string_view(value);
  return std::nullopt;
}

}  // namespace parley::http
