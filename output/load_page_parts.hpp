// The parts of a load test's page, as HTML text and as the charts' data.
// Must not know: how the page is put together.
#pragma once

#include <string>

#include "output/load_record.hpp"

namespace parley {

/// The step that the page shows first: a sweep's highest good rate, else the last; null: none.
const load_step* load_answer(const load_record& record);

std::string load_page_header(const load_record& record);
std::string load_page_cautions(const load_record& record);
std::string load_page_cards(const load_record& record, const load_step& step);
std::string load_page_metrics(const load_step& step);
std::string load_page_steps(const load_record& record);
std::string load_page_data(const load_record& record);

}  // namespace parley
