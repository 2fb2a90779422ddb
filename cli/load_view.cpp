#include "cli/load_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/load/figure.hpp"

namespace parley::cli {
namespace {

using load::figure_text;
using load::figure_unit;

std::string time_text(double seconds) {
  return figure_text(seconds, figure_unit::seconds);
}

std::string short_count(double n) {
  if (n >= 1e6) return fmt::format("{:.1f}M", n / 1e6);
  if (n >= 1e4) return fmt::format("{:.0f}k", n / 1e3);
  if (n >= 1e3) return fmt::format("{:.1f}k", n / 1e3);
  return fmt::format("{:.3g}", n);
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::max(0.0, seconds));
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

std::string sparkline(const std::vector<double>& values, std::size_t room) {
  static constexpr std::array<std::string_view, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t from = values.size() > room ? values.size() - room : 0;
  double most = 0;
  for (std::size_t i = from; i < values.size(); ++i) most = std::max(most, values[i]);
  std::string out;
  for (std::size_t i = from; i < values.size() && most > 0; ++i)
    out += bars[static_cast<std::size_t>(std::min(7.0, 8 * values[i] / most))];
  return out;
}

std::string quantiles(std::string_view name, double p50, double p95, double p99) {
  return fmt::format("  {:<10} p50 {:<9} p95 {:<9} p99 {}", name, time_text(p50), time_text(p95),
                     time_text(p99));
}

// The columns of the lasting lines: name, ok/s, tokens/s, ttft p95, e2e p50, p95, p99, good.
constexpr std::string_view step_head =
    "  load                      ok/s  out tok/s  ttft p95   e2e p50   e2e p95   good";

}  // namespace

std::vector<std::string> render_load(const load_view_state& s, std::size_t width,
                                     const console& con) {
  std::vector<std::string> lines;
  const std::string of = s.steps > 1 ? fmt::format("/{}", s.steps) : "";
  std::string head = fmt::format("Step {}{}  {}  {}", s.number, of, s.step, clock_text(s.elapsed));
  if (s.length > 0) head += " of " + clock_text(s.length);
  if (s.warmup) head += "  (warm-up, not counted)";
  lines.push_back(con.paint_err(ink::bold, shorten(head, width)));
  std::string requests =
      fmt::format("  {:<10} {} ok/s  {} in flight  {} ok  {} failed", "requests",
                  short_count(static_cast<double>(s.last.ok)), s.in_flight, s.ok, s.failed);
  if (s.last.limited > 0) requests += fmt::format("  {}/s 429", s.last.limited);
  lines.push_back(shorten(requests, width));
  const std::string tokens = shorten(
      fmt::format("  {:<10} {:>6}/s out  ", "tokens", short_count(s.last.output_tokens)), width);
  const std::size_t used = display_width(tokens);
  lines.push_back(tokens +
                  con.paint_err(ink::accent, sparkline(s.tokens, width > used ? width - used : 0)));
  if (s.ttft_p99 > 0)
    lines.push_back(shorten(quantiles("ttft", s.ttft_p50, s.ttft_p95, s.ttft_p99), width));
  lines.push_back(shorten(quantiles("e2e", s.e2e_p50, s.e2e_p95, s.e2e_p99), width));
  std::string client = fmt::format("  {:<10} own lag p99 {}", "client", time_text(s.lag_p99));
  if (s.has_objective)
    client += fmt::format("   good so far {}", figure_text(s.good_share, figure_unit::share));
  lines.push_back(con.paint_err(ink::dim, shorten(client, width)));
  return lines;
}

load_view::load_view(console& con, std::string target, std::size_t steps, bool has_objective)
    : con_(con) {
  state_.target = std::move(target);
  state_.steps = steps;
  state_.has_objective = has_objective;
}

void load_view::line(const std::string& text) {
  clear();
  con_.err_line(text);
}

void load_view::clear() {
  if (drawn_lines_ == 0) return;
  con_.err_raw(fmt::format("\r\x1b[{}A\x1b[J", drawn_lines_));
  drawn_lines_ = 0;
}

void load_view::notice(const std::string& text) {
  const std::size_t width = std::max<std::size_t>(con_.width(), 20) - 3;
  for (const std::string& piece : wrap(printable_line(text), width)) line("  " + piece);
}

std::string load_view::verdict_mark(load::step_verdict verdict) const {
  switch (verdict) {
    case load::step_verdict::passed:
      return con_.paint_err(ink::good, "✓");
    case load::step_verdict::failed:
      return con_.paint_err(ink::bad, "✗");
    case load::step_verdict::undecided:
      break;
  }
  return con_.paint_err(ink::dim, "? too few to tell");
}

void load_view::step_started(const load::step_runner& step, std::size_t index) {
  state_.number = index + 1;
  state_.step = step.plan().name();
  state_.length = std::chrono::duration<double>(step.plan().length).count();
}

void load_view::step_finished(const load_step& s, load::step_verdict verdict) {
  if (!headed_) line(con_.paint_err(ink::dim, std::string(step_head)));
  headed_ = true;
  const load_metric* ttft = s.metric("ttft");
  const load_metric* e2e = s.metric("e2e");
  const auto show = [](const load_metric* m, double load_metric::* what) {
    return m == nullptr ? std::string("–") : time_text(m->*what);
  };
  std::string text = fmt::format(
      "  {} {:>8.5g} {:>10} {} {} {} {:>6.4g} %", pad_right(shorten(s.name, 21), 21),
      s.requests_per_sec, short_count(s.output_tokens_per_sec),
      pad_left(show(ttft, &load_metric::p95), 9), pad_left(show(e2e, &load_metric::p50), 9),
      pad_left(show(e2e, &load_metric::p95), 9), 100 * s.good_share());
  if (!state_.has_objective)
    line(text);
  else
    line(text + " " + verdict_mark(verdict));
  if (s.health.verdict == "ok") return;
  if (told_.insert(s.health.verdict).second)
    notice(s.health.verdict + ": " + s.health.reason + ".");
  else
    notice(fmt::format("{}: own lag p99 {}, {:.0f} % of a core", s.health.verdict,
                       time_text(s.health.lag_p99), 100 * s.health.cpu_share));
}

void load_view::tick(const load::load_test& test, const load::timeline& seconds, time_point now) {
  const load::step_runner* step = test.current();
  if (!con_.animated() || step == nullptr) return;
  const load::collector& c = step->so_far();
  const auto at = [](const load::histogram& h, double p) {
    return static_cast<double>(h.quantile(p)) / 1e6;
  };
  state_.elapsed = load::seconds(now - step->begun());
  state_.warmup = now < c.window().from;
  state_.last = seconds.last_whole();
  state_.ok = c.ok();
  state_.failed = c.failed();
  state_.in_flight = step->in_flight();
  const auto ended = static_cast<double>(c.ok() + c.failed());
  state_.good_share = ended > 0 ? static_cast<double>(c.good()) / ended : 1;
  state_.e2e_p50 = at(c.e2e(), 0.5);
  state_.e2e_p95 = at(c.e2e(), 0.95);
  state_.e2e_p99 = at(c.e2e(), 0.99);
  state_.ttft_p50 = at(c.ttft(), 0.5);
  state_.ttft_p95 = at(c.ttft(), 0.95);
  state_.ttft_p99 = at(c.ttft(), 0.99);
  state_.lag_p99 = at(c.lag(), 0.99);
  state_.tokens.clear();
  for (const load_second& row : seconds.rows()) state_.tokens.push_back(row.output_tokens);
  if (!state_.tokens.empty()) state_.tokens.pop_back();  // the second that goes on
  auto lines = render_load(state_, std::max<std::size_t>(con_.width(), 20) - 1, con_);
  lines.resize(std::min(lines.size(), std::max<std::size_t>(con_.height(), 2) - 1));
  std::string frame = "\r";
  if (drawn_lines_ > 0) frame += fmt::format("\x1b[{}A", drawn_lines_);
  frame += "\x1b[J";
  for (const std::string& text : lines) frame += text + "\n";
  con_.err_raw(frame);
  drawn_lines_ = lines.size();
}

}  // namespace parley::cli
