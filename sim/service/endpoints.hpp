// The endpoints of the service, one function each. Each answers the exchange exactly once.
// Must not know: routing, keys.
#pragma once

#include <string>

#include "sim/service/exchange.hpp"

namespace parley::sim::service {

asio::awaitable<void> create_response(exchange& call);
asio::awaitable<void> count_input_tokens(exchange& call);
asio::awaitable<void> compact_response(exchange& call);
/// `id`: from the path.
asio::awaitable<void> get_response(exchange& call, std::string id);
asio::awaitable<void> delete_response(exchange& call, std::string id);
asio::awaitable<void> cancel_response(exchange& call, std::string id);
asio::awaitable<void> list_input_items(exchange& call, std::string id);

asio::awaitable<void> create_chat_completion(exchange& call);

asio::awaitable<void> create_embeddings(exchange& call);

asio::awaitable<void> create_file(exchange& call);
asio::awaitable<void> list_files(exchange& call);
asio::awaitable<void> get_file(exchange& call, std::string id);
asio::awaitable<void> get_file_content(exchange& call, std::string id);
asio::awaitable<void> delete_file(exchange& call, std::string id);

asio::awaitable<void> create_batch(exchange& call);
asio::awaitable<void> list_batches(exchange& call);
asio::awaitable<void> get_batch(exchange& call, std::string id);
asio::awaitable<void> cancel_batch(exchange& call, std::string id);
asio::awaitable<void> set_batches(exchange& call);

asio::awaitable<void> list_models(exchange& call);
asio::awaitable<void> get_model(exchange& call, std::string name);

asio::awaitable<void> show_ledger(exchange& call);
asio::awaitable<void> clear_ledger(exchange& call);
asio::awaitable<void> show_quota(exchange& call);
asio::awaitable<void> set_quota(exchange& call);
asio::awaitable<void> set_latency(exchange& call);
asio::awaitable<void> set_faults(exchange& call);
asio::awaitable<void> show_faults(exchange& call);
asio::awaitable<void> clear_faults(exchange& call);

}  // namespace parley::sim::service
