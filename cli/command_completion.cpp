#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"

namespace parley::cli {
namespace {

/// What may follow one command path such as "profiles generate".
struct command_words {
  std::string path;
  std::vector<std::pair<std::string, std::string>> words;  ///< (word, help's first line)
};

std::string plain_help(std::string text) {
  std::erase_if(text, [](char c) {
    return c == '\'' || c == '"' || c == '`' || c == '\\' || c == '$' || c == '[' || c == ']' ||
           c == ':';
  });
  return text.substr(0, text.find('\n'));
}

void collect(const CLI::App& app, const std::string& path, std::vector<command_words>& out) {
  command_words here{path, {}};
  const auto subs = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* sub : subs)
    here.words.emplace_back(sub->get_name(), plain_help(sub->get_description()));
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      here.words.emplace_back("--" + name, plain_help(option->get_description()));
  out.push_back(std::move(here));
  for (const CLI::App* sub : subs)
    collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
}

std::string bash(const std::vector<command_words>& commands) {
  std::string out =
      "# parley completion for bash: eval \"$(parley completion bash)\"\n"
      "_parley() {\n"
      "  local word path=\"\" candidates=\"\"\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$word\" in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n"
      "  done\n"
      "  case \"$path\" in\n";
  for (const command_words& c : commands) {
    std::string words;
    for (const auto& [word, help] : c.words) words += (words.empty() ? "" : " ") + word;
    out += fmt::format("    \"{}\") candidates=\"{}\" ;;\n", c.path, words);
  }
  out +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$candidates\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\n"
      "complete -F _parley parley\n";
  return out;
}

std::string zsh(const std::vector<command_words>& commands) {
  std::string out =
      "#compdef parley\n"
      "# parley completion for zsh: source <(parley completion zsh)\n"
      "_parley() {\n"
      "  local word where=\"\"\n"
      "  local -a candidates\n"
      "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
      "    case \"$word\" in -*) ;; *) where=\"${where:+$where }$word\" ;; esac\n"
      "  done\n"
      "  case \"$where\" in\n";
  for (const command_words& c : commands) {
    out += fmt::format("    '{}') candidates=(", c.path);
    for (const auto& [word, help] : c.words) out += fmt::format(" '{}:{}'", word, help);
    out += " ) ;;\n";
  }
  out +=
      "  esac\n"
      "  _describe 'parley' candidates || _files\n"
      "}\n"
      "compdef _parley parley\n";
  return out;
}

std::string fish(const std::vector<command_words>& commands) {
  std::string out =
      "# parley completion for fish: parley completion fish | source\ncomplete -c parley -f\n";
  for (const command_words& c : commands) {
    std::string condition = "__fish_use_subcommand";
    if (!c.path.empty()) {
      condition.clear();
      for (std::size_t at = 0; at < c.path.size();) {
        const auto space = std::min(c.path.find(' ', at), c.path.size());
        condition += (condition.empty() ? "" : "; and ");
        condition += "__fish_seen_subcommand_from " + c.path.substr(at, space - at);
        at = space + 1;
      }
    }
    for (const auto& [word, help] : c.words) {
      const bool flag = word.starts_with("--");
      out += fmt::format("complete -c parley -n '{}' {} {} -d '{}'\n", condition,
                         flag ? "-l" : "-a", flag ? word.substr(2) : word, help);
    }
  }
  return out;
}

}  // namespace

void register_completion(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &context, &chosen, shell] {
    chosen = [&app, &context, shell] {
      std::vector<command_words> commands;
      collect(app, "", commands);
      context.con.out(*shell == "bash"  ? bash(commands)
                      : *shell == "zsh" ? zsh(commands)
                                        : fish(commands));
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace parley::cli
