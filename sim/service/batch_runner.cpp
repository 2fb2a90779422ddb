#include "sim/service/batch_runner.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <queue>

#include "base/random_stream.hpp"
#include "sim/service/batch_input.hpp"
#include "sim/service/batch_line.hpp"
#include "sim/service/batch_results.hpp"

namespace parley::sim::service {
namespace {

// In the batch's own seconds; what the real service needs is not published, these are plausible.
constexpr double validation_seconds = 2, seconds_a_line = 0.001, queue_seconds = 20;
constexpr double writing_seconds = 3;
constexpr std::size_t workers = 16;  // lines that are answered at the same time
constexpr std::size_t lines_at_once = 32;
constexpr auto longest_nap = std::chrono::milliseconds(50);

class batch_run {
 public:
  batch_run(service_state& state, std::shared_ptr<batch> what,
            std::shared_ptr<const std::string> content, std::optional<fault_rule> fault)
      : state_(state),
        what_(std::move(what)),
        content_(std::move(content)),
        fault_(std::move(fault)),
        input_(*content_, what_->endpoint),
        updated_(state.clock.now()) {}

  asio::awaitable<void> run() {
    while (input_.read(lines_at_once)) co_await give_way();
    if (!co_await validate()) co_return;
    co_await work();
    auto& enqueued = state_.batches.enqueued(what_->scope, std::string(input_.model()->name));
    enqueued -= input_.prompt_tokens();
    // What is being answered may end, also after a cancellation.
    const double window = static_cast<double>(what_->window_seconds);
    co_await reach(
        stopped_late_ ? std::max(window, results_.last_finish()) : results_.last_finish(), false);
    if (what_->status == batch_status::in_progress)
      what_->take(stopped_late_ ? batch_event::window_passed : batch_event::lines_done,
                  what_->position);
    co_await reach(what_->position + writing_seconds, false);
    write_files();
    what_->take(batch_event::files_written, what_->position);
  }

 private:
  bool is_cancelled() const { return what_->status == batch_status::cancelling; }
  bool has_fault(fault_kind kind) const { return fault_ && fault_->kind == kind; }

  // Other work of this thread goes first.
  asio::awaitable<void> give_way() {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  }

  // Waits until the batch's own time has come to `seconds`. False when it was cancelled meanwhile,
  // if that is asked for.
  asio::awaitable<bool> reach(double seconds, bool stop_when_cancelled) {
    for (;;) {
      const auto now = state_.clock.now();
      const double passed = std::chrono::duration<double>(now - updated_).count();
      updated_ = now;
      const double rate =
          state_.time_scale > 0 ? state_.batches.settings.speed / state_.time_scale : 0;
      what_->position =
          rate > 0 ? what_->position + passed * rate : std::max(what_->position, seconds);
      results_.advance(what_->position);
      what_->completed = results_.completed();
      what_->failed = results_.failed();
      if (stop_when_cancelled && is_cancelled()) co_return false;
      if (what_->position >= seconds) co_return true;
      const auto left = std::chrono::ceil<std::chrono::microseconds>(
          std::chrono::duration<double>(std::min(1.0, (seconds - what_->position) / rate)));
      co_await state_.clock.sleep_for(std::min<duration>(left, longest_nap));
    }
  }

  // True when the lines are to be answered; else the batch is over.
  asio::awaitable<bool> validate() {
    const double until =
        validation_seconds + seconds_a_line * static_cast<double>(input_.lines().size());
    if (!co_await reach(until, true)) {
      co_await reach(what_->position + writing_seconds, false);
      what_->take(batch_event::files_written, what_->position);
      co_return false;
    }
    if (input_.model()) what_->model = input_.model()->snapshot;
    auto* enqueued = input_.model()
                         ? &state_.batches.enqueued(what_->scope, std::string(input_.model()->name))
                         : nullptr;
    what_->problems =
        input_.problems(enqueued ? *enqueued : 0, state_.batches.settings.enqueued_tokens);
    if (has_fault(fault_kind::batch_invalid)) what_->problems.push_back(injected_problem());
    if (!what_->problems.empty()) {
      what_->take(batch_event::invalid, what_->position);
      co_return false;
    }
    *enqueued += input_.prompt_tokens();
    what_->total = static_cast<std::int64_t>(input_.lines().size());
    what_->take(batch_event::validated, what_->position);
    co_return true;
  }

  batch_problem injected_problem() const {
    const std::string code = fault_->code.value_or("token_limit_exceeded");
    return {code,
            code == "token_limit_exceeded"
                ? fmt::format("Enqueued token limit reached for {} in organization org-simulated. "
                              "Limit: 2,000,000 enqueued tokens. Please try again once some "
                              "in_progress batches have been completed.",
                              input_.model() ? input_.model()->name : "the model")
                : "The input file could not be validated.",
            std::nullopt, std::nullopt};
  }

  asio::awaitable<void> work() {
    // When each worker is free: the soonest takes the next line.
    std::priority_queue<double, std::vector<double>, std::greater<>> free;
    for (std::size_t i = 0; i < workers; ++i) free.push(what_->position + queue_seconds);
    auto& lines = input_.lines();
    const bool half =
        has_fault(fault_kind::batch_expired) || has_fault(fault_kind::batch_cancelled);
    const std::size_t end = half ? lines.size() / 2 : lines.size();
    std::size_t next = 0;
    for (; next < end; ++next) {
      const double start = free.top();
      if (start >= static_cast<double>(what_->window_seconds)) break;
      if (!co_await reach(start, true)) break;
      free.pop();
      line_answer answer = co_await answer_line(state_, *what_, lines[next], fault_);
      const double finished = start + answer.model_seconds;
      what_->usage.input += answer.usage.input;
      what_->usage.cached += answer.usage.cached;
      what_->usage.output += answer.usage.output;
      results_.add(lines[next].custom_id, std::move(answer.json), answer.succeeded, finished);
      free.push(finished);
      if (next % lines_at_once == lines_at_once - 1) co_await give_way();
    }
    if (next == lines.size()) co_return;
    if (has_fault(fault_kind::batch_cancelled))
      what_->take(batch_event::cancel_asked, what_->position);
    stopped_late_ = !is_cancelled();
    for (; next < lines.size(); ++next)
      results_.add_unfinished(lines[next].custom_id,
                              stopped_late_ ? "batch_expired" : "batch_cancelled", next);
  }

  std::string write_file(std::string_view which, std::string text) {
    if (text.empty()) return {};
    stored_file file;
    file.id = make_file_id(state_);
    file.scope = what_->scope;
    file.filename = fmt::format("{}_{}.jsonl", what_->id, which);
    file.purpose = "batch_output";
    file.created_at = state_.unix_now();
    if (what_->output_life) file.expires_at = file.created_at + *what_->output_life;
    file.content = std::make_shared<const std::string>(std::move(text));
    std::string id = file.id;
    if (state_.files.put(std::move(file))) return id;
    what_->problems.push_back({"storage_limit_exceeded",
                               fmt::format("There is no room for the {} file. Delete files with "
                                           "DELETE /v1/files/{{id}}.",
                                           which),
                               std::nullopt, std::nullopt});
    return {};
  }

  void write_files() {
    const std::uint64_t seed = stable_hash(what_->id);
    what_->output_file_id = write_file("output", results_.output_file(seed));
    what_->error_file_id = write_file("error", results_.error_file(seed));
  }

  service_state& state_;
  std::shared_ptr<batch> what_;
  std::shared_ptr<const std::string> content_;
  std::optional<fault_rule> fault_;
  batch_input input_;
  batch_results results_;
  time_point updated_;
  bool stopped_late_ = false;
};

}  // namespace

asio::awaitable<void> run_batch(service_state& state, std::shared_ptr<batch> what,
                                std::shared_ptr<const std::string> content,
                                std::optional<fault_rule> fault) {
  batch_run work(state, std::move(what), std::move(content), std::move(fault));
  co_await work.run();
}

}  // namespace parley::sim::service
