#include "campaign/front_error_groups.hpp"

#include "base/cbor.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chant::campaign {

namespace {

constexpr std::size_t fields = 9;

void remember(std::vector<std::string>& list, const std::string& word) {
  if (word.empty() || list.size() >= front_error_group::listed_most) return;
  if (std::ranges::find(list, word) == list.end()) list.push_back(word);
}

void write(cbor::writer& to, const std::vector<std::string>& list) {
  to.array(list.size());
  for (const auto& word : list) to.text(word);
}

void write(cbor::writer& to, const front_error_group& g) {
  to.array(fields);
  to.text(g.fingerprint);
  to.text(g.message);
  to.text(g.stack);
  write(to, g.releases);
  write(to, g.pages);
  write(to, g.browsers);
  to.integer(g.first_seen.time_since_epoch().count());
  to.integer(g.last_seen.time_since_epoch().count());
  to.unsigned_integer(g.reports);
}

std::vector<std::string> read_list(cbor::reader& from) {
  std::vector<std::string> list;
  for (auto left = from.array(); left > 0; --left) list.emplace_back(from.text());
  return list;
}

timestamp read_time(cbor::reader& from) {
  return timestamp(std::chrono::microseconds(from.integer()));
}

front_error_group read_group(cbor::reader& from) {
  front_error_group g;
  if (from.array() != fields) from.fail();
  g.fingerprint = from.text();
  g.message = from.text();
  g.stack = from.text();
  g.releases = read_list(from);
  g.pages = read_list(from);
  g.browsers = read_list(from);
  g.first_seen = read_time(from);
  g.last_seen = read_time(from);
  g.reports = from.unsigned_integer();
  return g;
}

}  // namespace

void front_error_groups::add(const front_error_counted& e, timestamp at) {
  reports_ += e.reports;
  const auto [place, is_new] = groups_.try_emplace(e.fingerprint);
  auto& group = place->second;
  if (is_new) {
    group.fingerprint = e.fingerprint;
    group.message = e.message;
    group.stack = e.stack;
    group.first_seen = group.last_seen = at;
  }
  group.first_seen = std::min(group.first_seen, at);
  group.last_seen = std::max(group.last_seen, at);
  group.reports += e.reports;
  remember(group.releases, e.release);
  remember(group.pages, e.page);
  remember(group.browsers, e.browser);
  if (groups_.size() > most_) forget_the_quietest();
}

void front_error_groups::forget_the_quietest() {
  const auto quietest = std::ranges::min_element(
      groups_, {}, [](const auto& entry) { return entry.second.last_seen; });
  groups_.erase(quietest);
}

std::vector<front_error_group> front_error_groups::by_reports() const {
  std::vector<front_error_group> all;
  all.reserve(groups_.size());
  for (const auto& [fingerprint, group] : groups_) all.push_back(group);
  std::ranges::stable_sort(all, std::ranges::greater{}, &front_error_group::reports);
  return all;
}

std::string front_error_groups::encode() const {
  std::string bytes;
  cbor::writer to(bytes);
  to.array(groups_.size() + 1);
  to.unsigned_integer(reports_);
  for (const auto& [fingerprint, group] : groups_) write(to, group);
  return bytes;
}

result<front_error_groups> front_error_groups::decode(std::string_view bytes, std::size_t most) {
  front_error_groups read(most);
  if (bytes.empty()) return read;
  cbor::reader from(bytes);
  auto left = from.array();
  read.reports_ = from.unsigned_integer();
  for (; left > 1 && from.ok(); --left) {
    auto group = read_group(from);
    auto name = group.fingerprint;
    read.groups_.insert_or_assign(std::move(name), std::move(group));
  }
  if (!from.done())
    return std::unexpected(
        error{errc::corrupt, "groups_malformed", "these are no groups of front-end errors", {}});
  return read;
}

}  // namespace chant::campaign
