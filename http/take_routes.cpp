// /api/v1/takes: recordings come in by tus 1.0 (core, creation, creation-with-upload, termination,
// expiration, checksum). tus.io/protocols/resumable-upload has the rules.
#include "base/web_origin.hpp"
#include "http/cross_origin.hpp"
#include "http/date.hpp"
#include "http/fan_site.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "http/session_secret.hpp"
#include "http/upload_header.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace chant::http {

namespace {

using site_ptr = std::shared_ptr<const fan_site>;
using campaign::upload_progress;

constexpr std::string_view version = "1.0.0";
constexpr std::string_view takes_path = "/api/v1/takes";
constexpr std::string_view piece_type = "application/offset+octet-stream";
constexpr std::string_view every_answer = "Tus-Resumable: 1.0.0\r\n";
constexpr std::string_view answer_fields =
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
// Of the calls on a grant, where they go to another origin than the pages'. Stock clients send the
// header of their POST, Authorization with it, again with every piece.
constexpr cross_origin_fields grant_fields{
    .sent =
        "Authorization, Content-Type, Tus-Resumable, Upload-Checksum, Upload-Offset, "
        "X-HTTP-Method-Override, X-Request-ID",
    .read =
        "Retry-After, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, "
        "Tus-Version, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset"};
// Latency, marker, a dozen figures: more is no timing.
constexpr std::size_t most_timing_bytes = 2 * 1024;

/// What tus answers with statuses that no other route has.
response upload_problem(const error& e) {
  const auto as = [&](unsigned status) { return problem(status, e.code, e.detail, e.field); };
  if (e.code == "grant_invalid") return as(403);
  if (e.code == "upload_locked") {
    auto locked = as(423);
    locked.with("Retry-After", "1");
    return locked;
  }
  if (e.code == "checksum_mismatch") return as(460);
  if (e.code == "media_type_unknown" || e.code == "media_type_differs") return as(415);
  if (e.code == "take_too_large") return as(413);
  return problem(e);
}

/// Why a request is no tus request, if it is none.
std::optional<response> no_tus(const request& r) {
  if (r[header::tus_resumable] == version) return std::nullopt;
  auto no =
      problem(412, "tus_version_unsupported", "Tus-Resumable must be 1.0.0.", "Tus-Resumable");
  no.with("Tus-Version", version);
  return no;
}

response progress_answer(unsigned status, const upload_progress& p) {
  response r;
  r.status = status;
  r.prepared = answer_fields;
  r.with("Upload-Offset", fmt::to_string(p.offset));
  r.with("Upload-Expires", http_date(p.expires));
  return r;
}

/// The body of one request on its way into a take; `status` and `fields` make its answer.
class piece_sink final : public body_sink {
 public:
  piece_sink(std::unique_ptr<campaign::take_writer> writer, unsigned status, std::string fields)
      : writer_(std::move(writer)), status_(status), fields_(std::move(fields)) {}

  std::optional<response> write(std::string_view bytes) override {
    if (auto written = writer_->write(bytes); !written) return upload_problem(written.error());
    return std::nullopt;
  }

  bool takes_pipes() const override { return writer_->takes_pipes(); }
  std::optional<response> write_from(int pipe, std::size_t size) override {
    if (auto written = writer_->write_from(pipe, size); !written)
      return upload_problem(written.error());
    return std::nullopt;
  }

  void complete(exchange& e) override {
    writer_->finish(answer_later<upload_progress>(
        e,
        [status = status_, fields = std::move(fields_)](exchange& back, result<upload_progress> p) {
          if (!p) return back.answer(upload_problem(p.error()));
          auto r = progress_answer(status, *p);
          r.fields += fields;
          back.answer(std::move(r));
        }));
  }

 private:
  std::unique_ptr<campaign::take_writer> writer_;
  unsigned status_;
  std::string fields_;
};

/// The piece that the request's header announces.
result<campaign::take_piece> read_piece(const request& r, std::uint64_t offset) {
  campaign::take_piece piece;
  piece.offset = offset;
  if (r.content_length || !r.has_body_length) piece.size_bytes = r.content_length.value_or(0);
  if (const auto sum = r[header::upload_checksum]; !sum.empty()) {
    auto checksum = read_checksum(sum);
    if (!checksum) return std::unexpected(checksum.error());
    piece.checksum = *std::move(checksum);
  }
  return piece;
}

/// Goes on with the take and reads the body into it.
void receive_piece(const site_ptr& site, exchange& e, std::string_view token,
                   campaign::take_piece piece, unsigned status, std::string fields) {
  site->takes.resume(
      token, std::move(piece),
      answer_later<std::unique_ptr<campaign::take_writer>>(
          e, [status, fields = std::move(fields)](
                 exchange& back, result<std::unique_ptr<campaign::take_writer>> w) mutable {
            if (!w) return back.answer(upload_problem(w.error()));
            back.accept_body(
                std::make_unique<piece_sink>(*std::move(w), status, std::move(fields)));
          }));
}

result<std::optional<std::string>> read_timing(const metadata_map& metadata) {
  const auto at = metadata.find("timing");
  if (at == metadata.end()) return std::nullopt;
  if (at->second.size() > most_timing_bytes)
    return std::unexpected(
        error{errc::too_large, "timing_too_long", "The timing is longer than 2 KiB.", "timing"});
  if (auto object = json_object::parse(at->second); !object) {
    object.error().field = "timing";
    return std::unexpected(object.error());
  }
  return at->second;
}

/// 64 lower-case hexadecimal digits, as everywhere else.
result<std::optional<sha256_digest>> read_digest(const metadata_map& metadata) {
  const auto at = metadata.find("sha256");
  if (at == metadata.end()) return std::nullopt;
  const auto digest = sha256_digest::from_hex(at->second);
  if (!digest || digest->hex() != at->second)
    return std::unexpected(error{errc::malformed, "digest_malformed",
                                 "The digest must be 64 lower-case hexadecimal digits.", "sha256"});
  return digest;
}

result<campaign::take_offer> read_offer(const fan_site& site, const request& r) {
  campaign::take_offer offer;
  if (r[header::upload_length].empty())
    return std::unexpected(error{errc::malformed, "upload_length_missing",
                                 "The size must be known from the beginning.", "Upload-Length"});
  const auto size =
      read_count(r[header::upload_length], "Upload-Length", "upload_length_malformed");
  if (!size) return std::unexpected(size.error());
  if (*size > site.takes.largest())
    return std::unexpected(error{errc::too_large, "take_too_large",
                                 "The recording is larger than the campaign takes.",
                                 "Upload-Length"});
  offer.size_bytes = *size;
  auto metadata = read_metadata(r[header::upload_metadata]);
  if (!metadata) return std::unexpected(metadata.error());
  for (const auto& [key, into, required] :
       {std::tuple("filetype", &offer.media_type, true),
        std::tuple("consent", &offer.consent, true), std::tuple("tier", &offer.tier, false)}) {
    const auto at = metadata->find(key);
    if (at != metadata->end()) *into = at->second;
    if (required && into->empty())
      return std::unexpected(
          error{errc::refused, "field_missing", "The metadata lacks a value.", key});
  }
  // An upload may be days older than the words of today: an id that is no digest, or of words that
  // nobody knows any more, stands for itself.
  offer.shown = site.pages->get()->wordings.find("recording", offer.consent);
  auto timing = read_timing(*metadata);
  if (!timing) return std::unexpected(timing.error());
  offer.timing = *std::move(timing);
  const auto digest = read_digest(*metadata);
  if (!digest) return std::unexpected(digest.error());
  offer.digest = *digest;
  offer.metadata = r[header::upload_metadata];
  return offer;
}

handler create_handler(const site_ptr& site) {
  return [site](exchange& e) {
    const auto& r = e.asked();
    if (auto no = no_tus(r)) return e.answer(std::move(*no));
    const auto session = session_asked(r);
    if (!session) return e.answer(problem(session.error()));
    const bool with_upload = r.content_length.value_or(r.has_body_length ? 1 : 0) > 0;
    if (with_upload && r[header::content_type] != piece_type)
      return e.answer(problem(415, "media_type_unsupported",
                              "The body must be application/offset+octet-stream."));
    auto offer = read_offer(*site, r);
    if (!offer) return e.answer(upload_problem(offer.error()));
    auto piece = read_piece(r, 0);
    if (!piece) return e.answer(upload_problem(piece.error()));
    site->takes.begin(
        *session, *std::move(offer),
        answer_later<campaign::take_grant>(
            e, [site, with_upload, piece = *std::move(piece)](
                   exchange& back, result<campaign::take_grant> grant) mutable {
              if (!grant) return back.answer(upload_problem(grant.error()));
              std::string location =
                  fmt::format("Location: {}{}/{}\r\n", site->upload_url, takes_path, grant->token);
              if (with_upload)
                return receive_piece(site, back, grant->token, std::move(piece), 201,
                                     std::move(location));
              response made = progress_answer(201, {.offset = 0, .expires = grant->expires});
              made.fields += location;
              back.answer(std::move(made));
            }));
  };
}

handler piece_handler(const site_ptr& site) {
  return [site](exchange& e) {
    const auto& r = e.asked();
    if (auto no = no_tus(r)) return e.answer(std::move(*no));
    if (r[header::content_type] != piece_type)
      return e.answer(problem(415, "media_type_unsupported",
                              "The body must be application/offset+octet-stream."));
    const auto offset =
        read_count(r[header::upload_offset], "Upload-Offset", "upload_offset_malformed");
    if (!offset) return e.answer(problem(offset.error()));
    auto piece = read_piece(r, *offset);
    if (!piece) return e.answer(problem(piece.error()));
    receive_piece(site, e, r.parameters[0], *std::move(piece), 204, {});
  };
}

handler look_handler(const site_ptr& site) {
  return [site](exchange& e) {
    if (auto no = no_tus(e.asked())) return e.answer(std::move(*no));
    site->takes.look(
        e.asked().parameters[0],
        answer_later<upload_progress>(e, [](exchange& back, result<upload_progress> p) {
          if (!p) return back.answer(upload_problem(p.error()));
          auto r = progress_answer(200, *p);
          r.with("Upload-Length", fmt::to_string(p->size_bytes));
          if (!p->metadata.empty()) r.with("Upload-Metadata", p->metadata);
          back.answer(std::move(r));
        }));
  };
}

handler drop_handler(const site_ptr& site) {
  return [site](exchange& e) {
    if (auto no = no_tus(e.asked())) return e.answer(std::move(*no));
    site->takes.drop(e.asked().parameters[0],
                     answer_later<void>(e, [](exchange& back, result<void> dropped) {
                       if (!dropped) return back.answer(upload_problem(dropped.error()));
                       response r;
                       r.status = 204;
                       r.prepared = answer_fields;
                       back.answer(std::move(r));
                     }));
  };
}

route upload_route(const site_ptr& site, std::string name, std::string pattern) {
  return {.name = std::move(name),
          .pattern = std::move(pattern),
          .every_answer = std::string(every_answer),
          .options_answer = fmt::format("Tus-Version: {}\r\n"
                                        "Tus-Extension: creation,creation-with-upload,termination,"
                                        "expiration,checksum\r\n"
                                        "Tus-Checksum-Algorithm: sha1,sha256\r\n"
                                        "Tus-Max-Size: {}\r\n",
                                        version, site->takes.largest()),
          .method_override = true};
}

}  // namespace

std::vector<route> take_routes(const site_ptr& site) {
  const auto largest = site->takes.largest();
  std::vector<route> routes;
  auto& takes = routes.emplace_back(upload_route(site, "takes", std::string(takes_path)));
  takes.endpoints.push_back({.verb = method::post,
                             .limited = true,
                             .deferring = true,
                             .streamed_bytes = largest,
                             .run = create_handler(site)});
  auto& take =
      routes.emplace_back(upload_route(site, "take", std::string(takes_path) + "/{grant}"));
  take.endpoints.push_back({.verb = method::head, .deferring = true, .run = look_handler(site)});
  take.endpoints.push_back({.verb = method::patch,
                            .deferring = true,
                            .streamed_bytes = largest,
                            .run = piece_handler(site)});
  take.endpoints.push_back({.verb = method::del, .deferring = true, .run = drop_handler(site)});
  if (const auto pages = web_origin(site->public_url); pages && !site->upload_url.empty())
    open_to_pages_of(*pages, grant_fields, take);
  return routes;
}

}  // namespace chant::http
