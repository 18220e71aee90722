// A whole node, consumers and pools included, moved step by step.
#pragma once

#include "actors/node_parts.hpp"
#include "tests/actors/example_commands.hpp"
#include "tests/actors/fake_pictures.hpp"
#include "tests/actors/memory_ports.hpp"
#include "tests/actors/stepped_jobs.hpp"
#include "tests/actors/stepped_system.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <optional>

namespace chant::actors {

/// What outlives a node.
struct node_world {
  explicit node_world(std::uint64_t seed = 1, bool manual_log = true)
      : random(seed), kept(random, manual_log) {}

  [[nodiscard]] node_ports ports() {
    return {.log = kept.log,
            .snapshots = kept.snapshots,
            .keys = kept.keys,
            .checkpoints = kept.checkpoints,
            .blobs = kept.blobs,
            .takes = *kept.takes,
            .grants = kept.grants,
            .clock = clock,
            .random = random,
            .terms = terms,
            .metrics = registry,
            .make_pictures = pictures.factory(),
            .assembler = assembler,
            .write_letters = post.factory(),
            .erase_letter = post.eraser(),
            .letters = kept.letters,
            .suppressed = kept.suppressed,
            .digests = kept.digests,
            .relay = post};
  }

  seeded_random random;
  manual_clock clock;
  memory_store kept;
  campaign::terms terms = small_campaign();
  metrics::registry registry;
  fake_pictures pictures;
  fake_assembler assembler;
  fake_post post;
};

/// A node without threads.
struct stepped_node {
  stepped_node(caf::actor_system& system, const node_ports& ports, const node_options& options = {})
      : parts(system, {.readers = readers, .renderers = renderers, .mailers = mailers}, ports,
              options) {}

  stepped_jobs readers;
  stepped_jobs renderers{2};
  stepped_jobs mailers;
  node_parts parts;
};

struct node_house : testing::Test {
  node_house() { start(); }
  ~node_house() override { die(); }

  void start() { node = std::make_unique<stepped_node>(system.actors, world.ports()); }
  void die() {
    if (!node) return;
    node->parts.end();
    system.scheduler.run();
    node.reset();
  }

  void settle() {
    do {
      system.scheduler.run();
    } while (node->readers.run_one() || node->renderers.run_one() || node->mailers.run_one() ||
             world.kept.log.commit() > 0 || system.scheduler.has_job());
  }
  void pass(std::chrono::seconds time) {
    for (; time.count() > 0; --time) {
      world.clock.advance(std::chrono::seconds(1));
      system.scheduler.advance_time(std::chrono::seconds(1));
      settle();
    }
  }

  result<campaign::outcome> ask(const campaign::session_id& to, campaign::command c) {
    std::optional<result<campaign::outcome>> answer;
    node->parts.service.submit(to, std::move(c),
                               [&](result<campaign::outcome> a) { answer = std::move(a); });
    settle();
    EXPECT_TRUE(answer) << "no answer";
    return std::move(answer).value_or(std::unexpected(error{}));
  }
  campaign::session state_of(const campaign::session_id& id) {
    std::optional<result<campaign::session>> answer;
    node->parts.service.view(id, [&](result<campaign::session> a) { answer = std::move(a); });
    settle();
    EXPECT_TRUE(answer && *answer);
    return answer->value_or(campaign::session{});
  }
  result<campaign::exhibit> find(const campaign::share_id& share) {
    std::optional<result<campaign::exhibit>> answer;
    node->parts.gallery.find(share, [&](result<campaign::exhibit> a) { answer = std::move(a); });
    settle();
    return std::move(answer).value_or(std::unexpected(error{}));
  }
  result<campaign::picture> draw(const campaign::share_id& share,
                                 campaign::layout which = campaign::layout::cover) {
    std::optional<result<campaign::picture>> answer;
    node->parts.gallery.draw(share, which,
                             [&](result<campaign::picture> a) { answer = std::move(a); });
    settle();
    return std::move(answer).value_or(std::unexpected(error{}));
  }

  node_world world;
  stepped_system system;
  std::unique_ptr<stepped_node> node;
};

}  // namespace chant::actors
