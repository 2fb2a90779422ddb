#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t max_waiting_samples = 16;
constexpr double rate_window_sec = 0.5;

std::string bar(double share, std::size_t width) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width) + 0.5);
  std::string out;
  for (std::size_t i = 0; i < width; ++i) out += i < filled ? "█" : "░";
  return out;
}

std::string short_count(double value) {
  if (value >= 1e6) return fmt::format("{:.1f}M", value / 1e6);
  if (value >= 1e4) return fmt::format("{:.0f}k", value / 1e3);
  if (value >= 1e3) return fmt::format("{:.1f}k", value / 1e3);
  return fmt::format("{:.0f}", value);
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<int>(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string_view binding_text(binding what) {
  switch (what) {
    case binding::nothing:
    case binding::latency:
      return "latency";
    case binding::requests:
      return "requests/min";
    case binding::tokens:
      return "tokens/min";
    case binding::window:
      return "in-flight limit";
    case binding::paused:
      return "paused by the provider";
  }
  return "";
}

std::string head_line(const progress_state& s, std::size_t width, const console& con) {
  const double share = s.customers == 0 ? 0.0
                                        : static_cast<double>(s.judged + s.invalid + s.failed) /
                                              static_cast<double>(s.customers);
  const std::string left = fmt::format("iteration {}/{} ", s.iteration, s.last_iteration);
  const std::string right = s.customers == 0
                                ? fmt::format(" planning  {}", clock_text(s.elapsed_sec))
                                : fmt::format(" {}/{} talked, {} judged  {}", s.talked, s.customers,
                                              s.judged, clock_text(s.elapsed_sec));
  const std::size_t used = display_width(left) + display_width(right);
  if (used > width) return shorten(left + right, width);
  const std::size_t room = width > used + 4 ? std::min<std::size_t>(width - used, 40) : 0;
  return con.paint_err(ink::bold, left) +
         con.paint_err(ink::accent, bar(std::min(share, 1.0), room)) + right;
}

std::string model_line(const model_state& m, std::size_t width, const console& con) {
  std::string text = fmt::format("  {:<16} {:>3} in flight {:>3} waiting  bound by {}", m.model,
                                 m.in_flight, m.waiting, binding_text(m.binds));
  if (m.rate_limited > 0) text += fmt::format("  {} × 429", m.rate_limited);
  if (m.retries > 0) text += fmt::format("  {} retries", m.retries);
  return con.paint_err(ink::dim, shorten(text, width));
}

std::string cohort_line(const progress_state& s, std::size_t width) {
  const auto mean = [&](cohort c) {
    const auto& of = s.nps[index_of(c)];
    return of.n == 0 ? std::string("–") : fmt::format("{:.1f}", of.mean());
  };
  return shorten(
      fmt::format("  recommend  vocal: satisfied {}, not {}   quiet: satisfied {}, not {}",
                  mean(cohort::vocal_satisfied), mean(cohort::vocal_unsatisfied),
                  mean(cohort::quiet_satisfied), mean(cohort::quiet_unsatisfied)),
      width);
}

}  // namespace

std::vector<std::string> render_progress(const progress_state& state, std::size_t width,
                                         const console& con) {
  std::vector<std::string> lines;
  lines.push_back(head_line(state, width, con));
  lines.push_back(
      shorten(fmt::format("  {} calls/s  {} tokens/s  {} tokens  {} silent  {} invalid  {} failed",
                          short_count(state.calls_per_sec), short_count(state.tokens_per_sec),
                          short_count(static_cast<double>(state.tokens)), state.silent,
                          state.invalid, state.failed),
              width));
  lines.push_back(cohort_line(state, width));
  for (const model_state& m : state.models) lines.push_back(model_line(m, width, con));
  for (const std::string& words : state.last_words)
    lines.push_back(con.paint_err(ink::dim, shorten("  " + words, width)));
  return lines;
}

progress_display::progress_display(console& con, int first, int last,
                                   std::size_t sample_conversations)
    : con_(con), samples_wanted_(sample_conversations) {
  state_.iteration = first;
  state_.last_iteration = last;
}

void progress_display::tick(const provider& llm, double elapsed_sec) {
  state_.elapsed_sec = elapsed_sec;
  state_.models = llm.states();
  std::int64_t calls = 0, tokens = 0;
  for (const model_state& m : state_.models) {
    calls += m.calls;
    tokens += m.usage.total();
  }
  state_.tokens = tokens;
  if (const double span = elapsed_sec - last_rate_at_; span >= rate_window_sec) {
    state_.calls_per_sec = static_cast<double>(calls - last_calls_) / span;
    state_.tokens_per_sec = static_cast<double>(tokens - last_tokens_) / span;
    last_calls_ = calls;
    last_tokens_ = tokens;
    last_rate_at_ = elapsed_sec;
  }
  if (!con_.animated()) return;
  auto lines = render_progress(state_, std::max<std::size_t>(con_.width(), 20) - 1, con_);
  // A block taller than the screen could not be erased again.
  lines.resize(std::min(lines.size(), std::max<std::size_t>(con_.height(), 2) - 1));
  std::string frame = "\r";
  if (drawn_lines_ > 0) frame += fmt::format("\x1b[{}A", drawn_lines_);
  frame += "\x1b[J";  // the block may have grown or shrunk: clear to the end of the screen
  for (const std::string& text : lines) frame += text + "\n";
  con_.err_raw(frame);
  drawn_lines_ = lines.size();
}

void progress_display::clear() {
  if (drawn_lines_ == 0) return;
  // From column 0: the terminal may have echoed a ^C.
  con_.err_raw(fmt::format("\r\x1b[{}A\x1b[J", drawn_lines_));
  drawn_lines_ = 0;
}

void progress_display::line(const std::string& text) {
  clear();
  con_.err_line(text);
}

void progress_display::paragraph(const std::string& text) {
  for (const std::string& piece : wrap(text, std::max<std::size_t>(con_.width(), 20) - 3))
    line("  " + piece);
}

void progress_display::iteration_started(int iteration, const plan& used, std::size_t customers) {
  const int last_iteration = state_.last_iteration;
  state_ = progress_state{};
  state_.last_iteration = last_iteration;
  state_.iteration = iteration;
  state_.customers = customers;
  waiting_samples_.clear();
  samples_shown_ = 0;
  const std::string text = fmt::format(
      "Iteration {}: {} customer{}, template {}, tone {}, {} rule{}", iteration, customers,
      customers == 1 ? "" : "s", printable_line(used.template_name), printable_line(used.tone),
      used.cohort_rules.size(), used.cohort_rules.size() == 1 ? "" : "s");
  for (const std::string& piece : wrap(text, std::max<std::size_t>(con_.width(), 20) - 1))
    line(con_.paint_err(ink::bold, piece));
}

void progress_display::turn_spoken(const conversation_record& so_far, const turn& latest) {
  if (latest.context) return;
  const std::string words = latest.silent ? "(no answer)" : printable_line(latest.content);
  state_.last_words.push_back(
      fmt::format("{} {}: {}", so_far.customer_id, to_string(latest.role), words));
  if (state_.last_words.size() > 2) state_.last_words.erase(state_.last_words.begin());
}

void progress_display::conversation_ended(const conversation_record& record) {
  ++state_.talked;
  if (record.end == conversation_end::invalid) ++state_.invalid;
  if (record.end == conversation_end::failed) ++state_.failed;
  if (record.scorable() && !record.customer_answered()) ++state_.silent;
  const bool worth_showing = record.scorable() && record.customer_answered();
  if (worth_showing &&
      samples_shown_ + waiting_samples_.size() < std::max(samples_wanted_, max_waiting_samples))
    waiting_samples_.push_back(record);
}

void progress_display::judged(const judgement& verdict, const customer_value*) {
  ++state_.judged;
  if (!verdict.value) return;
  auto& mean = state_.nps[index_of(verdict.cohort)];
  mean.sum += verdict.value->nps_expected;
  ++mean.n;
  if (samples_shown_ >= samples_wanted_) return;
  for (const conversation_record& record : waiting_samples_) {
    if (record.customer_id != verdict.customer_id) continue;
    show_sample(record, *verdict.value);
    ++samples_shown_;
    return;
  }
}

void progress_display::show_sample(const conversation_record& record, const score& verdict) {
  const std::size_t width = std::clamp<std::size_t>(con_.width(), 40, 100);
  line("");
  line(con_.paint_err(ink::bold, "  " + record.customer_id) +
       con_.paint_err(ink::dim, fmt::format(" ({})", label(record.cohort))));
  for (const turn& t : record.turns) {
    const bool agent = t.role == turn_role::agent;
    const std::string who = agent ? "parley   " : t.context ? "before   " : "customer ";
    const std::string words = t.silent ? "(no answer)" : printable_line(t.content);
    bool first = true;
    for (const std::string& piece : wrap(words, width - 11)) {
      line("  " +
           con_.paint_err(agent ? ink::accent : ink::plain, first ? who : std::string(9, ' ')) +
           piece);
      first = false;
    }
  }
  const std::string verdict_text = fmt::format(
      "judged   recommend {:.1f}, stays {:.0f} %, engages {:.0f} %", verdict.nps_expected,
      100 * (1 - verdict.churn_prob), 100 * verdict.engagement_prob);
  for (const std::string& piece : wrap(verdict_text, width - 3))
    line("  " + con_.paint_err(ink::dim, piece));
  line("");
}

void progress_display::iteration_finished(const iteration_record& record) {
  const cohort_summary& all = record.report.all;
  if (all.n == 0) {
    line(fmt::format(
        "  finished in {:.1f} s: nothing was scored ({} invalid, {} failed, {} unscored)",
        record.report.wall_sec, all.invalid, all.failed, all.unscored));
    return;
  }
  std::string text = fmt::format(
      "finished in {:.1f} s: recommend {:.2f}, churn {:.1f} %, engagement {:.1f} %, LTV ratio "
      "{:.3f}",
      record.report.wall_sec, all.nps.mean, 100 * all.churn.mean, 100 * all.engagement.mean,
      all.ltv_ratio.mean);
  if (all.invalid + all.failed + all.unscored > 0)
    text += fmt::format(" ({} invalid, {} failed, {} unscored: left out)", all.invalid, all.failed,
                        all.unscored);
  paragraph(text);
}

void progress_display::setting_changed(const config_change& change) {
  line(fmt::format("  setting changed: {} {} → {}", change.key, change.before, change.after));
}

void progress_display::notice(const std::string& text) {
  paragraph("note: " + printable_line(text));
}

}  // namespace parley::cli
