#include "net/wire/one_line.hpp"

namespace parley::wire {
namespace {

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '*';
}

std::string with_keys_masked(std::string_view text) {
  constexpr std::string_view prefix = "sk-";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    // "task-list" is no key; "sk-" must start a word.
    const bool starts_word = i == 0 || !is_key_character(text[i - 1]);
    if (!starts_word || text.substr(i, prefix.size()) != prefix) {
      out += text[i++];
      continue;
    }
    out += "sk-***";
    i += prefix.size();
    while (i < text.size() && is_key_character(text[i])) ++i;
  }
  return out;
}

void cut_at_character(std::string& text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return;
  std::size_t end = max_bytes > 3 ? max_bytes - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  text += "...";
}

}  // namespace

std::string one_line(std::string_view text, std::size_t max_bytes) {
  // Looking at four times as much as is kept bounds the work on a megabyte of HTML.
  text = text.substr(0, max_bytes * 4);
  std::string flat;
  flat.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = byte <= 0x20 || byte == 0x7F;
    if (!blank)
      flat += c;
    else if (!flat.empty() && flat.back() != ' ')
      flat += ' ';
  }
  while (!flat.empty() && flat.back() == ' ') flat.pop_back();
  std::string out = with_keys_masked(flat);
  cut_at_character(out, max_bytes);
  return out;
}

std::string without_secret(std::string text, std::string_view secret) {
  if (secret.size() < 4) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

std::string without_openai_links(std::string text) {
  constexpr std::string_view place = "platform.openai.com";
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place)) {
    const auto before = text.rfind(". ", at);
    if (before == std::string::npos) return text;  // all there is: better than nothing
    const auto after = text.find_first_of(" ;", at);
    text.erase(before + 1, after == std::string::npos ? after : after - before - 1);
  }
  return text;
}

}  // namespace parley::wire
