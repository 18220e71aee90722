#include "store/memory_fan_keys.hpp"
#include "store/rocksdb_fan_keys.hpp"

#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

namespace chant::store {
namespace {

using campaign::personal_text;
using campaign::session_id;
using campaign::stream_version;

session_id session_named(char letter) {
  session_id id;
  id.bytes.fill(static_cast<std::byte>(letter));
  return id;
}

constexpr seal_place place{.type = 2, .version = stream_version(7), .field = 2};

class keys_in_memory {
 public:
  fan_keys& keys() { return keys_; }

 private:
  system_random random_;
  memory_fan_keys keys_{random_};
};

class keys_on_disk {
 public:
  fan_keys& keys() { return *keys_; }

 private:
  tests::temporary_dir dir_;
  system_random random_;
  std::unique_ptr<rocksdb_fan_keys> keys_ =
      rocksdb_fan_keys::open_in({.dir = dir_.path()}, random_).value();
};

template <class Keys>
class FanKeys : public testing::Test {
 protected:
  Keys under_test_;
};
using both = testing::Types<keys_in_memory, keys_on_disk>;
TYPED_TEST_SUITE(FanKeys, both);

TYPED_TEST(FanKeys, OpenWhatTheySealed) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->ciphertext().find("Zoë"), std::string_view::npos);
  const auto decoded = personal_text::sealed(std::string(sealed->ciphertext()));
  const auto opened = keys.open(session_named('a'), decoded, &place);
  ASSERT_TRUE(opened) << opened.error().detail;
  EXPECT_EQ(opened->clear(), "Zoë");
}

TYPED_TEST(FanKeys, SealTheSameTextDifferentlyEachTime) {
  auto& keys = this->under_test_.keys();
  const auto first = keys.seal(session_named('a'), place, personal_text("Zoë"));
  const auto second = keys.seal(session_named('a'), place, personal_text("Zoë"));
  EXPECT_NE(first->ciphertext(), second->ciphertext());
}

TYPED_TEST(FanKeys, SealAnEmptyText) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text(""));
  const auto opened = keys.open(session_named('a'), *sealed, &place);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->clear(), "");
}

TYPED_TEST(FanKeys, RefuseATextOfAnotherPlace) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  for (const seal_place& other : {seal_place{3, place.version, place.field},
                                  seal_place{place.type, stream_version(8), place.field},
                                  seal_place{place.type, place.version, 0}}) {
    const auto opened = keys.open(session_named('a'), *sealed, &other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, errc::corrupt);
  }
}

TYPED_TEST(FanKeys, RefuseATextOfAnotherFan) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  ASSERT_TRUE(keys.seal(session_named('b'), place, personal_text("Bo")));
  EXPECT_EQ(keys.open(session_named('b'), *sealed).error().kind, errc::corrupt);
}

TYPED_TEST(FanKeys, RefuseEveryFlippedByte) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  const std::string good(sealed->ciphertext());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(keys.open(session_named('a'), personal_text::sealed(bad))) << i;
  }
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_FALSE(keys.open(session_named('a'), personal_text::sealed(good.substr(0, length))));
}

TYPED_TEST(FanKeys, TakeAMissingKeyForNoErase) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  const auto opened = keys.open(session_named('z'), *sealed);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, errc::corrupt);
  EXPECT_EQ(opened.error().code, "key_missing");
}

TYPED_TEST(FanKeys, MakeNoSecondKeyAfterAnErase) {
  auto& keys = this->under_test_.keys();
  ASSERT_TRUE(keys.destroy(session_named('a')));
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, "session_erased");
}

TYPED_TEST(FanKeys, EraseWhatWasSealed) {
  auto& keys = this->under_test_.keys();
  const auto sealed = keys.seal(session_named('a'), place, personal_text("Zoë"));
  const auto other = keys.seal(session_named('b'), place, personal_text("Ana"));
  ASSERT_TRUE(keys.destroy(session_named('a')));
  EXPECT_TRUE(keys.open(session_named('a'), *sealed)->is_erased());
  EXPECT_EQ(keys.open(session_named('b'), *other)->clear(), "Ana");
  EXPECT_TRUE(keys.destroy(session_named('a')));
}

TEST(RocksdbFanKeys, OpenAfterAReopening) {
  const tests::temporary_dir dir;
  system_random random;
  personal_text sealed;
  {
    const auto keys = rocksdb_fan_keys::open_in({.dir = dir.path()}, random);
    ASSERT_TRUE(keys) << keys.error().detail;
    sealed = (*keys)->seal(session_named('a'), place, personal_text("Zoë")).value();
    ASSERT_TRUE((*keys)->make_durable());
  }
  const auto keys = rocksdb_fan_keys::open_in({.dir = dir.path()}, random);
  ASSERT_TRUE(keys) << keys.error().detail;
  EXPECT_EQ((*keys)->open(session_named('a'), sealed, &place)->clear(), "Zoë");
}

TEST(RocksdbFanKeys, ForgetNoKeyThatLeftTheCache) {
  const tests::temporary_dir dir;
  system_random random;
  const auto keys = rocksdb_fan_keys::open_in({.dir = dir.path(), .cached_keys = 2}, random);
  const auto sealed = (*keys)->seal(session_named('a'), place, personal_text("Zoë"));
  for (const char other : {'b', 'c', 'd'})
    ASSERT_TRUE((*keys)->seal(session_named(other), place, personal_text("x")));
  EXPECT_EQ((*keys)->open(session_named('a'), *sealed)->clear(), "Zoë");
}

TEST(RocksdbFanKeys, KeepTheNodeKeyFromOthers) {
  const tests::temporary_dir dir;
  system_random random;
  ASSERT_TRUE(rocksdb_fan_keys::open_in({.dir = dir.path()}, random));
  const auto rights = std::filesystem::status(dir.path() / "node.key").permissions();
  EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(RocksdbFanKeys, RefuseASecondOpener) {
  const tests::temporary_dir dir;
  system_random random;
  const auto first = rocksdb_fan_keys::open_in({.dir = dir.path()}, random);
  ASSERT_TRUE(first);
  EXPECT_EQ(rocksdb_fan_keys::open_in({.dir = dir.path()}, random).error().code, "keys_in_use");
}

TEST(RocksdbFanKeys, RefuseAMalformedNodeKey) {
  const tests::temporary_dir dir;
  system_random random;
  const auto file = dir.write("node.key", "short");
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  EXPECT_EQ(rocksdb_fan_keys::open_in({.dir = dir.path()}, random).error().code,
            "node_key_malformed");
}

TEST(RocksdbFanKeys, MakeNoKeyWhenTheDiskIsNearlyFull) {
  const tests::temporary_dir dir;
  system_random random;
  const auto full = [] {
    return result<void>(std::unexpected(error{errc::unavailable, "disk_nearly_full", "", ""}));
  };
  const auto keys = rocksdb_fan_keys::open_in({.dir = dir.path(), .admit = full}, random);
  const auto sealed = (*keys)->seal(session_named('a'), place, personal_text("Zoë"));
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, "disk_nearly_full");
}

}  // namespace
}  // namespace chant::store
