// Replies that every agent can use, of a wanted length: what a forecast's models say.
// Must not know: clocks, quota, how long anything takes.
#pragma once

#include "base/random_stream.hpp"
#include "engine/forecast/prior.hpp"

namespace parley::forecast {

/// The value of the metadata's `key`; 0 when there is none.
int metadata_number(const chat_request& request, std::string_view key);

/// Whether the customer's reply says nothing, when `fate` (0..1, drawn) decides.
bool is_silent(const chat_request& request, const talk_prior& talk, double fate);

/// About `bytes` long, never much shorter than the JSON needs. `fate` (0..1, drawn) decides whether
/// a customer goes on.
std::string reply_text(const chat_request& request, const talk_prior& talk, std::size_t bytes,
                       double fate, random_stream& random);

}  // namespace parley::forecast
