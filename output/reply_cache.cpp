#include "output/reply_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/clock.hpp"
#include "output/call_record.hpp"
#include "output/record_values.hpp"
#include "output/store/names.hpp"
#include "output/store/put_row.hpp"

namespace parley {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

constexpr std::int64_t application_id = 0x70726C63;  // "prlc"
constexpr int tidy_every = 500;                      // replies kept between two looks at the size

constexpr const char* tables = R"sql(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS replies (
  key TEXT PRIMARY KEY,
  kept_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  cost REAL NOT NULL,
  model TEXT NOT NULL,
  finish TEXT NOT NULL,
  response_id TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  usage_reported INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS replies_by_use ON replies (used_at);
CREATE TABLE IF NOT EXISTS totals (id INTEGER PRIMARY KEY CHECK (id = 1), hits INTEGER NOT NULL,
  saved REAL NOT NULL) STRICT;
INSERT OR IGNORE INTO totals VALUES (1, 0, 0.0);
COMMIT;
)sql";

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(wall_clock_now().time_since_epoch())
      .count();
}

/// Whether the file is a sound cache, made when it is empty. Errors: what is wrong with it.
result<void> prepare(database& db) {
  const auto mark = db.integer("PRAGMA application_id");
  if (!mark) return mark.error();
  const auto present = db.integer("SELECT count(*) FROM sqlite_schema");
  if (!present) return present.error();
  if (*present > 0 && *mark != application_id)
    return fail(failure_code::invalid_input, "it is another database");
  const auto sound = db.text("PRAGMA quick_check(1)");
  if (!sound) return sound.error();
  if (*sound != "ok") return fail(failure_code::invalid_input, *sound);
  for (const char* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"})
    if (auto set = db.execute(pragma); !set) return set.error();
  if (auto set = db.execute(fmt::format("PRAGMA application_id = {}", application_id)); !set)
    return set.error();
  return db.execute(tables);
}

result<database> open_file(const fs::path& file) {
  const mode_t before = ::umask(0077);
  auto db = database::open(file, open_mode::create);
  result<void> ready;
  if (db) ready = prepare(*db);
  ::umask(before);
  if (!db) return db.error();
  if (!ready) return ready.error();
  ::chmod(file.c_str(), 0600);
  return db;
}

class sqlite_cache final : public reply_cache {
 public:
  sqlite_cache(database db, cache_limits limits) : db_(std::move(db)), limits_(limits) {}
  ~sqlite_cache() override {
    asio::post(thread_, [this] { tidy(); });
    thread_.join();
  }

  asio::awaitable<std::optional<chat_reply>> find(const std::string& key) override {
    // Not cancelled from here: the look-up runs on another thread, and is over at once.
    std::optional<chat_reply> found = co_await asio::co_spawn(
        thread_, look_up(key),
        asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
    co_return found;
  }

  void keep(const std::string& key, const chat_reply& reply, double cost) override {
    asio::post(thread_, [this, key, reply, cost] { write(key, reply, cost); });
  }

  std::int64_t hits() const override { return hits_; }
  double saved() const override { return saved_; }

  result<cache_statistics> statistics() override {
    cache_statistics out;
    auto query = db_.prepare(
        "SELECT count(*), coalesce(sum(bytes), 0), hits, saved,"
        " coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', min(kept_at), 'unixepoch'), ''),"
        " coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', max(kept_at), 'unixepoch'), '')"
        " FROM totals LEFT JOIN replies");
    if (!query) return query.error();
    const auto row = query->step();
    if (!row) return row.error();
    out.replies = query->integer();
    out.bytes = query->integer();
    out.hits = query->integer();
    out.saved_cost = query->number();
    out.oldest = query->text();
    out.newest = query->text();
    if (out.bytes == 0) out.replies = 0;  // the row of the totals alone
    return out;
  }

  result<void> clear() override {
    auto done = db_.execute("DELETE FROM replies; UPDATE totals SET hits = 0, saved = 0.0;");
    if (done) done = db_.execute("VACUUM");
    return done;
  }

 private:
  asio::awaitable<std::optional<chat_reply>> look_up(std::string key) {
    auto query = db_.prepare(
        "SELECT finish, text, model, response_id, cost, input_tokens,"
        " cached_tokens, output_tokens, reasoning_tokens, usage_reported"
        " FROM replies"
        " WHERE key = ? AND kept_at >= ?");
    if (!query) co_return std::nullopt;
    query->bind(key).bind(now_seconds() - limits_.age.count());
    const auto row = query->step();
    if (!row || !*row) co_return std::nullopt;
    chat_reply reply;
    const auto finish = finish_reason_from(query->text());
    reply.finish = finish.value_or(finish_reason::stop);
    reply.text = query->text();
    reply.model = query->text();
    reply.response_id = query->text();
    const double cost = query->number();
    reply.usage.input = query->integer();
    reply.usage.cached_input = query->integer();
    reply.usage.output = query->integer();
    reply.usage.reasoning = query->integer();
    reply.usage_reported = query->flag();
    query->reset();
    reply.cached = true;
    reply.recorded = true;
    note_use(key, cost);
    ++hits_;
    saved_ = saved_ + cost;
    co_return reply;
  }

  void note_use(const std::string& key, double cost) {
    auto used = db_.prepare("UPDATE replies SET used_at = ? WHERE key = ?");
    if (used) (void)used->bind(now_seconds()).bind(key).run();
    auto total = db_.prepare("UPDATE totals SET hits = hits + 1, saved = saved + ?");
    if (total) (void)total->bind(cost).run();
  }

  void write(const std::string& key, const chat_reply& reply, double cost) {
    auto row = db_.prepare("INSERT OR REPLACE INTO replies VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) return;
    const std::int64_t now = now_seconds();
    (void)row->bind(key)
        .bind(now)
        .bind(now)
        .bind(reply.text.size() + 200)
        .bind(cost)
        .bind(reply.model)
        .bind(to_string(reply.finish))
        .bind(reply.response_id)
        .bind(reply.usage.input)
        .bind(reply.usage.cached_input)
        .bind(reply.usage.output)
        .bind(reply.usage.reasoning)
        .bind(reply.usage_reported)
        .bind(repaired_utf8(reply.text))
        .run();
    if (++kept_ % tidy_every == 0) tidy();
  }

  // What is too old, then what was used longest ago, until a tenth below the limit.
  void tidy() {
    auto old = db_.prepare("DELETE FROM replies WHERE kept_at < ?");
    if (old) (void)old->bind(now_seconds() - limits_.age.count()).run();
    const auto bytes = db_.integer("SELECT coalesce(sum(bytes), 0) FROM replies");
    if (!bytes || *bytes <= limits_.bytes) return;
    auto least_used = db_.prepare(
        "DELETE FROM replies WHERE key IN (SELECT key FROM (SELECT key, sum(bytes) OVER (ORDER BY"
        " used_at, key) - bytes AS before FROM replies) WHERE before < ?)");
    if (least_used) (void)least_used->bind(*bytes - limits_.bytes + limits_.bytes / 10).run();
  }

  database db_;  // used by the thread only, but by statistics() and clear()
  const cache_limits limits_;
  int kept_ = 0;
  std::atomic<std::int64_t> hits_{0};
  std::atomic<double> saved_{0};
  asio::thread_pool thread_{1};
};

}  // namespace

std::string cache_key(const std::string& scope, const chat_request& request) {
  const call_name name = name_of(request);
  return text_digest(fmt::format("{}:{} {} {} {} {}", scope.size(), scope, digest_of(request),
                                 name.iteration, name.replicate, name.reask));
}

result<std::unique_ptr<reply_cache>> reply_cache::open(const fs::path& file, cache_limits limits,
                                                       std::string& said) {
  std::error_code ec;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ec);
  auto db = open_file(file);
  if (!db && db.error().code != failure_code::not_writable && fs::is_regular_file(file, ec)) {
    const fs::path aside = file.string() + ".damaged";
    const std::string why = db.error().message;
    fs::rename(file, aside, ec);
    if (ec) return db.error();
    for (const char* end : {"-wal", "-shm"}) fs::remove(file.string() + end, ec);
    said = fmt::format("the cache {} cannot be used ({}): it was set aside as {}, a new one begins",
                       file.string(), why, aside.filename().string());
    db = open_file(file);
  }
  if (!db) return db.error();
  return std::unique_ptr<reply_cache>(std::make_unique<sqlite_cache>(std::move(*db), limits));
}

}  // namespace parley
