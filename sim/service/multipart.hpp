// Reads multipart/form-data bodies (RFC 7578): the parts of a file upload, as views into the body.
// Must not know: what the parts are for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/api_error.hpp"

namespace parley::sim::service {

struct form_part {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;  ///< empty: not said
  std::string_view content;  ///< into the body
};

inline constexpr std::size_t max_form_parts = 32;
inline constexpr std::size_t max_part_header_bytes = 4'096;
inline constexpr std::size_t max_boundary_bytes = 70;  ///< RFC 2046, section 5.1.1

/// The boundary of a Content-Type, or nothing when that is no multipart/form-data with one.
std::optional<std::string> boundary_of(std::string_view content_type);

/// Errors: a 400 that says what is wrong with the body.
checked<std::vector<form_part>> parse_form(std::string_view body, std::string_view boundary);

}  // namespace parley::sim::service
