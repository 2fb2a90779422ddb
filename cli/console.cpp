#include "cli/console.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "cli/exit_code.hpp"

namespace parley::cli {
namespace {

bool is_terminal(std::FILE* file) {
  return ::isatty(::fileno(file)) == 1;
}

bool terminal_can_color() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) != "dumb";
}

std::string_view code_of(ink how) {
  switch (how) {
    case ink::plain:
      return "";
    case ink::bold:
      return "\x1b[1m";
    case ink::dim:
      return "\x1b[2m";
    case ink::good:
      return "\x1b[32m";
    case ink::bad:
      return "\x1b[31m";
    case ink::warn:
      return "\x1b[33m";
    case ink::accent:
      return "\x1b[36m";
  }
  return "";
}

std::string painted(bool enabled, ink how, std::string_view text) {
  if (!enabled || how == ink::plain || text.empty()) return std::string(text);
  return std::string(code_of(how)) + std::string(text) + "\x1b[0m";
}

std::string_view code_of(int exit) {
  switch (exit) {
    case exit_gate_failed:
      return "gate_failed";
    case exit_usage:
      return "usage";
    case exit_authentication:
      return "authentication";
    case exit_budget:
      return "budget";
    case exit_incomplete:
      return "incomplete";
    default:
      return "runtime";
  }
}

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

void write(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

}  // namespace

json::object error_json(const error_parts& parts, int exit) {
  std::string_view message = parts.message, hint;
  if (const auto semicolon = message.rfind("; "); semicolon != std::string_view::npos) {
    hint = message.substr(semicolon + 2);
    message = message.substr(0, semicolon);
  }
  return {{"code", parts.code.empty() ? code_of(exit) : std::string_view(parts.code)},
          {"exit_code", exit},
          {"message", message},
          {"where", or_null(parts.where)},
          {"hint", or_null(hint)}};
}

console::console(std::FILE* out, std::FILE* err) : out_(out), err_(err) {
  configure("auto", "auto");
}

void console::configure(std::string_view color, std::string_view progress) {
  const bool automatic = color == "auto" && terminal_can_color();
  color_out_ = color == "always" || (automatic && is_terminal(out_));
  color_err_ = color == "always" || (automatic && is_terminal(err_));
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  animated_ = progress == "always" || (progress == "auto" && is_terminal(err_) && !dumb);
}

void console::out(std::string_view text) {
  wrote_out_ = true;
  write(out_, text);
}

void console::out_line(std::string_view text) {
  wrote_out_ = true;
  write(out_, text);
  write(out_, "\n");
}

void console::err_line(std::string_view text) {
  std::fflush(out_);
  write(err_, text);
  write(err_, "\n");
}

void console::err_raw(std::string_view text) {
  write(err_, text);
  std::fflush(err_);
}

void console::error(error_parts parts) {
  const std::string where = parts.where.empty() ? "" : parts.where + ": ";
  err_line(paint_err(ink::bad, "error:") + " " + where + parts.message);
  constexpr std::size_t most_kept = 1000;
  if (errors_.size() < most_kept) errors_.push_back(std::move(parts));
}

void console::conclude(int exit) {
  if (!json_promised_ || wrote_out_ || exit == exit_ok) return;
  if (errors_.empty()) errors_.push_back({"the command failed", {}, {}});
  json::object all = error_json(errors_.back(), exit);  // the last one sums up
  if (errors_.size() > 1) {
    json::array parts;
    for (const error_parts& each : errors_) parts.push_back(error_json(each, exit));
    all["all"] = std::move(parts);
  }
  out_line(pretty_json({{"error", std::move(all)}}));
}

void console::warning(std::string_view text) {
  err_line(paint_err(ink::warn, "warning:") + " " + std::string(text));
}

std::string console::paint(ink how, std::string_view text) const {
  return painted(color_out_, how, text);
}

std::string console::paint_err(ink how, std::string_view text) const {
  return painted(color_err_, how, text);
}

bool console::out_is_terminal() const {
  return is_terminal(out_);
}

bool console::flush_out() {
  return std::fflush(out_) == 0 && std::ferror(out_) == 0;
}

bool console::out_reader_left() const {
  pollfd end{::fileno(out_), POLLOUT, 0};
  return ::poll(&end, 1, 0) > 0 && (end.revents & POLLERR) != 0;
}

std::size_t console::height() const {
  winsize size{};
  if (::ioctl(::fileno(err_), TIOCGWINSZ, &size) == 0 && size.ws_row > 0) return size.ws_row;
  return 24;
}

std::size_t console::width() const {
  winsize size{};
  if (::ioctl(::fileno(err_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace parley::cli
