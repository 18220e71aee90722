// A node's stores on disk and its actors, without the renderer's pictures: for benches of what lies
// between a request and its durable event.
#pragma once

#include "actors/node_actors.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "config/campaign_files.hpp"
#include "mail/relay.hpp"
#include "store/blob_store.hpp"
#include "store/disk_takes.hpp"
#include "store/rocksdb_fan_keys.hpp"
#include "store/rocksdb_log.hpp"
#include "store/sealed_take_grants.hpp"
#include "store/state_database.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace chant::bench {

/// The value, or the end of the program with the error on stderr.
template <class T>
T must(result<T> r) {
  if (r) return *std::move(r);
  std::fprintf(stderr, "%s: %s\n", r.error().code.c_str(), r.error().detail.c_str());
  std::exit(1);
}

/// Stores as app/ opens them.
struct bench_stores {
  explicit bench_stores(const std::filesystem::path& dir)
      : keys(must(store::rocksdb_fan_keys::open_in({.dir = dir / "keys", .admit = {}}, random))),
        takes(must(store::disk_takes::open({.dir = dir / "takes", .admit = {}}))),
        state(must(store::state_database::open({.dir = dir / "state"}))),
        log(must(store::rocksdb_log::open(
            {.dir = dir / "log", .before_commit = [this] { return keys->make_durable(); }}))),
        campaign(must(config::load_campaign(CHANT_DEMO_CAMPAIGN))) {}

  system_clock time;
  system_random random;
  metrics::registry metrics;
  std::unique_ptr<store::rocksdb_fan_keys> keys;
  std::unique_ptr<store::disk_takes> takes;
  store::sealed_take_grants grants{keys->key_for("chant take grants"), random};
  std::unique_ptr<store::state_database> state;
  std::unique_ptr<store::rocksdb_log> log;
  config::campaign_files campaign;
};

/// Pictures of no size, letters to nobody.
class no_pictures final : public actors::picture_maker {
 public:
  [[nodiscard]] result<actors::rendered> make(std::string_view, std::string_view,
                                              std::string_view) override {
    return actors::rendered{};
  }
};
class no_assembler final : public actors::picture_assembler {
 public:
  [[nodiscard]] result<rope> assemble(std::string_view, std::string_view, campaign::layout,
                                      std::shared_ptr<const std::string>) const override {
    return rope{};
  }
  [[nodiscard]] const std::string& revision() const override { return revision_; }

 private:
  std::string revision_ = "none";
};
class no_letters final : public actors::letter_writer {
 public:
  [[nodiscard]] result<actors::written_letter> write(const actors::letter_order&) override {
    return actors::written_letter{};
  }
};
class no_relay final : public mail::relay {
 public:
  void deliver(mail::envelope, std::string,
               std::move_only_function<void(mail::delivery)> done) override {
    mail::delivery fate;
    fate.what = mail::delivery::fate::accepted;
    done(std::move(fate));
  }
  [[nodiscard]] unsigned connections() const override { return 4; }
};

/// Keeps nothing.
class no_blobs final : public store::blob_store {
 public:
  [[nodiscard]] result<void> put(std::string_view, std::string_view, store::durability) override {
    return {};
  }
  [[nodiscard]] result<std::string> get(std::string_view) const override {
    return std::unexpected(
        error{.kind = errc::not_found, .code = "blob_not_found", .detail = {}, .field = {}});
  }
  [[nodiscard]] result<void> remove(std::string_view) override { return {}; }
  [[nodiscard]] result<void> remove_family(std::string_view) override { return {}; }
};

/// The node's actors over those stores.
struct bench_actors {
  bench_actors(bench_stores& kept, const actors::node_options& options)
      : node({.log = *kept.log,
              .snapshots = *kept.state,
              .keys = *kept.keys,
              .checkpoints = *kept.state,
              .blobs = blobs,
              .takes = *kept.takes,
              .grants = kept.grants,
              .clock = kept.time,
              .random = kept.random,
              .terms = kept.campaign.terms,
              .metrics = kept.metrics,
              .make_pictures = []() -> result<std::unique_ptr<actors::picture_maker>> {
                return std::make_unique<no_pictures>();
              },
              .assembler = assembler,
              .write_letters = []() -> result<std::unique_ptr<actors::letter_writer>> {
                return std::make_unique<no_letters>();
              },
              .erase_letter = [](const campaign::event_id&) { return result<void>(); },
              .letters = kept.state->letters(),
              .suppressed = kept.state->suppressed(),
              .digests = digests,
              .relay = relay},
             options) {}

  no_blobs blobs;
  no_assembler assembler;
  no_relay relay;
  store::address_digests digests{store::secret_key{}};
  actors::node_actors node;
};

}  // namespace chant::bench
