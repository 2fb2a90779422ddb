#include "cli/load_session.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "base/task_group.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_files.hpp"
#include "cli/load_summary.hpp"
#include "cli/load_view.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/result_id.hpp"
#include "engine/cost.hpp"
#include "engine/load/http_target.hpp"

namespace parley::cli {
namespace {

constexpr std::chrono::milliseconds display_period{200};
constexpr std::size_t most_request_bytes = 1u << 30;  // of requests.jsonl, kept until the end

/// Processor seconds of this thread: the embedded provider has one of its own.
double thread_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_THREAD, &used);
  const auto sec = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return sec(used.ru_utime) + sec(used.ru_stime);
}

/// Room for so many connections, both ends when the provider is embedded. The open files allowed
/// are raised as far as the system lets us; gives the connections that fit.
std::int64_t fit_open_files(std::int64_t connections, bool embedded) {
  constexpr rlim_t others = 64;
  const rlim_t each = embedded ? 2 : 1;
  const rlim_t wanted = static_cast<rlim_t>(connections) * each + others;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) return connections;
  return static_cast<std::int64_t>((std::max(limit.rlim_cur, others + each) - others) / each);
}

class load_session {
 public:
  load_session(const load_options& options, load_request request, load::load_shape shape,
               std::unique_ptr<load::workload> asks, settings config, console& con)
      : options_(options),
        request_(std::move(request)),
        shape_(std::move(shape)),
        asks_(std::move(asks)),
        config_(std::move(config)),
        con_(con),
        clock_(make_system_clock(context_)),
        tasks_(context_.get_executor()) {}

  int run_to_end() {
    record_.id = make_result_id();
    if (auto prepared = prepare(); !prepared) return refuse(prepared.error());
    std::exception_ptr error;
    failure early;
    asio::co_spawn(context_, execute(), [&](std::exception_ptr e, failure why) {
      error = e;
      early = std::move(why);
    });
    context_.run();
    if (error) std::rethrow_exception(error);
    if (early.code != failure_code::none) return refuse(early);
    return conclude();
  }

 private:
  int refuse(const failure& why) {
    con_.error(why.message);
    return parley::cli::exit_code_of(why);
  }

  std::int64_t most_in_flight() const {
    std::int64_t most = options_.shape.max_in_flight.value_or(load::step_limits{}.max_in_flight);
    for (const load::step_plan& step : shape_.steps)
      if (step.how == load::step_plan::pace::closed) most = std::max(most, step.concurrency);
    return most;
  }

  result<void> prepare() {
    auto opened = open_service(config_);
    if (!opened) return opened.error();
    endpoint_ = std::move(*opened);
    const std::int64_t wanted = most_in_flight();
    in_flight_ = fit_open_files(wanted, endpoint_.service != nullptr);
    for (load::step_plan& step : shape_.steps)
      if (step.how == load::step_plan::pace::closed && step.concurrency > in_flight_)
        return fail(failure_code::invalid_input,
                    fmt::format("{} requests in flight need more open files than this process may "
                                "have: raise the limit (ulimit -n) or ask for at most {}",
                                step.concurrency, in_flight_));
    if (in_flight_ < wanted && options_.shape.max_in_flight.value_or(0) > in_flight_)
      record_.notes.push_back(fmt::format(
          "--max-in-flight was lowered to {}: more open files are not allowed here (ulimit -n).",
          in_flight_));
    load::target_settings to;
    to.endpoint = endpoint_.endpoint;
    to.api_key = endpoint_.api_key;
    to.ca_pem = endpoint_.ca_pem;
    to.client_certificate_pem = endpoint_.client_certificate_pem;
    to.client_key_pem = endpoint_.client_key_pem;
    to.transport = config_.transport;
    to.transport.stream = !options_.no_stream;
    to.transport.max_connections = static_cast<int>(in_flight_);
    to.extra_body = options_.extra_body;
    auto target = load::make_http_target(context_, *clock_, std::move(to));
    if (!target) return explain_creation(target.error(), config_, endpoint_.name);
    target_ = std::move(*target);
    auto folder = make_load_folder(options_.out, record_.id);
    if (!folder) return folder.error();
    folder_ = std::move(*folder);
    describe();
    return {};
  }

  void describe() {
    record_.version = version();
    record_.provider = endpoint_.name;
    record_.base_url = endpoint_.endpoint.base_url;
    record_.api = endpoint_.endpoint.api;
    record_.model =
        options_.model.empty() ? config_.agent(agent_role::customer).model : options_.model;
    record_.stream = !options_.no_stream;
    record_.workload = asks_->text();
    record_.shape = shape_.text;
    record_.objective = request_.wanted.text();
    record_.good_share_wanted = request_.good_share;
    record_.seed = config_.run.seed;
  }

  asio::awaitable<failure> execute() {
    record_.started_at = utc_timestamp_now();
    unix_start_ = std::chrono::duration<double>(wall_clock_now().time_since_epoch()).count();
    started_ = clock_->now();
    seconds_.emplace(started_);
    load::stop_settings patience;
    patience.most_errors = request_.max_errors;
    load::stop_rule rule(patience);
    load::step_doors doors{context_.get_executor(), *clock_, *target_, *asks_, *seconds_, rule,
                           thread_cpu_seconds,      {},      {}};
    doors.price = [this](const std::string& model, const token_usage& usage) {
      const model_price* price = config_.price_for(model);
      return price == nullptr ? 0 : cost_of(usage, *price);
    };
    if (options_.save_requests)
      doors.on_sample = [this](const load::sample& s, const failure*) { keep(s); };
    load::test_settings how;
    how.shape = shape_;
    how.wanted = request_.wanted;
    how.good_share = request_.good_share;
    how.precision = request_.precision;
    how.seed = config_.run.seed;
    how.limits.max_in_flight = in_flight_;
    how.limits.call_timeout = config_.transport.call_timeout;
    how.limits.drain = request_.drain;
    load_view view(con_, record_.base_url, shape_.sweep ? 0 : shape_.steps.size(),
                   shape_.sweep || !request_.wanted.limits.empty());
    test_.emplace(std::move(doors), std::move(how), view);
    view.notice(fmt::format("{} at {}{}: {}; {}", record_.model, record_.base_url,
                            record_.provider == "sim" ? " (simulated)" : "", record_.workload,
                            record_.shape));
    auto answers = co_await test_->try_target();
    if (!answers) {
      std::error_code ec;
      std::filesystem::remove(folder_, ec);
      co_return answers.error();
    }
    tasks_.spawn(draw(view));
    tasks_.spawn(listen_for_signals(view));
    co_await test_->run(record_);
    tasks_.cancel();
    co_await tasks_.join();
    view.clear();
    record_.wall_sec = load::seconds(clock_->now() - started_);
    record_.finished_at = utc_timestamp_now();
    co_return failure{};
  }

  void keep(const load::sample& s) {
    if (requests_.size() < most_request_bytes) requests_ += request_line(s, started_);
  }

  asio::awaitable<void> draw(load_view& view) {
    for (;;) {
      co_await clock_->sleep_for(display_period);
      view.tick(*test_, *seconds_, clock_->now());
    }
  }

  asio::awaitable<void> listen_for_signals(load_view& view) {
    asio::signal_set signals(context_, SIGINT, SIGTERM);
    for (int count = 1;; ++count) {
      co_await signals.async_wait(asio::use_awaitable);
      view.notice(count == 1 ? "stopping: waiting for replies that are out; once more stops at once"
                             : "stopping at once");
      test_->stop();
      if (count == 2) signals.clear();
    }
  }

  int conclude() {
    for (const load::requirement& wanted : request_.requirements)
      record_.requirements.push_back(load::check(wanted, record_));
    const auto written = write_load(folder_, record_, options_.csv, requests_, unix_start_);
    if (!written) {
      con_.error(written.error().message);
      return exit_provider;
    }
    if (options_.common.json) {
      con_.out_line(load_to_json(record_));
    } else {
      const std::size_t width = std::min<std::size_t>(con_.width(), 120);
      for (const std::string& line : load_summary(record_, con_, width, folder_))
        con_.out_line(line);
    }
    if (ended_by_target(record_)) con_.error(record_.stop_detail);
    return exit_code_of(record_);
  }

  const load_options& options_;
  load_request request_;
  load::load_shape shape_;
  std::unique_ptr<load::workload> asks_;
  settings config_;
  console& con_;
  asio::io_context context_{1};
  std::unique_ptr<clock_source> clock_;
  open_endpoint endpoint_;  // outlives the target's connections
  std::unique_ptr<load::target> target_;
  std::int64_t in_flight_ = 0;
  load_record record_;
  std::filesystem::path folder_;
  std::string requests_;
  time_point started_;
  double unix_start_ = 0;
  std::optional<load::timeline> seconds_;
  std::optional<load::load_test> test_;
  task_group tasks_;
};

}  // namespace

int run_load(const load_options& options, load_request request, load::load_shape shape,
             std::unique_ptr<load::workload> asks, settings config, console& con) {
  return load_session(options, std::move(request), std::move(shape), std::move(asks),
                      std::move(config), con)
      .run_to_end();
}

}  // namespace parley::cli
