#include "store/database_words.hpp"

#include "base/log.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>

namespace chant::store {

namespace {

class our_log final : public rocksdb::Logger {
 public:
  our_log() : rocksdb::Logger(rocksdb::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list values) override {
    std::array<char, 1024> line{};  // longer ones are cut: paths and options, nothing of a fan's
    const int size = std::vsnprintf(line.data(), line.size(), format, values);
    if (size <= 0) return;
    std::string_view words = line.data();
    words = words.substr(0, words.find_last_not_of(" \n") + 1);
    log::warn("the database says", {{"words", words}});
  }
};

class silence final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Logger> words_to_our_log() { return std::make_shared<our_log>(); }

std::shared_ptr<rocksdb::Logger> no_words() { return std::make_shared<silence>(); }

}  // namespace chant::store
