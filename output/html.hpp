// Text inside HTML, made harmless.
// Must not know: any page.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

/// For element content and double-quoted attributes: & < > " ' become references, control
/// characters other than newline and tab are left out, invalid UTF-8 becomes U+FFFD.
std::string html_text(std::string_view text);

/// JSON text that may stand inside <script type="application/json">: < > & and the line separators
/// U+2028 and U+2029 are written as \uXXXX, so nothing inside can close or open an element.
std::string json_in_html(std::string_view json_text);

/// Replaces every {{key}} by its value; values are not expanded again. An unknown key stays.
std::string fill_template(std::string_view page,
                          const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace parley
