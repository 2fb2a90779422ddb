#include "net/wire/codec.hpp"

#include <fmt/format.h>

#include "net/wire/chat_codec.hpp"
#include "net/wire/one_line.hpp"
#include "net/wire/responses_codec.hpp"

namespace parley::wire {

result<std::unique_ptr<codec>> make_codec(std::string_view api) {
  std::unique_ptr<codec> made;
  if (api == "responses") made = std::make_unique<responses_codec>();
  if (api == "chat") made = std::make_unique<chat_codec>();
  if (!made)
    return fail(
        failure_code::invalid_config,
        fmt::format("openai.api is \"{}\"; expected \"responses\" or \"chat\"", one_line(api, 40)));
  return made;
}

result<std::vector<std::string>> decode_model_list(std::string_view body) {
  json_reader reader;
  const auto data = reader.read(body)["data"];
  if (!data.is_array())
    return fail(failure_code::protocol_error,
                fmt::format("GET /models: expected {{\"data\":[...]}}, found \"{}\"; check "
                            "openai.base_url",
                            one_line(body, 80)));
  std::vector<std::string> ids;
  for (const auto& model : data.elements())
    if (auto id = model["id"].string(); !id.empty()) ids.push_back(std::move(id));
  return ids;
}

}  // namespace parley::wire
