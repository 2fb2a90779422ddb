#include "cli/run_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parley::cli {
namespace {

// What is said depends on none of these; the contents behind run.profiles and run.prompts are
// compared by themselves.
constexpr std::string_view harmless_settings[] = {"display.",
                                                  "limits.",
                                                  "transport.",
                                                  "retry.",
                                                  "run.csv",
                                                  "run.journal",
                                                  "run.output",
                                                  "run.profiles",
                                                  "run.prompts",
                                                  "run.skip_invalid",
                                                  "loop.max_",
                                                  "loop.min_iterations",
                                                  "loop.time_budget",
                                                  "loop.until",
                                                  "loop.iteration_deadline",
                                                  "conversation.max_open",
                                                  "conversation.judges",
                                                  "conversation.judge_queue",
                                                  "openai.api_key_file",
                                                  "openai.ca_file",
                                                  "openai.base_url",
                                                  "sim.time_scale",
                                                  "sim.requests_per_minute",
                                                  "sim.tokens_per_minute"};

bool is_harmless(std::string_view key) {
  return std::any_of(std::begin(harmless_settings), std::end(harmless_settings),
                     [&](std::string_view start) { return key.starts_with(start); });
}

using texts = std::map<std::string, std::string>;

/// Appends what differs; "none" stands for what one side does not have.
void compare(const texts& before, const texts& after, std::string_view kind, bool show_values,
             const std::function<bool(const std::string&)>& harmless,
             std::vector<run_change>& out) {
  const auto add = [&](const std::string& key, const std::string* was, const std::string* is) {
    const auto shown = [&](const std::string* value, const char* present) {
      return !value ? std::string("none") : show_values ? *value : std::string(present);
    };
    out.push_back(
        {std::string(kind) + key, shown(was, "as it was"), shown(is, "changed"), harmless(key)});
  };
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end())
      add(key, &value, nullptr);
    else if (found->second != value)
      add(key, &value, &found->second);
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) add(key, nullptr, &value);
}

}  // namespace

run_beginning beginning_of(const loaded_config& config, const prompt_library& prompts) {
  run_beginning out;
  for (const effective_setting& each : config.effective)
    out.settings.push_back({each.key, each.value, each.origin});
  for (const std::string& name : prompts.names())
    out.prompts.emplace_back(name, text_digest(prompts.raw(name)));
  return out;
}

std::vector<run_change> changes_since(const run_head& begun, const run_beginning& now,
                                      std::span<const customer_profile> profiles,
                                      const std::string& version) {
  std::vector<run_change> out;
  const auto settings_of = [](const run_beginning& from) {
    texts all;
    for (const auto& each : from.settings) all.emplace(each.key, each.value);
    return all;
  };
  compare(settings_of(begun.how), settings_of(now), "", true, is_harmless, out);
  const auto never = [](const std::string&) { return false; };
  compare(texts(begun.how.prompts.begin(), begun.how.prompts.end()),
          texts(now.prompts.begin(), now.prompts.end()), "prompt ", false, never, out);
  texts people;
  for (const customer_profile& one : profiles) people.emplace(one.customer_id, profile_digest(one));
  compare(texts(begun.profile_digests.begin(), begun.profile_digests.end()), people, "profile ",
          false, never, out);
  if (begun.record.version != version)
    out.push_back({"parley", begun.record.version, version, true});
  return out;
}

std::vector<std::string> change_lines(std::span<const run_change> changes) {
  constexpr std::size_t most = 20;
  std::vector<std::string> out;
  for (const run_change& each : changes.first(std::min(most, changes.size())))
    out.push_back(fmt::format("  {}: {} → {}", each.what, each.before, each.after));
  if (changes.size() > most) out.push_back(fmt::format("  and {} more", changes.size() - most));
  return out;
}

}  // namespace parley::cli
