// The secret behind a run's pseudonyms: made once, kept beside the run or by who exports.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "output/exports/redactor.hpp"
#include "output/run_folder.hpp"

namespace parley {
namespace {

constexpr std::size_t least_bytes = 16;
constexpr std::size_t most_bytes = 4096;

result<std::string> read_key(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return fail(failure_code::not_found,
                fmt::format("the redaction key {} cannot be read: {}; name a file with at least {} "
                            "random bytes, or leave --redact-key out",
                            file.string(), std::strerror(errno), least_bytes));
  std::string key{std::istreambuf_iterator<char>(in), {}};
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  if (key.size() >= least_bytes && key.size() <= most_bytes) return key;
  return fail(
      failure_code::invalid_input,
      fmt::format("the redaction key {} has {} bytes, expected {} to {}: `openssl rand -hex "
                  "32 > FILE` makes one",
                  file.string(), key.size(), least_bytes, most_bytes));
}

std::string random_hex() {
  unsigned char bytes[32];
  for (std::size_t got = 0; got < sizeof bytes;) {
    const ssize_t more = ::getrandom(bytes + got, sizeof bytes - got, 0);
    if (more > 0) got += static_cast<std::size_t>(more);
  }
  std::string out;
  for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

/// 0, EEXIST when somebody else was faster, or what the system refused.
int make_key(const std::filesystem::path& file) {
  std::string temporary = file.string() + "-XXXXXX";
  const int handle = ::mkostemp(temporary.data(), O_CLOEXEC);  // 0600
  if (handle < 0) return errno;
  const std::string key = random_hex() + "\n";
  int error = ::write(handle, key.data(), key.size()) == std::ssize(key) ? 0 : errno;
  if (error == 0 && ::fsync(handle) != 0) error = errno;
  ::close(handle);
  // Never over a key that is there: two exports at once must use the same one.
  if (error == 0 && ::link(temporary.c_str(), file.c_str()) != 0) error = errno;
  ::unlink(temporary.c_str());
  return error;
}

}  // namespace

result<std::string> redaction_key(const std::filesystem::path& folder,
                                  const std::optional<std::filesystem::path>& given) {
  if (given) return read_key(*given);
  const auto file = folder / redaction_key_name;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    if (const int error = make_key(file); error != 0 && error != EEXIST)
      return fail(
          code_of_write_error(error),
          fmt::format("cannot make the redaction key {}: {}; give one with --redact-key FILE",
                      file.string(), std::strerror(error)));
  return read_key(file);
}

}  // namespace parley
