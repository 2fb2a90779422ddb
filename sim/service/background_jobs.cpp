#include "sim/service/background_jobs.hpp"

#include <algorithm>

namespace parley::sim::service {

std::size_t background_job::bytes() const {
  std::size_t sum = 1'024 + queued.size() + in_progress.size() + cancelled.size() + finished.size();
  for (const auto& frame : frames) sum += 64 + frame.bytes.size();
  return sum;
}

bool background_jobs::put(std::shared_ptr<background_job> job) {
  const std::size_t bytes = job->bytes();
  while (!has_room(bytes)) {
    const auto over =
        std::find_if(jobs_.begin(), jobs_.end(), [](const auto& one) { return one->is_done; });
    if (over == jobs_.end()) return false;
    bytes_ -= (*over)->bytes();
    jobs_.erase(over);
  }
  bytes_ += bytes;
  jobs_.push_back(std::move(job));
  return true;
}

std::shared_ptr<background_job> background_jobs::find(std::string_view scope,
                                                      std::string_view id) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& one) {
    return one->id == id && one->scope == scope;
  });
  return found == jobs_.end() ? nullptr : *found;
}

void background_jobs::erase(std::string_view scope, std::string_view id) {
  for (auto at = jobs_.begin(); at != jobs_.end(); ++at) {
    if ((*at)->id != id || (*at)->scope != scope) continue;
    bytes_ -= (*at)->bytes();
    jobs_.erase(at);
    return;
  }
}

}  // namespace parley::sim::service
