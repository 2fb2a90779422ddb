#include "agents/turns_json.hpp"

#include "base/json.hpp"

namespace parley {

std::string turns_json(const std::vector<turn>& turns) {
  json::array out;
  for (const turn& one : turns)
    out.push_back(json::object{
        {"role", to_string(one.role)}, {"content", one.content}, {"silent", one.silent}});
  return json::serialize(out);
}

}  // namespace parley
