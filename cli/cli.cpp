#include "cli/cli.hpp"

#include "cli/suggest.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <new>

namespace chant::cli {

namespace {

error usage_error(std::string detail) { return {errc::malformed, "usage", std::move(detail), ""}; }

/// Errors of the command line itself are JSON too, so the format is found before parsing.
output_format wanted_format(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& word = arguments[i];
    const bool next_is_json = i + 1 < arguments.size() && arguments[i + 1] == "json";
    if (word == "-ojson" || word == "--output=json") return output_format::json;
    if ((word == "-o" || word == "--output") && next_is_json) return output_format::json;
  }
  return output_format::table;
}

std::vector<std::string> verb_names(CLI::App& of) {
  std::vector<std::string> names;
  for (const auto* verb : of.get_subcommands([](CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& of) {
  std::vector<std::string> names;
  for (const auto* option : of.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

/// A misspelt or missing verb, said with the words at hand; nothing when the verbs are right.
std::optional<error> verb_fault(CLI::App& root, const std::vector<std::string>& arguments) {
  CLI::App* at = &root;
  std::string path = "chant";
  for (const auto& word : arguments) {
    if (word == "--help" || word == "-h" || word == "--version") return std::nullopt;
    if (word.starts_with('-') || verb_names(*at).empty()) break;
    const auto known = verb_names(*at);
    if (std::ranges::find(known, word) == known.end()) {
      return usage_error(fmt::format("{} has no verb '{}'{}", path, word, suggestion(word, known)));
    }
    at = at->get_subcommand(word);
    path += " " + word;
  }
  const auto verbs = verb_names(*at);
  const bool asks_for_help = std::ranges::any_of(
      arguments, [](const auto& word) { return word == "--help" || word == "-h"; });
  if (verbs.empty() || asks_for_help) return std::nullopt;
  return usage_error(fmt::format("{} needs a verb: {}", path, fmt::join(verbs, ", ")));
}

struct chosen_verb {
  const CLI::App* verb;
  std::string path;  ///< as it is typed: "chant log tail"
};

chosen_verb chosen_in(const CLI::App& root) {
  chosen_verb last{.verb = &root, .path = root.get_name()};
  for (auto next = root.get_subcommands(); !next.empty(); next = last.verb->get_subcommands()) {
    last.verb = next.front();
    last.path += " " + last.verb->get_name();
  }
  return last;
}

/// What is wrong with the words, without a word that the parser took for nothing: it may be a fan's
/// secret.
std::string words_of(const CLI::ParseError& why) {
  constexpr std::string_view unreadable = "Could not convert: ";
  std::string words = why.what();
  if (!words.starts_with(unreadable)) return words;
  return words.substr(unreadable.size()) + " is no number that it takes";
}

error parse_fault(const CLI::App& root, const CLI::ParseError& why) {
  const auto [verb, path] = chosen_in(root);
  const bool superfluous = dynamic_cast<const CLI::ExtrasError*>(&why) != nullptr;
  for (const auto& word : root.remaining(true))
    if (word.starts_with("--") && superfluous)
      return usage_error(
          fmt::format("{} has no option {}{}", path, word, suggestion(word, option_names(*verb))));
  return usage_error(fmt::format("{}; see {} --help",
                                 superfluous ? path + " takes fewer words" : words_of(why), path));
}

void define(CLI::App& root, context& with) {
  root.description("Chant: a fan-campaign server, and the tools around its log");
  root.footer(
      "chant VERB --help shows options and examples.\nExit codes: 0 ok, 1 failed, 2 usage, "
      "3 config invalid, 4 not found, 5 conflict,\n6 unreachable, 7 degraded, 8 partial, "
      "9 refused, 10 disk full.");
  root.set_help_flag("-h,--help", "Say what there is, with examples");
  root.set_version_flag("--version", std::string(version()), "Say which version this is");
  add_node_verbs(root, with);
  add_campaign_verbs(root, with);
  add_log_verbs(root, with);
  add_session_verbs(root, with);
  add_retention_verbs(root, with);
  add_report_verbs(root, with);
  add_artwork_verbs(root, with);
  add_take_verbs(root, with);
  add_draw_verbs(root, with);
  add_key_verbs(root, with);
  add_backup_verbs(root, with);
  add_mail_verbs(root, with);
  add_program_verbs(root, with);
}

exit_code fail(const io& streams, const error& why) {
  write_error(streams, why);
  return exit_code_of(why);
}

/// A pipe that closed or a disk that is full shows only now: the data did not all arrive.
exit_code finish(const io& streams, exit_code code) {
  errno = 0;
  streams.out.flush();
  if (streams.out.good()) return code;
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return fail(streams,
              {errc::io, full ? "disk_full" : "output_failed",
               full ? "there is no space left for the output" : "the output was cut off", ""});
}

exit_code parse_and_work(const hooks& from_app, io& streams, std::vector<std::string> arguments) {
  context with(from_app, streams);
  CLI::App root("", "chant");
  define(root, with);
  if (const auto fault = verb_fault(root, arguments)) return fail(streams, *fault);
  try {
    std::ranges::reverse(arguments);  // CLI11 takes them from the back
    root.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    streams.out << root.help();
    return finish(streams, exit_code::ok);
  } catch (const CLI::CallForVersion&) {
    streams.out << "chant " << version() << '\n';
    return finish(streams, exit_code::ok);
  } catch (const CLI::ParseError& why) {
    return fail(streams, parse_fault(root, why));
  }
  streams.format = with.output == "json" ? output_format::json : output_format::table;
  const auto done = with.chosen();
  if (!done) return fail(streams, done.error());
  return finish(streams, *done);
}

}  // namespace

CLI::App& add_group(CLI::App& to, const std::string& name, const std::string& summary) {
  auto* group = to.add_subcommand(name, summary);
  group->set_help_flag("-h,--help", "Say what there is");
  return *group;
}

CLI::App& add_verb(CLI::App& to, context& with, verb v) {
  auto* added = to.add_subcommand(v.name, v.summary);
  added->set_help_flag("-h,--help", "Say what there is, with examples");
  added->footer("Examples:\n" + v.examples);
  added->add_option("-o,--output", with.output, "table (for people) or json (for programs)")
      ->check(CLI::IsMember({"table", "json"}).description(""))
      ->type_name("table|json");
  added->callback([&with, work = std::move(v.work)] { with.chosen = work; });
  return *added;
}

void add_node_options(CLI::App& to, context& with) {
  to.add_option("--data", with.data_dir, "The node's data directory; default: var")
      ->type_name("DIR");
  to.add_option("--config", with.config_file, "Settings; what it does not name has its default")
      ->type_name("FILE");
}

result<config::node> settings_of(const context& with) {
  return config::load(with.config_file, {.data_dir = with.data_dir, .port = {}});
}

std::function<result<exit_code>()> by_settings(
    const context& with, std::function<result<exit_code>(const config::node&)> work) {
  return [&with, work = std::move(work)]() -> result<exit_code> {
    const auto settings = settings_of(with);
    if (!settings) return std::unexpected(settings.error());
    return work(*settings);
  };
}

CLI::Option& counts(CLI::Option* option, const char* type) {
  const auto unsigned_only = [](const std::string& word) {
    return word.starts_with('-') ? word + " is below 0" : std::string();
  };
  return *option->type_name(type)->check(unsigned_only);
}

std::string_view version() { return CHANT_VERSION; }

exit_code run(std::vector<std::string> arguments, const hooks& from_app, std::ostream& out,
              std::ostream& err) {
  io streams{out, err, wanted_format(arguments)};
  try {
    return parse_and_work(from_app, streams, std::move(arguments));
  } catch (const std::exception& why) {
    // Only libraries throw, and what they throw here nobody foresaw: say it and end.
    return fail(streams, {errc::internal, "internal", why.what(), ""});
  }
}

int run(int argc, char** argv, const hooks& from_app) {
  std::ios::sync_with_stdio(false);
  return to_status(
      run(std::vector<std::string>(argv + 1, argv + argc), from_app, std::cout, std::cerr));
}

}  // namespace chant::cli
