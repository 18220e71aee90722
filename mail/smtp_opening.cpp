#include "mail/smtp_opening.hpp"

#include "mail/transfer_encoding.hpp"

namespace chant::mail {

smtp_opening::smtp_opening(const smtp_settings& settings, smtp_output& out, bool encrypted,
                           bool may_encrypt)
    : settings_(settings), out_(out), encrypted_(encrypted), may_encrypt_(may_encrypt) {}

smtp_opening::outcome smtp_opening::receive(const smtp_reply& reply, bool more_follows) {
  switch (awaited_) {
    case step::greeting:
      if (reply.kind() != 2) return fail(code_of(reply), reply);
      return say(step::ehlo, "EHLO " + settings_.helo);
    case step::ehlo:
      return after_ehlo(reply);
    case step::helo:
      if (reply.kind() != 2) return fail(code_of(reply), reply);
      return authenticate(reply);
    case step::starttls:
      return after_starttls(reply, more_follows);
    case step::auth:
    case step::user:
    case step::password:
      return after_auth(reply);
  }
  return fail("protocol_error", reply);
}

void smtp_opening::encrypted() {
  encrypted_ = true;
  // What was said in clear may have been anybody's (RFC 3207 §4.2).
  extensions_ = {};
  (void)say(step::ehlo, "EHLO " + settings_.helo);
}

std::chrono::milliseconds smtp_opening::patience() const {
  return awaited_ == step::greeting ? settings_.timeouts.greeting : settings_.timeouts.command;
}

smtp_opening::outcome smtp_opening::say(step next, std::string_view line) {
  out_.tail().append(line).append("\r\n");
  awaited_ = next;
  return outcome::going_on;
}

smtp_opening::outcome smtp_opening::fail(std::string code, const smtp_reply& reply) {
  trouble_ = {.what = delivery::fate::deferred,
              .queue_id = {},
              .code = std::move(code),
              .text = words_of(reply),
              .of_relay = true};
  return outcome::failed;
}

smtp_opening::outcome smtp_opening::after_ehlo(const smtp_reply& reply) {
  const bool must_encrypt = settings_.security == smtp_security::required && !encrypted_;
  if (reply.kind() == 5 && !must_encrypt) return say(step::helo, "HELO " + settings_.helo);
  if (reply.kind() != 2) return fail(must_encrypt ? "tls_required" : code_of(reply), reply);
  extensions_ = smtp_extensions::read(reply.text);
  const bool wanted = settings_.security != smtp_security::none && may_encrypt_ && !encrypted_;
  if (wanted && extensions_.starttls) return say(step::starttls, "STARTTLS");
  if (must_encrypt) return fail("tls_required", reply);
  return authenticate(reply);
}

smtp_opening::outcome smtp_opening::after_starttls(const smtp_reply& reply, bool more_follows) {
  // Words in clear behind the 220 would be read as if TLS had brought them.
  if (reply.kind() == 2 && more_follows) return fail("protocol_error", reply);
  if (reply.kind() == 2) return outcome::start_tls;
  if (settings_.security == smtp_security::required) return fail("tls_required", reply);
  return authenticate(reply);
}

smtp_opening::outcome smtp_opening::authenticate(const smtp_reply& reply) {
  if (settings_.user.empty()) return outcome::ready;
  if (!encrypted_ && !settings_.auth_in_clear) return fail("tls_required", reply);
  const std::string nul(1, '\0');
  if (extensions_.auth_plain)
    return say(step::auth, "AUTH PLAIN " + base64(nul + settings_.user + nul + settings_.password));
  if (extensions_.auth_login) return say(step::user, "AUTH LOGIN");
  return fail("auth_unsupported", reply);
}

smtp_opening::outcome smtp_opening::after_auth(const smtp_reply& reply) {
  if (awaited_ == step::auth && reply.kind() == 2) return outcome::ready;
  if (awaited_ == step::user && reply.code == 334)
    return say(step::password, base64(settings_.user));
  if (awaited_ == step::password && reply.code == 334)
    return say(step::auth, base64(settings_.password));
  return fail("auth_failed", reply);
}

}  // namespace chant::mail
