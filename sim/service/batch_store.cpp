#include "sim/service/batch_store.hpp"

#include <algorithm>

namespace parley::sim::service {

bool batch_store::put(std::shared_ptr<batch> what) {
  if (all_.size() >= max_batches) {
    const auto over =
        std::find_if(all_.begin(), all_.end(), [](const auto& one) { return one->is_over(); });
    if (over == all_.end()) return false;
    all_.erase(over);
  }
  all_.push_back(std::move(what));
  return true;
}

std::shared_ptr<batch> batch_store::find(std::string_view scope, std::string_view id) const {
  for (const auto& one : all_)
    if (one->id == id && one->scope == scope) return one;
  return nullptr;
}

std::vector<std::shared_ptr<batch>> batch_store::list(std::string_view scope) const {
  std::vector<std::shared_ptr<batch>> mine;
  for (const auto& one : all_)
    if (one->scope == scope) mine.push_back(one);
  return mine;
}

}  // namespace parley::sim::service
