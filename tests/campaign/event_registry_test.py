"""The registry of events guards itself: what was published stays, and old forms can be lifted.

python3 event_registry_test.py TOOLS_DIR
"""
import copy
import sys
import unittest

sys.path.insert(0, sys.argv.pop(1))
import event_docs  # noqa: E402
import event_registry  # noqa: E402
import generate_events  # noqa: E402
from event_registry import Registry, RegistryError, check_against_lock  # noqa: E402

RAW = {
    "enums": {"colour": {"note": "Of a scarf.", "values": {"red": "red", "blue": "blue"}}},
    "events": [
        {
            "type": "scarf_bought", "code": 1, "version": 2, "note": "A fan bought a scarf.",
            "fields": [
                {"name": "size_cm", "type": "u64", "note": "Length."},
                {"name": "colour", "type": "colour", "note": "Colour."},
                {"name": "gift", "type": "bool", "optional": True, "note": "For somebody else."},
            ],
            "history": [{
                "version": 1, "note": "As at first.",
                "fields": [{"name": "length", "type": "u64"}, {"name": "shop", "type": "text"}],
                "upcast": [{"rename": "length", "to": "size_cm"}, {"drop": "shop"},
                           {"add": "colour", "value": "blue"}],
            }],
        },
        {"type": "scarf_lost", "code": 2, "version": 1, "note": "It is gone.",
         "fields": [{"name": "at", "type": "timestamp", "note": "When."}]},
    ],
}


def changed(change):
    raw = copy.deepcopy(RAW)
    change(raw["events"])
    return raw


class TheRegistry(unittest.TestCase):
    def refuses(self, change, words):
        with self.assertRaisesRegex(RegistryError, words):
            Registry(changed(change))

    def test_lifts_an_old_form(self):
        old = Registry(RAW).events[0].forms[0]
        self.assertEqual(old.target, {"length": "size_cm", "shop": None})
        self.assertEqual(old.defaults, {"colour": "blue"})

    def test_lifts_through_several_versions(self):
        def change(events):
            event = events[0]
            event["version"] = 3
            event["history"].append({
                "version": 2, "fields": event["fields"],
                "upcast": [{"rename": "size_cm", "to": "length_cm"}, {"rename": "colour", "to": "dye"}]})
            event["fields"] = [{"name": "length_cm", "type": "u64"}, {"name": "dye", "type": "colour"},
                               {"name": "gift", "type": "bool", "optional": True}]
        first = Registry(changed(change)).events[0].forms[0]
        self.assertEqual(first.target, {"length": "length_cm", "shop": None})
        self.assertEqual(first.defaults, {"dye": "blue"})

    def test_gives_a_name_and_a_code_once(self):
        self.refuses(lambda e: e[1].update(code=1), "code is given twice")
        self.refuses(lambda e: e[1].update(type="scarf_bought"), "type is given twice")

    def test_knows_its_types_and_names(self):
        self.refuses(lambda e: e[1]["fields"][0].update(type="float"), "unknown type")
        self.refuses(lambda e: e[1]["fields"][0].update(name="At"), "snake_case")
        self.refuses(lambda e: e[1]["fields"][0].update(name="a" * 24), "at most 23")

    def test_wants_every_version_and_a_rule_for_every_field(self):
        self.refuses(lambda e: e[0].update(version=3), "without a gap")
        self.refuses(lambda e: e[0]["history"][0]["upcast"].pop(), "nothing fills colour")
        self.refuses(lambda e: e[0]["history"][0]["upcast"].pop(1), "leads to no present field")
        self.refuses(lambda e: e[0]["history"][0]["fields"][0].update(type="text"), "changes its type")


class TheLock(unittest.TestCase):
    def refuses(self, change, words):
        with self.assertRaisesRegex(RegistryError, words):
            check_against_lock(Registry(changed(change)), Registry(RAW).lock())

    def test_lets_optional_fields_and_new_events_in(self):
        def change(events):
            events[1]["fields"].append({"name": "found", "type": "bool", "optional": True})
            events.append({"type": "scarf_found", "code": 3, "version": 1, "note": "", "fields": []})
        check_against_lock(Registry(changed(change)), Registry(RAW).lock())

    def test_keeps_what_was_published(self):
        self.refuses(lambda e: e.pop(), "scarf_lost was published and is gone")
        self.refuses(lambda e: e[1].update(code=7), "changed its code")
        self.refuses(lambda e: e[1].update(type="scarf_stolen"), "belonged to scarf_lost")
        self.refuses(lambda e: e[1]["fields"][0].update(type="u64"), "at was timestamp, is u64")
        self.refuses(lambda e: e[1]["fields"][0].update(optional=True), "at was timestamp")
        self.refuses(lambda e: e[1]["fields"].append({"name": "by", "type": "text"}), "not optional")

    def test_keeps_the_texts_of_enums(self):
        raw = copy.deepcopy(RAW)
        raw["enums"]["colour"]["values"] = {"blue": "blue"}
        with self.assertRaisesRegex(RegistryError, "lost"):
            check_against_lock(Registry(raw), Registry(RAW).lock())


class TheGenerator(unittest.TestCase):
    def test_lifts_by_the_keys_of_the_old_form(self):
        code = generate_events.codec(Registry(RAW))
        self.assertIn('field_key{"length", 0, true}', code)
        self.assertIn('field_key{"shop", field_key::dropped, true}', code)
        self.assertIn('e.colour = *parse<colour>("blue");', code)

    def test_describes_optional_fields_in_the_schema(self):
        registry = Registry(RAW)
        text = event_docs.schema(registry, registry.events[0], registry.events[0].forms[-1])
        self.assertIn('"boolean",\n        "null"', text)
        self.assertNotIn('"gift"', text.split('"required"')[1])


if __name__ == "__main__":
    unittest.main()
