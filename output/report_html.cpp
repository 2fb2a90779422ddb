// Puts the page together: one file, no network, nothing that text inside it could run.
#include <fmt/format.h>

#include <span>

#include "base/embedded_file.hpp"
#include "base/random_stream.hpp"
#include "output/html.hpp"
#include "output/report_parts.hpp"
#include "output/run_logger.hpp"

namespace parley {

std::span<const embedded_file> report_assets();

namespace {

/// All assets whose name ends so, in the order of their names.
std::string assets_ending(std::string_view ending) {
  std::string out;
  for (const auto& file : report_assets())
    if (file.name.ends_with(ending)) out += file.bytes;
  return out;
}

std::string file_links(const run_record& record) {
  std::string out = "<a href=\"run.json\">run.json</a>";
  for (const auto& one : record.iterations)
    out += fmt::format(", <a href=\"iteration_{0}.json\">iteration_{0}.json</a>", one.iteration);
  return out;
}

}  // namespace

std::string report_html(const run_record& record) {
  const std::string data = report_data(record);
  // Only scripts and styles that carry this word are run; nobody who wrote a message could know it.
  const std::string nonce =
      fmt::format("{:016x}{:016x}", stable_hash(data, 1), stable_hash(data, 2));
  return fill_template(assets_ending("page.html"),
                       {{"title", html_text(fmt::format("parley report {}", record.run_id))},
                        {"nonce", nonce},
                        {"style", assets_ending(".css")},
                        {"header", report_header(record)},
                        {"cards", report_cards(record)},
                        {"facts", report_facts(record)},
                        {"comparison", report_comparison(record)},
                        {"truth", report_truth(record)},
                        {"people", report_people(record)},
                        {"reading", report_reading(record.confidence)},
                        {"version", html_text(record.version)},
                        {"provider", html_text(record.provider)},
                        {"language", html_text(record.language)},
                        {"seed", fmt::format("{}", record.seed)},
                        {"profiles", html_text(record.profiles_source)},
                        {"files", file_links(record)},
                        {"data", json_in_html(data)},
                        {"script", assets_ending(".js")}});
}

}  // namespace parley
