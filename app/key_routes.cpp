#include "app/key_routes.hpp"

#include "app/operator_acts.hpp"
#include "cli/cloud_event.hpp"
#include "http/json.hpp"

#include <optional>
#include <utility>

namespace chant::app {

namespace {

void write_kek(http::json_writer& to, std::string_view name,
               const std::optional<store::kek_id>& id) {
  to.key(name);
  if (id) {
    to.value(id->hex());
  } else {
    to.value(nullptr);
  }
}

void write_census(http::json_writer& to, const store::key_census& census) {
  to.member("keys", census.keys());
  to.member("erased", census.erased);
  to.key("by_kek");
  to.begin_array();
  const auto one = [&](const std::optional<store::kek_id>& id, std::uint64_t keys) {
    to.begin_object();
    write_kek(to, "kek", id);
    to.member("keys", keys);
    to.end_object();
  };
  for (const auto& [id, keys] : census.by_kek) one(id, keys);
  if (census.before_ids > 0) one(std::nullopt, census.before_ids);
  to.end_array();
}

void write_rotation(http::json_writer& to, const store::rotation_progress& now) {
  to.key("rotation");
  to.begin_object();
  to.member("running", now.running);
  to.member("done", now.done);
  to.member("total", now.total);
  to.key("fault");
  if (now.fault) {
    to.begin_object();
    to.member("code", now.fault->code);
    to.member("detail", now.fault->detail);
    to.end_object();
  } else {
    to.value(nullptr);
  }
  to.end_object();
}

http::response status_of(const store::rocksdb_fan_keys& keys, const store::key_rotation& rotation,
                         unsigned status) {
  const auto known = keys.status();
  if (!known) return refusal(known.error());
  http::json_writer out;
  out.begin_object();
  out.member("source", known->source);
  write_kek(out, "kek", known->state.kek);
  out.key("kek_since");
  if (known->state.kek_since == timestamp{}) {
    out.value(nullptr);
  } else {
    out.value(cli::rfc3339(known->state.kek_since));
  }
  write_kek(out, "retiring", known->state.retiring);
  write_census(out, known->census);
  write_rotation(out, rotation.progress());
  out.end_object();
  return http::json_response(status, std::move(out).text());
}

}  // namespace

std::vector<http::admin_route> key_routes(const store::rocksdb_fan_keys& keys,
                                          store::key_rotation& rotation,
                                          campaign::own_events& log) {
  const auto rotate = [&keys, &rotation](const http::json_object&) {
    if (const auto begun = rotation.start(); !begun) return refusal(begun.error());
    return status_of(keys, rotation, 202);
  };
  return {
      {.verb = http::method::get,
       .pattern = "/admin/v1/keys",
       .run = [&keys, &rotation](const http::request&) { return status_of(keys, rotation, 200); }},
      {.verb = http::method::post,
       .pattern = "/admin/v1/keys/rotate",
       .run = [&log, rotate](const http::request& r) {
         return carry_out(log, r, {.act = "keys rotate", .subject = {}, .run = rotate});
       }}};
}

}  // namespace chant::app
