#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "sim/service/batch_runner.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/file_store.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/list_page.hpp"
#include "sim/service/multipart.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 6> purposes{"assistants", "batch",     "fine-tune",
                                                   "vision",     "user_data", "evals"};
constexpr std::int64_t largest_page = 10'000;
constexpr std::int64_t shortest_life = 3'600, longest_life = 2'592'000;  // seconds
constexpr std::size_t id_length = 5 + 22;

api_error unknown_file(std::string_view id) {
  api_error error = not_found(fmt::format("No such File object: {}", id.substr(0, 128)));
  error.param = "id";
  return error;
}

api_error no_room() {
  return {413, "invalid_request_error",
          fmt::format("The files of this service are limited to {} files and {} bytes together. "
                      "Delete some with DELETE /v1/files/{{id}}.",
                      max_files, max_files_bytes),
          "file", "storage_limit_exceeded"};
}

const form_part* part_named(const std::vector<form_part>& form, std::string_view name) {
  const auto found = std::find_if(form.begin(), form.end(),
                                  [&](const form_part& part) { return part.name == name; });
  return found == form.end() ? nullptr : &*found;
}

// expires_after[anchor] and expires_after[seconds]; both or neither.
std::optional<api_error> read_life(const std::vector<form_part>& form,
                                   std::optional<std::int64_t>& seconds) {
  const auto* anchor = part_named(form, "expires_after[anchor]");
  const auto* length = part_named(form, "expires_after[seconds]");
  if (!anchor && !length) return std::nullopt;
  if (!anchor) return missing_parameter("expires_after.anchor");
  if (!length) return missing_parameter("expires_after.seconds");
  if (anchor->content != "created_at")
    return invalid_value("expires_after.anchor", anchor->content, "'created_at'");
  std::int64_t value = 0;
  const auto text = length->content;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size())
    return invalid_type("expires_after.seconds", "an integer", "a string");
  if (value < shortest_life || value > longest_life) {
    const bool above = value > longest_life;
    return invalid_request(
        fmt::format("Invalid 'expires_after.seconds': integer {} value. Expected a value {} {}, "
                    "but got {} instead.",
                    above ? "above maximum" : "below minimum",
                    above ? "<=" : ">=", above ? longest_life : shortest_life, value),
        "expires_after.seconds", above ? "integer_above_max_value" : "integer_below_min_value");
  }
  seconds = value;
  return std::nullopt;
}

// Names come back in JSON and in a header: what does not belong there is replaced.
std::string clean_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string text(name.substr(0, max_filename_bytes));
  const bool readable = is_valid_utf8(text);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !readable)) c = '_';
  }
  return text.empty() ? "file" : text;
}

checked<stored_file> read_upload(const exchange& call) {
  const auto type = call.request.headers.get("content-type");
  const auto boundary = type ? boundary_of(*type) : std::nullopt;
  if (!boundary)
    return api_error(415, "invalid_request_error",
                     "Invalid Content-Type. Files are uploaded as 'multipart/form-data' with a "
                     "boundary.",
                     std::nullopt, "unsupported_content_type");
  auto form = parse_form(call.request.body, *boundary);
  if (!form) return form.error();
  const auto* file = part_named(*form, "file");
  if (!file || !file->filename)
    return invalid_request("'file' is a required property", "file", "missing_required_parameter");
  const auto* purpose = part_named(*form, "purpose");
  if (!purpose)
    return invalid_request("'purpose' is a required property", "purpose",
                           "missing_required_parameter");
  if (std::find(purposes.begin(), purposes.end(), purpose->content) == purposes.end())
    return invalid_value("purpose", purpose->content, listed(purposes));
  if (file->content.empty()) return invalid_request("The file is empty.", "file", "empty_file");
  if (file->content.size() > max_file_bytes)
    return api_error(413, "invalid_request_error",
                     fmt::format("The file has {} bytes; at most {} are allowed.",
                                 file->content.size(), max_file_bytes),
                     "file", "file_too_large");
  std::optional<std::int64_t> life;
  if (auto wrong = read_life(*form, life)) return *wrong;
  stored_file made;
  made.scope = call.scope;
  made.filename = clean_name(*file->filename);
  made.purpose = std::string(purpose->content);
  made.created_at = call.state.unix_now();
  if (life) made.expires_at = made.created_at + *life;
  made.content = std::make_shared<const std::string>(file->content);
  return made;
}

}  // namespace

std::string make_file_id(service_state& state) {
  return make_id("file-", static_cast<std::uint64_t>(state.started_unix), state.files.next_number())
      .substr(0, id_length);
}

asio::awaitable<void> create_file(exchange& call) {
  auto made = read_upload(call);
  if (!made) co_return co_await send_error(call, made.error());
  call.state.files.drop_expired(call.state.unix_now());
  made->id = make_file_id(call.state);
  std::string reply = file_json(*made);
  if (!call.state.files.put(std::move(*made))) co_return co_await send_error(call, no_room());
  co_await send_json(call, 200, std::move(reply));
}

asio::awaitable<void> list_files(exchange& call) {
  const auto page = read_page_query(call, largest_page, largest_page);
  if (!page) co_return co_await send_error(call, page.error());
  const auto purpose = call.parameter("purpose");
  std::vector<list_entry> entries;
  for (const stored_file* file : call.state.files.list(call.scope, call.state.unix_now()))
    if (!purpose || purpose->empty() || file->purpose == *purpose)
      entries.push_back({file->id, file_json(*file)});
  co_await send_json(call, 200, page_of(std::move(entries), *page));
}

asio::awaitable<void> get_file(exchange& call, std::string id) {
  const auto* file = call.state.files.find(call.scope, id, call.state.unix_now());
  if (!file) co_return co_await send_error(call, unknown_file(id));
  co_await send_json(call, 200, file_json(*file));
}

asio::awaitable<void> get_file_content(exchange& call, std::string id) {
  const auto* file = call.state.files.find(call.scope, id, call.state.unix_now());
  if (!file) co_return co_await send_error(call, unknown_file(id));
  http::response reply;
  reply.headers = reply_headers(call, "application/octet-stream");
  std::string name = file->filename;
  for (char& c : name)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) >= 0x7F) c = '_';
  reply.headers.add("content-disposition", fmt::format("attachment; filename=\"{}\"", name));
  reply.body = *file->content;
  co_await call.out.send(std::move(reply));
}

asio::awaitable<void> delete_file(exchange& call, std::string id) {
  const auto* file = call.state.files.find(call.scope, id, call.state.unix_now());
  if (!file) co_return co_await send_error(call, unknown_file(id));
  call.state.files.erase(call.scope, id);
  co_await send_json(call, 200, fmt::format(R"({{"id":"{}","object":"file","deleted":true}})", id));
}

}  // namespace parley::sim::service
