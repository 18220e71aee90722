#include "store/key_rotation.hpp"

#include "store/erasure_list.hpp"
#include "store/rocksdb_fan_keys.hpp"

#include "tests/store/every_byte.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace chant::store {
namespace {

using campaign::personal_text;
using campaign::session_id;
using campaign::stream_version;
using tests::every_byte_under;
namespace fs = std::filesystem;

constexpr seal_place place{.type = 2, .version = stream_version(7), .field = 2};

session_id fan(std::size_t number) {
  session_id id;
  id.bytes.fill(std::byte{0x5a});
  id.bytes[0] = static_cast<std::byte>(number >> 8U);
  id.bytes[1] = static_cast<std::byte>(number & 255U);
  return id;
}

/// A keys directory beside a log's, as in a data directory.
class KeysOnDisk : public testing::Test {
 protected:
  [[nodiscard]] fan_keys_options options() const {
    return {.dir = dir_.path() / "keys", .witness = dir_.path() / "log" / "KEYS"};
  }
  void open() { open(options()); }
  void open(fan_keys_options with) {
    keys_.reset();
    auto opened = rocksdb_fan_keys::open_in(std::move(with), random_);
    ASSERT_TRUE(opened) << opened.error().code << ": " << opened.error().detail;
    keys_ = *std::move(opened);
  }
  [[nodiscard]] std::string code_of_opening(fan_keys_options with) {
    keys_.reset();
    const auto opened = rocksdb_fan_keys::open_in(std::move(with), random_);
    return opened ? "" : opened.error().code;
  }
  void seal(std::size_t fans) {
    for (std::size_t i = 0; i < fans; ++i)
      sealed_[i] = keys_->seal(fan(i), place, personal_text("Zoë")).value();
    ASSERT_TRUE(keys_->make_durable());
  }
  void all_open() {
    for (const auto& [number, text] : sealed_) {
      const auto opened = keys_->open(fan(number), text, &place);
      ASSERT_TRUE(opened) << number << opened.error().detail;
      EXPECT_EQ(opened->clear(), "Zoë") << number;
    }
  }
  /// What is stored for a fan, as bytes to look for.
  [[nodiscard]] std::string wrapped(std::size_t number) {
    keys_.reset();
    const auto database = keys_database::read_only(dir_.path() / "keys" / "db").value();
    return database->get(fan(number).view()).value().value();
  }
  [[nodiscard]] bool lies_about(const std::string& bytes) const {
    return every_byte_under(dir_.path()).find(bytes) != std::string::npos;
  }
  [[nodiscard]] std::string node_key() const {
    std::ifstream file(dir_.path() / "keys" / "node.key", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void rotate_part(std::size_t steps) {
    ASSERT_TRUE(keys_->begin_rotation());
    std::string last;
    for (std::size_t i = 0; i < steps; ++i) last = keys_->rewrap_after(last).value().last.value();
    ASSERT_TRUE(keys_->make_durable());
  }

  tests::temporary_dir dir_;
  system_random random_;
  std::unique_ptr<rocksdb_fan_keys> keys_;
  std::map<std::size_t, personal_text> sealed_;
};

TEST_F(KeysOnDisk, AreAllWrappedByANewKeyAfterARotation) {
  open();
  seal(600);
  const auto before = keys_->status().value();
  const auto take_grants = keys_->key_for("chant take grants");
  key_rotation rotation(*keys_);
  ASSERT_TRUE(rotation.start());
  rotation.wait();
  EXPECT_FALSE(rotation.progress().fault);
  EXPECT_EQ(rotation.progress().done, 600U);
  const auto after = keys_->status().value();
  EXPECT_NE(after.state.kek, before.state.kek);
  EXPECT_FALSE(after.state.retiring);
  EXPECT_EQ(after.census.wrapped_by(*after.state.kek), 600U);
  EXPECT_EQ(after.census.keys(), 600U);
  EXPECT_EQ(keys_->key_for("chant take grants"), take_grants);
  all_open();
}

TEST_F(KeysOnDisk, OpenWithTheNewNodeKeyAfterARotation) {
  open();
  seal(3);
  const auto old_key = node_key();
  const auto grants = keys_->key_for("chant take grants");
  rotate_part(1);
  ASSERT_TRUE(keys_->finish_rotation());
  EXPECT_NE(node_key(), old_key);
  EXPECT_FALSE(lies_about(old_key));
  open();
  all_open();
  EXPECT_EQ(keys_->key_for("chant take grants"), grants);
  EXPECT_FALSE(keys_->rotating());
}

TEST_F(KeysOnDisk, LeaveNoByteThatTheOldKeyWrapped) {
  open();
  seal(300);
  const auto old_bytes = wrapped(7);
  open();
  key_rotation rotation(*keys_);
  ASSERT_TRUE(rotation.start());
  rotation.wait();
  EXPECT_FALSE(lies_about(old_bytes));
  EXPECT_NE(wrapped(7), old_bytes);
  EXPECT_TRUE(lies_about(wrapped(7)));
}

TEST_F(KeysOnDisk, TakeUpARotationThatWasCutOff) {
  open();
  seal(1000);
  rotate_part(2);
  open();
  EXPECT_TRUE(keys_->rotating());
  all_open();
  sealed_[2000] = keys_->seal(fan(2000), place, personal_text("Zoë")).value();
  key_rotation rotation(*keys_);
  rotation.wait();
  EXPECT_FALSE(keys_->rotating());
  const auto after = keys_->status().value();
  EXPECT_EQ(after.census.wrapped_by(*after.state.kek), 1001U);
  all_open();
}

TEST_F(KeysOnDisk, TakeUpARotationWhoseNewKeyIsStillAside) {
  open();
  seal(2);
  const auto old_key = node_key();
  rotate_part(0);
  keys_.reset();
  // As if the process had died between the database's word and the file's new name.
  fs::rename(dir_.path() / "keys/node.key", dir_.path() / "keys/node.key.next");
  dir_.write("keys/node.key", old_key);
  fs::permissions(dir_.path() / "keys/node.key", fs::perms::owner_read | fs::perms::owner_write);
  open();
  all_open();
  EXPECT_TRUE(keys_->rotating());
  EXPECT_NE(node_key(), old_key);
  EXPECT_FALSE(fs::exists(dir_.path() / "keys/node.key.next"));
}

TEST_F(KeysOnDisk, DropAKeyThatNeverCameIntoForce) {
  open();
  seal(2);
  const auto kept = node_key();
  keys_.reset();
  dir_.write("keys/node.key.next", std::string(32, 'x'));
  fs::permissions(dir_.path() / "keys/node.key.next", fs::perms::owner_read);
  open();
  all_open();
  EXPECT_EQ(node_key(), kept);
  EXPECT_FALSE(fs::exists(dir_.path() / "keys/node.key.next"));
}

TEST_F(KeysOnDisk, LeaveNoByteOfADestroyedKey) {
  open();
  seal(5);
  const auto first = wrapped(1);  // has them flushed to a file on the way
  open();
  ASSERT_TRUE(keys_->destroy(fan(1)));
  EXPECT_FALSE(lies_about(first));
  seal(1);  // and one in the write-ahead log beside older files
  sealed_[9] = keys_->seal(fan(9), place, personal_text("Zoë")).value();
  ASSERT_TRUE(keys_->make_durable());
  const auto name = std::string(fan(9).view()) + 'E';  // 69 bytes follow
  const auto all = every_byte_under(dir_.path());
  const auto at = all.find(name);
  ASSERT_NE(at, std::string::npos);
  const auto second = all.substr(at + name.size(), 69);
  ASSERT_TRUE(keys_->destroy(fan(9)));
  EXPECT_FALSE(lies_about(second));
  open();
  EXPECT_FALSE(lies_about(first));
  EXPECT_FALSE(lies_about(second));
  EXPECT_TRUE(keys_->open(fan(1), sealed_[1])->is_erased());
  EXPECT_TRUE(keys_->open(fan(9), sealed_[9])->is_erased());
}

TEST_F(KeysOnDisk, LeaveNoByteOfAKeyDestroyedInTheMiddleOfARotation) {
  open();
  seal(600);
  const auto early = wrapped(1);
  const auto late = wrapped(599);
  open();
  rotate_part(1);  // 256 are wrapped anew, 599 is not
  const auto anew = wrapped(1);
  ASSERT_NE(anew, early);
  open();
  ASSERT_TRUE(keys_->destroy(fan(1)));
  ASSERT_TRUE(keys_->destroy(fan(599)));
  for (const auto& bytes : {early, late, anew}) EXPECT_FALSE(lies_about(bytes));
  key_rotation rotation(*keys_);
  rotation.wait();
  EXPECT_FALSE(keys_->rotating());
  for (const auto& bytes : {early, late, anew}) EXPECT_FALSE(lies_about(bytes));
  EXPECT_TRUE(keys_->open(fan(599), sealed_[599])->is_erased());
  const auto census = keys_->status().value().census;
  EXPECT_EQ(census.erased, 2U);
  EXPECT_EQ(census.keys(), 598U);
}

TEST_F(KeysOnDisk, RefuseToRotateTwiceAtOnce) {
  open();
  seal(1);
  rotate_part(0);
  EXPECT_EQ(keys_->begin_rotation().error().code, "keys_rotating");
}

TEST_F(KeysOnDisk, RefuseALostDatabase) {
  open();
  seal(3);
  keys_.reset();
  fs::remove_all(dir_.path() / "keys");
  EXPECT_EQ(code_of_opening(options()), "keys_missing");
  EXPECT_EQ(code_of_opening(options()), "keys_missing");  // nothing was begun meanwhile
  fs::remove(dir_.path() / "log/KEYS");
  auto beside_events = options();
  beside_events.expected = true;
  EXPECT_EQ(code_of_opening(std::move(beside_events)), "keys_missing");
}

TEST_F(KeysOnDisk, RefuseADatabaseThatWentBack) {
  open();
  seal(3);
  keys_.reset();
  fs::copy(dir_.path() / "keys", dir_.path() / "old", fs::copy_options::recursive);
  open();
  sealed_[8] = keys_->seal(fan(8), place, personal_text("Zoë")).value();
  ASSERT_TRUE(keys_->make_durable());
  keys_.reset();
  fs::remove_all(dir_.path() / "keys");
  fs::rename(dir_.path() / "old", dir_.path() / "keys");
  EXPECT_EQ(code_of_opening(options()), "keys_rolled_back");
  auto accepting = options();
  accepting.accept_lost = true;
  open(std::move(accepting));
  EXPECT_TRUE(keys_->open(fan(8), sealed_[8])->is_erased());
  EXPECT_EQ(keys_->open(fan(1), sealed_[1])->clear(), "Zoë");
}

TEST_F(KeysOnDisk, RefuseADatabaseWhoseTailIsCutOff) {
  open();
  seal(3);
  keys_.reset();
  for (const auto& entry : fs::directory_iterator(dir_.path() / "keys/db"))
    if (entry.path().extension() == ".log") fs::resize_file(entry.path(), entry.file_size() / 2);
  EXPECT_EQ(code_of_opening(options()), "keys_rolled_back");
}

TEST_F(KeysOnDisk, RefuseAnotherDatabase) {
  open();
  seal(1);
  keys_.reset();
  fs::remove_all(dir_.path() / "keys");
  ASSERT_TRUE(rocksdb_fan_keys::open_in({.dir = dir_.path() / "keys"}, random_));
  EXPECT_EQ(code_of_opening(options()), "keys_rolled_back");
}

TEST_F(KeysOnDisk, RefuseALostWitness) {
  open();
  seal(1);
  keys_.reset();
  fs::remove(dir_.path() / "log/KEYS");
  EXPECT_EQ(code_of_opening(options()), "keys_witness_missing");
}

TEST_F(KeysOnDisk, RefuseALostNodeKey) {
  open();
  seal(1);
  keys_.reset();
  fs::remove(dir_.path() / "keys/node.key");
  EXPECT_EQ(code_of_opening(options()), "node_key_missing");
  EXPECT_FALSE(fs::exists(dir_.path() / "keys/node.key"));
}

TEST_F(KeysOnDisk, RefuseANodeKeyThatOthersMayRead) {
  open();
  keys_.reset();
  fs::permissions(dir_.path() / "keys/node.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(code_of_opening(options()), "node_key_exposed");
}

TEST_F(KeysOnDisk, RefuseAnotherNodeKey) {
  open();
  seal(1);
  keys_.reset();
  dir_.write("keys/node.key", std::string(32, 'x'));
  EXPECT_EQ(code_of_opening(options()), "kek_wrong");
}

TEST_F(KeysOnDisk, WriteDownWhoIsErasedForBackups) {
  auto with = options();
  with.erasures = dir_.path() / "erasures";
  open(std::move(with));
  seal(4);
  ASSERT_TRUE(keys_->destroy(fan(3)));
  ASSERT_TRUE(keys_->destroy(fan(2)));
  ASSERT_TRUE(keys_->destroy(fan(3)));
  EXPECT_EQ(read_erasures(dir_.path() / "erasures").value(), (std::vector{fan(2), fan(3)}));
}

TEST_F(KeysOnDisk, CopyWithoutTheKeyThatWraps) {
  open();
  seal(3);
  const auto copy = dir_.path() / "copy";
  std::string copied;
  ASSERT_TRUE(keys_->with_copy(copy, [&]() -> result<void> {
    copied = every_byte_under(copy);
    return {};
  }));
  EXPECT_EQ(copied.find(node_key()), std::string::npos);
  EXPECT_NE(copied.find(wrapped(1)), std::string::npos);
  open();
  rotate_part(0);
  EXPECT_EQ(keys_->with_copy(dir_.path() / "second", [] { return result<void>(); }).error().code,
            "keys_rotating");
}

// A node.key, one fan's entry and a sealed name in the format before keys had ids, made by another
// implementation (Python's cryptography).
TEST_F(KeysOnDisk, TakeOverWhatAnOlderVersionWrapped) {
  const auto old_key = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const auto entry = from_hex(
      "6465666768696a6b6c6d6e6f501630496715d9c4729f632d4faa11c86e053c7b9fea6b700770c597e8e7edd767f6"
      "56d955752202821fc6477582bbd7");
  const auto text =
      from_hex("010002000000070232333435363738393a3b3c3d763786df4b5a5bcc23b4b7dead91143b99660658");
  const auto grants = from_hex("f994cb3e8d0f7d72b93a646effbad410f9d7a5c2accf39ec6b83748d4304829c");
  dir_.write("keys/node.key", *old_key);
  fs::permissions(dir_.path() / "keys/node.key", fs::perms::owner_read | fs::perms::owner_write);
  {
    const auto database = keys_database::serve(dir_.path() / "keys/db").value();
    const keys_database::entry old(fan(1).view(), *entry);
    ASSERT_TRUE(database->put({&old, 1}, true));
  }
  open();
  const auto sealed = personal_text::sealed(*text);
  EXPECT_EQ(keys_->open(fan(1), sealed, &place)->clear(), "Zoë");
  const auto derived = keys_->key_for("chant take grants");
  EXPECT_EQ(to_hex(derived), to_hex(as_bytes(*grants)));
  // Who is missing may have been erased by that version, which kept no note of it.
  EXPECT_TRUE(keys_->open(fan(2), sealed)->is_erased());
  ASSERT_TRUE(keys_->mark_erased(std::array{fan(2)}));
  EXPECT_TRUE(keys_->open(fan(2), sealed)->is_erased());
  EXPECT_EQ(keys_->open(fan(3), sealed).error().code, "key_missing");

  key_rotation rotation(*keys_);
  ASSERT_TRUE(rotation.start());
  rotation.wait();
  EXPECT_EQ(keys_->open(fan(1), sealed, &place)->clear(), "Zoë");
  open();
  EXPECT_EQ(keys_->open(fan(1), sealed, &place)->clear(), "Zoë");
  EXPECT_EQ(keys_->key_for("chant take grants"), derived);
  EXPECT_FALSE(lies_about(*entry));
  EXPECT_FALSE(lies_about(*old_key));
}

}  // namespace
}  // namespace chant::store
