// Makes a response in the background and lets clients watch, resume and cancel it.
// Must not know: routing.
#pragma once

#include <memory>

#include "sim/service/background_jobs.hpp"
#include "sim/service/exchange.hpp"
#include "sim/service/generation.hpp"
#include "sim/service/response_object.hpp"

namespace parley::sim::service {

/// A request that lives on after its connection: everything that the generation refers to.
struct detached_request {
  detached_request(const exchange& call, generation_request what);
  http::request request;
  std::unique_ptr<http::response_writer> out;
  exchange call;
  generation_request asked;
  generation work;
};

/// Starts the job of a request that was admitted and composed, and answers `call`: with the queued
/// response, or with its stream. `kept`: what will be stored, its json still empty.
asio::awaitable<void> start_background(exchange& call, std::unique_ptr<detached_request> from,
                                       stored_response kept);

/// The job's events after number `after`, each when it is due; ends after the last, or once the job
/// is cancelled.
asio::awaitable<void> stream_job(exchange& call, std::shared_ptr<background_job> job,
                                 std::int64_t after);

}  // namespace parley::sim::service
