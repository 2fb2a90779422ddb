// Files that people hand to the service: multipart forms, batch input, fault plans. Never a crash;
// the same lines whatever the slice they are read in.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.hpp"
#include "sim/service/batch_input.hpp"
#include "sim/service/fault_file.hpp"
#include "sim/service/multipart.hpp"

using namespace parley;
using namespace parley::sim::service;

namespace {

void try_form(std::string_view bytes) {
  const auto line = std::min(bytes.find('\n'), bytes.size());
  const auto boundary = boundary_of(bytes.substr(0, line));
  const auto body = bytes.substr(std::min(line + 1, bytes.size()));
  const auto form = parse_form(body, boundary.value_or("b"));
  if (!form) return;
  for (const auto& part : *form) {
    const bool inside = part.content.empty() ||
                        (part.content.data() >= body.data() && part.content.end() <= body.end());
    if (!inside || part.name.empty()) std::abort();
  }
}

std::size_t lines_of(std::string_view bytes, std::size_t slice) {
  batch_input input(bytes, "/v1/responses");
  while (input.read(slice)) {
  }
  const auto problems = input.problems(0, 0);
  if (problems.size() > max_batch_problems + 2) std::abort();
  if (problems.empty() && input.lines().empty()) std::abort();
  return input.lines().size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try_form(bytes);
  if (lines_of(bytes, 1) != lines_of(bytes, 1'000)) std::abort();
  const auto plan = parse_fault_plan(bytes, "plan.toml");
  if (!plan && !plan.error().message.starts_with("plan.toml:")) std::abort();
  return 0;
}
