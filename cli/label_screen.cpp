#include "cli/label_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "engine/people/transcript_text.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t narrowest = 40, widest = 100;  // longer lines are hard to read

std::string heading(const shown_talk& talk, std::size_t width) {
  std::string text =
      fmt::format("── Conversation {} of {} · {} left ", talk.number, talk.of, talk.left);
  for (std::size_t used = display_width(text); used < width; ++used) text += "─";
  return text;
}

}  // namespace

std::vector<std::string> talk_screen(const shown_talk& talk, const console& con,
                                     std::size_t width) {
  width = std::clamp(width, narrowest, widest);
  std::vector<std::string> out{"", con.paint(ink::bold, heading(talk, width))};
  const auto indented = [&](const std::string& text, ink how) {
    for (const std::string& line : wrap(text, width - 2))
      out.push_back("  " + con.paint(how, line));
  };
  out.push_back(con.paint(ink::dim, "Known before"));
  for (const std::string& line : people::known_before(talk.profile)) indented(line, ink::dim);
  for (const people::transcript_line& line : people::transcript_text(talk.turns)) {
    out.push_back(con.paint(line.company ? ink::accent : ink::good, line.who));
    indented(line.text, ink::plain);
  }
  out.emplace_back();
  return out;
}

}  // namespace parley::cli
