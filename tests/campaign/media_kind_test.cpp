#include "campaign/media_kind.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chant::campaign {
namespace {

using namespace std::string_literals;

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

TEST(MediaKind, KnowsWhatBrowsersAndPhonesRecord) {
  struct sample {
    std::string first;
    media_kind kind;
    std::string type;
  };
  const std::vector<sample> samples{
      {bytes("1a45dfa39f4286810142f7810142f2810442f381084282847765626d"), media_kind::webm,
       "video/webm"},
      {bytes("1a45dfa3a342868101428288") + "matroska", media_kind::webm, "video/x-matroska"},
      {"OggS\0\2"s, media_kind::ogg, "audio/ogg"},
      {"\0\0\0\x18"
       "ftypisom\0\0\2\0"s,
       media_kind::mp4, "video/mp4"},
      {"\0\0\0\x1c"
       "ftypM4A \0\0\0\0"s,
       media_kind::mp4, "audio/mp4"},
      {"\0\0\0\x14"
       "ftypqt  \0\0\0\0"s,
       media_kind::mp4, "video/quicktime"},
      {"\0\0\0\x18"
       "ftyp3gp4\0\0\2\0"s,
       media_kind::mp4, "video/3gpp"},
      {"\0\0\0\x18"
       "ftyp3g2a\0\0\2\0"s,
       media_kind::mp4, "video/3gpp2"},
      {"\0\0\0\x08"
       "wide\0\0\0\0mdat"s,
       media_kind::mp4, "video/quicktime"},
      {"RIFF\x24\0\0\0WAVEfmt "s, media_kind::wav, "audio/wav"},
      {"caff\0\1\0\0"s, media_kind::caf, "audio/x-caf"},
      {"fLaC\0\0\0\x22"s, media_kind::flac, "audio/flac"},
      {"ID3\4\0\0\0\0\0\0"s, media_kind::mp3, "audio/mpeg"},
      {bytes("fffb9064"), media_kind::mp3, "audio/mpeg"},
      {bytes("fff15080"), media_kind::aac, "audio/aac"},
  };
  for (const auto& s : samples) {
    const auto media = sniff_media(s.first);
    ASSERT_TRUE(media) << s.type;
    EXPECT_EQ(media->kind, s.kind) << s.type;
    EXPECT_EQ(media->type, s.type);
    EXPECT_EQ(kind_named(media->type), s.kind) << s.type;
  }
}

TEST(MediaKind, KnowsNothingElse) {
  for (const auto& other :
       {""s, "M"s, "MZ\x90\0"s, "<!doctype html>"s, "%PDF-1.7"s, "PK\3\4"s,
        "\x7f"
        "ELF"s,
        "\x89PNG\r\n\x1a\n"s, "\xff\xd8\xff\xe0"s, "RIFF\0\0\0\0AVI "s, "RIFF\0\0\0\0WEBP"s,
        "\0\0\0\x18"
        "ftypheic\0\0\0\0"s,
        "\xff\xff\xff\xff"s, "\x1a\x45\xdf\xa3 something"s, std::string(64, '\0'), "#!/bin/sh\n"s})
    EXPECT_FALSE(sniff_media(other)) << other;
}

TEST(MediaKind, ReadsTypesAsBrowsersWriteThem) {
  EXPECT_EQ(kind_named("audio/webm;codecs=opus"), media_kind::webm);
  EXPECT_EQ(kind_named("Audio/MP4 ; codecs=\"mp4a.40.2\""), media_kind::mp4);
  EXPECT_EQ(kind_named("audio/x-m4a"), media_kind::mp4);
  EXPECT_EQ(kind_named("application/octet-stream"), std::nullopt);
  EXPECT_EQ(kind_named("audio/x-unheard-of"), std::nullopt);
  EXPECT_EQ(kind_named(""), std::nullopt);
}

}  // namespace
}  // namespace chant::campaign
