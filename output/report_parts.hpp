// The parts of the page that are made here, so that they show without any script.
// Must not know: files, the scripts.
#pragma once

#include <string>

#include "output/run_record.hpp"

namespace parley {

/// The one sentence on top: the comparison's verdict, or why there is none.
std::string report_verdict(const run_record& record);

std::string report_header(const run_record& record);
std::string report_cards(const run_record& record);
std::string report_facts(const run_record& record);
std::string report_comparison(const run_record& record);
std::string report_truth(const run_record& record);
std::string report_people(const run_record& record);
std::string report_reading(double confidence);

/// What the scripts draw from: one JSON document, compact.
std::string report_data(const run_record& record);

/// The most conversations a page carries: a browser opens it in about a second.
inline constexpr std::size_t report_most_conversations = 20'000;

}  // namespace parley
