#include "http/session_json.hpp"

#include "campaign/event_codec.hpp"
#include "campaign/event_json.hpp"
#include "campaign/layout.hpp"
#include "http/problem.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace chant::http {

namespace {

constexpr std::string_view answer_fields =
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n";

void write_artworks(json_writer& out, const campaign::session& s, const std::string& base) {
  out.key("artworks");
  out.begin_array();
  for (const auto& a : s.artworks) {
    out.begin_object();
    write_links(out, a.share, base);
    out.member("team", a.team);
    out.member("name", a.name.clear());
    out.member("language", a.language);
    out.member("state", campaign::to_text(a.status));
    out.end_object();
  }
  out.end_array();
}

void write_subscriber(json_writer& out, const campaign::session& s) {
  out.member("subscribed", s.subscribed.has_value());
  out.key("subscriber");
  if (!s.subscribed) return out.value(nullptr);
  out.begin_object();
  out.member("email", s.subscribed->email.clear());
  if (s.subscribed->name) out.member("name", s.subscribed->name->clear());
  out.member("language", s.subscribed->language);
  out.member("age_band", campaign::to_text(s.subscribed->age));
  out.member("state", campaign::to_text(s.subscribed->status));
  out.end_object();
}

void write_takes(json_writer& out, const campaign::session& s) {
  out.key("takes");
  out.begin_array();
  for (const auto& t : s.takes) {
    out.begin_object();
    out.member("id", t.id.hex());
    out.member("state", campaign::to_text(t.status));
    out.member("bytes", t.size_bytes);
    out.member("media_type", t.media_type);
    out.member("tier", t.tier);
    out.end_object();
  }
  out.end_array();
}

void write_session(json_writer& out, const campaign::session& s, const std::string& base) {
  out.member("language", s.language);
  out.key("country");
  if (s.country.empty())
    out.value(nullptr);
  else
    out.value(s.country);
  write_artworks(out, s, base);
  write_subscriber(out, s);
  out.key("consents");
  out.begin_array();
  for (const auto& purpose : s.consents) out.value(purpose);
  out.end_array();
  write_takes(out, s);
  out.member("drawn", s.in_draw);
}

void write_letters(json_writer& out, const campaign::session& s) {
  out.key("letters");
  out.begin_array();
  for (const auto& l : s.letters) {
    out.begin_object();
    out.member("id", l.asked_by.hex());
    out.member("kind", l.kind);
    out.member("state", campaign::to_text(l.status));
    out.end_object();
  }
  out.end_array();
}

std::string time_json(timestamp at) {
  std::string json;
  campaign::append_json(json, at);
  return json;
}

/// One consent, from when it was given to when it was taken back.
struct consent_span {
  const campaign::consent_given* given;
  timestamp from;
  std::optional<timestamp> until;
};

std::vector<consent_span> consents_in(const campaign::history& h) {
  std::vector<consent_span> spans;
  for (const auto& e : h.events) {
    if (const auto* given = std::get_if<campaign::consent_given>(&e.what))
      spans.push_back({.given = given, .from = e.at, .until = {}});
    if (const auto* taken = std::get_if<campaign::consent_withdrawn>(&e.what))
      for (auto& s : spans)
        if (!s.until && s.given->purpose == taken->purpose) s.until = e.at;
  }
  return spans;
}

void write_consents(json_writer& out, const campaign::history& h) {
  out.key("consent_record");
  out.begin_array();
  for (const auto& [given, from, until] : consents_in(h)) {
    out.begin_object();
    out.member("purpose", given->purpose);
    out.member("text_version", given->text_version);
    if (given->text_sha256) out.member("text_sha256", *given->text_sha256);
    out.member("language", given->language);
    out.key("given_at");
    out.raw(time_json(from));
    out.key("withdrawn_at");
    out.raw(until ? time_json(*until) : "null");
    out.end_object();
  }
  out.end_array();
}

void write_events(json_writer& out, const campaign::history& h) {
  out.key("events");
  out.begin_array();
  for (const auto& e : h.events) {
    out.begin_object();
    out.key("time");
    out.raw(time_json(e.at));
    out.member("type", campaign::type_name(campaign::type_code(e.what)).value_or("unknown"));
    out.key("data");
    out.raw(campaign::to_json(e.what, campaign::personal_in_json::opened));
    out.end_object();
  }
  out.end_array();
}

response erased() {
  return problem({errc::gone, "gone", "Everything about this session was erased.", ""});
}

}  // namespace

response json_answer(unsigned status, json_writer body) {
  response r;
  r.status = status;
  r.prepared = answer_fields;
  r.text = std::move(body).text();
  return r;
}

void write_links(json_writer& out, const campaign::share_id& share, const std::string& base) {
  const auto id = campaign::to_text(share);
  const auto page = base + "/s/" + id;
  out.member("share_id", id);
  out.member("share_url", page);
  out.key("images");
  out.begin_object();
  for (const auto l : campaign::all_layouts)
    out.member(campaign::name_of(l), page + "/" + std::string(campaign::name_of(l)) + ".jpg");
  out.end_object();
}

response session_answer(unsigned status, const campaign::session& s, const std::string& base) {
  if (s.erased) return erased();
  json_writer out;
  out.begin_object();
  write_session(out, s, base);
  out.end_object();
  return json_answer(status, std::move(out));
}

std::string told_json(const campaign::history& h, const std::string& base) {
  json_writer out;
  out.begin_object();
  out.member("about", "Everything this campaign keeps about you, and when it came to be.");
  write_session(out, h.state, base);
  write_letters(out, h.state);
  write_consents(out, h);
  write_events(out, h);
  out.end_object();
  return std::move(out).text();
}

response export_answer(const campaign::history& h, const std::string& base) {
  response file;
  file.prepared = answer_fields;
  file.text = told_json(h, base);
  file.with("Content-Disposition", "attachment; filename=\"my-data.json\"");
  return file;
}

}  // namespace chant::http
