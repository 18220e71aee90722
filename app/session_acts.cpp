#include "app/session_acts.hpp"

#include "app/operator_acts.hpp"
#include "base/awaited.hpp"
#include "campaign/layout.hpp"
#include "campaign/media_kind.hpp"
#include "campaign/own_stream.hpp"
#include "http/session_json.hpp"
#include "mail/outbox.hpp"
#include "store/disk_takes.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace chant::app {

namespace {

error unknown() {
  return {errc::not_found, "session_unknown", "there is no session of that id", ""};
}

/// The session that the path names, if it was ever opened.
result<campaign::session_id> session_in(const session_desk& desk, const http::request& r) {
  const auto id = campaign::session_id::from_hex(r.parameters[0]);
  if (!id || *id == campaign::own_stream()) return std::unexpected(unknown());
  const auto known = awaited<campaign::session>(
      [&](completion<campaign::session> done) { desk.sessions.view(*id, std::move(done)); });
  if (known) return *id;
  return std::unexpected(known.error().kind == errc::not_found ? unknown() : known.error());
}

http::response erase(const session_desk& desk, const campaign::session_id& fan) {
  const auto done = awaited<campaign::outcome>([&](completion<campaign::outcome> told) {
    desk.sessions.submit(fan, campaign::erase{.reason = "by_staff"}, std::move(told));
  });
  if (!done) return refusal(done.error());
  http::json_writer out;
  out.begin_object();
  out.member("session", fan.hex());
  out.member("erased", true);
  out.member("changed", done->changed);
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

void write_file(http::json_writer& out, const std::filesystem::path& path, std::string_view name) {
  out.begin_object();
  out.member("path", path.string());
  out.member("name", name);
  out.end_object();
}

/// Where under the data directory the fan's own files lie: recordings, and letters if copies are
/// kept.
void write_files(http::json_writer& out, const campaign::history& h) {
  out.key("files");
  out.begin_array();
  for (const auto& t : h.state.takes)
    if (t.status == campaign::take::state::uploaded)
      write_file(out, store::disk_takes::kept_file("takes", {h.of, t.id}),
                 fmt::format("recordings/{}.{}", t.id.hex(), campaign::extension_of(t.media_type)));
  for (const auto& l : h.state.letters)
    write_file(out, mail::outbox::file_of("outbox", l.asked_by),
               fmt::format("letters/{}-{}.eml", l.kind, l.asked_by.hex()));
  out.end_array();
}

/// Pictures are fetched one by one.
void write_pictures(http::json_writer& out, const campaign::history& h) {
  out.key("pictures");
  out.begin_array();
  for (const auto& a : h.state.artworks) {
    if (a.status == campaign::artwork::state::refused) continue;
    for (const auto l : campaign::all_layouts) {
      const auto share = campaign::to_text(a.share);
      const auto layout = campaign::name_of(l);
      out.begin_object();
      out.member("target", fmt::format("/admin/v1/artworks/{}/{}", share, layout));
      out.member("name", fmt::format("artworks/{}-{}.jpg", share, layout));
      out.end_object();
    }
  }
  out.end_array();
}

http::response hand_out(const session_desk& desk, const campaign::session_id& fan) {
  const auto told = awaited<campaign::history>(
      [&](completion<campaign::history> done) { desk.chronicle.tell(fan, std::move(done)); });
  if (!told) return refusal(told.error());
  http::json_writer out;
  out.begin_object();
  out.key("data");
  out.raw(http::told_json(*told, desk.site_url()));
  write_files(out, *told);
  write_pictures(out, *told);
  out.end_object();
  return http::json_response(200, std::move(out).text());
}

http::response picture(const session_desk& desk, const http::request& r) {
  const auto share = campaign::parse_share_id(r.parameters[0]);
  const auto layout = campaign::parse_layout(r.parameters[1]);
  if (!share || !layout)
    return refusal({errc::not_found, "artwork_unknown", "there is no such picture", ""});
  const auto drawn = awaited<campaign::picture>([&](completion<campaign::picture> done) {
    desk.gallery.draw(*share, *layout, std::move(done));
  });
  if (!drawn) return refusal(drawn.error());
  http::response jpeg;
  jpeg.prepared = "Content-Type: image/jpeg\r\nCache-Control: no-store\r\n";
  jpeg.pieces = drawn->jpeg;
  return jpeg;
}

/// An act on the session that the path names: refused, and not noted, where there is none.
http::admin_route act_on_session(const session_desk& desk, std::string_view verb,
                                 http::response (*run)(const session_desk&,
                                                       const campaign::session_id&)) {
  return {.verb = http::method::post,
          .pattern = fmt::format("/admin/v1/sessions/{{session}}/{}", verb),
          .run = [&desk, run, act = fmt::format("session {}", verb)](const http::request& r) {
            const auto fan = session_in(desk, r);
            if (!fan) return refusal(fan.error());
            return carry_out(desk.log, r,
                             {.act = act,
                              .subject = fan->hex(),
                              .run = [&](const http::json_object&) { return run(desk, *fan); }});
          }};
}

}  // namespace

std::vector<http::admin_route> session_acts(const session_desk& desk) {
  return {act_on_session(desk, "erase", erase),
          act_on_session(desk, "export", hand_out),
          {.verb = http::method::get,
           .pattern = "/admin/v1/artworks/{share}/{layout}",
           .run = [&desk](const http::request& r) { return picture(desk, r); }}};
}

}  // namespace chant::app
