// Percent-encoding of URLs (RFC 3986, section 2.1).
// Must not know: which part of a URL the text is.
#pragma once

#include <string>
#include <string_view>

namespace parley::http {

/// "%41" becomes "A"; a percent sign without two hex digits stands for itself. `plus_is_space`: as
/// in queries (application/x-www-form-urlencoded).
std::string percent_decoded(std::string_view text, bool plus_is_space = false);

}  // namespace parley::http
