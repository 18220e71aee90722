// How verbs join the command line. Each verb's work stands in a file of its own that knows nothing
// of the parser; these functions give it a name, options and a help page.
#pragma once

#include "base/result.hpp"
#include "campaign/ids.hpp"
#include "cli/cli.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace chant::cli {

/// What one call of the program shares between its verbs.
struct context {
  context(const hooks& h, io& s) : from_app(h), streams(s) {}

  const hooks& from_app;
  io& streams;
  std::string output = "table";
  std::optional<std::filesystem::path> data_dir;
  std::optional<std::filesystem::path> config_file;
  std::function<result<exit_code>()> chosen;  ///< the verb on the command line
};

struct verb {
  std::string name;
  std::string summary;   ///< one line, without a full stop
  std::string examples;  ///< command lines, each with the reason on the line before
  std::function<result<exit_code>()> work;
};

/// Adds a verb that takes -o; `work` is called after parsing if the verb was chosen.
CLI::App& add_verb(CLI::App& to, context& with, verb v);
/// Adds a verb that has verbs of its own.
CLI::App& add_group(CLI::App& to, const std::string& name, const std::string& summary);
/// --data and --config.
void add_node_options(CLI::App& to, context& with);
/// The option takes a number from 0 on. The parser alone would read -1 as the largest there is.
CLI::Option& counts(CLI::Option* option, const char* type = "N");

/// --why, of verbs that change something; must be given where `demanded`.
void add_why(CLI::App& to, std::string& why, bool demanded = false);
/// A word behind a verb.
struct operand {
  std::string name;
  std::string type;
  std::string summary;
};
/// Adds a verb that has the running node do one thing, named by the target it is asked of, and says
/// nothing when that went well. `target` gets the word behind the verb, if `word` says there is
/// one.
CLI::App& add_act(CLI::App& to, context& with, verb v,
                  std::function<std::string(const std::string&)> target,
                  const std::optional<operand>& word = {});
/// The word that names a session.
void add_session_operand(CLI::App& to, std::string& session);
/// The session that a word on the command line means; "-" reads it from stdin: a UUID is seen by
/// every user of the machine otherwise.
[[nodiscard]] result<campaign::session_id> session_on_command_line(std::string word);

/// The settings in force: the file of --config if given, and --data over it.
[[nodiscard]] result<config::node> settings_of(const context& with);
/// The work of a verb that goes by them. `with` outlives what is returned.
[[nodiscard]] std::function<result<exit_code>()> by_settings(
    const context& with, std::function<result<exit_code>(const config::node&)> work);

void add_node_verbs(CLI::App& to, context& with);      ///< serve, health, pools
void add_campaign_verbs(CLI::App& to, context& with);  ///< campaign validate, and the stages
void add_log_verbs(CLI::App& to, context& with);
void add_session_verbs(CLI::App& to, context& with);
void add_session_acts(CLI::App& group, context& with);  ///< session erase, session export
void add_retention_verbs(CLI::App& to, context& with);
void add_report_verbs(CLI::App& to, context& with);
void add_artwork_verbs(CLI::App& to, context& with);
void add_take_verbs(CLI::App& to, context& with);
void add_draw_verbs(CLI::App& to, context& with);
void add_key_verbs(CLI::App& to, context& with);
void add_backup_verbs(CLI::App& to, context& with);  ///< backup, restore
void add_mail_verbs(CLI::App& to, context& with);
void add_program_verbs(CLI::App& to, context& with);  ///< config, completion, version

}  // namespace chant::cli
