// Uploaded files and the files that batches write, by key. Bounded memory.
// Must not know: HTTP, what is in a file.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sim::service {

inline constexpr std::size_t max_file_bytes = 200u << 20;  ///< one file: the limit of a batch's
inline constexpr std::size_t max_files_bytes = 1u << 30;   ///< all files of all keys together
inline constexpr std::size_t max_files = 20'000;
inline constexpr std::size_t max_filename_bytes = 255;

struct stored_file {
  std::string id, scope;  ///< scope: the key that owns it
  std::string filename, purpose;
  std::int64_t created_at = 0;  ///< Unix seconds
  std::optional<std::int64_t> expires_at;
  std::shared_ptr<const std::string> content;
};

class file_store {
 public:
  /// False: no room. A file that a batch wrote pushes out older ones of its kind; an upload does
  /// not, because its owner would miss what it relies on.
  bool put(stored_file what);
  /// nullptr: unknown, another key's, deleted or expired.
  const stored_file* find(std::string_view scope, std::string_view id, std::int64_t now) const;
  bool erase(std::string_view scope, std::string_view id);
  /// In order of creation.
  std::vector<const stored_file*> list(std::string_view scope, std::int64_t now) const;

  std::size_t bytes() const { return bytes_; }
  std::size_t size() const { return files_.size(); }
  /// A number that no file has had: ids are made from it.
  std::uint64_t next_number() { return ++number_; }
  void drop_expired(std::int64_t now);

 private:
  bool has_room(std::size_t bytes) const {
    return files_.size() < max_files && bytes_ + bytes <= max_files_bytes;
  }
  bool drop_oldest_output();
  std::map<std::uint64_t, stored_file> files_;  // by order of creation
  std::map<std::string, std::uint64_t, std::less<>> by_id_;
  std::size_t bytes_ = 0;
  std::uint64_t order_ = 0, number_ = 0;
};

/// The File object.
std::string file_json(const stored_file& file);

}  // namespace parley::sim::service
