#include "cli/mail_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <memory>

namespace chant::cli {

namespace {

/// A verb that asks the node.
CLI::App& add_asking(CLI::App& group, context& with, const std::string& name,
                     const std::string& summary, const std::string& examples,
                     std::function<result<exit_code>(const std::filesystem::path&)> work) {
  auto& verb =
      add_verb(group, with,
               {.name = name,
                .summary = summary,
                .examples = examples,
                .work = by_settings(with, [work = std::move(work)](const config::node& settings) {
                  return work(settings.data_dir);
                })});
  add_node_options(verb, with);
  return verb;
}

void add_queue(CLI::App& group, context& with) {
  auto state = std::make_shared<std::optional<std::string>>();
  auto& verb =
      add_asking(group, with, "queue", "Count the letters by state and name those in doubt",
                 "  # exit code 7 while letters are held: somebody must decide\n"
                 "  chant mail queue --data /srv/chant\n"
                 "  chant mail queue --state deferred -o json | jq '.letters[].reason'\n",
                 [&with, state](const auto& dir) {
                   return show_mail_queue(admin_of(dir), *state, with.streams);
                 });
  verb.add_option("--state", *state, "waiting, deferred, in_doubt, claimed, held, sent or failed")
      ->type_name("STATE");
}

void add_show(CLI::App& group, context& with) {
  auto letter = std::make_shared<std::string>();
  auto& verb = add_asking(group, with, "show", "Show what is known of a letter",
                          "  chant mail show 0123456789abcdef0123456789abcdef\n",
                          [&with, letter](const auto& dir) {
                            return show_mail_letter(admin_of(dir), *letter, with.streams);
                          });
  verb.add_option("letter", *letter, "The letter's id")->required()->type_name("LETTER");
}

void add_retry(CLI::App& group, context& with) {
  auto letters = std::make_shared<std::vector<std::string>>();
  auto all = std::make_shared<bool>(false);
  auto why = std::make_shared<std::string>();
  auto& verb = add_asking(
      group, with, "retry", "Send letters now that were put off, are in doubt or were given up",
      "  chant mail retry 0123456789abcdef0123456789abcdef --why 'the relay lost it'\n"
      "  # after a crash with mail.in_doubt = \"hold\": some may arrive twice\n"
      "  chant mail retry --all-in-doubt --why 'better twice than never'\n",
      [&with, letters, all, why](const auto& dir) -> result<exit_code> {
        if (letters->empty() != *all)
          return std::unexpected(
              error{errc::malformed, "usage", "name letters, or say --all-in-doubt", ""});
        return retry_mail(admin_changes(dir), *letters, *all, words_of_user(*why), with.streams);
      });
  verb.add_option("letter", *letters, "The letters' ids")->type_name("LETTER");
  verb.add_flag("--all-in-doubt", *all, "Every letter that is held or in doubt");
  add_why(verb, *why);
}

void add_drop(CLI::App& group, context& with) {
  auto letter = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto& verb =
      add_asking(group, with, "drop", "Give a letter up that was not sent yet",
                 "  chant mail drop 0123456789abcdef0123456789abcdef --why 'asked by phone'\n",
                 [&with, letter, why](const auto& dir) {
                   return drop_mail(admin_changes(dir), *letter, words_of_user(*why), with.streams);
                 });
  verb.add_option("letter", *letter, "The letter's id")->required()->type_name("LETTER");
  add_why(verb, *why);
}

void add_suppressing(CLI::App& group, context& with, suppressing what) {
  const bool add = what == suppressing::add;
  auto address = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto& verb =
      add_asking(group, with, add ? "add" : "remove",
                 add ? "Send nothing to an address any more" : "Let an address be written to again",
                 fmt::format("  chant mail suppress {} zoe@example.org --why 'asked by phone'\n",
                             add ? "add" : "remove"),
                 [&with, what, address, why](const auto& dir) {
                   return change_suppressed(admin_changes(dir), what, *address, words_of_user(*why),
                                            with.streams);
                 });
  verb.add_option("address", *address, "The address; only its keyed digest is kept")
      ->required()
      ->type_name("ADDRESS");
  add_why(verb, *why);
}

void add_suppress(CLI::App& group, context& with) {
  auto& list = add_group(group, "suppress", "Keep the list of addresses that nothing is sent to");
  add_suppressing(list, with, suppressing::add);
  add_suppressing(list, with, suppressing::remove);
  auto address = std::make_shared<std::optional<std::string>>();
  auto& verb = add_asking(
      list, with, "list", "List the digests, or say whether an address is among them",
      "  chant mail suppress list\n"
      "  chant mail suppress list zoe@example.org\n",
      [&with, address](const auto& dir) {
        return list_suppressed(admin_of(dir), admin_changes(dir), *address, with.streams);
      });
  verb.add_option("address", *address, "Look this one up")->type_name("ADDRESS");
}

void add_test_send(CLI::App& group, context& with) {
  auto address = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto& verb = add_asking(group, with, "test-send",
                          "Send a letter to yourself through the relay and say what it answered",
                          "  # exit code 7: the relay did not take it\n"
                          "  chant mail test-send you@example.org\n",
                          [&with, address, why](const auto& dir) {
                            return send_test_letter(admin_changes(dir), *address,
                                                    words_of_user(*why), with.streams);
                          });
  verb.add_option("address", *address, "Where to")->required()->type_name("ADDRESS");
  add_why(verb, *why);
}

void add_bounces(CLI::App& group, context& with) {
  auto file = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto& verb =
      add_asking(group, with, "bounces", "Record a report that a letter came back, or was unwanted",
                 "  chant mail bounces report.eml\n"
                 "  # from a mail server's pipe\n"
                 "  chant mail bounces - < report.eml\n",
                 [&with, file, why](const auto& dir) -> result<exit_code> {
                   const auto changes = admin_changes(dir);
                   if (*file == "-")
                     return take_bounce(changes, std::cin, words_of_user(*why), with.streams);
                   std::ifstream in(*file, std::ios::binary);
                   if (!in)
                     return std::unexpected(error{errc::not_found, "report_unreadable",
                                                  fmt::format("{} cannot be read", *file), ""});
                   return take_bounce(changes, in, words_of_user(*why), with.streams);
                 });
  verb.add_option("file", *file, "The message, - for standard input")
      ->required()
      ->type_name("FILE");
  add_why(verb, *why);
}

void add_dkim_keygen(CLI::App& group, context& with) {
  struct options {
    std::string domain;
    std::string selector;
    std::string algorithm = "rsa";
    std::filesystem::path out;
  };
  auto o = std::make_shared<options>();
  auto& verb = add_verb(
      group, with,
      {.name = "dkim-keygen",
       .summary = "Make a key that letters are signed with, and its DNS record",
       .examples = "  chant mail dkim-keygen --domain example.org --selector s1 --out dkim.pem\n",
       .work = [&with, o]() -> result<exit_code> {
         const auto made = with.from_app.make_dkim_key(o->algorithm, o->domain, o->selector);
         if (!made) return std::unexpected(made.error());
         return write_dkim_key(*made, o->out, with.streams);
       }});
  verb.add_option("--domain", o->domain, "The domain of the From address")
      ->required()
      ->type_name("DOMAIN");
  verb.add_option("--selector", o->selector, "A name for this key")
      ->required()
      ->type_name("SELECTOR");
  verb.add_option("--algorithm", o->algorithm, "Of the signature; default: rsa")
      ->check(CLI::IsMember({"rsa", "ed25519"}).description(""))
      ->type_name("rsa|ed25519");
  verb.add_option("--out", o->out, "A new file for the key")->required()->type_name("FILE");
}

void add_check(CLI::App& group, context& with) {
  auto& verb = add_verb(
      group, with,
      {.name = "check",
       .summary = "Check, without asking DNS, whether receivers will trust the letters",
       .examples = "  # exit code 7: they will not\n"
                   "  chant mail check --config chant.toml\n",
       .work = by_settings(with, [&with](const config::node& settings) -> result<exit_code> {
         const auto findings = with.from_app.check_mail(settings);
         if (!findings) return std::unexpected(findings.error());
         return show_mail_check(*findings, with.streams);
       })});
  add_node_options(verb, with);
}

}  // namespace

void add_mail_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "mail", "Look after the letters and the relay");
  add_queue(group, with);
  add_show(group, with);
  add_retry(group, with);
  add_drop(group, with);
  add_suppress(group, with);
  add_test_send(group, with);
  add_bounces(group, with);
  add_dkim_keygen(group, with);
  add_check(group, with);
}

}  // namespace chant::cli
