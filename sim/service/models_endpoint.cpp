#include <fmt/format.h>

#include "sim/service/catalogue.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

void write_model(json_text& out, std::string_view id, const model_entry& entry) {
  out.open('{');
  out.member("id", id);
  out.member("object", "model");
  out.member("created", entry.created);
  out.member("owned_by", "system");
  out.close('}');
}

}  // namespace

asio::awaitable<void> list_models(exchange& call) {
  json_text out;
  out.open('{');
  out.member("object", "list");
  out.key("data");
  out.open('[');
  for (const model_entry& entry : known_models()) {
    write_model(out, entry.name, entry);
    if (entry.snapshot != entry.name) write_model(out, entry.snapshot, entry);
  }
  out.close(']');
  out.close('}');
  co_await send_json(call, 200, out.take());
}

asio::awaitable<void> get_model(exchange& call, std::string name) {
  const model_entry* entry = find_model(name);
  if (!entry) {
    api_error error = not_found(
        fmt::format("The model '{}' does not exist", std::string_view(name).substr(0, 128)));
    error.param = "model";
    error.code = "model_not_found";
    co_return co_await send_error(call, std::move(error));
  }
  json_text out;
  write_model(out, name, *entry);
  co_await send_json(call, 200, out.take());
}

}  // namespace parley::sim::service
