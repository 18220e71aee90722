#include "mail/smtp_transactions.hpp"

#include <ranges>
#include <utility>

namespace chant::mail {
namespace {

using fate = delivery::fate;

delivery of(fate what, std::string code, std::string text, bool of_relay) {
  return {.what = what,
          .queue_id = {},
          .code = std::move(code),
          .text = std::move(text),
          .of_relay = of_relay};
}

delivery broken(std::string_view code) { return of(fate::deferred, std::string(code), {}, true); }

/// What a reply says about authentication holds for every letter (RFC 4954 §6).
bool wants_auth(const smtp_reply& reply) {
  return reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538;
}

/// MAIL names nothing but us: who is refused there is the sender, unless it is the letter's size.
/// A relay that has a wrong setting must not cost letters for good.
delivery refusal(const smtp_reply& reply, bool to_mail) {
  const bool of_relay = (to_mail && reply.code != 552) || wants_auth(reply);
  const bool for_good = reply.kind() == 5 && !of_relay;
  return of(for_good ? fate::failed : fate::deferred, code_of(reply), words_of(reply), of_relay);
}

bool refuses(const smtp_reply& reply) { return reply.kind() >= 4; }

}  // namespace

void smtp_transactions::begin() {
  if (unclean_) reset();
  while (has_room()) {
    auto letter = next_letter();
    if (!letter) return;
    open(*std::move(letter));
  }
}

bool smtp_transactions::receive(const smtp_reply& reply) {
  if (reply.code == 421 || awaited_.empty()) {
    close_by(reply);
    return false;
  }
  const auto answered = awaited_.front();
  awaited_.pop_front();
  switch (answered) {
    case step::mail:
    case step::rcpt:
      return on_command(answered, reply);
    case step::data:
      return on_data(reply);
    case step::dot:
      return on_dot(reply);
    case step::void_dot:
      return true;
    case step::rset:
      break;
  }
  if (reply.kind() == 2) return true;
  lose("protocol_error");
  return false;
}

void smtp_transactions::lose(std::string_view code) {
  awaited_.clear();
  auto open = std::exchange(open_, {});
  // From the last to the first, so that those given back stand in their order.
  for (auto& each : std::views::reverse(open)) give_up(each, broken(code));
}

std::chrono::milliseconds smtp_transactions::patience() const {
  const auto& limits = settings_.timeouts;
  switch (awaited_.front()) {
    case step::data:
      return limits.data;
    case step::dot:
      return out_.unsent().empty() ? limits.dot : limits.block;
    case step::mail:
    case step::rcpt:
    case step::void_dot:
    case step::rset:
      break;
  }
  return limits.command;
}

bool smtp_transactions::has_room() const {
  if (finishing_ || spent()) return false;
  if (awaited_.empty()) return true;
  if (!extensions_.pipelining) return false;
  return open_.empty() || (open_.size() == 1 && open_.front().dot_at != 0);
}

std::optional<smtp_letter> smtp_transactions::next_letter() {
  while (auto letter = letters_.take()) {
    auto unfit = unfit_for(*letter, extensions_);
    if (!unfit) return letter;
    letter->done(*std::move(unfit));
  }
  return {};
}

void smtp_transactions::open(smtp_letter letter) {
  ++begun_;
  out_.tail() += mail_command(letter, extensions_);
  awaited_.push_back(step::mail);
  if (extensions_.pipelining) {
    say(step::rcpt, "RCPT TO:<" + letter.to.to + ">");
    say(step::data, "DATA");
  }
  open_.push_back({.letter = std::move(letter), .verdict = {}});
}

void smtp_transactions::say(step awaited, std::string_view line) {
  out_.tail().append(line).append("\r\n");
  awaited_.push_back(awaited);
}

void smtp_transactions::reset() {
  say(step::rset, "RSET");
  unclean_ = false;
}

void smtp_transactions::send_message(transaction& of) {
  append_stuffed(out_.tail(), of.letter.message);
  of.dot_at = out_.end();
  say(step::dot, ".");
}

bool smtp_transactions::on_command(step answered, const smtp_reply& reply) {
  auto& front = open_.front();
  front.heard_of = true;
  if (reply.kind() == 3) {
    lose("protocol_error");
    return false;
  }
  if (refuses(reply) && !front.verdict) front.verdict = refusal(reply, answered == step::mail);
  if (extensions_.pipelining) return true;  // until DATA is answered
  if (front.verdict) {
    unclean_ = true;
    conclude(*std::move(front.verdict));
  } else if (answered == step::mail) {
    say(step::rcpt, "RCPT TO:<" + front.letter.to.to + ">");
  } else {
    say(step::data, "DATA");
  }
  return true;
}

bool smtp_transactions::on_data(const smtp_reply& reply) {
  auto& front = open_.front();
  if (reply.kind() == 2) {
    lose("protocol_error");
    return false;
  }
  if (!refuses(reply) && !front.verdict) {
    send_message(front);
    return true;
  }
  // A relay may ask for the message though it took no recipient: it gets an empty one, for nobody
  // (RFC 2920 §3.1).
  if (!refuses(reply)) say(step::void_dot, ".");
  if (!front.verdict) front.verdict = refusal(reply, false);
  unclean_ = true;
  conclude(*std::move(front.verdict));
  return true;
}

bool smtp_transactions::on_dot(const smtp_reply& reply) {
  const bool early = out_.gone() <= open_.front().dot_at;
  if (refuses(reply)) {
    conclude(refusal(reply, false));
    // The rest of the message would be taken for commands.
    if (early) lose("connection_lost");
    // The reply ends the transaction, but some relays forget that when they refuse.
    unclean_ = open_.empty();
    return !early;
  }
  if (early || reply.kind() != 2) {
    lose("protocol_error");
    return false;
  }
  conclude({.what = fate::accepted,
            .queue_id = queue_id_of(reply),
            .code = code_of(reply),
            .text = words_of(reply),
            .of_relay = false});
  return true;
}

void smtp_transactions::conclude(delivery verdict) {
  auto letter = std::move(open_.front().letter);
  open_.pop_front();
  letter.done(std::move(verdict));
}

void smtp_transactions::close_by(const smtp_reply& reply) {
  const bool answers_dot = !awaited_.empty() && awaited_.front() == step::dot;
  const auto verdict = of(fate::deferred, code_of(reply), words_of(reply), true);
  // Whatever of the letter has gone: the relay says that it has not taken it.
  if (answers_dot) conclude(verdict);
  awaited_.clear();
  auto open = std::exchange(open_, {});
  for (auto& each : std::views::reverse(open)) give_up(each, verdict);
}

void smtp_transactions::give_up(transaction& of, delivery otherwise) {
  if (of.dot_at != 0 && out_.gone() > of.dot_at) {
    otherwise.what = fate::in_doubt;
  } else if (of.verdict) {
    otherwise = *std::move(of.verdict);
  } else if (!of.heard_of && !of.letter.given_back && begun_ > 1) {
    of.letter.given_back = true;
    letters_.give_back(std::move(of.letter));
    return;
  }
  of.letter.done(std::move(otherwise));
}

}  // namespace chant::mail
