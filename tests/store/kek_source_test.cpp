#include "store/kek_source.hpp"

#include "store/erasure_list.hpp"
#include "store/key_rotation.hpp"
#include "store/key_wrapping.hpp"

#include "tests/store/every_byte.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace chant::store {
namespace {

using namespace std::chrono_literals;

const std::string hex_a(64, 'a');
const std::string hex_b(64, 'b');

TEST(KeyInText, IsHexOrBase64) {
  secret_key all;
  all.fill(std::byte{0xfb});
  EXPECT_EQ(key_in_text(" fbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfbfb\n"),
            all);
  EXPECT_EQ(key_in_text("+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s="), all);
  EXPECT_EQ(key_in_text("-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s"), all);
  for (const auto* text : {"", "short", "zz", "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+w=="})
    EXPECT_FALSE(key_in_text(text)) << text;
  EXPECT_FALSE(key_in_text(hex_a + "aa"));
}

TEST(KekInTheEnvironment, IsReadFromItsVariable) {
  ::setenv("CHANT_TEST_KEK", hex_a.c_str(), 1);
  const auto source = kek_in_environment("CHANT_TEST_KEK", "");
  EXPECT_EQ(source->current(false).value(), key_in_text(hex_a));
  EXPECT_EQ(source->previous().value(), std::nullopt);
  EXPECT_EQ(source->next().error().code, "kek_unchanged");
  ::setenv("CHANT_TEST_KEK", "nonsense-secret", 1);
  EXPECT_EQ(source->current(false).error().code, "kek_malformed");
  EXPECT_EQ(source->current(false).error().detail.find("nonsense"), std::string::npos);
  ::unsetenv("CHANT_TEST_KEK");
  EXPECT_EQ(source->current(false).error().code, "kek_unavailable");
}

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }

TEST(KekOfACommand, IsWhatItPrints) {
  const auto source = kek_of_command({"printf", "%s\n", hex_a}, {}, 10s);
  EXPECT_EQ(source->current(false).value(), key_in_text(hex_a));
}

TEST(KekOfACommand, NamesNoSecretWhenItFails) {
  for (const auto& command :
       {shell("echo s3cret; exit 3"), shell("echo s3cret"), shell("exec 1>&-; exit 1"),
        shell("yes s3cret"), std::vector<std::string>{"/no/such/program", "s3cret"}}) {
    const auto got = kek_of_command(command, {}, 10s)->current(false);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, errc::invalid_config);
    EXPECT_EQ(got.error().detail.find("s3cret"), std::string::npos) << got.error().detail;
  }
}

TEST(KekOfACommand, IsGivenUpAfterItsTime) {
  const auto late = kek_of_command(shell("sleep 1000 & sleep 1000"), {}, 1s)->current(false);
  EXPECT_EQ(late.error().code, "kek_timeout");
  // One that closes its output and lingers is waited for as well.
  const auto lingers =
      kek_of_command(shell("echo " + hex_a + "; exec 1>&-; sleep 1000"), {}, 1s)->current(false);
  EXPECT_EQ(lingers.error().code, "kek_timeout");
}

class KeysFromElsewhere : public testing::Test {
 protected:
  [[nodiscard]] result<std::unique_ptr<rocksdb_fan_keys>> open(std::unique_ptr<kek_source> kek) {
    return rocksdb_fan_keys::open_in({.dir = dir_.path() / "keys", .kek = std::move(kek)}, random_);
  }
  [[nodiscard]] static std::unique_ptr<kek_source> printing(const std::string& key,
                                                            const std::string& before = "") {
    return kek_of_command(shell("echo " + key),
                          before.empty() ? std::vector<std::string>{} : shell("echo " + before),
                          10s);
  }

  tests::temporary_dir dir_;
  system_random random_;
  const campaign::session_id fan_{};
  const seal_place place_{.type = 2, .version = campaign::stream_version(1), .field = 0};
};

TEST_F(KeysFromElsewhere, GoOverToANewKeyAtAStartThatNamesBoth) {
  const auto sealed =
      open(printing(hex_a)).value()->seal(fan_, place_, campaign::personal_text("Zoë")).value();
  EXPECT_EQ(open(printing(hex_b)).error().code, "kek_wrong");
  {
    const auto keys = open(printing(hex_b, hex_a)).value();
    EXPECT_TRUE(keys->rotating());
    EXPECT_EQ(keys->open(fan_, sealed)->clear(), "Zoë");
  }
  // The one before is not needed again, and does not come back.
  EXPECT_EQ(open(printing(hex_a)).error().code, "kek_wrong");
  EXPECT_EQ(open(printing(std::string(64, 'c'), hex_b)).error().code, "keys_rotating");
  const auto keys = open(printing(hex_b)).value();
  EXPECT_EQ(keys->open(fan_, sealed)->clear(), "Zoë");
  key_rotation rotation(*keys);
  rotation.wait();
  EXPECT_FALSE(keys->rotating());
  EXPECT_EQ(keys->open(fan_, sealed)->clear(), "Zoë");
}

TEST_F(KeysFromElsewhere, GoOverWhenTheProgramGivesAnotherKey) {
  const auto file = dir_.write("vault", hex_a);
  const auto keys = open(kek_of_command({"cat", file.string()}, {}, 10s)).value();
  const auto sealed = keys->seal(fan_, place_, campaign::personal_text("Zoë")).value();
  EXPECT_EQ(keys->begin_rotation().error().code, "kek_unchanged");
  EXPECT_FALSE(keys->rotating());
  dir_.write("vault", hex_b);
  ASSERT_TRUE(keys->begin_rotation());
  EXPECT_TRUE(keys->rotating());
  EXPECT_EQ(keys->open(fan_, sealed)->clear(), "Zoë");
}

TEST_F(KeysFromElsewhere, LieInNoFile) {
  {
    const auto keys = open(printing(hex_a)).value();
    ASSERT_TRUE(keys->seal(fan_, place_, campaign::personal_text("Zoë")));
  }
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "keys/node.key"));
  EXPECT_EQ(tests::every_byte_under(dir_.path()).find(from_hex(hex_a).value()), std::string::npos);
}

TEST(ErasureList, PassesOverALineThatWasCutOff) {
  const tests::temporary_dir dir;
  campaign::session_id one;
  one.bytes.fill(std::byte{0x11});
  const auto file = dir.write("erasures", "abc");
  ASSERT_TRUE(append_erasures(file, {&one, 1}));
  EXPECT_EQ(read_erasures(file).value(), std::vector{one});
  dir.write("erasures", std::string(40, 'z') + "\n");
  EXPECT_EQ(read_erasures(file).error().code, "erasures_malformed");
  EXPECT_TRUE(read_erasures(dir.path() / "none").value().empty());
}

}  // namespace
}  // namespace chant::store
