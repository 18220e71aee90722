// Prints every key and value of the RocksDB instances below a directory, as they are behind the
// files' compression, for tests that look for bytes which must not be there.
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

bool dump(const std::string& dir) {
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies({}, dir, &names).ok()) return false;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  if (!rocksdb::DB::OpenForReadOnly({}, dir, families, &handles, &raw).ok()) return false;
  const std::unique_ptr<rocksdb::DB> db(raw);
  bool whole = true;
  for (auto* handle : handles) {
    const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator({}, handle));
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
      std::fwrite(at->key().data(), 1, at->key().size(), stdout);
      std::fwrite(at->value().data(), 1, at->value().size(), stdout);
      std::fputc('\n', stdout);
    }
    whole = whole && at->status().ok();
    (void)db->DestroyColumnFamilyHandle(handle);
  }
  return whole;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  bool whole = true;
  for (const auto& file : fs::recursive_directory_iterator(arguments[1]))
    if (file.path().filename() == "CURRENT") whole = dump(file.path().parent_path()) && whole;
  return whole ? 0 : 1;
}
