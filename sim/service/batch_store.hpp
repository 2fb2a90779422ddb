// The batches of all keys, and how many tokens each key and model has in them. Bounded: old
// finished ones are forgotten.
// Must not know: how batches are run.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/service/batch.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_batches = 2'000;

/// How batches run; set at run time by POST /sim/batches.
struct batch_settings {
  double speed = 60;                     ///< seconds of a batch in one second, at time scale 1
  std::int64_t window_seconds = 86'400;  ///< until it expires, in its own time
  std::int64_t enqueued_tokens = 0;      ///< a key's limit per model; 0: none
};

class batch_store {
 public:
  /// False: max_batches are at work.
  bool put(std::shared_ptr<batch> what);
  std::shared_ptr<batch> find(std::string_view scope, std::string_view id) const;
  /// In order of creation.
  std::vector<std::shared_ptr<batch>> list(std::string_view scope) const;
  std::size_t size() const { return all_.size(); }
  std::uint64_t next_number() { return ++number_; }

  std::int64_t& enqueued(const std::string& scope, const std::string& model) {
    return enqueued_[{scope, model}];
  }

  batch_settings settings;

 private:
  std::list<std::shared_ptr<batch>> all_;  // in order of creation
  std::map<std::pair<std::string, std::string>, std::int64_t> enqueued_;
  std::uint64_t number_ = 0;
};

}  // namespace parley::sim::service
