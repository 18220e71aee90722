// One event of each type with fixed contents, and random ones: for the codec's tests.
#pragma once

#include "campaign/events.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace chant::campaign {

template <class Id>
Id filled_id(unsigned char with) {
  Id id;
  id.bytes.fill(std::byte{with});
  return id;
}

/// As they come from the log: personal fields sealed, none opened.
inline std::vector<event> sample_events() {
  const auto sealed = [](std::string text) { return personal_text::sealed(std::move(text)); };
  const auto share = filled_id<share_id>(0xA5);
  const auto letter = filled_id<event_id>(0x5A);
  const auto take = filled_id<take_id>(0x3C);
  const timestamp moment(std::chrono::microseconds(1'466'000'000'123'456));
  return {
      session_opened{.language = "fr", .country = "CH"},
      artwork_ordered{.share = share,
                      .team = "gb-wls",
                      .name = sealed("sealed name"),
                      .language = "zh-Hans",
                      .revision = "2016-06-10"},
      artwork_rendered{.share = share, .renderer = "r7", .strip_bytes = 70123},
      artwork_refused{.share = share, .renderer = "r7", .code_points = {0x13000, 0x378, 65}},
      subscriber_added{.email = sealed("sealed address"),
                       .name = sealed("sealed name"),
                       .language = "tr",
                       .age_band = age_band::age_16_17},
      consent_given{.purpose = "newsletter", .text_version = "3", .language = "de"},
      consent_withdrawn{.purpose = "recording"},
      letter_accepted{.letter = letter, .kind = "welcome", .queue_id = "4XyZ"},
      letter_failed{.letter = letter, .kind = "welcome", .reason = "address_rejected"},
      take_begun{.take = take,
                 .media_type = "audio/webm;codecs=opus",
                 .size_bytes = 262144,
                 .tier = "A",
                 .consent = "recording-2016-01"},
      take_uploaded{.take = take,
                    .size_bytes = 262144,
                    .sha256 = std::string(64, 'e'),
                    .media_type = "audio/webm",
                    .timing = R"({"latency_seconds":0.02})"},
      take_dropped{.take = take, .reason = "by_fan"},
      draw_entered{.age_band = age_band::adult, .country = "PL"},
      session_erased{.reason = "by_fan"},
      letter_claimed{.letter = letter, .kind = "welcome", .attempt = 2},
      letter_deferred{.letter = letter,
                      .kind = "welcome",
                      .attempt = 2,
                      .reason = "451 4.7.1",
                      .next_at = moment},
      letter_in_doubt{.letter = letter,
                      .kind = "confirm",
                      .attempt = 3,
                      .reason = "connection_lost",
                      .next_at = moment},
      letter_bounced{.letter = letter, .reason = "5.1.1", .hard = true},
      letter_complained{.letter = letter},
      subscriber_confirmed{.asked_by = letter},
      subscriber_removed{.reason = "by_link"},
      front_error_counted{.fingerprint = "0123456789abcdef",
                          .message = "TypeError: … is not a function",
                          .release = "b7",
                          .page = "/studio",
                          .browser = "safari",
                          .stack = "start studio-Ab3dEf12.js:1:2345",
                          .reports = 12},
      operator_acted{.act = "session erase",
                     .subject = "0123456789abcdef0123456789abcdef",
                     .who = "ops@node-1",
                     .whence = "admin.sock",
                     .why = "asked by post"},
      draw_committed{.draw = "main", .commitment = std::string(64, 'c'), .beacon = "a lottery"},
      draw_closed{.draw = "main",
                  .closing = 123456,
                  .chain = std::string(64, 'a'),
                  .entries = 1000,
                  .entries_sha256 = std::string(64, 'f'),
                  .left_out = 2},
      draw_won{.draw = "main",
               .place = 1,
               .role = "winner",
               .entry = std::string(32, '7'),
               .session = std::string(32, '9')},
      address_suppressed{.address = std::string(64, '5'), .reason = "bounced"},
      address_released{.address = std::string(64, '5')},
      erase_carried_out{
          .session = std::string(32, '9'), .pictures = 2, .letters = 1, .recordings = 1},
      draw_left_out{
          .draw = "main", .entries_sha256 = std::string(64, 'f'), .sessions = std::string(64, '8')},
      draw_held{.draw = "main",
                .salt = std::string(64, 'b'),
                .beacon = "4 8 15 16 23 42",
                .winners = 3,
                .substitutes = 10},
  };
}

/// Text of up to `size_max` characters in several scripts.
inline rc::Gen<std::string> any_text(int size_max = 40) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "Z", "7", " ", "é", "ß", "中", "ع", "🎤", "\"", "\\", "\n")),
                      [size_max](const std::vector<std::string>& letters) {
                        std::string text;
                        for (std::size_t i = 0; i < letters.size() && std::cmp_less(i, size_max);
                             ++i)
                          text += letters[i];
                        return text;
                      });
}

inline rc::Gen<std::string> any_bytes() { return rc::gen::arbitrary<std::string>(); }

inline rc::Gen<personal_text> any_sealed() {
  return rc::gen::map(any_bytes(),
                      [](std::string bytes) { return personal_text::sealed(std::move(bytes)); });
}

template <class Id>
rc::Gen<Id> any_id() {
  return rc::gen::map(
      rc::gen::arbitrary<std::array<std::uint8_t, sizeof(Id)>>(), [](const auto& raw) {
        Id id;
        std::ranges::transform(raw, id.bytes.begin(), [](std::uint8_t b) { return std::byte{b}; });
        return id;
      });
}

template <class T>
rc::Gen<std::optional<T>> any_optional(const rc::Gen<T>& of) {
  return rc::gen::oneOf(rc::gen::just(std::optional<T>()),
                        rc::gen::map(of, [](T value) { return std::optional(std::move(value)); }));
}

inline rc::Gen<age_band> any_age() {
  return rc::gen::element(age_band::under_16, age_band::age_16_17, age_band::adult);
}

inline rc::Gen<std::string> any_opt_in() {
  return rc::gen::element<std::string>("double", "again", "of a later version");
}

inline rc::Gen<timestamp> any_moment() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000),
                      [](auto since) { return timestamp(std::chrono::microseconds(since)); });
}

inline rc::Gen<event> any_event() {
  const auto wrap = [](auto e) { return event(std::move(e)); };
  return rc::gen::oneOf(
      rc::gen::map(
          rc::gen::build<session_opened>(rc::gen::set(&session_opened::language, any_text()),
                                         rc::gen::set(&session_opened::country, any_text(2))),
          wrap),
      rc::gen::map(
          rc::gen::build<artwork_ordered>(rc::gen::set(&artwork_ordered::share, any_id<share_id>()),
                                          rc::gen::set(&artwork_ordered::team, any_text()),
                                          rc::gen::set(&artwork_ordered::name, any_sealed()),
                                          rc::gen::set(&artwork_ordered::language, any_text()),
                                          rc::gen::set(&artwork_ordered::revision, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<artwork_rendered>(
                       rc::gen::set(&artwork_rendered::share, any_id<share_id>()),
                       rc::gen::set(&artwork_rendered::renderer, any_text()),
                       rc::gen::set(&artwork_rendered::strip_bytes)),
                   wrap),
      rc::gen::map(
          rc::gen::build<artwork_refused>(rc::gen::set(&artwork_refused::share, any_id<share_id>()),
                                          rc::gen::set(&artwork_refused::renderer, any_text()),
                                          rc::gen::set(&artwork_refused::code_points)),
          wrap),
      rc::gen::map(rc::gen::build<subscriber_added>(
                       rc::gen::set(&subscriber_added::email, any_sealed()),
                       rc::gen::set(&subscriber_added::name, any_optional(any_sealed())),
                       rc::gen::set(&subscriber_added::language, any_text()),
                       rc::gen::set(&subscriber_added::age_band, any_age()),
                       rc::gen::set(&subscriber_added::opt_in, any_optional(any_opt_in()))),
                   wrap),
      rc::gen::map(rc::gen::build<consent_given>(
                       rc::gen::set(&consent_given::purpose, any_text()),
                       rc::gen::set(&consent_given::text_version, any_text()),
                       rc::gen::set(&consent_given::language, any_text()),
                       rc::gen::set(&consent_given::text_sha256, any_optional(any_text()))),
                   wrap),
      rc::gen::map(
          rc::gen::build<consent_withdrawn>(rc::gen::set(&consent_withdrawn::purpose, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<letter_accepted>(
                       rc::gen::set(&letter_accepted::letter, any_id<event_id>()),
                       rc::gen::set(&letter_accepted::kind, any_text()),
                       rc::gen::set(&letter_accepted::queue_id, any_text())),
                   wrap),
      rc::gen::map(
          rc::gen::build<letter_failed>(rc::gen::set(&letter_failed::letter, any_id<event_id>()),
                                        rc::gen::set(&letter_failed::kind, any_text()),
                                        rc::gen::set(&letter_failed::reason, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<take_begun>(rc::gen::set(&take_begun::take, any_id<take_id>()),
                                              rc::gen::set(&take_begun::media_type, any_text()),
                                              rc::gen::set(&take_begun::size_bytes),
                                              rc::gen::set(&take_begun::tier, any_text(1)),
                                              rc::gen::set(&take_begun::consent, any_text())),
                   wrap),
      rc::gen::map(rc::gen::build<take_uploaded>(
                       rc::gen::set(&take_uploaded::take, any_id<take_id>()),
                       rc::gen::set(&take_uploaded::size_bytes),
                       rc::gen::set(&take_uploaded::sha256, any_text()),
                       rc::gen::set(&take_uploaded::media_type, any_text()),
                       rc::gen::set(&take_uploaded::timing, any_optional(any_text())),
                       rc::gen::set(&take_uploaded::sha256_by, any_optional(any_text()))),
                   wrap),
      rc::gen::map(
          rc::gen::build<take_dropped>(rc::gen::set(&take_dropped::take, any_id<take_id>()),
                                       rc::gen::set(&take_dropped::reason, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<draw_entered>(rc::gen::set(&draw_entered::age_band, any_age()),
                                                rc::gen::set(&draw_entered::country, any_text(2))),
                   wrap),
      rc::gen::map(
          rc::gen::build<session_erased>(rc::gen::set(&session_erased::reason, any_text())), wrap),
      rc::gen::map(rc::gen::build<front_error_counted>(
                       rc::gen::set(&front_error_counted::fingerprint, any_text()),
                       rc::gen::set(&front_error_counted::message, any_text()),
                       rc::gen::set(&front_error_counted::release, any_text()),
                       rc::gen::set(&front_error_counted::page, any_text()),
                       rc::gen::set(&front_error_counted::browser, any_text()),
                       rc::gen::set(&front_error_counted::stack, any_text()),
                       rc::gen::set(&front_error_counted::reports)),
                   wrap),
      rc::gen::map(
          rc::gen::build<letter_claimed>(rc::gen::set(&letter_claimed::letter, any_id<event_id>()),
                                         rc::gen::set(&letter_claimed::kind, any_text()),
                                         rc::gen::set(&letter_claimed::attempt)),
          wrap),
      rc::gen::map(rc::gen::build<letter_deferred>(
                       rc::gen::set(&letter_deferred::letter, any_id<event_id>()),
                       rc::gen::set(&letter_deferred::kind, any_text()),
                       rc::gen::set(&letter_deferred::attempt),
                       rc::gen::set(&letter_deferred::reason, any_text()),
                       rc::gen::set(&letter_deferred::next_at, any_moment())),
                   wrap),
      rc::gen::map(rc::gen::build<letter_in_doubt>(
                       rc::gen::set(&letter_in_doubt::letter, any_id<event_id>()),
                       rc::gen::set(&letter_in_doubt::kind, any_text()),
                       rc::gen::set(&letter_in_doubt::attempt),
                       rc::gen::set(&letter_in_doubt::reason, any_text()),
                       rc::gen::set(&letter_in_doubt::next_at, any_optional(any_moment()))),
                   wrap),
      rc::gen::map(
          rc::gen::build<letter_bounced>(rc::gen::set(&letter_bounced::letter, any_id<event_id>()),
                                         rc::gen::set(&letter_bounced::reason, any_text()),
                                         rc::gen::set(&letter_bounced::hard)),
          wrap),
      rc::gen::map(rc::gen::build<letter_complained>(
                       rc::gen::set(&letter_complained::letter, any_id<event_id>())),
                   wrap),
      rc::gen::map(rc::gen::build<subscriber_confirmed>(
                       rc::gen::set(&subscriber_confirmed::asked_by, any_id<event_id>())),
                   wrap),
      rc::gen::map(
          rc::gen::build<subscriber_removed>(rc::gen::set(&subscriber_removed::reason, any_text())),
          wrap),
      rc::gen::map(
          rc::gen::build<operator_acted>(rc::gen::set(&operator_acted::act, any_text()),
                                         rc::gen::set(&operator_acted::subject, any_text()),
                                         rc::gen::set(&operator_acted::who, any_text()),
                                         rc::gen::set(&operator_acted::whence, any_text()),
                                         rc::gen::set(&operator_acted::why, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<draw_committed>(
                       rc::gen::set(&draw_committed::draw, any_text()),
                       rc::gen::set(&draw_committed::commitment, any_text()),
                       rc::gen::set(&draw_committed::beacon, any_optional(any_text()))),
                   wrap),
      rc::gen::map(
          rc::gen::build<draw_closed>(
              rc::gen::set(&draw_closed::draw, any_text()), rc::gen::set(&draw_closed::closing),
              rc::gen::set(&draw_closed::chain, any_text()), rc::gen::set(&draw_closed::entries),
              rc::gen::set(&draw_closed::entries_sha256, any_text()),
              rc::gen::set(&draw_closed::left_out)),
          wrap),
      rc::gen::map(
          rc::gen::build<draw_left_out>(rc::gen::set(&draw_left_out::draw, any_text()),
                                        rc::gen::set(&draw_left_out::entries_sha256, any_text()),
                                        rc::gen::set(&draw_left_out::sessions, any_text())),
          wrap),
      rc::gen::map(rc::gen::build<draw_held>(
                       rc::gen::set(&draw_held::draw, any_text()),
                       rc::gen::set(&draw_held::salt, any_text()),
                       rc::gen::set(&draw_held::beacon, any_optional(any_text())),
                       rc::gen::set(&draw_held::winners), rc::gen::set(&draw_held::substitutes)),
                   wrap),
      rc::gen::map(rc::gen::build<draw_won>(rc::gen::set(&draw_won::draw, any_text()),
                                            rc::gen::set(&draw_won::place),
                                            rc::gen::set(&draw_won::role, any_text()),
                                            rc::gen::set(&draw_won::entry, any_text()),
                                            rc::gen::set(&draw_won::session, any_text())),
                   wrap),
      rc::gen::map(
          rc::gen::build<address_suppressed>(rc::gen::set(&address_suppressed::address, any_text()),
                                             rc::gen::set(&address_suppressed::reason, any_text())),
          wrap),
      rc::gen::map(
          rc::gen::build<address_released>(rc::gen::set(&address_released::address, any_text())),
          wrap),
      rc::gen::map(
          rc::gen::build<erase_carried_out>(rc::gen::set(&erase_carried_out::session, any_text()),
                                            rc::gen::set(&erase_carried_out::pictures),
                                            rc::gen::set(&erase_carried_out::letters),
                                            rc::gen::set(&erase_carried_out::recordings)),
          wrap));
}

}  // namespace chant::campaign
