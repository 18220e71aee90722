#include "cli/mail_verbs.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;

// As much as the admin API takes of a body, with room for JSON's escapes.
constexpr std::size_t report_bytes_max = 48UL * 1024;

result<json::object> object_in(const result<json::value>& value, std::string_view target) {
  if (!value) return std::unexpected(value.error());
  if (!value->is_object()) return std::unexpected(not_understood(target));
  return value->get_object();
}

result<json::object> ask_object(const admin_call& ask, const std::string& target) {
  return object_in(json_in(ask(target), target), target);
}

std::string or_dash(std::string text) { return text.empty() ? "-" : std::move(text); }

void write_counts(const json::object& queue, const io& streams) {
  properties all{{"relay", text_member(queue, "relay").empty() ? "none: letters go to the outbox"
                                                               : text_member(queue, "relay")}};
  if (const auto* counts = queue.if_contains("counts"); counts != nullptr && counts->is_object())
    for (const auto& [state, count] : counts->get_object())
      all.emplace_back(state, grouped(number_member<std::uint64_t>(counts->get_object(), state)));
  write_properties(streams.out, all);
}

void write_letters(const json::array& letters, const io& streams) {
  if (letters.empty()) return;
  table t({{.title = "letter"},
           {.title = "kind"},
           {.title = "state"},
           {.title = "attempts", .number = true},
           {.title = "due"},
           {.title = "reason"}});
  for (const auto& one : letters) {
    if (!one.is_object()) continue;
    const auto& l = one.get_object();
    t.add({text_member(l, "letter"), text_member(l, "kind"), text_member(l, "state"),
           grouped(number_member<std::uint64_t>(l, "attempts")), or_dash(text_member(l, "due")),
           or_dash(text_member(l, "reason"))});
  }
  streams.out << '\n';
  t.write(streams.out);
}

/// "asked_at" for people.
std::string label(std::string_view member) {
  std::string words(member);
  std::ranges::replace(words, '_', ' ');
  return words;
}

void write_object(const json::object& of, const io& streams) {
  properties all;
  for (const auto& [name, value] : of)
    all.emplace_back(label(name), value.is_string() ? or_dash(std::string(value.get_string()))
                                  : value.is_null() ? "-"
                                                    : json::serialize(value));
  write_properties(streams.out, all);
}

exit_code write_answer(const json::object& answer, const io& streams, exit_code code) {
  if (streams.json())
    streams.out << json::serialize(answer) << '\n';
  else
    write_object(answer, streams);
  return code;
}

/// An act without an answer of its own: people are told only when it fails.
result<exit_code> write_done(const result<json::value>& done, std::string_view what,
                             const io& streams) {
  if (!done) return std::unexpected(done.error());
  if (streams.json()) streams.out << json::serialize(json::object{{"done", what}}) << '\n';
  return exit_code::ok;
}

std::string_view text_of(mail_finding::verdict v) {
  switch (v) {
    case mail_finding::verdict::good:
      return "good";
    case mail_finding::verdict::warning:
      return "warning";
    case mail_finding::verdict::bad:
      return "bad";
  }
  return {};
}

}  // namespace

result<exit_code> show_mail_queue(const admin_call& ask, const std::optional<std::string>& state,
                                  const io& streams) {
  const auto queue =
      ask_object(ask, "/admin/v1/mail/queue" + (state ? "?state=" + *state : std::string()));
  if (!queue) return std::unexpected(queue.error());
  std::uint64_t held = 0;
  if (const auto* counts = queue->if_contains("counts"); counts != nullptr && counts->is_object())
    held = number_member<std::uint64_t>(counts->get_object(), "held");
  if (streams.json()) {
    streams.out << json::serialize(*queue) << '\n';
  } else {
    write_counts(*queue, streams);
    if (const auto* letters = queue->if_contains("letters");
        letters != nullptr && letters->is_array())
      write_letters(letters->get_array(), streams);
  }
  return held > 0 ? exit_code::degraded : exit_code::ok;
}

result<exit_code> show_mail_letter(const admin_call& ask, std::string_view letter,
                                   const io& streams) {
  const auto found = ask_object(ask, fmt::format("/admin/v1/mail/letters/{}", letter));
  if (!found) return std::unexpected(found.error());
  return write_answer(*found, streams, exit_code::ok);
}

result<exit_code> retry_mail(const admin_change& change, const std::vector<std::string>& letters,
                             bool all_in_doubt, const operator_words& words, const io& streams) {
  constexpr std::string_view all = "/admin/v1/mail/retry-in-doubt";
  if (all_in_doubt) {
    const auto done = object_in(act(change, all, words), all);
    if (!done) return std::unexpected(done.error());
    return write_answer(*done, streams, exit_code::ok);
  }
  std::uint64_t retried = 0;
  for (const auto& letter : letters) {
    const auto done = act(change, fmt::format("/admin/v1/mail/letters/{}/retry", letter), words);
    if (!done && letters.size() == 1) return std::unexpected(done.error());
    if (!done)
      write_error(streams, done.error());
    else
      ++retried;
  }
  return write_answer({{"retried", retried}}, streams,
                      retried < letters.size() ? exit_code::partial : exit_code::ok);
}

result<exit_code> drop_mail(const admin_change& change, std::string_view letter,
                            const operator_words& words, const io& streams) {
  return write_done(act(change, fmt::format("/admin/v1/mail/letters/{}/drop", letter), words),
                    "dropped", streams);
}

result<exit_code> change_suppressed(const admin_change& change, suppressing what,
                                    const std::string& address, const operator_words& words,
                                    const io& streams) {
  const bool add = what == suppressing::add;
  return write_done(
      act(change, add ? "/admin/v1/mail/suppressed/add" : "/admin/v1/mail/suppressed/remove", words,
          {{"address", address}}),
      add ? "suppressed" : "released", streams);
}

result<exit_code> list_suppressed(const admin_call& ask, const admin_change& change,
                                  const std::optional<std::string>& address, const io& streams) {
  if (address) {
    constexpr std::string_view target = "/admin/v1/mail/suppressed/look-up";
    const auto body = json::serialize(json::object{{"address", *address}});
    const auto found = object_in(json_in(change("POST", target, body), target), target);
    if (!found) return std::unexpected(found.error());
    return write_answer(*found, streams, exit_code::ok);
  }
  json::array all;
  std::string after;
  for (;;) {
    const auto target = "/admin/v1/mail/suppressed?after=" + after;
    const auto page = json_in(ask(target), target);
    if (!page) return std::unexpected(page.error());
    if (!page->is_array()) return std::unexpected(not_understood(target));
    if (page->get_array().empty()) break;
    for (const auto& one : page->get_array()) {
      if (!one.is_object()) return std::unexpected(not_understood(target));
      all.push_back(one);
    }
    after = text_member(all.back().get_object(), "digest");
  }
  if (streams.json()) {
    streams.out << json::serialize(all) << '\n';
    return exit_code::ok;
  }
  table t({{.title = "digest of the address"}, {.title = "reason"}});
  for (const auto& one : all)
    t.add({text_member(one.get_object(), "digest"), text_member(one.get_object(), "reason")});
  t.write(streams.out);
  return exit_code::ok;
}

result<exit_code> send_test_letter(const admin_change& change, const std::string& address,
                                   const operator_words& words, const io& streams) {
  constexpr std::string_view target = "/admin/v1/mail/test-send";
  const auto fate = object_in(act(change, target, words, {{"address", address}}), target);
  if (!fate) return std::unexpected(fate.error());
  return write_answer(
      *fate, streams,
      text_member(*fate, "fate") == "accepted" ? exit_code::ok : exit_code::degraded);
}

result<exit_code> take_bounce(const admin_change& change, std::istream& report,
                              const operator_words& words, const io& streams) {
  std::string text(report_bytes_max, '\0');
  report.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(report.gcount()));
  if (text.empty())
    return std::unexpected(error{errc::malformed, "not_a_report", "there is nothing to read", ""});
  return write_done(act(change, "/admin/v1/mail/bounces", words, {{"report", text}}), "recorded",
                    streams);
}

result<exit_code> write_dkim_key(const dkim_material& made, const std::filesystem::path& to,
                                 const io& streams) {
  const descriptor file(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid() || !write_all(file.number(), made.pem) || ::fsync(file.number()) != 0) {
    const bool there = errno == EEXIST;
    return std::unexpected(
        error{there ? errc::conflict : errc::io, there ? "file_exists" : "file_unwritable",
              fmt::format("{}: {}", to.string(), std::generic_category().message(errno)), ""});
  }
  if (streams.json()) {
    streams.out << json::serialize(json::object{{"file", to.string()},
                                                {"name", made.name},
                                                {"type", "TXT"},
                                                {"record", made.record}})
                << '\n';
  } else {
    streams.out << made.zone_line << '\n';
    streams.err << "The key is in " << to.string() << "; publish the record above.\n";
  }
  return exit_code::ok;
}

result<exit_code> show_mail_check(const std::vector<mail_finding>& findings, const io& streams) {
  bool bad = false;
  json::array all;
  table t({{.title = "about"}, {.title = "verdict"}, {.title = "finding"}});
  for (const auto& f : findings) {
    bad = bad || f.how == mail_finding::verdict::bad;
    all.push_back(json::object{
        {"about", f.about}, {"verdict", text_of(f.how)}, {"text", f.text}, {"record", f.record}});
    t.add({f.about, std::string(text_of(f.how)), f.text});
  }
  if (streams.json()) {
    streams.out << json::serialize(all) << '\n';
  } else {
    t.write(streams.out);
    for (const auto& f : findings)
      if (!f.record.empty()) streams.out << '\n' << f.record << '\n';
  }
  return bad ? exit_code::degraded : exit_code::ok;
}

}  // namespace chant::cli
