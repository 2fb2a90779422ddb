#include "cli/run_session.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "base/task_group.hpp"
#include "cli/config_watch.hpp"
#include "cli/end_time.hpp"
#include "cli/exit_code.hpp"
#include "cli/labelled_run.hpp"
#include "cli/observers.hpp"
#include "cli/outcomes_source.hpp"
#include "cli/program.hpp"
#include "cli/progress.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_place.hpp"
#include "cli/summary.hpp"
#include "config/clock_time.hpp"
#include "engine/cost.hpp"
#include "engine/run.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

constexpr std::chrono::milliseconds display_period{100};
constexpr std::chrono::seconds quota_period{1};

bool is_resumable(stop_reason why) {
  return why != stop_reason::converged && why != stop_reason::max_iterations;
}

session_inputs with_end_time(session_inputs inputs) {
  fix_end_time(inputs.config, wall_clock_now());
  return inputs;
}

/// The parts of a run, in the order in which they depend on each other.
class session {
 public:
  session(session_inputs inputs, console& con)
      : in_(with_end_time(std::move(inputs))),
        con_(con),
        config_(in_.config.values),
        clock_(make_system_clock(context_)),
        started_(clock_->now()),
        tasks_(context_.get_executor()) {}

  int run_to_end() {
    if (const int problem = prepare(); problem != exit_ok) return problem;
    run_record record;
    std::exception_ptr error;
    asio::co_spawn(context_, execute(), [&](std::exception_ptr e, run_record done) {
      error = e;
      record = std::move(done);
    });
    context_.run();
    if (error) std::rethrow_exception(error);
    return conclude(record);
  }

 private:
  int prepare() {
    const auto unpriced = unpriced_model(config_);
    if (unpriced && config_.loop.max_cost > 0)
      return refuse(
          fail(failure_code::invalid_config,
               fmt::format("loop.max_cost cannot be kept, the price of {0} is unknown; set "
                           "[prices.\"{0}\"] in the configuration, or leave --max-cost out",
                           *unpriced)),
          con_);
    auto prompts = prompt_library::load(config_.run.language, config_.run.prompts);
    if (!prompts) return refuse(prompts.error(), con_);
    prompts_ = std::move(*prompts);
    auto connected = connect_provider(context_, *clock_, config_);
    if (!connected) return refuse(connected.error(), con_);
    provider_ = std::move(*connected);
    if (!provider_.note.empty()) con_.warning(provider_.note);
    auto outcomes = outcomes_of(config_);
    if (!outcomes) return refuse(outcomes.error(), con_);
    outcomes_ = std::move(*outcomes);
    auto place = settle_place(
        {*prompts_, provider_.name, outcomes_ ? outcomes_->digest : std::string()}, in_, con_);
    if (!place) return refuse(place.error(), con_);
    place_.emplace(std::move(*place));
    if (place_->store) open_journal();
    return open_cache();
  }

  int open_cache() {
    if (!uses_cache(in_.cache, config_, provider_.name)) return exit_ok;
    std::string said;
    auto opened = reply_cache::open(cache_file(config_), {}, said);
    if (!said.empty()) con_.warning(said);
    if (opened)
      cache_ = std::move(*opened);
    else  // a convenience: the run can do without
      con_.warning("no cache of replies: " + opened.error().message);
    return exit_ok;
  }

  void open_journal() {
    journal_settings settings;
    settings.wait_for_intents = config_.run.journal == "durable";
    journal_ =
        std::make_unique<run_journal>(context_.get_executor(), *clock_, std::move(*place_->store),
                                      std::move(place_->known), settings);
  }

  asio::awaitable<run_record> execute() {
    progress_display display(con_, in_.first_iteration,
                             in_.first_iteration + config_.loop.max_iterations - 1);
    file_observer files(place_->logger);
    std::vector<run_observer*> listeners{&display, &files};
    std::optional<journal_observer> recorder;
    if (journal_) {
      recorder.emplace(*journal_, place_->past);
      listeners.push_back(&*recorder);
    }
    observer_list observers(listeners);
    files.set_notice_target(display);
    run_inputs inputs{config_, in_.profiles, *prompts_, *provider_.llm, *clock_, observers};
    inputs.run_id = place_->logger.folder().filename().string();
    inputs.provider_name = provider_.name;
    inputs.profiles_source = in_.profiles_source;
    inputs.first_iteration = in_.first_iteration;
    inputs.earlier = in_.earlier;
    inputs.version = version();
    inputs.tune_after_last = in_.tune_after_last;
    inputs.journal = journal_.get();
    inputs.cache = {cache_.get(), cache_scope(in_.config, provider_.name),
                    in_.cache != cache_mode::read};
    inputs.past = &place_->past;
    if (outcomes_) inputs.outcomes = outcomes_->evidence;
    if (const auto until = parse_clock_time(config_.loop.until, wall_clock_now()))
      inputs.must_end = clock_->now() + (*until - wall_clock_now());
    engine_.emplace(std::move(inputs));
    tasks_.spawn(draw(display));
    tasks_.spawn(listen_for_signals(display));
    tasks_.spawn(listen_for_pause());
    if (journal_) tasks_.spawn(log_quota());
    const config_watch_events events = watch_events(observers);
    tasks_.spawn(watch_config(*clock_, in_.sources, in_.config.said, events));
    run_record record = co_await engine_->execute();
    if (journal_) note_quota();  // how it ended, also of a run that took less than a period
    tasks_.cancel();
    co_await tasks_.join();
    display.tick(*provider_.llm, seconds_since_start());
    display.clear();
    engine_.reset();
    co_return record;
  }

  asio::awaitable<void> draw(progress_display& display) {
    for (;;) {
      display.tick(*provider_.llm, seconds_since_start());
      co_await clock_->sleep_for(display_period);
    }
  }

  asio::awaitable<void> log_quota() {
    for (;;) {
      co_await clock_->sleep_for(quota_period);
      note_quota();
    }
  }

  void note_quota() {
    std::vector<quota_sample> samples;
    for (const model_state& s : provider_.llm->states())
      samples.push_back({s.model, std::string(to_string(s.binds)), s.in_flight, s.waiting, s.calls,
                         s.failures, s.attempts, s.rate_limited, s.retries, s.told_requests,
                         s.told_tokens, s.request_burst, s.token_burst});
    journal_->quota(std::move(samples));
  }

  asio::awaitable<void> listen_for_signals(progress_display& display) {
    asio::signal_set signals(context_, SIGINT, SIGTERM);
    for (int count = 1;; ++count) {
      co_await signals.async_wait(asio::use_awaitable);
      display.notice(count == 1 ? "stopping: conversations in flight end and are judged; once more "
                                  "stops at once"
                                : "stopping at once");
      engine_->stop();
      if (count == 2) signals.clear();  // a third signal ends the process the hard way
    }
  }

  // One signal for both, so that whoever sends it twice by mistake is where he was.
  asio::awaitable<void> listen_for_pause() {
    asio::signal_set signals(context_, SIGUSR1);
    for (;;) {
      co_await signals.async_wait(asio::use_awaitable);
      if (engine_->paused())
        engine_->resume();
      else
        engine_->pause();
    }
  }

  config_watch_events watch_events(run_observer& observers) {
    config_watch_events events;
    events.changed = [this](const loaded_config& updated,
                            const std::vector<setting_change>& changes) {
      engine_->apply(updated.values, changes);
      provider_.llm->set_limits(updated.values);
    };
    events.refused = [&observers](const std::vector<config_problem>& problems) {
      for (const config_problem& p : problems)
        observers.notice("configuration not taken over: " + p.text);
    };
    return events;
  }

  double seconds_since_start() const {
    return std::chrono::duration<double>(clock_->now() - started_).count();
  }

  int conclude(run_record& record) {
    if (!config_.run.reproducible) record.lost = lost_by_now();
    if (journal_ && place_->goes_on) {  // people may have scored what was there before
      auto people = people_document(place_->logger.folder());
      if (people) record.people = std::move(*people);
    }
    const auto report = place_->logger.finish(record);
    // After the files: whoever finds the run finished finds them too.
    if (journal_) {
      journal_->run_ended(record, is_resumable(record.stopped));
      if (const auto closed = journal_->close(); !closed) con_.error(closed.error().message);
    }
    if (!report) {
      refuse(report.error(), con_);
      return exit_provider;  // it could be written when the run began
    }
    if (in_.json) {
      con_.out_line(run_summary_json(record, place_->logger.folder(), *report));
    } else {
      for (const std::string& line :
           run_summary(record, con_, std::min<std::size_t>(con_.width(), 120), *report))
        con_.out_line(line);
    }
    if (cache_)
      if (const std::string note =
              cache_sentence(*cache_, total_calls(record.spend), record.currency);
          !note.empty())
        con_.err_line(note);
    if (const std::string note = lost_sentence(lost_by_now(), record.currency); !note.empty())
      con_.err_line(note);
    // On a terminal the summary has just said it.
    if (record.stopped == stop_reason::provider_failure && (in_.json || !con_.out_is_terminal()))
      con_.error({record.stop_detail, std::string(to_string(record.stop_code)), {}});
    return exit_code_of(record);
  }

  /// What earlier sessions left in flight, and what this one cut.
  lost_calls lost_by_now() const {
    lost_calls out = place_->past.lost;
    if (journal_) {
      out.calls += journal_->cut().calls;
      out.worst_tokens += journal_->cut().worst_tokens;
      out.worst_cost += journal_->cut().worst_cost;
    }
    return out;
  }

  session_inputs in_;
  console& con_;
  settings config_;
  asio::io_context context_;
  std::unique_ptr<clock_source> clock_;
  time_point started_;
  std::optional<prompt_library> prompts_;
  std::optional<named_outcomes> outcomes_;
  connected_provider provider_;
  std::optional<run_place> place_;
  std::unique_ptr<run_journal> journal_;
  std::unique_ptr<reply_cache> cache_;
  std::optional<run> engine_;
  task_group tasks_;
};

}  // namespace

int run_session(session_inputs inputs, console& con) {
  return session(std::move(inputs), con).run_to_end();
}

}  // namespace parley::cli
