// chant mail: what waits, what is in doubt, who is not written to, and whether the settings will
// do.
#pragma once

#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/admin_json.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chant::cli {

/// One thing that `mail check` looked at.
struct mail_finding {
  enum class verdict : std::uint8_t { good, warning, bad };

  std::string about;  ///< "dkim", "spf", "dmarc" …
  verdict how = verdict::good;
  std::string text;    ///< what was found, in a sentence
  std::string record;  ///< a DNS record to publish; empty: none
};

/// A new key and what DNS has to say of it.
struct dkim_material {
  std::string pem;
  std::string name;    ///< "s1._domainkey.example.org"
  std::string record;  ///< "v=DKIM1; …"
  std::string zone_line;
};

/// The letters of one state; without one those that are in doubt, and how many there are of each.
/// exit_code::degraded where letters are held: staff must decide.
[[nodiscard]] result<exit_code> show_mail_queue(const admin_call& ask,
                                                const std::optional<std::string>& state,
                                                const io& streams);
[[nodiscard]] result<exit_code> show_mail_letter(const admin_call& ask, std::string_view letter,
                                                 const io& streams);

/// Each letter, or all that are in doubt. exit_code::partial where some could not be.
[[nodiscard]] result<exit_code> retry_mail(const admin_change& change,
                                           const std::vector<std::string>& letters,
                                           bool all_in_doubt, const operator_words& words,
                                           const io& streams);
[[nodiscard]] result<exit_code> drop_mail(const admin_change& change, std::string_view letter,
                                          const operator_words& words, const io& streams);

enum class suppressing : std::uint8_t { add, remove };
[[nodiscard]] result<exit_code> change_suppressed(const admin_change& change, suppressing what,
                                                  const std::string& address,
                                                  const operator_words& words, const io& streams);
/// All digests, or whether one address is among them.
[[nodiscard]] result<exit_code> list_suppressed(const admin_call& ask, const admin_change& change,
                                                const std::optional<std::string>& address,
                                                const io& streams);

/// exit_code::degraded where the relay did not take it.
[[nodiscard]] result<exit_code> send_test_letter(const admin_change& change,
                                                 const std::string& address,
                                                 const operator_words& words, const io& streams);

/// One report as it came by mail.
[[nodiscard]] result<exit_code> take_bounce(const admin_change& change, std::istream& report,
                                            const operator_words& words, const io& streams);

/// Writes the key to a new file (0600) and the record to the output.
[[nodiscard]] result<exit_code> write_dkim_key(const dkim_material& made,
                                               const std::filesystem::path& to, const io& streams);

/// exit_code::degraded where something is bad.
[[nodiscard]] result<exit_code> show_mail_check(const std::vector<mail_finding>& findings,
                                                const io& streams);

}  // namespace chant::cli
