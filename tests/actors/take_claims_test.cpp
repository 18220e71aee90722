#include "actors/take_claims.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chant::actors {
namespace {

using namespace std::chrono_literals;

/// Counts what is appended and synced.
class counting_part final : public store::take_part {
 public:
  explicit counting_part(std::uint64_t size, int* syncs = nullptr) : size_(size), syncs_(syncs) {}
  result<void> append(std::string_view bytes) override {
    size_ += bytes.size();
    return {};
  }
  result<void> append_from(int, std::size_t size) override {
    size_ += size;
    return {};
  }
  result<void> sync() override {
    if (syncs_ != nullptr) ++*syncs_;
    return {};
  }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  std::uint64_t size_;
  int* syncs_;
};

class TakeClaims : public ::testing::Test {
 protected:
  template <class T>
  static std::string code(const result<T>& r) {
    return r ? "ok" : r.error().code;
  }

  metrics::registry registry;
  metrics::gauge& open = registry.make_gauge("open", "");
  const campaign::take_id take{};
};

TEST_F(TakeClaims, PromiseNothingWhileAConnectionBegins) {
  take_claims claims({.most = 10, .stall = 1h}, open);
  const auto claim = claims.acquire(take).value();
  EXPECT_EQ(code(claims.durable_while_sending(take)), "upload_locked");
  claim->open(std::make_unique<counting_part>(100), 100);
  EXPECT_EQ(claims.durable_while_sending(take).value(), 100U);
}

TEST_F(TakeClaims, PromiseWhatIsSynced) {
  take_claims claims({.most = 10, .stall = 1h}, open);
  const auto claim = claims.acquire(take).value();
  claim->open(std::make_unique<counting_part>(100), 100);
  ASSERT_TRUE(claim->append("voice"));
  EXPECT_EQ(claims.durable_while_sending(take).value(), 100U);
  EXPECT_EQ(claim->sync(), 105U);
  EXPECT_EQ(claims.durable_while_sending(take).value(), 105U);
}

TEST_F(TakeClaims, SyncWhatASilentConnectionLeftBeforeTheNextBegins) {
  take_claims claims({.most = 10, .stall = -1s}, open);
  int syncs = 0;
  const auto silent = claims.acquire(take).value();
  silent->open(std::make_unique<counting_part>(0, &syncs), 0);
  ASSERT_TRUE(silent->append("voice"));
  const auto next = claims.acquire(take).value();
  EXPECT_EQ(syncs, 1);
  EXPECT_EQ(code(silent->append("more")), "upload_taken_over");
  claims.release(take, silent);
  EXPECT_EQ(open.value(), 1) << "a claim that was overtaken ends nobody else's";
  claims.release(take, next);
  EXPECT_EQ(open.value(), 0);
}

}  // namespace
}  // namespace chant::actors
