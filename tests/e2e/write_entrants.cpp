// Writes a node's log and keys as COUNT fans would have made them by entering the prize draw: every
// 50th with the address of the one before, in capitals, every 40th erased afterwards. The session
// ids of those who take part go to a file, a line each.
//
//   write_entrants DATA COUNT SESSIONS_FILE
#include "campaign/event_codec.hpp"
#include "store/rocksdb_fan_keys.hpp"
#include "store/rocksdb_log.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <semaphore>
#include <string>
#include <vector>

namespace {

using namespace chant;  // a program of one file
using campaign::event;

constexpr std::uint64_t doubled_every = 50;
constexpr std::uint64_t erased_every = 40;
constexpr std::ptrdiff_t in_flight = 1'000;

bool is_doubled(std::uint64_t fan) { return fan % doubled_every == doubled_every - 1; }
bool is_erased(std::uint64_t fan) { return fan % erased_every == erased_every / 2; }

std::string address_of(std::uint64_t fan) {
  // Neither of the two is erased: numbers with the same address are 8 to 9 modulo 10, erased ones
  // 0.
  return is_doubled(fan) ? "FAN" + std::to_string(fan - 1) + "@example.org"
                         : "fan" + std::to_string(fan) + "@example.org";
}

/// Fails loudly: a test that goes on without its data proves nothing.
template <class T>
T must(result<T> r) {
  if (r) return *std::move(r);
  std::fprintf(stderr, "%s: %s\n", r.error().code.c_str(), r.error().detail.c_str());
  std::exit(1);
}

std::vector<event> events_of(std::uint64_t fan, const campaign::session_id& session,
                             store::fan_keys& keys) {
  const event unsealed(campaign::subscriber_added{});
  const store::seal_place place{
      .type = campaign::type_code(unsealed), .version = campaign::stream_version(2), .field = 0};
  campaign::subscriber_added added;
  added.email = must(keys.seal(session, place, campaign::personal_text(address_of(fan))));
  added.language = "en";
  added.age_band = campaign::age_band::adult;
  std::vector<event> events{
      campaign::session_opened{.language = "en", .country = "FR"}, std::move(added),
      campaign::draw_entered{.age_band = campaign::age_band::adult, .country = "FR"}};
  if (is_erased(fan)) events.emplace_back(campaign::session_erased{.reason = "by_fan"});
  return events;
}

store::append_request append_of(const campaign::session_id& session,
                                const std::vector<event>& events, random_source& random) {
  store::append_request request{
      .stream = session, .expected = store::expected_version::no_stream(), .events = {}};
  for (const auto& e : events) {
    auto& added = request.events.emplace_back();
    campaign::fill_random(added.id, random);
    added.type = campaign::type_code(e);
    added.schema = campaign::schema_version(e);
    added.at = system_clock().now();
    added.payload = campaign::encode(e);
  }
  return request;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const std::filesystem::path data = arguments[1];
  const auto fans = std::strtoull(arguments[2], nullptr, 10);
  std::ofstream playing(arguments[3]);
  system_random random;
  std::filesystem::create_directories(data / "log");
  const auto keys = must(store::rocksdb_fan_keys::open_in(
      {.dir = data / "keys", .witness = data / "log" / "KEYS"}, random));
  const auto log =
      must(store::rocksdb_log::open({.dir = data / "log",
                                     .space = {.min_free_bytes = 0, .min_free_percent = 0},
                                     .ballast_bytes = 0,
                                     .before_commit = [&] { return keys->make_durable(); }}));
  std::counting_semaphore<in_flight> room(in_flight);
  for (std::uint64_t fan = 0; fan < fans; ++fan) {
    campaign::session_id session;
    campaign::fill_random(session, random);
    if (!is_doubled(fan) && !is_erased(fan)) playing << session.hex() << '\n';
    room.acquire();
    log->append(append_of(session, events_of(fan, session, *keys), random), [&](auto receipt) {
      if (!receipt) std::_Exit(3);  // nobody else writes: an append cannot be refused
      room.release();
    });
  }
  for (std::ptrdiff_t i = 0; i < in_flight; ++i) room.acquire();
  log->close();
  return playing.flush().good() ? 0 : 1;
}
