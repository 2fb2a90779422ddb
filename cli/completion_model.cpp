#include "cli/completion_model.hpp"

#include <CLI/CLI.hpp>

#include "base/text.hpp"

namespace parley::cli {
namespace {

constexpr std::string_view mark = "offers ";  // begins the name of a check that checks nothing

std::string plain_help(std::string text) {
  std::erase_if(text, [](char c) {
    return c == '\'' || c == '"' || c == '`' || c == '\\' || c == '$' || c == '[' || c == ']' ||
           c == ':';
  });
  return text.substr(0, text.find('\n'));
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto end = std::min(list.find(' '), list.size());
    out.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

value_offer offer_of(CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type == "FILE") return {value_offer::kind::files, {}};
  if (type == "DIR") return {value_offer::kind::folders, {}};
  if (type == "RUN") return {value_offer::kind::runs, {}};
  try {
    const std::string& name = option.get_validator(0)->get_name();
    if (name.starts_with(mark))
      return {value_offer::kind::words, words_of(std::string_view(name).substr(mark.size()))};
  } catch (const CLI::OptionNotFound&) {  // it has no check
  }
  return {};
}

void collect(CLI::App& app, const std::string& path, std::vector<completed_command>& out) {
  completed_command here{path, {}, {}, {}};
  const auto subs = app.get_subcommands([](CLI::App*) { return true; });
  for (CLI::App* sub : subs)
    here.commands.emplace_back(sub->get_name(), plain_help(sub->get_description()));
  for (CLI::Option* option : app.get_options()) {
    if (option->get_positional() && here.argument.what == value_offer::kind::nothing)
      here.argument = offer_of(*option);
    for (const std::string& name : option->get_lnames())
      here.options.push_back({"--" + name, plain_help(option->get_description()),
                              option->get_expected_max() > 0, offer_of(*option)});
  }
  out.push_back(std::move(here));
  for (CLI::App* sub : subs)
    collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
}

}  // namespace

std::vector<completed_command> describe_command_line(CLI::App& app) {
  std::vector<completed_command> out;
  collect(app, "", out);
  return out;
}

void offer_words(CLI::Option& option, const std::vector<std::string>& words) {
  std::string name(mark);
  for (const std::string& word : words) name += (&word == &words.front() ? "" : " ") + word;
  option.check(CLI::Validator([](std::string&) { return std::string(); }, "", name));
}

}  // namespace parley::cli
