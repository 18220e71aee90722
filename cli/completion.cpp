#include "cli/completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace chant::cli {

namespace {

enum class value_kind : std::uint8_t { words, directory, file };

/// What can stand after an option; the same name means the same everywhere.
struct value_rule {
  std::string_view option;
  value_kind kind;
  std::string_view words;
};
constexpr std::array value_rules{
    value_rule{"-o", value_kind::words, "table json"},
    value_rule{"--output", value_kind::words, "table json"},
    value_rule{"--format", value_kind::words, "jsonl"},
    value_rule{"--data", value_kind::directory, ""},
    value_rule{"--out", value_kind::directory, ""},
    value_rule{"--config", value_kind::file, ""},
    value_rule{"--names", value_kind::file, ""},
};

/// Calls `visit(path, verb)` for each verb: "" is the program, "/log/tail" a verb.
void walk(const command_tree& at, const std::string& path,
          const std::function<void(const std::string&, const command_tree&)>& visit) {
  visit(path, at);
  for (const auto& child : at.verbs) walk(child, path + "/" + child.name, visit);
}

std::vector<std::string> paths_below(const command_tree& root) {
  std::vector<std::string> paths;
  walk(root, "", [&](const std::string& path, const command_tree&) {
    if (!path.empty()) paths.push_back(path);
  });
  return paths;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

std::string words_at(const command_tree& at) {
  std::vector<std::string> words;
  for (const auto& verb : at.verbs) words.push_back(verb.name);
  for (const auto& option : at.options)
    words.insert(words.end(), option.names.begin(), option.names.end());
  return joined(words, " ");
}

/// Summaries are ours and hold no quotes, but a script must not break on the day one does.
std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string bash_script(const command_tree& root) {
  std::string script = fmt::format(
      "# chant completion for bash: source <(chant completion bash)\n"
      "_chant() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  local verb= word words=\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case \"$verb/$word\" in\n"
      "      {}) verb=$verb/$word ;;\n"
      "    esac\n"
      "  done\n"
      "  case $previous in\n",
      joined(paths_below(root), " | "));
  for (const auto& rule : value_rules) {
    const auto reply = rule.kind == value_kind::words
                           ? fmt::format("compgen -W '{}' -- \"$current\"", rule.words)
                           : fmt::format("compgen -{} -- \"$current\"",
                                         rule.kind == value_kind::directory ? 'd' : 'f');
    script += fmt::format("    {}) mapfile -t COMPREPLY < <({}); return ;;\n", rule.option, reply);
  }
  script += "  esac\n  case $verb in\n";
  walk(root, "", [&](const std::string& path, const command_tree& at) {
    script += fmt::format("    '{}') words='{}' ;;\n", path, words_at(at));
  });
  script +=
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}\n"
      "complete -o filenames -F _chant chant\n";
  return script;
}

std::string zsh_script(const command_tree& root) {
  std::string script = fmt::format(
      "#compdef chant\n"
      "# chant completion for zsh: source <(chant completion zsh)\n"
      "_chant() {{\n"
      "  local verb= word\n"
      "  local -a candidates\n"
      "  for word in ${{words[2,CURRENT-1]}}; do\n"
      "    case \"$verb/$word\" in\n"
      "      ({}) verb=$verb/$word ;;\n"
      "    esac\n"
      "  done\n"
      "  case ${{words[CURRENT-1]}} in\n",
      joined(paths_below(root), "|"));
  for (const auto& rule : value_rules) {
    const auto reply = rule.kind == value_kind::words       ? fmt::format("compadd {}", rule.words)
                       : rule.kind == value_kind::directory ? std::string("_files -/")
                                                            : std::string("_files");
    script += fmt::format("    ({}) {}; return ;;\n", rule.option, reply);
  }
  script += "  esac\n  case \"$verb\" in\n";
  walk(root, "", [&](const std::string& path, const command_tree& at) {
    std::vector<std::string> candidates;
    for (const auto& verb : at.verbs)
      candidates.push_back(single_quoted(verb.name + ":" + verb.summary));
    for (const auto& option : at.options)
      for (const auto& name : option.names)
        candidates.push_back(single_quoted(name + ":" + option.summary));
    script += fmt::format("    (\"{}\") candidates=({}) ;;\n", path, joined(candidates, " "));
  });
  script +=
      "  esac\n"
      "  _describe chant candidates\n"
      "}\n"
      "compdef _chant chant\n";
  return script;
}

std::string fish_option(const std::string& path, const command_tree::option& option) {
  std::string line = fmt::format("complete -c chant -n '__chant_at \"{}\"'", path);
  for (const auto& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  line += " -d " + single_quoted(option.summary);
  if (!option.takes_value) return line + "\n";
  const auto rule = std::ranges::find_if(value_rules, [&](const value_rule& r) {
    return std::ranges::find(option.names, r.option) != option.names.end();
  });
  if (rule == value_rules.end()) return line + " -x\n";
  if (rule->kind == value_kind::words) return line + fmt::format(" -x -a '{}'\n", rule->words);
  return line + (rule->kind == value_kind::directory ? " -x -a '(__fish_complete_directories)'\n"
                                                     : " -r -F\n");
}

std::string fish_script(const command_tree& root) {
  std::string script = fmt::format(
      "# chant completion for fish: chant completion fish | source\n"
      "function __chant_at\n"
      "  set -l verb\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if contains -- \"$verb/$word\" {}\n"
      "      set verb \"$verb/$word\"\n"
      "    end\n"
      "  end\n"
      "  test \"$verb\" = \"$argv[1]\"\n"
      "end\n"
      "complete -c chant -f\n",
      joined(paths_below(root), " "));
  walk(root, "", [&](const std::string& path, const command_tree& at) {
    for (const auto& verb : at.verbs)
      script += fmt::format("complete -c chant -n '__chant_at \"{}\"' -a {} -d {}\n", path,
                            verb.name, single_quoted(verb.summary));
    for (const auto& option : at.options) script += fish_option(path, option);
  });
  return script;
}

}  // namespace

result<std::string> completion_script(std::string_view shell, const command_tree& root) {
  if (shell == "bash") return bash_script(root);
  if (shell == "zsh") return zsh_script(root);
  if (shell == "fish") return fish_script(root);
  return std::unexpected(error{errc::malformed, "unknown_shell",
                               "completion is there for bash, zsh and fish", "shell"});
}

}  // namespace chant::cli
