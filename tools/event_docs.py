"""Writes the registry of events for people (docs/events.md) and for tools (JSON Schema)."""
import json

SCHEMAS = {
    "text": {"type": "string"},
    "personal_text": {"type": ["string", "null"]},
    "share_id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16}$"},
    "event_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "take_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "u64": {"type": "integer", "minimum": 0},
    "u32_list": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 0xFFFFFFFF}},
    "bool": {"type": "boolean"},
    "timestamp": {"type": "string", "format": "date-time"},
}
CBOR = {
    "text": "text",
    "personal_text": "bytes, sealed",
    "share_id": "12 bytes",
    "event_id": "16 bytes",
    "take_id": "16 bytes",
    "u64": "unsigned",
    "u32_list": "array of unsigned",
    "bool": "true or false",
    "timestamp": "integer, µs since 1970 UTC",
}

INTRODUCTION = """# Events

Made by `tools/generate_events.py` from `campaign/events.json`; a test holds it against the registry.

Every event stands in the log as a CBOR map (RFC 8949, definite lengths, shortest heads) with the
field names below as keys, in this order. Readers skip keys they do not know and lift old versions to
the present form. In JSON the same names are used: a share id is 16 characters of base64url, an event
id 32 hexadecimal digits, and a personal field is null unless the fan's key has opened it. Schemas of
the JSON form lie in `docs/schema/`.
"""


def schema_of(registry, field):
    found = SCHEMAS.get(field.type)
    schema = dict(found) if found else {"enum": list(registry.enums[field.type]["values"].values())}
    if field.optional and field.type in SCHEMAS and field.type != "personal_text":
        schema["type"] = [schema["type"], "null"]
    elif field.optional and field.type not in SCHEMAS:
        schema["enum"].append(None)
    if field.note:
        schema["description"] = field.note
    if field.type == "personal_text":
        schema["x-personal"] = True
    return schema


def schema(registry, event, form):
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{event.type} v{form.version}",
        "description": form.note,
        "type": "object",
        "properties": {f.name: schema_of(registry, f) for f in form.fields},
        "required": [f.name for f in form.fields if not f.optional],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def rows(fields):
    yield "| field | type | in CBOR | |"
    yield "|---|---|---|---|"
    for f in fields:
        kind = f.type + (", optional" if f.optional else "")
        yield f"| `{f.name}` | {kind} | {CBOR.get(f.type, 'text')} | {f.note} |"


def rule_text(form):
    for key, target in form.target.items():
        if target is None:
            yield f"`{key}` is dropped"
        elif target != key:
            yield f"`{key}` becomes `{target}`"
    for name, value in form.defaults.items():
        yield f"`{name}` is `{json.dumps(value, ensure_ascii=False)}`"


def page(registry):
    lines = [INTRODUCTION]
    for event in registry.events:
        lines += [f"## {event.type}", "", f"Code {event.code}, version {event.version}. {event.note}"]
        if event.lookup:
            lines.append(f"The log finds it by `{event.lookup}`.")
        lines += ["", *rows(event.fields), ""]
        for form in reversed(event.forms[:-1]):
            lines += [f"### Version {form.version}", "",
                      f"{form.note} Lifted: {'; '.join(rule_text(form)) or 'as it is'}.".strip(), "",
                      *rows(form.fields), ""]
    lines += ["## Enumerations", ""]
    for name, enum in registry.enums.items():
        values = ", ".join(f"`{t}`" for t in enum["values"].values())
        lines.append(f"- **{name}**: {values}. {enum['note']}")
    return "\n".join(lines) + "\n"
