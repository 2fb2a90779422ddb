// Writes JSON text piece by piece, without building a document first: for what is written often.
// Must not know: any document's shape.
#pragma once

#include <string>
#include <string_view>

namespace parley {

/// `text` in quotation marks, escaped as Boost.JSON does it: control characters, '"' and '\\';
/// everything else, valid UTF-8 or not, goes through as it is.
void append_json_string(std::string& out, std::string_view text);

}  // namespace parley
