#!/usr/bin/env python3
"""Makes from campaign/events.json (format: tools/event_registry.py) all that follows from it.

  generate_events.py REGISTRY OUT_DIR     OUT_DIR/events.hpp and event_codec.cpp, at build time
  generate_events.py REGISTRY --publish   docs/events.md, docs/schema/ and the lock, to be committed
  generate_events.py REGISTRY --check     fails unless the committed files are those, and
                                          tests/golden/events/ holds a payload of every version

The registry's folder's parent is the root of the tree. Every use holds the registry against the
lock.
"""
import json
import pathlib
import sys

import event_docs
import event_registry
from event_registry import RegistryError

CPP_TYPES = {
    "text": "std::string",
    "personal_text": "personal_text",
    "share_id": "share_id",
    "event_id": "event_id",
    "take_id": "take_id",
    "u64": "std::uint64_t",
    "u32_list": "std::vector<std::uint32_t>",
    "bool": "bool",
    "timestamp": "timestamp",
}
INITIALISERS = {"u64": " = 0", "bool": " = false"}
MADE = "// Made by tools/generate_events.py from campaign/events.json.\n"


def cpp_type(field):
    # A member may be named like its enum: qualified, the name still means the type.
    base = CPP_TYPES.get(field.type, f"campaign::{field.type}")
    return f"std::optional<{base}>" if field.optional else base


def initialiser(field):
    if field.optional:
        return " = {}"  # may be left out where an event is made
    return INITIALISERS.get(field.type, "" if field.type in CPP_TYPES else "{}")


def enum_code(name, enum):
    values = enum["values"]
    texts = "\n".join(f'    case {name}::{v}: return "{t}";' for v, t in values.items())
    parses = "\n".join(f'  if (text == "{t}") return {name}::{v};' for v, t in values.items())
    return f"""/// {enum["note"]}
enum class {name} : std::uint8_t {{ {", ".join(values)} }};

[[nodiscard]] constexpr std::string_view to_text({name} value) {{
  switch (value) {{
{texts}
  }}
  return {{}};
}}

template <>
[[nodiscard]] constexpr std::optional<{name}> parse<{name}>(std::string_view text) {{
{parses}
  return std::nullopt;
}}
"""


def struct_code(event):
    members = "\n".join(f"  {cpp_type(f)} {f.name}{initialiser(f)};  ///< {f.note}" for f in event.fields)
    return f"""/// {event.note}
struct {event.type} {{
{members}

  friend bool operator==(const {event.type}&, const {event.type}&) = default;
}};
"""


def header(registry):
    enums = "\n".join(enum_code(n, e) for n, e in registry.enums.items())
    structs = "\n".join(struct_code(e) for e in registry.events)
    names = ",\n                           ".join(e.type for e in registry.events)
    return f"""// What can have happened in a session: one struct per event type of the registry.
{MADE}#pragma once

#include "base/clock.hpp"
#include "campaign/ids.hpp"
#include "campaign/personal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chant::campaign {{

/// The value of an enum whose text in the log is `text`.
template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> parse(std::string_view text) = delete;

{enums}
{structs}
using event = std::variant<{names}>;

}}  // namespace chant::campaign
"""


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"std::string({json.dumps(value, ensure_ascii=False)})"


def default_of(event, name, value):
    kind = next(f.type for f in event.fields if f.name == name)
    return literal(value) if kind in CPP_TYPES else f"*parse<{kind}>({json.dumps(value)})"


def form_code(event, form):
    places = {f.name: i for i, f in enumerate(event.fields)}
    keys = []
    for field in form.fields:
        target = form.target[field.name]
        place = "field_key::dropped" if target is None else str(places[target])
        keys.append(f'    field_key{{"{field.name}", {place}, {"false" if field.optional else "true"}}},')
    return f"constexpr std::array {event.type}_v{form.version}{{\n" + "\n".join(keys) + "\n};\n"


def read_code(event):
    cases = "\n".join(f"      case {i}: return read_field(from, e.{f.name});"
                      for i, f in enumerate(event.fields))
    return f"""void read(cbor::reader& from, std::span<const field_key> form, {event.type}& e) {{
  read_form(from, form, [&](std::uint8_t field) {{
    switch (field) {{
{cases}
      default: return from.fail();
    }}
  }});
}}
"""


def write_code(event):
    required = [f for f in event.fields if not f.optional]
    optional = "".join(f" + (e.{f.name} ? 1U : 0U)" for f in event.fields if f.optional)
    lines = [f"  to.map({len(required)}U{optional});"]
    for f in event.fields:
        if f.optional:
            lines.append(f"  if (e.{f.name}) {{\n    to.text(\"{f.name}\");\n    write_field(to, *e.{f.name});\n  }}")
        else:
            lines.append(f"  to.text(\"{f.name}\");\n  write_field(to, e.{f.name});")
    return f"void write(cbor::writer& to, const {event.type}& e) {{\n" + "\n".join(lines) + "\n}\n"


def json_code(event):
    lines = []
    personal = any(f.type == "personal_text" for f in event.fields)
    for i, f in enumerate(event.fields):
        shown = ", shown" if f.type == "personal_text" else ""
        key = f"{'{' if i == 0 else ','}\\\"{f.name}\\\":"
        if f.optional:
            lines.append(f"  out += \"{key}\";\n  if (e.{f.name})\n    append_json(out, *e.{f.name}{shown});\n"
                         f"  else\n    out += \"null\";")
        else:
            lines.append(f"  out += \"{key}\";\n  append_json(out, e.{f.name}{shown});")
    shown = "personal_in_json shown" if personal else "personal_in_json /*shown*/"
    return (f"void append_object(std::string& out, const {event.type}& e, {shown}) {{\n" + "\n".join(lines)
            + "\n  out += '}';\n}\n")


def visit_code(event):
    lines = []
    for i, f in enumerate(event.fields):
        if f.type == "personal_text":
            guard = f"if (e.{f.name}) " if f.optional else ""
            lines.append(f"  {guard}visit({i}, {'*' if f.optional else ''}e.{f.name});")
    unused = "" if lines else "[[maybe_unused]] "
    body = "\n".join(lines)
    return (f"void visit_personal({unused}{event.type}& e, {unused}const personal_visitor& visit) {{\n{body}\n}}\n"
            if lines else
            f"void visit_personal({event.type}& /*e*/, const personal_visitor& /*visit*/) {{}}\n")


def decode_case(event):
    lines = []
    for form in event.forms:
        defaults = "".join(f"e.{n} = {default_of(event, n, v)}; " for n, v in form.defaults.items())
        prepare = f"[](auto& e) {{ {defaults}}}" if defaults else "as_is"
        lines.append(f"      if (schema == {form.version}) return decode_as<{event.type}>("
                     f"payload, {event.type}_v{form.version}, {prepare});")
    return f"    case {event.code}:\n" + "\n".join(lines) + "\n      break;"


def overloads(registry, pattern):
    return "\n".join(pattern.format(e=e) for e in registry.events)


def codec(registry):
    per_event = "\n".join(
        "\n".join([*(form_code(e, f) for f in e.forms), read_code(e), write_code(e), json_code(e),
                   visit_code(e)]) for e in registry.events)
    lookups = "\n".join(f"  if (const auto* known = std::get_if<{e.type}>(&e)) return known->{e.lookup};"
                        for e in registry.events if e.lookup)
    codes = ", ".join(str(e.code) for e in registry.events)
    versions = ", ".join(str(e.version) for e in registry.events)
    names = overloads(registry, '    case {e.code}: return "{e.type}";')
    of_names = overloads(registry, '  if (name == "{e.type}") return std::uint16_t{{{e.code}}};')
    cases = "\n".join(decode_case(e) for e in registry.events)
    return f"""{MADE}#include "campaign/event_codec.hpp"

#include "campaign/event_json.hpp"
#include "campaign/field_codec.hpp"

#include <array>
#include <span>
#include <string>
#include <utility>

namespace chant::campaign {{

namespace {{

using personal_visitor = std::function<void(std::uint8_t, personal_text&)>;

constexpr std::array<std::uint16_t, {len(registry.events)}> codes{{{codes}}};
constexpr std::array<std::uint16_t, {len(registry.events)}> versions{{{versions}}};
constexpr auto as_is = [](auto& /*e*/) {{}};

{per_event}
template <class Event, class Prepare>
result<event> decode_as(std::string_view payload, std::span<const field_key> form,
                        Prepare prepare) {{
  result<event> decoded(std::in_place, std::in_place_type<Event>);
  auto& e = *std::get_if<Event>(&*decoded);
  prepare(e);
  cbor::reader from(payload);
  read(from, form, e);
  if (!from.done()) {{
    decoded = std::unexpected(
        error{{errc::corrupt, "event_malformed", "the payload does not fit its type's schema", {{}}}});
  }}
  return decoded;
}}

}}  // namespace

std::uint16_t type_code(const event& e) {{ return codes.at(e.index()); }}
std::uint16_t schema_version(const event& e) {{ return versions.at(e.index()); }}

std::optional<std::string_view> type_name(std::uint16_t code) {{
  switch (code) {{
{names}
    default: return std::nullopt;
  }}
}}

std::optional<std::uint16_t> type_code(std::string_view name) {{
{of_names}
  return std::nullopt;
}}

std::string encode(const event& e) {{
  std::string payload;
  payload.reserve(256);  // most events; one allocation
  cbor::writer to(payload);
  std::visit([&](const auto& known) {{ write(to, known); }}, e);
  return payload;
}}

result<event> decode(std::uint16_t type, std::uint16_t schema, std::string_view payload) {{
  switch (type) {{
{cases}
    default: break;
  }}
  return std::unexpected(
      error{{errc::corrupt, "event_unknown", "no such event type or schema version", {{}}}});
}}

std::optional<share_id> lookup_of(const event& e) {{
{lookups}
  return std::nullopt;
}}

void for_each_personal(event& e, const personal_visitor& visit) {{
  std::visit([&](auto& known) {{ visit_personal(known, visit); }}, e);
}}

std::string to_json(const event& e, personal_in_json shown) {{
  std::string out;
  std::visit([&](const auto& known) {{ append_object(out, known, shown); }}, e);
  return out;
}}

std::string to_json(const event& e) {{ return to_json(e, personal_in_json::never); }}

}}  // namespace chant::campaign
"""


def write_if_changed(path, text):
    """Leaves the time stamp alone when nothing changed, so that nothing is compiled again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def published(registry, root):
    files = {root / "campaign/events.lock.json": json.dumps(registry.lock(), indent=2) + "\n",
             root / "docs/events.md": event_docs.page(registry)}
    for event in registry.events:
        for form in event.forms:
            files[root / f"docs/schema/{event.type}.v{form.version}.json"] = event_docs.schema(
                registry, event, form)
    return files


def complaints(registry, root):
    files = published(registry, root)
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(root)} is stale: run tools/generate_events.py with --publish"
    for path in (root / "docs/schema").glob("*.json"):
        if path not in files:
            yield f"{path.relative_to(root)} belongs to no event"
    for event in registry.events:
        for form in event.forms:
            golden = root / f"tests/golden/events/{event.type}.v{form.version}.hex"
            if not golden.exists():
                yield f"{golden.relative_to(root)} is missing: every version has a golden payload"


def run(registry_path, target):
    root = registry_path.resolve().parent.parent
    registry = event_registry.load(registry_path)
    lock = root / "campaign/events.lock.json"
    if lock.exists():
        event_registry.check_against_lock(registry, json.loads(lock.read_text(encoding="utf-8")))
    if target == "--check":
        found = list(complaints(registry, root))
        print(*found, sep="\n")
        return bool(found)
    if target == "--publish":
        for path, text in published(registry, root).items():
            write_if_changed(path, text)
        return 0
    write_if_changed(pathlib.Path(target) / "events.hpp", header(registry))
    write_if_changed(pathlib.Path(target) / "event_codec.cpp", codec(registry))
    return 0


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return run(pathlib.Path(sys.argv[1]), sys.argv[2])
    except RegistryError as error:
        print(f"{sys.argv[1]}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
