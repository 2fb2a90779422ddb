#include "agents/turns_json.hpp"

#include "base/json_text.hpp"

namespace parley {

// A conversation is shown with every call: written at once, not by way of a document.
std::string turns_json(const std::vector<turn>& turns) {
  constexpr std::size_t around_a_turn = 64;  // names of members, punctuation
  std::size_t size = 2;
  for (const turn& one : turns) size += one.content.size() + around_a_turn;
  std::string out;
  out.reserve(size);
  out += '[';
  for (const turn& one : turns) {
    if (out.size() > 1) out += ',';
    out += R"({"role":)";
    append_json_string(out, to_string(one.role));
    out += R"(,"content":)";
    append_json_string(out, one.content);
    out += R"(,"silent":)";
    out += one.silent ? "true}" : "false}";
  }
  out += ']';
  return out;
}

}  // namespace parley
