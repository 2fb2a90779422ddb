#include "sim/service/file_store.hpp"

#include <algorithm>

#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

constexpr std::string_view written_by_batches = "batch_output";

bool is_expired(const stored_file& file, std::int64_t now) {
  return file.expires_at && *file.expires_at <= now;
}

}  // namespace

bool file_store::drop_oldest_output() {
  const auto oldest = std::find_if(files_.begin(), files_.end(), [](const auto& entry) {
    return entry.second.purpose == written_by_batches;
  });
  if (oldest == files_.end()) return false;
  const stored_file& file = oldest->second;
  return erase(file.scope, std::string(file.id));
}

bool file_store::put(stored_file what) {
  const std::size_t bytes = what.content->size();
  if (bytes > max_files_bytes) return false;
  while (!has_room(bytes))
    if (what.purpose != written_by_batches || !drop_oldest_output()) return false;
  by_id_.emplace(what.id, order_);
  files_.emplace(order_++, std::move(what));
  bytes_ += bytes;
  return true;
}

const stored_file* file_store::find(std::string_view scope, std::string_view id,
                                    std::int64_t now) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  const stored_file& file = files_.at(found->second);
  return file.scope == scope && !is_expired(file, now) ? &file : nullptr;
}

bool file_store::erase(std::string_view scope, std::string_view id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return false;
  const auto place = files_.find(found->second);
  if (place->second.scope != scope) return false;
  bytes_ -= place->second.content->size();
  by_id_.erase(found);
  files_.erase(place);
  return true;
}

std::vector<const stored_file*> file_store::list(std::string_view scope, std::int64_t now) const {
  std::vector<const stored_file*> mine;
  for (const auto& [order, file] : files_)
    if (file.scope == scope && !is_expired(file, now)) mine.push_back(&file);
  return mine;
}

void file_store::drop_expired(std::int64_t now) {
  for (auto at = files_.begin(); at != files_.end();) {
    const auto here = at++;
    if (!is_expired(here->second, now)) continue;
    bytes_ -= here->second.content->size();
    by_id_.erase(here->second.id);
    files_.erase(here);
  }
}

std::string file_json(const stored_file& file) {
  json_text out;
  out.open('{');
  out.member("id", file.id);
  out.member("object", "file");
  out.member("bytes", file.content->size());
  out.member("created_at", file.created_at);
  if (file.expires_at) out.member("expires_at", *file.expires_at);
  out.member("filename", file.filename);
  out.member("purpose", file.purpose);
  out.member("status", "processed");
  out.close('}');
  return out.take();
}

}  // namespace parley::sim::service
