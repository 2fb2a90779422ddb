// Reads a prompt as a played model would: data blocks, metadata, language, profile, transcript.
// Must not know: the hidden world.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "profiles/customer_profile.hpp"
#include "sim/model.hpp"
#include "sim/world/types.hpp"

namespace parley::sim {

enum class played_role : std::uint8_t { planner, customer, proactive, judge, tuner };

struct spoken_turn {
  bool agent = true;
  std::string content;
  bool silent = false;
};

/// One call, taken apart.
struct prompt {
  played_role role = played_role::planner;
  language lang = language::es;
  std::string customer_id;
  int iteration = 0;
  int turn = 0;
  int replicate = 0;
  bool reask = false;
  int judgement = 0;  ///< 1 and above: a repetition
  std::string orders;        ///< all instructions and messages, without the data blocks
  std::string instructions;  ///< the same without the messages: what a role must do
  std::vector<std::pair<std::string, std::string>> blocks;  ///< label -> content, in order

  const std::string* block(std::string_view label) const;  ///< the first one, or nothing
  std::optional<json::value> block_json(std::string_view label) const;
};

/// Nothing when the call is none of the five roles. The role comes from the metadata, else from
/// the schema's name, else from the words of the instructions.
std::optional<prompt> read_prompt(const model_call& call);

/// <data label="..." nonce="...">content</data nonce>, whatever the spacing. Blocks are appended to
/// `blocks`; the text without them is returned.
std::string take_data_blocks(std::string_view text,
                             std::vector<std::pair<std::string, std::string>>& blocks);

/// Spanish unless English words prevail.
language language_of(std::string_view text);

/// Takes what is there and leaves the rest at its default.
customer_profile profile_from(const json::value& document);
std::vector<spoken_turn> transcript_from(const json::value& document);

/// Member as text, or `otherwise`.
std::string text_member(const json::object& object, std::string_view key,
                        std::string_view otherwise = {});
std::optional<double> number_member(const json::object& object, std::string_view key);

}  // namespace parley::sim
