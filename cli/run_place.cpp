#include "cli/run_place.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/random_stream.hpp"
#include "cli/earlier.hpp"
#include "cli/program.hpp"
#include "engine/cost.hpp"
#include "output/reproducible.hpp"
#include "output/run_folder.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t most_looked_at = 50;  // of the newest runs

/// "20261122-140305-1a2b": sorts by time, and two runs of one second differ.
std::string make_run_id() {
  std::string stamp = utc_timestamp_now();
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  const auto ticks = static_cast<std::uint64_t>(wall_clock_now().time_since_epoch().count());
  const std::uint64_t mark = stable_hash(std::to_string(::getpid()), ticks);
  return fmt::format("{}-{:04x}", stamp, mark & 0xFFFF);
}

session_start this_session() {
  return {utc_timestamp_ms_now(), version(), ::getpid()};
}

/// The same work, whatever the settings.
bool is_same_command(const run_head& head, const session_inputs& inputs,
                     const std::string& provider) {
  return head.how.command == inputs.command &&
         head.record.profiles_source == inputs.profiles_source &&
         head.record.provider == provider &&
         (inputs.command != "iterate" || head.how.first_iteration == inputs.first_iteration);
}

bool has_journal(const fs::path& folder) {
  std::error_code ec;
  return fs::exists(folder / journal_name, ec);
}

/// The newest unfinished run of the same command that nobody works on.
std::optional<fs::path> find_unfinished(const session_inputs& inputs, const std::string& provider) {
  const fs::path output = inputs.config.values.run.output;
  auto names = list_runs(output);
  std::size_t looked_at = 0;
  for (auto name = names.rbegin(); name != names.rend() && looked_at < most_looked_at; ++name) {
    const fs::path folder = output / *name;
    if (!has_journal(folder)) continue;
    ++looked_at;
    if (const auto lock = run_lock::take(folder); !lock) continue;  // somebody works on it
    const auto earlier = read_earlier(folder);
    if (!earlier || (earlier->head.ended && !earlier->head.resumable)) continue;
    if (is_same_command(earlier->head, inputs, provider)) return folder;
  }
  return std::nullopt;
}

std::string progress_text(const recorded_run& earlier) {
  std::size_t closed = 0;
  for (const past_iteration& one : earlier.past.iterations) closed += one.closed ? 1 : 0;
  std::string text = fmt::format("{} iteration{} done", closed, closed == 1 ? "" : "s");
  if (!earlier.past.iterations.empty() && !earlier.past.iterations.back().closed)
    text += fmt::format(", {} conversations of the next",
                        earlier.past.iterations.back().durations.size());
  return text;
}

}  // namespace

class place_settler {
 public:
  place_settler(place_request request, session_inputs& inputs, console& con)
      : provider_(std::move(request.provider)),
        inputs_(inputs),
        con_(con),
        now_(beginning_of(inputs.config, request.prompts)) {
    if (!request.outcomes_digest.empty())
      now_.prompts.emplace_back("(real outcomes)", request.outcomes_digest);
  }

  result<run_place> settle() {
    const run_settings& run = inputs_.config.values.run;
    if (inputs_.resume) return go_on(*inputs_.resume);
    if (run.journal == "none") return begin(name_or_new());
    if (!inputs_.name.empty()) {
      const fs::path folder = fs::path(run.output) / inputs_.name;
      if (has_journal(folder)) {
        auto earlier = read_earlier(folder);
        if (earlier) return go_on(folder);
        if (earlier.error().code != failure_code::not_found) return earlier.error();
      }
      return begin(inputs_.name);
    }
    if (!inputs_.fresh)
      if (const auto unfinished = find_unfinished(inputs_, provider_)) return go_on(*unfinished);
    return begin(make_run_id());
  }

 private:
  std::string name_or_new() const { return inputs_.name.empty() ? make_run_id() : inputs_.name; }

  result<run_place> begin(const std::string& run_id) {
    const run_settings& run = inputs_.config.values.run;
    const fs::path folder = fs::path(run.output) / run_id;
    std::error_code ec;
    // What a process leaves that was killed before its run was recorded.
    const bool left_over = fs::is_directory(folder, ec) && !fs::exists(folder / "run.json", ec) &&
                           !fs::exists(folder / "iteration_1.json", ec) && !inputs_.name.empty();
    auto logger = left_over ? run_logger::reopen(folder, run.csv)
                            : run_logger::create(run.output, run_id, run.csv);
    if (!logger) return logger.error();
    auto lock = run_lock::take(logger->folder());
    if (!lock) return lock.error();
    run_place place{std::move(*logger), std::move(*lock), {}, {}, {}, false};
    place.past.started_at = run.reproducible ? no_time : utc_timestamp_now();
    if (run.journal == "none") return place;
    run_record record;
    record.run_id = run_id;
    record.version = version();
    record.provider = provider_;
    record.language = run.language;
    record.seed = run.seed;
    record.profiles_source = inputs_.profiles_source;
    record.confidence = inputs_.config.values.scoring.confidence;
    record.started_at = place.past.started_at;
    record.profiles = inputs_.profiles;
    record.prices = prices_of(inputs_.config.values);
    if (inputs_.earlier) record.continues = to_earlier_run(*inputs_.earlier, inputs_.profiles);
    now_.command = inputs_.command;
    now_.first_iteration = inputs_.first_iteration;
    now_.tune_after_last = inputs_.tune_after_last;
    auto store = begin_journal(place.logger.folder(), record, now_, this_session());
    if (!store) return store.error();
    place.store.emplace(std::move(*store));
    return place;
  }

  result<run_place> go_on(const fs::path& folder) {
    auto lock = run_lock::take(folder);
    if (!lock) return lock.error();
    auto earlier = read_earlier(folder);
    if (!earlier) return earlier.error();
    auto changes = changes_since(earlier->head, now_, inputs_.profiles, version());
    if (auto why = forbidden(*earlier, folder, changes)) return *why;
    con_.err_line(fmt::format("going on with {} ({}){}", folder.filename().string(),
                              progress_text(*earlier),
                              inputs_.resume ? "" : "; --new begins another run"));
    if (!changes.empty()) {
      con_.err_line("changed since then:");
      for (const std::string& line : change_lines(changes)) con_.err_line(line);
    }
    inputs_.first_iteration = earlier->head.how.first_iteration;
    if (const auto& before = earlier->head.record.continues) {
      auto taken_up = take_up(inputs_.config.values.run.output, before->run_id, before->iteration);
      if (!taken_up) return taken_up.error();
      inputs_.earlier = std::move(*taken_up);
    }
    inputs_.tune_after_last = earlier->head.how.tune_after_last;
    inputs_.profiles_source = earlier->head.record.profiles_source;
    std::vector<config_change> recorded;
    for (const run_change& each : changes)
      recorded.push_back({utc_timestamp_ms_now(), each.what, each.before, each.after});
    earlier->head.record.profiles = inputs_.profiles;
    auto store = continue_journal(folder, *earlier, now_, this_session(), recorded);
    if (!store) return store.error();
    auto logger = run_logger::reopen(folder, inputs_.config.values.run.csv);
    if (!logger) return logger.error();
    run_place place{std::move(*logger), std::move(*lock), std::move(*store), {}, {}, true};
    place.known = recorded_in(folder, earlier->past);
    place.past = std::move(earlier->past);
    return place;
  }

  /// Why the run must not go on as things are.
  std::optional<failure> forbidden(const recorded_run& earlier, const fs::path& folder,
                                   const std::vector<run_change>& changes) {
    const std::string name = folder.filename().string();
    const bool longer = std::any_of(changes.begin(), changes.end(), [](const run_change& each) {
      return each.what.starts_with("loop.");
    });
    if (earlier.head.ended && !earlier.head.resumable && !longer)
      return fail(failure_code::invalid_input,
                  fmt::format("the run {} is finished ({}); `parley report {}` shows it, and "
                              "--max-iterations lets it go on",
                              name, to_string(earlier.head.record.stopped), name));
    std::vector<run_change> serious;
    for (const run_change& each : changes)
      if (!each.harmless) serious.push_back(each);
    if (serious.empty() || inputs_.accept_changes) return std::nullopt;
    std::string text = fmt::format("the unfinished run {} was begun differently:", name);
    for (const std::string& line : change_lines(serious)) text += "\n" + line;
    text += "\nGo on with it all the same: --accept-changes. Begin another run: --new.";
    return fail(failure_code::invalid_config, text);
  }

  std::string provider_;
  session_inputs& inputs_;
  console& con_;
  run_beginning now_;
};

result<run_place> settle_place(place_request request, session_inputs& inputs, console& con) {
  return place_settler(std::move(request), inputs, con).settle();
}

}  // namespace parley::cli
