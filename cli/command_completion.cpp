#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/completion_model.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"

namespace parley::cli {
namespace {

using kind = value_offer::kind;
using commands_of_line = std::vector<completed_command>;

/// One word for the scripts' `case`: what an option's value or an argument is.
std::string shell_offer(const value_offer& offer) {
  switch (offer.what) {
    case kind::words:
      return fmt::format("words {}", fmt::join(offer.words, " "));
    case kind::files:
      return "files";
    case kind::folders:
      return "folders";
    case kind::runs:
      return "runs";
    case kind::nothing:
      break;
  }
  return "nothing";
}

/// Functions that bash and zsh read alike: what follows a command path, and what an option takes.
std::string shared_functions(const commands_of_line& all) {
  std::string commands, options, values;
  for (const completed_command& c : all) {
    std::string names, flags;
    for (const auto& [name, help] : c.commands) names += (names.empty() ? "" : " ") + name;
    for (const completed_option& o : c.options) flags += (flags.empty() ? "" : " ") + o.name;
    if (!names.empty()) commands += fmt::format("    '{}') echo '{}' ;;\n", c.path, names);
    options += fmt::format("    '{}') echo '{}' ;;\n", c.path, flags);
    if (c.argument.what != kind::nothing)
      values += fmt::format("    '{} ') echo '{}' ;;\n", c.path, shell_offer(c.argument));
    for (const completed_option& o : c.options)
      if (o.takes_value)
        values += fmt::format("    '{} {}') echo '{}' ;;\n", c.path, o.name, shell_offer(o.value));
  }
  return fmt::format(
      "_parley_commands() {{\n  case \"$1\" in\n{}  esac\n}}\n"
      "_parley_options() {{\n  case \"$1\" in\n{}  esac\n}}\n"
      "# $2 is an option, or empty for the argument; nothing: it takes no value.\n"
      "_parley_value() {{\n  case \"$1 $2\" in\n{}  esac\n}}\n"
      "_parley_runs() {{\n"
      "  echo latest\n"
      "  local run\n"
      "  for run in runs/*/run.json; do\n"
      "    [ -e \"$run\" ] && run=\"${{run%/run.json}}\" && run=\"${{run#runs/}}\" &&\n"
      "      [ \"$run\" != latest ] && echo \"$run\"\n"
      "  done\n"
      "}}\n",
      commands, options, values);
}

constexpr std::string_view bash_driver = R"sh(_parley() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" option="" word offer i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    if [[ $word == "=" ]]; then continue; fi
    if [[ -n $option ]]; then option=""; continue; fi
    if [[ $word == -* ]]; then
      if [[ -n $(_parley_value "$path" "$word") ]]; then option="$word"; fi
    elif [[ " $(_parley_commands "$path") " == *" $word "* ]]; then
      path="${path:+$path }$word"
    fi
  done
  if [[ $current == "=" ]]; then current=""; fi
  COMPREPLY=()
  if [[ -z $option && $current == -* ]]; then
    COMPREPLY=($(compgen -W "$(_parley_options "$path")" -- "$current"))
    return
  fi
  if [[ -z $option && -n $(_parley_commands "$path") ]]; then
    COMPREPLY=($(compgen -W "$(_parley_commands "$path")" -- "$current"))
    return
  fi
  offer="$(_parley_value "$path" "$option")"
  case "$offer" in
    words\ *) COMPREPLY=($(compgen -W "${offer#words }" -- "$current")) ;;
    runs) COMPREPLY=($(compgen -W "$(_parley_runs)" -- "$current")) ;;
    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
    folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")) ;;
    "") COMPREPLY=($(compgen -W "$(_parley_options "$path")" -- "$current")) ;;
  esac
}
complete -F _parley parley
)sh";

constexpr std::string_view zsh_driver = R"sh(_parley() {
  emulate -L zsh
  local where="" option="" word offer
  for word in "${(@)words[2,CURRENT-1]}"; do
    if [[ -n $option ]]; then option=""; continue; fi
    if [[ $word == -* ]]; then
      [[ $word != *=* && -n $(_parley_value "$where" "$word") ]] && option="$word"
    elif [[ " $(_parley_commands "$where") " == *" $word "* ]]; then
      where="${where:+$where }$word"
    fi
  done
  if [[ -z $option && $PREFIX == --*=* ]]; then
    option="${PREFIX%%=*}"
    compset -P '*='
  fi
  if [[ -z $option && $PREFIX == -* ]]; then
    local -a described
    described=("${(@f)$(_parley_described "$where")}")
    _describe -o 'option' described
    return
  fi
  if [[ -z $option && -n $(_parley_commands "$where") ]]; then
    local -a described
    described=("${(@f)$(_parley_described_commands "$where")}")
    _describe 'command' described
    return
  fi
  offer="$(_parley_value "$where" "$option")"
  case "$offer" in
    words\ *) compadd -- ${=offer#words } ;;
    runs) compadd -- ${=$(_parley_runs 2>/dev/null)} ;;
    files) _files ;;
    folders) _files -/ ;;
    "") compadd -- ${=$(_parley_options "$where")} ;;
  esac
}
compdef _parley parley
)sh";

std::string bash(const commands_of_line& all) {
  return "# parley completion for bash: eval \"$(parley completion bash)\"\n" +
         shared_functions(all) + std::string(bash_driver);
}

std::string zsh(const commands_of_line& all) {
  std::string options, commands;
  for (const completed_command& c : all) {
    std::string lines;
    for (const completed_option& o : c.options) lines += fmt::format(" '{}:{}'", o.name, o.help);
    options += fmt::format("    '{}') print -rl --{} ;;\n", c.path, lines);
    lines.clear();
    for (const auto& [name, help] : c.commands) lines += fmt::format(" '{}:{}'", name, help);
    if (!lines.empty()) commands += fmt::format("    '{}') print -rl --{} ;;\n", c.path, lines);
  }
  return "#compdef parley\n# parley completion for zsh: source <(parley completion zsh)\n" +
         shared_functions(all) +
         fmt::format(
             "_parley_described() {{\n  case \"$1\" in\n{}  esac\n}}\n"
             "_parley_described_commands() {{\n  case \"$1\" in\n{}  esac\n}}\n",
             options, commands) +
         "setopt no_nomatch 2>/dev/null\n" + std::string(zsh_driver);
}

std::string fish_offer(const value_offer& offer) {
  switch (offer.what) {
    case kind::words:
      return fmt::format(" -x -a '{}'", fmt::join(offer.words, " "));
    case kind::files:
      return " -r -F";
    case kind::folders:
      return " -x -a '(__fish_complete_directories)'";
    case kind::runs:
      return " -x -a '(__parley_runs)'";
    case kind::nothing:
      break;
  }
  return " -x";
}

constexpr std::string_view fish_functions = R"sh(complete -c parley -f
function __parley_runs
    echo latest
    for run in runs/*/run.json
        set -l name (string replace -r '^runs/(.*)/run.json$' '$1' -- $run)
        test "$name" != latest; and echo $name
    end
end
# True where the words before the cursor lead to this command, and to none below it.
function __parley_at
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l longer (string join ' ' $path $word)
        if contains -- $longer $__parley_paths
            set path $path $word
        end
    end
    set -l here (string join ' ' $path)
    test "$here" = "$argv"
end
)sh";

std::string fish(const commands_of_line& all) {
  std::string paths;
  for (const completed_command& c : all)
    if (!c.path.empty()) paths += fmt::format(" '{}'", c.path);
  std::string out = "# parley completion for fish: parley completion fish | source\n";
  out += fmt::format("set -g __parley_paths{}\n", paths) + std::string(fish_functions);
  for (const completed_command& c : all) {
    const std::string start = fmt::format("complete -c parley -n '__parley_at {}'", c.path);
    for (const auto& [name, help] : c.commands)
      out += fmt::format("{} -a {} -d '{}'\n", start, name, help);
    if (c.argument.what != kind::nothing)
      out += fmt::format("{}{}\n", start,
                         c.argument.what == kind::files ? " -F" : fish_offer(c.argument).substr(3));
    for (const completed_option& o : c.options)
      out += fmt::format("{} -l {}{} -d '{}'\n", start, o.name.substr(2),
                         o.takes_value ? fish_offer(o.value) : "", o.help);
  }
  return out;
}

}  // namespace

void register_completion(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  CLI::Option* which = command->add_option("shell", *shell, "bash, zsh or fish")->required();
  offer_words(*which, {"bash", "zsh", "fish"});
  which->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &context, &chosen, shell] {
    chosen = [&app, &context, shell] {
      const commands_of_line all = describe_command_line(app);
      context.con.out(*shell == "bash" ? bash(all) : *shell == "zsh" ? zsh(all) : fish(all));
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace parley::cli
