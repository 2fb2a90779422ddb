#include "sim/roles/prompt_reader.hpp"

#include <cstdlib>

#include "sim/world/phrase_matcher.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

constexpr std::array<std::string_view, 5> role_names = {"planner", "customer", "proactive", "judge",
                                                        "tuner"};
constexpr std::array<std::string_view, 5> schema_names = {
    "outreach_plan", "customer_reply", "outreach_message", "judgement", "prompt_tuning"};

std::string_view attribute(std::string_view tag, std::string_view name) {
  auto found = tag.find(name);
  if (found == std::string_view::npos) return {};
  tag.remove_prefix(found + name.size());
  const auto open = tag.find_first_of("\"'");
  if (open == std::string_view::npos) return {};
  const auto close = tag.find(tag[open], open + 1);
  return tag.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::string_view trimmed(std::string_view s) {
  const auto begin = s.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return s.substr(begin, s.find_last_not_of(" \t\r\n") - begin + 1);
}

// Where "</data NONCE>" (any spacing) begins; its end goes to `after`.
std::size_t find_fence(std::string_view text, std::size_t from, std::string_view nonce,
                       std::size_t& after) {
  for (auto at_tag = text.find("</", from); at_tag != std::string_view::npos;
       at_tag = text.find("</", at_tag + 2)) {
    const auto end = text.find('>', at_tag);
    if (end == std::string_view::npos) break;
    const auto inside = trimmed(text.substr(at_tag + 2, end - at_tag - 2));
    if (!inside.starts_with("data")) continue;
    if (trimmed(inside.substr(4)) != nonce) continue;
    after = end + 1;
    return at_tag;
  }
  return std::string_view::npos;
}

std::optional<played_role> role_of(const model_call& call) {
  for (const auto& [key, value] : call.metadata)
    if (key == "role") {
      for (std::size_t i = 0; i < role_names.size(); ++i)
        if (value == role_names[i]) return static_cast<played_role>(i);
      return std::nullopt;
    }
  if (call.schema_name)
    for (std::size_t i = 0; i < schema_names.size(); ++i)
      if (*call.schema_name == schema_names[i]) return static_cast<played_role>(i);
  const auto has_data = [](const std::string& text) { return text.find("<data") != text.npos; };
  if (!has_data(call.instructions) &&
      std::none_of(call.input.begin(), call.input.end(),
                   [&](const model_message& m) { return has_data(m.text); }))
    return std::nullopt;
  const std::string plain = plain_words(call.instructions);
  const auto says = [&plain](std::string_view words) {
    return plain.find(words) != std::string::npos;
  };
  if (says(" npsexpected ") || says(" nps expected ")) return played_role::judge;
  if (says(" wants to end ") || says(" eres cliente ") || says(" you are the customer ") ||
      says(" eres el cliente "))
    return played_role::customer;
  if (says(" what worked ")) return played_role::tuner;
  if (says(" max turns ")) return played_role::planner;
  return std::nullopt;
}

int number_of(std::string_view value) {
  return static_cast<int>(
      std::clamp(std::strtol(std::string(value).c_str(), nullptr, 10), 0l, 1000000l));
}

}  // namespace

const std::string* prompt::block(std::string_view label) const {
  for (const auto& [name, content] : blocks)
    if (name == label) return &content;
  return nullptr;
}

std::optional<json::value> prompt::block_json(std::string_view label) const {
  const std::string* text = block(label);
  if (!text) return std::nullopt;
  auto parsed = parse_json(*text);
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

std::string take_data_blocks(std::string_view text,
                             std::vector<std::pair<std::string, std::string>>& blocks) {
  std::string rest;
  std::size_t from = 0;
  for (;;) {
    const auto open = text.find("<data", from);
    const auto tag_end = open == std::string_view::npos ? open : text.find('>', open);
    if (tag_end == std::string_view::npos) break;
    const auto tag = text.substr(open, tag_end - open);
    std::size_t after = 0;
    const auto fence = find_fence(text, tag_end, attribute(tag, "nonce"), after);
    if (fence == std::string_view::npos) {  // an unclosed fence is plain text
      rest += text.substr(from, tag_end + 1 - from);
      from = tag_end + 1;
      continue;
    }
    rest += text.substr(from, open - from);
    rest += '\n';
    blocks.emplace_back(std::string(attribute(tag, "label")),
                        std::string(trimmed(text.substr(tag_end + 1, fence - tag_end - 1))));
    from = after;
  }
  rest += text.substr(from);
  return rest;
}

language language_of(std::string_view text) {
  // A paragraph is enough to tell; little words tell best.
  constexpr std::size_t enough = 600;
  static const phrase_matcher little_words = [] {
    phrase_matcher m;
    for (std::string_view w : {"de", "la", "el", "los", "que", "y", "un", "una", "no"}) m.add(w, 0);
    for (std::string_view w : {"the", "of", "and", "to", "is", "you", "a", "not"}) m.add(w, 1);
    m.build();
    return m;
  }();
  std::array<int, 2> hits{};
  little_words.scan(plain_words(text.substr(0, enough)),
                    [&hits](std::uint32_t id, std::size_t) { ++hits[id]; });
  return hits[1] > hits[0] ? language::en : language::es;
}

std::optional<prompt> read_prompt(const model_call& call) {
  prompt out;
  const auto role = role_of(call);
  if (!role) return std::nullopt;
  out.role = *role;
  out.instructions = take_data_blocks(call.instructions, out.blocks);
  out.orders = out.instructions;
  for (const model_message& m : call.input) {
    const bool speech = out.role == played_role::customer;
    if (m.role == "system" || m.role == "developer") {
      const std::string text = take_data_blocks(m.text, out.blocks);
      out.instructions.append("\n").append(text);
      out.orders.append("\n").append(text);
    } else if (!speech) {
      out.orders.append("\n").append(take_data_blocks(m.text, out.blocks));
    }
  }
  for (const auto& [key, value] : call.metadata) {
    if (key == "customer_id")
      out.customer_id = value;
    else if (key == "iteration")
      out.iteration = number_of(value);
    else if (key == "turn")
      out.turn = number_of(value);
    else if (key == "replicate")
      out.replicate = number_of(value);
    else if (key == "reask")
      out.reask = number_of(value) > 0;
    else if (key == "judgement")
      out.judgement = number_of(value);
  }
  out.lang = language_of(out.instructions.empty() ? out.orders : out.instructions);
  return out;
}

}  // namespace parley::sim
