// Responses that are made in the background: what they will say, when, and whether somebody
// cancelled them. Bounded: old finished ones are forgotten (the response itself stays stored).
// Must not know: HTTP, how an answer comes about.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace parley::sim::service {

inline constexpr std::size_t max_background_jobs = 1'000;
inline constexpr std::size_t max_background_bytes = 256u << 20;  ///< of all jobs together

/// One event of a response's stream; its place in the list is its sequence number.
struct timed_frame {
  time_point when;
  std::string bytes;
};

struct background_job {
  std::string id, scope;
  time_point starts, ends;
  std::string queued, in_progress, cancelled,
      finished;  ///< the Response object in each state
  std::vector<timed_frame> frames;
  bool is_cancelled = false;
  bool is_done = false;  ///< cancelled, or `ends` has passed

  std::size_t bytes() const;
  /// The object at this time.
  const std::string& json_at(time_point now) const {
    if (is_cancelled) return cancelled;
    if (now >= ends) return finished;
    return now >= starts ? in_progress : queued;
  }
};

class background_jobs {
 public:
  /// False: there is no room beside those at work.
  bool put(std::shared_ptr<background_job> job);
  /// nullptr: unknown, forgotten, or another key's.
  std::shared_ptr<background_job> find(std::string_view scope, std::string_view id) const;
  void erase(std::string_view scope, std::string_view id);
  std::size_t size() const { return jobs_.size(); }

 private:
  bool has_room(std::size_t bytes) const {
    return jobs_.size() < max_background_jobs && bytes_ + bytes <= max_background_bytes;
  }
  std::list<std::shared_ptr<background_job>> jobs_;  // in order of creation
  std::size_t bytes_ = 0;
};

}  // namespace parley::sim::service
