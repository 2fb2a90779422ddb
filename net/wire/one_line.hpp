// Makes a server's text fit to be shown in one line of a message.
// Must not know: what the text says.
#pragma once

#include <string>
#include <string_view>

namespace parley::wire {

/// Control characters and runs of spaces become one space; whatever looks like a secret key
/// ("sk-" and more) becomes "sk-***"; longer texts are cut at a character and end in "...".
std::string one_line(std::string_view text, std::size_t max_bytes = 400);

/// `text` with every occurrence of `secret` replaced by "***". An empty or very short (< 4 bytes)
/// secret changes nothing.
std::string without_secret(std::string text, std::string_view secret);

/// Takes out the sentences that send people to platform.openai.com: a compatible server copies
/// OpenAI's words, but its keys are not to be found there.
std::string without_openai_links(std::string text);

}  // namespace parley::wire
