#include "store/backup.hpp"

#include "base/awaited.hpp"
#include "campaign/event_codec.hpp"
#include "store/disk_takes.hpp"
#include "store/erasure_list.hpp"
#include "store/log_reader.hpp"
#include "store/restore.hpp"

#include "tests/store/every_byte.hpp"
#include "tests/support/temporary_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace chant::store {
namespace {

using campaign::personal_text;
using tests::every_byte_under;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr seal_place place{.type = 2, .version = stream_version(1), .field = 0};
const timestamp noon{std::chrono::sys_days{std::chrono::year(2026) / 6 / 10} + 12h};

session_id fan(char letter) {
  session_id id;
  id.bytes.fill(static_cast<std::byte>(letter));
  return id;
}

/// A data directory with three fans, each with a sealed name and a recording.
class Backups : public testing::Test {
 protected:
  Backups() {
    open(data_);
    for (const char letter : {'a', 'b', 'c'}) {
      sealed_[letter] = keys_->seal(fan(letter), place, personal_text("Zoë")).value();
      append(letter, campaign::session_opened{.language = "en", .country = {}});
      const auto file = recording(data_, letter);
      fs::create_directories(file.parent_path());
      std::ofstream(file) << "voice of " << letter;
    }
  }

  void open(const fs::path& data) {
    keys_.reset();
    log_.reset();
    keys_ =
        rocksdb_fan_keys::open_in({.dir = data / "keys", .witness = data / "log" / "KEYS"}, random_)
            .value();
    log_ = rocksdb_log::open({.dir = data / "log",
                              .space = {.min_free_bytes = 0, .min_free_percent = 0},
                              .ballast_bytes = 0,
                              .before_commit = [this] { return keys_->make_durable(); }})
               .value();
  }

  void append(char letter, const campaign::event& e) {
    new_event record{.id = {},
                     .type = campaign::type_code(e),
                     .schema = campaign::schema_version(e),
                     .at = noon,
                     .payload = campaign::encode(e),
                     .lookup = {}};
    campaign::fill_random(record.id, random_);
    ASSERT_TRUE(awaited<append_receipt>([&](completion<append_receipt> done) {
      log_->append({.stream = fan(letter), .expected = expected_version::any(), .events = {record}},
                   std::move(done));
    }));
  }

  [[nodiscard]] static fs::path recording(const fs::path& data, char letter) {
    return disk_takes::kept_file(data / "takes", {.session = fan(letter), .take = {}});
  }

  void erase(char letter) {
    append(letter, campaign::session_erased{});
    ASSERT_TRUE(keys_->destroy(fan(letter)));
    fs::remove(recording(data_, letter));
  }

  [[nodiscard]] result<backup_summary> back_up(timestamp now = noon, bool node_key = true) {
    return create_backup({.log = *log_, .keys = *keys_, .data_dir = data_, .campaign = "demo"},
                         {.to = to_,
                          .keys_to = keys_to_,
                          .node_key = node_key ? data_ / "keys/node.key" : fs::path()},
                         now, [](std::uint64_t, std::uint64_t) { return true; });
  }

  [[nodiscard]] result<restore_report> restore(restore_options options, timestamp now = noon + 1h) {
    if (options.from.empty()) options.from = to_;
    options.keys_from = keys_to_;
    options.data = restored_;
    options.who = "op@example.org";
    return restore_backup(options, now, random_, [](std::uint64_t, std::uint64_t) {});
  }

  [[nodiscard]] std::string wrapped(const fs::path& keys, char letter) {
    return keys_database::read_only(keys / "db").value()->get(fan(letter).view()).value().value();
  }

  tests::temporary_dir dir_;
  const fs::path data_ = dir_.path() / "data";
  const fs::path to_ = dir_.path() / "backups";
  const fs::path keys_to_ = dir_.path() / "vault";
  const fs::path restored_ = dir_.path() / "restored";
  system_random random_;
  std::unique_ptr<rocksdb_fan_keys> keys_;
  std::unique_ptr<rocksdb_log> log_;
  std::map<char, personal_text> sealed_;
};

TEST_F(Backups, BringEverythingBack) {
  ASSERT_TRUE(back_up());
  const auto report = restore({});
  ASSERT_TRUE(report) << report.error().code << ": " << report.error().detail;
  EXPECT_EQ(report->head, 3U);
  EXPECT_EQ(report->erased, 0U);
  EXPECT_TRUE(report->node_key);
  open(restored_);
  for (const auto& [letter, text] : sealed_) {
    EXPECT_EQ(keys_->open(fan(letter), text)->clear(), "Zoë");
    EXPECT_TRUE(fs::exists(recording(restored_, letter)));
  }
  EXPECT_EQ(log_->head().value(), 4U);  // and that it was restored
  EXPECT_TRUE(keys_->knows_all_erased());
}

TEST_F(Backups, HoldNoKeyThatWrapsUnlessTold) {
  std::ifstream file(data_ / "keys/node.key", std::ios::binary);
  const std::string node_key{std::istreambuf_iterator<char>(file), {}};
  ASSERT_TRUE(back_up(noon, false));
  EXPECT_EQ(every_byte_under(to_).find(node_key), std::string::npos);
  EXPECT_EQ(every_byte_under(keys_to_).find(node_key), std::string::npos);
  ASSERT_TRUE(back_up(noon + 1s, true));
  EXPECT_NE(every_byte_under(keys_to_).find(node_key), std::string::npos);
}

TEST_F(Backups, KeepKeysApartFromWhatTheyOpen) {
  ASSERT_TRUE(back_up());
  const auto key = keys_database::read_only(list_backups(keys_to_)->at(0).dir / "keys/db")
                       .value()
                       ->get(fan('a').view())
                       .value()
                       .value();
  EXPECT_EQ(every_byte_under(to_).find(key), std::string::npos);
  for (const auto& [to, keys_to] : {std::pair{to_, to_}, std::pair{to_, to_ / "keys"},
                                    std::pair{to_ / "log", to_}, std::pair{to_, to_ / "x/.."}}) {
    const auto refused = create_backup(
        {.log = *log_, .keys = *keys_, .data_dir = data_, .campaign = "demo"},
        {.to = to, .keys_to = keys_to}, noon, [](std::uint64_t, std::uint64_t) { return true; });
    ASSERT_FALSE(refused) << keys_to;
    EXPECT_EQ(refused.error().code, "keys_beside_log");
  }
}

// Pruning goes by age: what does not say when it was made must not count as ancient.
TEST_F(Backups, WithoutATimeAreMalformed) {
  ASSERT_TRUE(back_up());
  const auto file = list_backups(keys_to_)->at(0).dir / "MANIFEST";
  const auto text = [&] {
    std::ifstream from(file);
    return std::string(std::istreambuf_iterator<char>(from), {});
  }();
  const auto at = text.find("made");
  ASSERT_NE(at, std::string::npos);
  const auto begin = text.find_first_of("0123456789", at);
  const auto end = text.find('\n', begin);
  for (const std::string_view wrong : {"yesterday", "", "-5", "99999999999999999999", "12x"}) {
    auto changed = text;
    changed.replace(begin, end - begin, wrong);
    std::ofstream(file, std::ios::trunc) << changed;
    const auto pruned = prune_keys(keys_to_, std::chrono::days(1), noon + std::chrono::days(9));
    ASSERT_FALSE(pruned) << wrong;
    EXPECT_EQ(pruned.error().code, "manifest_malformed");
    EXPECT_TRUE(std::filesystem::exists(file));
  }
}

TEST_F(Backups, LeaveErasedWhoWasErasedAfterwards) {
  ASSERT_TRUE(back_up());
  const auto first_keys = list_backups(keys_to_)->at(0).dir / "keys";
  const auto key_of_b = wrapped(first_keys, 'b');
  erase('b');
  const auto list = dir_.path() / "erasures";
  ASSERT_TRUE(append_erasures(list, std::array{fan('b')}));
  const auto report = restore({.erasures = {list}});
  ASSERT_TRUE(report) << report.error().code << ": " << report.error().detail;
  EXPECT_EQ(report->erased, 1U);
  EXPECT_EQ(report->erased_anew, 1U);
  EXPECT_EQ(report->recordings_left_out, 1U);
  // Before and after a node has opened it.
  for (int round = 0; round < 2; ++round) {
    const auto all = every_byte_under(restored_);
    EXPECT_EQ(all.find(key_of_b), std::string::npos) << round;
    EXPECT_EQ(all.find("voice of b"), std::string::npos) << round;
    EXPECT_NE(all.find("voice of a"), std::string::npos) << round;
    open(restored_);
  }
  EXPECT_TRUE(keys_->open(fan('b'), sealed_['b'])->is_erased());
  EXPECT_EQ(keys_->open(fan('a'), sealed_['a'])->clear(), "Zoë");
  const auto events = log_->read_stream(fan('b'), stream_version(0), 10);
  ASSERT_EQ(events->size(), 2U);
  EXPECT_EQ(events->back().type, campaign::type_code(campaign::session_erased{}));
  log_.reset();
  EXPECT_TRUE(log_reader::open({.dir = restored_ / "log"}).value()->verify()->sound());
}

TEST_F(Backups, LearnOfErasesFromNewerKeys) {
  ASSERT_TRUE(back_up());
  erase('b');
  ASSERT_TRUE(back_up(noon + 1h));
  const auto first = list_backups(to_)->at(0).dir;
  const auto report = restore({.from = first}, noon + 2h);
  ASSERT_TRUE(report) << report.error().code << ": " << report.error().detail;
  EXPECT_EQ(report->erased_anew, 1U);
  open(restored_);
  EXPECT_TRUE(keys_->open(fan('b'), sealed_['b'])->is_erased());
}

TEST_F(Backups, ForgetTheRecordingsOfErasedFansAtTheNext) {
  ASSERT_TRUE(back_up());
  erase('b');
  EXPECT_NE(every_byte_under(to_).find("voice of b"), std::string::npos);
  EXPECT_EQ(back_up(noon + 1h)->recordings_removed, 1U);
  EXPECT_EQ(every_byte_under(to_).find("voice of b"), std::string::npos);
  const auto all = list_backups(to_).value();
  ASSERT_EQ(all.size(), 2U);
  for (const auto& backup : all) EXPECT_TRUE(verify_backup(backup)->empty());
}

TEST_F(Backups, DropKeysWhoseTimeIsOver) {
  ASSERT_TRUE(back_up(noon));
  EXPECT_EQ(back_up(noon + 7 * 24h - 1s)->keys_removed, 0U);
  EXPECT_EQ(back_up(noon + 7 * 24h)->keys_removed, 1U);
  EXPECT_EQ(list_backups(keys_to_)->size(), 2U);
  EXPECT_EQ(list_backups(to_)->size(), 3U);
  EXPECT_EQ(restore({}, noon + 30 * 24h).error().code, "keys_backup_expired");
  EXPECT_TRUE(restore({.old_keys = true}, noon + 30 * 24h));
}

TEST_F(Backups, RefuseKeysOlderThanTheLog) {
  ASSERT_TRUE(back_up());
  ASSERT_TRUE(back_up(noon + 1h));
  fs::remove_all(list_backups(keys_to_)->at(1).dir);
  EXPECT_EQ(restore({}).error().code, "keys_backup_older");
}

TEST_F(Backups, NoticeWhatIsNotAsItWasWritten) {
  const auto summary = back_up().value();
  const auto backup = list_backups(to_)->at(0);
  ASSERT_TRUE(verify_backup(backup)->empty());
  const auto file = recording(backup.dir, 'a');
  const auto change = [&](const std::string& bytes) { std::ofstream(file) << bytes; };
  change("voice of A");
  EXPECT_EQ(verify_backup(backup)->size(), 1U);
  EXPECT_EQ(restore({}).error().code, "backup_differs");
  EXPECT_FALSE(fs::exists(restored_));
  fs::remove(file);
  EXPECT_EQ(verify_backup(backup)->size(), 1U);
  change("voice of a");
  EXPECT_TRUE(verify_backup(backup)->empty());
  std::ofstream(backup.dir / "takes/more") << "x";
  EXPECT_EQ(verify_backup(backup)->size(), 1U);
  fs::remove(backup.dir / "takes/more");
  fs::resize_file(backup.dir / "SHA256SUMS", fs::file_size(backup.dir / "SHA256SUMS") / 2);
  EXPECT_EQ(verify_backup(backup).error().code, "manifest_malformed");
}

TEST_F(Backups, WriteNothingInADryRun) {
  ASSERT_TRUE(back_up());
  const auto report = restore({.dry_run = true});
  ASSERT_TRUE(report) << report.error().code << ": " << report.error().detail;
  EXPECT_EQ(report->head, 3U);
  EXPECT_FALSE(fs::exists(restored_));
}

TEST_F(Backups, RestoreOverNothingThatIsThere) {
  ASSERT_TRUE(back_up());
  dir_.write("restored/file", "");
  EXPECT_EQ(restore({}).error().code, "data_dir_exists");
}

TEST_F(Backups, LeaveNothingWhenTheyAreBrokenOff) {
  const auto broken =
      create_backup({.log = *log_, .keys = *keys_, .data_dir = data_, .campaign = "demo"},
                    {.to = to_, .keys_to = keys_to_}, noon,
                    [](std::uint64_t files, std::uint64_t) { return files < 3; });
  EXPECT_EQ(broken.error().code, "backup_cancelled");
  EXPECT_TRUE(fs::is_empty(to_));
  EXPECT_FALSE(fs::exists(data_ / "log/copying"));
}

TEST_F(Backups, HoldBuildsAndTheirLinksButNoPreviewsData) {
  fs::create_directories(data_ / "stages/production/builds/1/site");
  std::ofstream(data_ / "stages/production/builds/1/site/index.html") << "site";
  fs::create_directory_symlink("builds/1", data_ / "stages/production/current");
  fs::create_directories(data_ / "stages/studio/data/outbox");
  std::ofstream(data_ / "stages/studio/data/outbox/letter.eml") << "letter";
  ASSERT_TRUE(back_up());
  ASSERT_TRUE(restore({}));
  EXPECT_TRUE(fs::exists(restored_ / "stages/production/current/site/index.html"));
  EXPECT_FALSE(fs::exists(restored_ / "stages/studio/data"));
}

TEST_F(Backups, TakeNoLinkThatLeadsOut) {
  const auto link = data_ / "stages/production/current";
  fs::create_directories(link.parent_path());
  for (const auto* target : {"/etc", "../../../elsewhere"}) {
    fs::remove(link);
    fs::create_directory_symlink(target, link);
    EXPECT_EQ(back_up().error().code, "link_leads_out") << target;
  }
}

/// As anybody who can write to where backups lie might change one: its checksums hold.
void forge(const fs::path& backup, const std::string& lines) {
  const auto read = [&](const char* name) {
    std::ifstream from(backup / name);
    return std::string(std::istreambuf_iterator<char>(from), {});
  };
  const auto told = read("MANIFEST");
  auto sums = read("SHA256SUMS");
  const auto before = sha256({told}).hex();
  sums.replace(sums.find(before), before.size(), sha256({told, lines}).hex());
  std::ofstream(backup / "MANIFEST") << told << lines;
  std::ofstream(backup / "SHA256SUMS") << sums;
}

TEST_F(Backups, RestoreNoLinkThatLeadsOut) {
  const auto outside = dir_.path() / "outside";
  fs::create_directory(outside);
  const std::vector<std::string> forgeries{
      "link a = " + outside.string() + "\n",
      "link ../outside/a = b\n",
      "link " + (outside / "a").string() + " = b\n",
      "link a = ../outside\n",
      "link a = b\nlink a/c = d\n",
      "link a/../../outside/c = d\n",
  };
  for (const auto& lines : forgeries) {
    const auto made = back_up();
    ASSERT_TRUE(made);
    forge(to_ / made->name, lines);
    EXPECT_EQ(restore({}).error().code, "manifest_malformed") << lines;
    EXPECT_FALSE(fs::exists(restored_)) << lines;
    EXPECT_TRUE(fs::is_empty(outside)) << lines;
    for (const auto& dir : {to_, keys_to_, restored_}) fs::remove_all(dir);
  }
}

TEST_F(Backups, RestoreToANameThatEndsInASlash) {
  ASSERT_TRUE(back_up());
  ASSERT_TRUE(restore_backup({.from = to_, .keys_from = keys_to_, .data = restored_ / ""},
                             noon + 1h, random_, [](std::uint64_t, std::uint64_t) {}));
  EXPECT_TRUE(fs::exists(restored_ / "log/HEAD"));
  EXPECT_FALSE(fs::exists(restored_ / ".unfinished"));
}

}  // namespace
}  // namespace chant::store
