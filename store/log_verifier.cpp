#include "store/log_verifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace chant::store {

namespace {

using table = log_database::table;

/// SplitMix64's finaliser: every bit of the input moves every bit of the output.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::uint64_t digest_of(std::string_view key, log_offset offset, std::uint64_t seed) {
  std::uint64_t h = mix(seed ^ offset.value());
  while (!key.empty()) {
    std::uint64_t word = 0;
    const auto size = std::min(key.size(), sizeof word);
    std::memcpy(&word, key.data(), size);
    h = mix(h ^ word) + size;
    key.remove_prefix(size);
  }
  return h;
}

}  // namespace

void log_verifier::pairs::add(std::string_view key, log_offset offset) {
  ++count;
  low += digest_of(key, offset, 0x9E3779B97F4A7C15ULL);
  high += digest_of(key, offset, 0xD1B54A32D192ED03ULL);
}

log_verifier::log_verifier(const log_tables& tables, log_offset head,
                           std::optional<witness_mark> seen)
    : tables_(&tables), seen_(seen) {
  report_.head = head;
}

verify_report log_verifier::run() {
  if (!seen_ && report_.head.value() > 0)
    fault(report_.head, "witness_missing", "there is no readable HEAD beside the log");
  if (seen_ && seen_->head > report_.head) {
    fault(report_.head, "log_tail_missing",
          fmt::format("{} events were acknowledged, {} are there", seen_->head.value(),
                      report_.head.value()));
  }
  const bool readable = check_log();
  report_.streams = versions_.size();
  report_.lookups = lookups_.count;
  if (!readable) return std::move(report_);
  const bool streams_same = same_pairs(table::streams, streams_);
  if (!same_pairs(table::lookups, lookups_) || !streams_same) {
    name_wrong_entries();
    name_foreign_entries();
  }
  return std::move(report_);
}

bool log_verifier::check_log() {
  hash_chain chain;
  check_witness(chain);
  auto next = log_offset{};
  const auto done = tables_->scan({}, report_.head, [&](const event_view& e) {
    next = e.offset.next();
    check_event(e, chain);
    return true;
  });
  report_.digest = chain.digest();
  if (!done) fault(next, done.error().code, done.error().detail);
  return done.has_value();
}

void log_verifier::check_event(const event_view& e, hash_chain& chain) {
  auto& version = versions_[e.stream];
  if (e.version != version.next()) {
    fault(e.offset, "version_gap",
          fmt::format("version {} of its stream follows on version {}", e.version.value(),
                      version.value()));
  }
  version = e.version;
  streams_.add(stream_key(e.stream, e.version).bytes(), e.offset);
  if (e.lookup) lookups_.add(e.lookup->view(), e.offset);

  const auto link = chain.add(record_head(e).bytes(), e.payload, e.version.value() == 1);
  if (link) {
    // After a fault the stored link is gone on from, so that one damage shows in one place.
    if (const auto stored = check_link(chain.at(), *link)) chain = hash_chain(chain.at(), *stored);
  }
  check_witness(chain);
}

std::optional<chain_link> log_verifier::check_link(log_offset at, const chain_link& computed) {
  ++report_.links;
  const auto stored = tables_->link_at(at);
  if (!stored) {
    fault(at, stored.error().code, stored.error().detail);
    return std::nullopt;
  }
  if (!*stored) {
    fault(at, "chain_link_missing", "a link of the hash chain is not there");
    return std::nullopt;
  }
  if ((*stored)->digest == computed.digest) return std::nullopt;
  fault(log_offset(at.value() - chain_link::events_per_link), "chain_mismatch",
        fmt::format("the {} events from here on are not those that were written",
                    chain_link::events_per_link));
  return **stored;
}

void log_verifier::check_witness(const hash_chain& chain) {
  if (!seen_ || seen_->head != chain.at() || chain.digest() == seen_->digest) return;
  if (chain.at().value() == 0) return;
  fault(chain.at(), "chain_mismatch", "the events before are not those the witness saw");
}

bool log_verifier::same_pairs(table of, const pairs& expected) {
  pairs found;
  const auto at = tables_->iterate(of);
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto offset = parse_offset(view(at->value()));
    if (offset && *offset >= report_.head) continue;  // not acknowledged yet
    found.add(view(at->key()), offset.value_or(log_offset{}));
  }
  if (at->status().ok()) return found == expected;
  const auto why = failed("reading an index", at->status());
  fault(report_.head, why.code, why.detail);
  return false;
}

void log_verifier::name_wrong_entries() {
  const auto done = tables_->scan({}, report_.head, [&](const event_view& e) {
    check_entries_of(e);
    return true;
  });
  if (!done) fault(report_.head, done.error().code, done.error().detail);
}

void log_verifier::check_entries_of(const event_view& e) {
  const auto place = tables_->offset_of(e.stream, e.version);
  if (!place || !*place || **place != e.offset)
    fault(e.offset, "stream_index_wrong", "the index of streams does not lead to this event");
  if (!e.lookup) return;
  // A later event of the same lookup takes its entry over.
  const auto found = tables_->find(*e.lookup);
  if (!found || found->offset < e.offset)
    fault(e.offset, "lookup_index_wrong", "the index of lookups does not lead to this event");
}

void log_verifier::name_foreign_entries() {
  const auto at = tables_->iterate(table::streams);
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto place = parse_stream_key(view(at->key()));
    const auto offset = parse_offset(view(at->value()));
    if (!place || !offset) {
      fault(report_.head, "index_malformed", "an entry of the stream index is malformed");
      continue;
    }
    const auto last = versions_.find(place->stream);
    if (*offset < report_.head &&
        (last == versions_.end() || place->version > last->second || place->version.value() == 0))
      fault(*offset, "stream_index_foreign", "the index of streams leads here from a wrong place");
  }
}

void log_verifier::fault(log_offset at, std::string code, std::string detail) {
  ++report_.faults_found;
  if (report_.faults.size() < verify_report::faults_max)
    report_.faults.push_back({at, std::move(code), std::move(detail)});
}

}  // namespace chant::store
