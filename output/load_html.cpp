// Puts the page of a load test together: one file, no network, nothing that text inside it could
// run.
#include <fmt/format.h>

#include <span>

#include "base/embedded_file.hpp"
#include "base/random_stream.hpp"
#include "output/html.hpp"
#include "output/load_page_parts.hpp"
#include "output/load_record.hpp"

namespace parley {

std::span<const embedded_file> report_assets();
std::span<const embedded_file> load_assets();

namespace {

std::string assets_ending(std::span<const embedded_file> files, std::string_view ending) {
  std::string out;
  for (const auto& file : files)
    if (file.name.ends_with(ending)) out += file.bytes;
  return out;
}

}  // namespace

std::string load_html(const load_record& record) {
  const std::string data = load_page_data(record);
  const std::string nonce =
      fmt::format("{:016x}{:016x}", stable_hash(data, 1), stable_hash(data, 2));
  const load_step* answer = load_answer(record);
  return fill_template(
      assets_ending(load_assets(), "page.html"),
      {{"title", html_text("parley load " + record.id)},
       {"nonce", nonce},
       // The run report's looks, and what only this page has.
       {"style", assets_ending(report_assets(), ".css") + assets_ending(load_assets(), ".css")},
       {"header", load_page_header(record)},
       {"cautions", load_page_cautions(record)},
       {"result_title", html_text(answer ? answer->name : "Nothing was measured")},
       {"cards", answer ? load_page_cards(record, *answer) : ""},
       {"metrics", answer ? load_page_metrics(*answer) : ""},
       {"steps", load_page_steps(record)},
       {"version", html_text(record.version)},
       {"data", json_in_html(data)},
       {"script", assets_ending(load_assets(), ".js")}});
}

}  // namespace parley
