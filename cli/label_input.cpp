#include "cli/label_input.hpp"

#include <signal.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace parley::cli {
namespace {

constexpr std::size_t longest_line = 8192;
volatile std::sig_atomic_t was_interrupted = 0;
struct sigaction before{};

void note_interrupt(int) {
  was_interrupted = 1;
}

}  // namespace

line_input::line_input() {
  was_interrupted = 0;
  struct sigaction mine{};
  mine.sa_handler = note_interrupt;  // without SA_RESTART: reading ends
  ::sigaction(SIGINT, &mine, &before);
}

line_input::~line_input() {
  ::sigaction(SIGINT, &before, nullptr);
}

std::optional<std::string> line_input::next() {
  std::string out;
  for (;;) {
    const int c = interrupted() ? EOF : std::fgetc(stdin);
    if (c == EOF) {
      if (out.empty() || interrupted()) return std::nullopt;
      return out;
    }
    if (c == '\n') {
      if (!out.empty() && out.back() == '\r') out.pop_back();
      return out;
    }
    if (out.size() < longest_line) out += static_cast<char>(c);
  }
}

bool line_input::is_terminal() const {
  return ::isatty(STDIN_FILENO) == 1;
}

bool line_input::interrupted() const {
  return was_interrupted != 0;
}

}  // namespace parley::cli
