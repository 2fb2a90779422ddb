// Runs one awaitable to its end on a private io_context, for tests.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace parley::test {

template <class T>
T run_coroutine(boost::asio::io_context& context, boost::asio::awaitable<T> task) {
  std::optional<T> value;
  std::exception_ptr error;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr e, T v) {
    error = e;
    if (!e) value.emplace(std::move(v));
  });
  context.restart();
  context.run();
  if (error) std::rethrow_exception(error);
  return std::move(*value);
}

inline void run_coroutine(boost::asio::io_context& context, boost::asio::awaitable<void> task) {
  std::exception_ptr error;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr e) { error = e; });
  context.restart();
  context.run();
  if (error) std::rethrow_exception(error);
}

}  // namespace parley::test
