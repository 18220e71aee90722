"""Reads campaign/events.json, the registry of events, and holds it to its own rules.

The format of the registry (campaign/events.json):

  enums   name -> {note, values: {c++ name: text in the log}}; the first value is the default.
  events  a list of
    type      snake_case fact in the past tense; for ever
    code      number of the type in the log's envelope, from 1 on; for ever
    version   the present schema version
    note      one sentence for docs/events.md
    lookup    optional: the share_id field under which the log's index finds the event
    fields    [{name, type, note, optional}]: the present form. Types: text, personal_text,
              share_id, event_id, take_id, u64, u32_list, bool, timestamp, or the name of an enum
    history   optional: the older forms, [{version, note, fields, upcast}], oldest first.
              upcast lifts a form to the next version, by
                {"rename": old, "to": new}
                {"add": field, "value": default}   text, u64, bool or the text of an enum
                {"drop": field}

What may change: a present form may gain optional fields. Anything else is a new version with the
old one moved into history. campaign/events.lock.json remembers every name, code, version and field
type that was ever published; the registry is held against it, so nothing is reused or retyped.
"""
import json
import re

FIELD_TYPES = ["text", "personal_text", "share_id", "event_id", "take_id", "u64", "u32_list", "bool", "timestamp"]
NAME = re.compile(r"[a-z][a-z0-9_]*")
NAME_MAX = 23  # longer keys would need a longer CBOR head than the fast path of the codec reads
FIELDS_MAX = 32  # the codec marks the fields it has seen in 32 bits


class RegistryError(Exception):
    """The registry breaks one of its rules."""


def require(condition, message):
    if not condition:
        raise RegistryError(message)


class Field:
    def __init__(self, raw, where):
        self.name = raw["name"]
        self.type = raw["type"]
        self.note = raw.get("note", "")
        self.optional = raw.get("optional", False)
        require(NAME.fullmatch(self.name) and len(self.name) <= NAME_MAX,
                f"{where}: field name {self.name!r} must be snake_case of at most {NAME_MAX} bytes")

    def locked(self):
        return self.type + ("?" if self.optional else "")


class Form:
    """One version of an event: its fields, and per key where its value goes in the present form."""

    def __init__(self, version, note, fields):
        self.version = version
        self.note = note
        self.fields = fields
        self.target = {f.name: f.name for f in fields}  # key -> present field, None if dropped
        self.defaults = {}  # present field -> value it gets when lifted

    def lift(self, rules, where):
        for rule in rules:
            if "rename" in rule:
                self._move(rule["rename"], rule["to"], where)
            elif "drop" in rule:
                self._move(rule["drop"], None, where)
            elif "add" in rule:
                require(rule["add"] not in self._reached(), f"{where}: {rule['add']} is already there")
                self.defaults[rule["add"]] = rule["value"]
            else:
                raise RegistryError(f"{where}: unknown upcast rule {rule}")

    def _reached(self):
        return [t for t in self.target.values() if t] + list(self.defaults)

    def _move(self, old, new, where):
        require(old in self._reached(), f"{where}: no field {old} to lift")
        for key, name in self.target.items():
            if name == old:
                self.target[key] = new
        if old in self.defaults:
            value = self.defaults.pop(old)
            if new:
                self.defaults[new] = value


class Event:
    def __init__(self, raw, enums):
        self.type = raw["type"]
        self.code = raw["code"]
        self.version = raw["version"]
        self.note = raw["note"]
        self.lookup = raw.get("lookup")
        where = f"{self.type} v{self.version}"
        require(NAME.fullmatch(self.type), f"{where}: the type must be snake_case")
        require(1 <= self.code <= 0xFFFF, f"{where}: code out of range")
        self.fields = self._fields(raw["fields"], enums, where)
        self.forms = self._history(raw.get("history", []), enums)
        self.forms.append(Form(self.version, self.note, self.fields))
        if self.lookup:
            kinds = {f.name: f.locked() for f in self.fields}
            require(kinds.get(self.lookup) == "share_id", f"{where}: lookup must be a share_id")

    @staticmethod
    def _fields(raw, enums, where):
        fields = [Field(f, where) for f in raw]
        names = [f.name for f in fields]
        require(len(set(names)) == len(names), f"{where}: a field name stands twice")
        require(len(fields) <= FIELDS_MAX, f"{where}: more than {FIELDS_MAX} fields")
        for field in fields:
            require(field.type in FIELD_TYPES or field.type in enums,
                    f"{where}: {field.name} has unknown type {field.type!r}")
        return fields

    def _history(self, raw, enums):
        forms = []
        for old in raw:
            where = f"{self.type} v{old['version']}"
            form = Form(old["version"], old.get("note", ""), self._fields(old["fields"], enums, where))
            for earlier in forms + [form]:
                earlier.lift(old["upcast"], where)
            forms.append(form)
        versions = [f.version for f in forms] + [self.version]
        require(versions == list(range(1, self.version + 1)),
                f"{self.type}: versions must be 1 to {self.version} without a gap, not {versions}")
        for form in forms:
            self._check_lifted(form)
        return forms

    def _check_lifted(self, form):
        where = f"{self.type} v{form.version}"
        present = {f.name: f for f in self.fields}
        old = {f.name: f for f in form.fields}
        for key, name in form.target.items():
            require(name is None or name in present, f"{where}: {key} leads to no present field")
            require(name is None or old[key].type == present[name].type,
                    f"{where}: {key} changes its type on the way to {name}")
        for name, field in present.items():
            sources = [old[k] for k, t in form.target.items() if t == name]
            certain = any(not s.optional for s in sources) or name in form.defaults
            require(len(sources) <= 1, f"{where}: two keys lead to {name}")
            require(field.optional or certain, f"{where}: nothing fills {name}")
        require(all(n in present for n in form.defaults), f"{where}: a default leads nowhere")


class Registry:
    def __init__(self, raw):
        self.enums = raw["enums"]
        self.events = [Event(e, self.enums) for e in raw["events"]]
        for what in ("type", "code"):
            seen = [getattr(e, what) for e in self.events]
            require(len(set(seen)) == len(seen), f"an event {what} is given twice")
        for name, enum in self.enums.items():
            texts = list(enum["values"].values())
            require(len(set(texts)) == len(texts), f"enum {name}: a text stands twice")

    def lock(self):
        """What must never change, as it stands in campaign/events.lock.json."""
        return {
            "enums": {name: sorted(e["values"].values()) for name, e in self.enums.items()},
            "events": {
                e.type: {
                    "code": e.code,
                    "versions": {str(f.version): {x.name: x.locked() for x in f.fields} for f in e.forms},
                }
                for e in self.events
            },
        }


def load(path):
    return Registry(json.loads(path.read_text(encoding="utf-8")))


def check_against_lock(registry, lock):
    """Raises where the registry takes back what was published."""
    now = registry.lock()
    for name, texts in lock["enums"].items():
        missing = set(texts) - set(now["enums"].get(name, []))
        require(not missing, f"enum {name} lost {sorted(missing)}")
    locked_codes = {e["code"]: t for t, e in lock["events"].items()}
    for event in registry.events:
        owner = locked_codes.get(event.code, event.type)
        require(owner == event.type, f"{event.type}: code {event.code} belonged to {owner}")
    for kind, locked in lock["events"].items():
        require(kind in now["events"], f"{kind} was published and is gone")
        require(now["events"][kind]["code"] == locked["code"], f"{kind} changed its code")
        for version, fields in locked["versions"].items():
            _check_fields(f"{kind} v{version}", fields, now["events"][kind]["versions"].get(version))


def _check_fields(where, locked, now):
    require(now is not None, f"{where} was published and is gone")
    for name, kind in locked.items():
        require(now.get(name) == kind, f"{where}: {name} was {kind}, is {now.get(name)}")
    for name, kind in now.items():
        require(name in locked or kind.endswith("?"),
                f"{where}: {name} was added and is not optional; that is a new version")
