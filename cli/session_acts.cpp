#include "cli/session_acts.hpp"

#include "cli/zip_file.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include <fstream>
#include <memory>
#include <string_view>
#include <utility>

namespace chant::cli {

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string target_of(const campaign::session_id& fan, std::string_view verb) {
  return fmt::format("/admin/v1/sessions/{}/{}", fan.hex(), verb);
}

/// Where an export goes.
class export_place {
 public:
  virtual ~export_place() = default;
  [[nodiscard]] virtual result<void> add(const std::string& name, std::string_view bytes) = 0;
  [[nodiscard]] virtual result<void> add_file(const std::string& name, const fs::path& from) = 0;
  [[nodiscard]] virtual result<void> finish() = 0;
};

class zip_place final : public export_place {
 public:
  explicit zip_place(zip_file zip) : zip_(std::move(zip)) {}
  result<void> add(const std::string& name, std::string_view bytes) override {
    return zip_.add(name, bytes);
  }
  result<void> add_file(const std::string& name, const fs::path& from) override {
    return zip_.add_file(name, from);
  }
  result<void> finish() override { return zip_.finish(); }

 private:
  zip_file zip_;
};

class directory_place final : public export_place {
 public:
  explicit directory_place(fs::path dir) : dir_(std::move(dir)) {}

  result<void> add(const std::string& name, std::string_view bytes) override {
    std::error_code failed;
    fs::create_directories((dir_ / name).parent_path(), failed);
    std::ofstream out(dir_ / name, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (out.flush()) return {};
    return std::unexpected(unusable(name, "it cannot be written"));
  }
  result<void> add_file(const std::string& name, const fs::path& from) override {
    std::error_code failed;
    fs::create_directories((dir_ / name).parent_path(), failed);
    if (fs::copy_file(from, dir_ / name, fs::copy_options::overwrite_existing, failed)) return {};
    if (failed == std::errc::no_such_file_or_directory)
      return std::unexpected(error{errc::not_found, "file_unknown", from.string(), ""});
    return std::unexpected(unusable(name, failed.message()));
  }
  result<void> finish() override { return {}; }

 private:
  [[nodiscard]] error unusable(const std::string& name, std::string_view why) const {
    return {errc::io, "out_unusable", fmt::format("{}: {}", (dir_ / name).string(), why), ""};
  }
  fs::path dir_;
};

result<std::unique_ptr<export_place>> open_place(const fs::path& to) {
  if (to.extension() == ".zip") {
    auto zip = zip_file::create(to);
    if (!zip) return std::unexpected(zip.error());
    return std::make_unique<zip_place>(*std::move(zip));
  }
  std::error_code failed;
  const bool is_new = fs::create_directories(to, failed);
  if (!failed && is_new) fs::permissions(to, fs::perms::owner_all, failed);
  if (failed)
    return std::unexpected(
        error{errc::io, "out_unusable", fmt::format("{}: {}", to.string(), failed.message()), ""});
  return std::make_unique<directory_place>(to);
}

/// The objects of an array member.
std::vector<json::object> objects_in(const json::object& of, std::string_view name) {
  std::vector<json::object> all;
  if (const auto* list = of.if_contains(name); list != nullptr && list->is_array())
    for (const auto& one : list->get_array())
      if (one.is_object()) all.push_back(one.get_object());
  return all;
}

/// Files that could be had, and how many could not.
struct gathered {
  json::array files;
  std::size_t missing = 0;
};

class gatherer {
 public:
  gatherer(const session_office& office, export_place& place, const io& streams)
      : office_(office), place_(place), streams_(streams) {}

  /// Adds what the node names. The place's own errors: nothing can be added to it any more.
  [[nodiscard]] result<void> add_all(const json::object& told) {
    for (const auto& f : objects_in(told, "files")) {
      const auto name = text_member(f, "name");
      if (auto added = note(name, place_.add_file(name, office_.data_dir / text_member(f, "path")));
          !added)
        return added;
    }
    for (const auto& p : objects_in(told, "pictures")) {
      const auto name = text_member(p, "name");
      const auto jpeg = office_.ask(text_member(p, "target"));
      const bool there = jpeg && jpeg->status == 200;
      const auto why = jpeg ? problem_in(*jpeg) : jpeg.error();
      const auto added =
          there ? place_.add(name, jpeg->body)
                : result<void>(std::unexpected(error{errc::not_found, why.code, why.detail, ""}));
      if (auto noted = note(name, added); !noted) return noted;
    }
    return {};
  }

  gathered done;

 private:
  /// A copy of a letter goes when it is sent by a relay: what is not there is said, no more.
  [[nodiscard]] result<void> note(const std::string& name, const result<void>& added) {
    if (added) {
      done.files.emplace_back(name);
      return {};
    }
    if (added.error().kind != errc::not_found) return added;
    if (name.starts_with("letters/")) return {};
    ++done.missing;
    streams_.err << fmt::format("chant: {} could not be had: {} ({})\n", name, added.error().detail,
                                added.error().code);
    return {};
  }

  const session_office& office_;
  export_place& place_;
  const io& streams_;
};

result<exit_code> write_all(const session_office& office, const json::object& told,
                            const campaign::session_id& fan, const fs::path& to,
                            const io& streams) {
  auto place = open_place(to);
  if (!place) return std::unexpected(place.error());
  gatherer from(office, **place, streams);
  if (auto data = (*place)->add("data.json", json::serialize(told.at("data")) + "\n"); !data)
    return std::unexpected(data.error());
  if (auto added = from.add_all(told); !added) return std::unexpected(added.error());
  if (auto finished = (*place)->finish(); !finished) return std::unexpected(finished.error());
  if (streams.json())
    streams.out << json::serialize(json::object{{"session", fan.hex()},
                                                {"to", to.string()},
                                                {"files", from.done.files},
                                                {"missing", from.done.missing}})
                << '\n';
  else
    write_properties(streams.out, {{"session", fan.hex()},
                                   {"to", to.string()},
                                   {"files", std::to_string(from.done.files.size() + 1)},
                                   {"missing", std::to_string(from.done.missing)}});
  return from.done.missing == 0 ? exit_code::ok : exit_code::partial;
}

}  // namespace

result<exit_code> erase_session(const session_office& office, const campaign::session_id& fan,
                                bool sure, const io& streams) {
  if (!sure)
    return std::unexpected(
        error{errc::refused, "not_sure",
              "this destroys name, address, recordings and pictures for good; say --yes", ""});
  const auto done = act(office.change, target_of(fan, "erase"), office.words);
  if (!done) return std::unexpected(done.error());
  if (!done->is_object()) return std::unexpected(not_understood(target_of(fan, "erase")));
  const auto* changed = done->get_object().if_contains("changed");
  const bool now = changed != nullptr && changed->is_bool() && changed->get_bool();
  if (streams.json())
    streams.out << json::serialize(*done) << '\n';
  else
    write_properties(streams.out, {{"session", fan.hex()},
                                   {"state", now ? "erased" : "had been erased before"}});
  return exit_code::ok;
}

result<exit_code> export_session(const session_office& office, const campaign::session_id& fan,
                                 const std::optional<fs::path>& to, const io& streams) {
  const auto told = act(office.change, target_of(fan, "export"), office.words);
  if (!told) return std::unexpected(told.error());
  if (!told->is_object() || !told->get_object().contains("data"))
    return std::unexpected(not_understood(target_of(fan, "export")));
  if (to) return write_all(office, told->get_object(), fan, *to, streams);
  streams.out << json::serialize(told->at("data")) << '\n';
  return exit_code::ok;
}

}  // namespace chant::cli
