#include "store/state_suppression_list.hpp"

#include "store/big_endian.hpp"

#include <fmt/format.h>

#include <memory>

namespace chant::store {
namespace {

constexpr std::size_t offset_bytes = 8;

error failed(const rocksdb::Status& why) {
  return {errc::io, "state_io", fmt::format("the suppression list: {}", why.ToString()), ""};
}

std::string key_of(std::string_view digest) { return std::string("x").append(digest); }

}  // namespace

/// Empty where nothing stands.
result<std::string> state_suppression_list::value_of(const std::string& key) const {
  std::string value;
  const auto got = database_.Get(rocksdb::ReadOptions(), &table_, key, &value);
  if (got.IsNotFound()) return std::string();
  if (!got.ok()) return std::unexpected(failed(got));
  return value.size() < offset_bytes ? std::string() : value;
}

result<void> state_suppression_list::note(std::string_view digest,
                                          const std::optional<std::string>& reason,
                                          campaign::log_offset offset) {
  const std::lock_guard lock(changing_);
  const auto known = value_of(key_of(digest));
  if (!known) return std::unexpected(known.error());
  if (!known->empty() && load_big_endian<std::uint64_t>(known->data()) >= offset.value()) return {};
  if (auto admitted = admit_(); !admitted) return admitted;
  std::string value(offset_bytes, '\0');
  store_big_endian(value.data(), offset.value());
  value += reason.value_or("");
  const auto put = database_.Put(rocksdb::WriteOptions(), &table_, key_of(digest), value);
  if (!put.ok()) return std::unexpected(failed(put));
  return {};
}

result<std::optional<std::string>> state_suppression_list::find(std::string_view digest) const {
  const auto known = value_of(key_of(digest));
  if (!known) return std::unexpected(known.error());
  if (known->size() <= offset_bytes) return std::nullopt;
  return known->substr(offset_bytes);
}

result<std::vector<suppressed_address>> state_suppression_list::list(std::string_view after,
                                                                     std::size_t limit) const {
  std::vector<suppressed_address> all;
  const std::unique_ptr<rocksdb::Iterator> at(
      database_.NewIterator(rocksdb::ReadOptions(), &table_));
  for (at->Seek(key_of(after).append(1, '\0')); at->Valid() && all.size() < limit; at->Next()) {
    const auto key = at->key().ToStringView();
    if (!key.starts_with('x')) break;
    const auto value = at->value().ToStringView();
    if (value.size() > offset_bytes)
      all.push_back({std::string(key.substr(1)), std::string(value.substr(offset_bytes))});
  }
  if (!at->status().ok()) return std::unexpected(failed(at->status()));
  return all;
}

}  // namespace chant::store
