// Replies by what was asked, in one file that runs share: an unchanged request costs nothing.
// Must not know: SQLite, who asks, when it is right to use it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley {

/// How much the file may hold; what was used longest ago goes first.
struct cache_limits {
  std::int64_t bytes = 256 << 20;                         ///< of the replies' texts, 1 MiB..1 TiB
  std::chrono::seconds age{std::chrono::hours(24 * 30)};  ///< since a reply was kept
};

struct cache_statistics {
  std::int64_t replies = 0, bytes = 0;
  std::int64_t hits = 0;       ///< of all runs, since the file was made
  double saved_cost = 0;       ///< by these hits, at the prices of then
  std::string oldest, newest;  ///< UTC; empty: there is none
};

/// 32 hexadecimal digits over everything that decides a reply: where it is asked (`scope`), what
/// the model sees and may do, and which sample of it this is (iteration, replicate, reask), so that
/// deliberate repeats stay independent.
std::string cache_key(const std::string& scope, const chat_request& request);

class reply_cache {
 public:
  reply_cache() = default;
  reply_cache(const reply_cache&) = delete;
  reply_cache& operator=(const reply_cache&) = delete;
  /// A file that is no cache or is damaged is set aside ("cache.db.damaged") and begun anew;
  /// `said` then holds a sentence for people. Errors: io_error, not_writable.
  static result<std::unique_ptr<reply_cache>> open(const std::filesystem::path& file,
                                                   cache_limits limits, std::string& said);
  virtual ~reply_cache() = default;

  /// Reads on a thread of its own; nothing: not known, too old, or the file cannot be read. The
  /// reply is marked as cached and keeps the usage that it once had.
  virtual boost::asio::awaitable<std::optional<chat_reply>> find(const std::string& key) = 0;
  /// Does not wait. What cannot be written is forgotten: a cache is a convenience.
  virtual void keep(const std::string& key, const chat_reply& reply, double cost) = 0;

  /// Replies that this process took from it, and what asking for them would have cost.
  virtual std::int64_t hits() const = 0;
  virtual double saved() const = 0;

  virtual result<cache_statistics> statistics() = 0;
  virtual result<void> clear() = 0;
};

/// A cache as a run uses it.
struct cache_access {
  reply_cache* store = nullptr;  ///< nullptr: none
  std::string scope;             ///< who answers: the same request elsewhere is another
  bool keeps = true;             ///< false: it is only read
};

}  // namespace parley
