#include "campaign/event_codec.hpp"
#include "campaign/field_codec.hpp"

#include <array>

namespace chant::campaign {

namespace {

// Raised when the meaning of a snapshot changes: older ones are then made anew from the events.
constexpr std::uint64_t snapshot_form = 3;

template <class State, std::size_t N>
State read_state(cbor::reader& from, const std::array<State, N>& all) {
  const std::string_view name = from.text();
  for (const State s : all)
    if (to_text(s) == name) return s;
  from.fail();
  return all.front();
}

// Artworks, letters: a list of maps. Its items are bounded by the bytes that are there.
template <class Item, class Read>
void read_list(cbor::reader& from, std::vector<Item>& items, Read read) {
  for (std::size_t left = from.array(); left > 0 && from.ok(); --left)
    read(from, items.emplace_back());
}

void write(cbor::writer& to, const artwork& a) {
  to.map(6);
  to.text("share");
  write_field(to, a.share);
  to.text("team");
  write_field(to, a.team);
  to.text("name");
  write_field(to, a.name);
  to.text("language");
  write_field(to, a.language);
  to.text("status");
  write_field(to, to_text(a.status));
  to.text("undrawable");
  write_field(to, a.undrawable);
}

void read(cbor::reader& from, artwork& a) {
  using enum artwork::state;
  static constexpr std::array form{field_key{"share", 0},  field_key{"team", 1},
                                   field_key{"name", 2},   field_key{"language", 3},
                                   field_key{"status", 4}, field_key{"undrawable", 5}};
  read_form(from, form, [&](std::uint8_t field) {
    switch (field) {
      case 0:
        return read_field(from, a.share);
      case 1:
        return read_field(from, a.team);
      case 2:
        return read_field(from, a.name);
      case 3:
        return read_field(from, a.language);
      case 4:
        a.status = read_state(from, std::array{ordered, rendered, refused});
        return;
      default:
        return read_field(from, a.undrawable);
    }
  });
}

void write(cbor::writer& to, const subscriber& s) {
  to.map(std::size_t{5} + (s.name ? 1 : 0) + (s.asked_before.empty() ? 0 : 1));
  to.text("asked_by");
  write_field(to, s.asked_by);
  to.text("email");
  write_field(to, s.email);
  if (s.name) {
    to.text("name");
    write_field(to, *s.name);
  }
  to.text("language");
  write_field(to, s.language);
  to.text("age_band");
  write_field(to, s.age);
  to.text("status");
  write_field(to, to_text(s.status));
  if (s.asked_before.empty()) return;
  to.text("asked_before");
  to.array(s.asked_before.size());
  for (const auto& asked_by : s.asked_before) write_field(to, asked_by);
}

void read(cbor::reader& from, subscriber& s) {
  using enum subscriber::state;
  static constexpr std::array form{field_key{"asked_by", 0},           field_key{"email", 1},
                                   field_key{"name", 2, false},        field_key{"language", 3},
                                   field_key{"age_band", 4},           field_key{"status", 5},
                                   field_key{"asked_before", 6, false}};
  read_form(from, form, [&](std::uint8_t field) {
    switch (field) {
      case 0:
        return read_field(from, s.asked_by);
      case 1:
        return read_field(from, s.email);
      case 2:
        return read_field(from, s.name);
      case 3:
        return read_field(from, s.language);
      case 4:
        return read_field(from, s.age);
      case 5:
        s.status = read_state(from, std::array{pending, confirmed, removed});
        return;
      default:
        return read_list(from, s.asked_before, [](auto& of, auto& id) { read_field(of, id); });
    }
  });
}

std::uint32_t read_u32(cbor::reader& from) {
  const std::uint64_t value = from.unsigned_integer();
  if (value > UINT32_MAX) from.fail();
  return static_cast<std::uint32_t>(value);
}

void write(cbor::writer& to, const letter& l) {
  to.map(l.next_at ? 5 : 4);
  to.text("asked_by");
  write_field(to, l.asked_by);
  to.text("kind");
  write_field(to, l.kind);
  to.text("status");
  write_field(to, to_text(l.status));
  to.text("attempts");
  to.unsigned_integer(l.attempts);
  if (l.next_at) {
    to.text("next_at");
    write_field(to, *l.next_at);
  }
}

void read(cbor::reader& from, letter& l) {
  using enum letter::state;
  static constexpr std::array form{field_key{"asked_by", 0}, field_key{"kind", 1},
                                   field_key{"status", 2}, field_key{"attempts", 3},
                                   field_key{"next_at", 4, false}};
  read_form(from, form, [&](std::uint8_t field) {
    switch (field) {
      case 0:
        return read_field(from, l.asked_by);
      case 1:
        return read_field(from, l.kind);
      case 2:
        l.status = read_state(
            from, std::array{claimed, deferred, in_doubt, accepted, failed, bounced, complained});
        return;
      case 3:
        l.attempts = read_u32(from);
        return;
      default:
        return read_field(from, l.next_at.emplace());
    }
  });
}

void write(cbor::writer& to, const take& t) {
  to.map(5);
  to.text("id");
  write_field(to, t.id);
  to.text("status");
  write_field(to, to_text(t.status));
  to.text("media_type");
  write_field(to, t.media_type);
  to.text("size_bytes");
  write_field(to, t.size_bytes);
  to.text("tier");
  write_field(to, t.tier);
}

void read(cbor::reader& from, take& t) {
  using enum take::state;
  static constexpr std::array form{field_key{"id", 0}, field_key{"status", 1},
                                   field_key{"media_type", 2}, field_key{"size_bytes", 3},
                                   field_key{"tier", 4}};
  read_form(from, form, [&](std::uint8_t field) {
    switch (field) {
      case 0:
        return read_field(from, t.id);
      case 1:
        t.status = read_state(from, std::array{begun, uploaded});
        return;
      case 2:
        return read_field(from, t.media_type);
      case 3:
        return read_field(from, t.size_bytes);
      default:
        return read_field(from, t.tier);
    }
  });
}

void read(cbor::reader& from, session& s) {
  static constexpr std::array form{
      field_key{"form", 0},     field_key{"version", 1},       field_key{"language", 2},
      field_key{"country", 3},  field_key{"artworks", 4},      field_key{"subscribed", 5, false},
      field_key{"consents", 6}, field_key{"subscriptions", 7}, field_key{"letters", 8},
      field_key{"takes", 9},    field_key{"takes_begun", 10},  field_key{"in_draw", 11},
      field_key{"erased", 12},  field_key{"letters_asked", 13}};
  read_form(from, form, [&](std::uint8_t field) {
    switch (field) {
      case 0:
        if (from.unsigned_integer() != snapshot_form) from.fail();
        return;
      case 1:
        s.version = stream_version(read_u32(from));
        return;
      case 2:
        return read_field(from, s.language);
      case 3:
        return read_field(from, s.country);
      case 4:
        return read_list(from, s.artworks, [](auto& f, artwork& a) { read(f, a); });
      case 5:
        return read(from, s.subscribed.emplace());
      case 6:
        return read_list(from, s.consents, [](auto& f, std::string& c) { read_field(f, c); });
      case 7:
        s.subscriptions = read_u32(from);
        return;
      case 8:
        return read_list(from, s.letters, [](auto& f, letter& l) { read(f, l); });
      case 9:
        return read_list(from, s.takes, [](auto& f, take& t) { read(f, t); });
      case 10:
        s.takes_begun = read_u32(from);
        return;
      case 11:
        return read_field(from, s.in_draw);
      case 12:
        return read_field(from, s.erased);
      default:
        s.letters_asked = read_u32(from);
        return;
    }
  });
}

template <class Item, class Write>
void write_list(cbor::writer& to, const std::vector<Item>& items, Write write_item) {
  to.array(items.size());
  for (const auto& item : items) write_item(item);
}

}  // namespace

std::string encode(const session& s) {
  std::string bytes;
  bytes.reserve(512);  // most sessions; one allocation
  cbor::writer to(bytes);
  to.map(s.subscribed ? 14 : 13);
  to.text("form");
  to.unsigned_integer(snapshot_form);
  to.text("version");
  to.unsigned_integer(s.version.value());
  to.text("language");
  write_field(to, s.language);
  to.text("country");
  write_field(to, s.country);
  to.text("artworks");
  write_list(to, s.artworks, [&](const artwork& a) { write(to, a); });
  if (s.subscribed) {
    to.text("subscribed");
    write(to, *s.subscribed);
  }
  to.text("consents");
  write_list(to, s.consents, [&](const std::string& c) { write_field(to, c); });
  to.text("subscriptions");
  to.unsigned_integer(s.subscriptions);
  to.text("letters");
  write_list(to, s.letters, [&](const letter& l) { write(to, l); });
  to.text("takes");
  write_list(to, s.takes, [&](const take& t) { write(to, t); });
  to.text("takes_begun");
  to.unsigned_integer(s.takes_begun);
  to.text("in_draw");
  to.boolean(s.in_draw);
  to.text("erased");
  to.boolean(s.erased);
  to.text("letters_asked");
  to.unsigned_integer(s.letters_asked);
  return bytes;
}

result<session> decode_session(std::string_view bytes) {
  session s;
  cbor::reader from(bytes);
  read(from, s);
  if (from.done()) return s;
  return std::unexpected(
      error{errc::corrupt, "snapshot_malformed", "the bytes are no session's state", {}});
}

void for_each_personal(session& s, const std::function<void(personal_text&)>& visit) {
  for (auto& a : s.artworks) visit(a.name);
  if (!s.subscribed) return;
  visit(s.subscribed->email);
  if (s.subscribed->name) visit(*s.subscribed->name);
}

}  // namespace chant::campaign
