"""The right to be forgotten, on the real binary: nothing of an erased fan is left in any file, in any
form, behind no compression; the log still verifies; what was done is on record."""
import base64
import hashlib
import io
import json
import os
import pathlib
import quopri
import re
import subprocess
import unittest
import urllib.parse
import uuid
import zipfile

from node import Fan, Node, path_of, wait_for
from uploader import create, patch, recording

DUMP = os.environ.get("CHANT_DUMP_DATABASES", "")
WINDOW = 64


def session_of(secret):
    return hashlib.sha256(b"chant session\0" + uuid.UUID(secret).bytes).digest()[:16]


def base64_cores(data):
    """What base64 of any text around the data must hold: one form for each place in a group of three."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + data)
        yield coded[(before * 8 + 5) // 6:len(data) * 8 // 6 + before - 3]


def forms(text):
    """A text as it might lie in a file."""
    utf8 = text.encode()
    yield "utf-8", utf8
    yield "utf-16le", text.encode("utf-16le")
    yield "utf-16be", text.encode("utf-16be")
    yield "hex", utf8.hex().encode()
    yield "percent", urllib.parse.quote(text, safe="").encode()
    yield "quoted-printable", quopri.encodestring(utf8, quotetabs=True).strip()
    yield "q-word", re.sub(b"[^A-Za-z0-9]", lambda m: b"=%02X" % m[0][0], utf8)
    yield "json", json.dumps(text)[1:-1].encode()
    for core in base64_cores(utf8):
        yield "base64", core


class Story:
    """One fan who leaves a trace of every kind."""

    def __init__(self, node, name, address, seed):
        self.node, self.name, self.address = node, name, address
        self.fan = Fan(node)
        self.id = session_of(self.fan.secret)
        self.voice = recording(200_000, seed)

    def live(self):
        assert self.fan.open("de").status == 201
        self.share = self.fan.order(self.name, "de").json()
        assert self.fan.call("PUT", "/api/v1/session/subscriber",
                             {"email": self.address, "name": self.name, "language": "de",
                              "age_band": "18+",
                              "consents": {"terms": True, "newsletter": True,
                                           "recording": True}}).status == 200
        assert self.fan.call("PUT", "/api/v1/session/draw-entry").status == 200
        url = create(self.fan, len(self.voice)).fields["location"]
        assert patch(self.node, url, 0, self.voice[:100_000]).status == 204
        assert patch(self.node, url, 100_000, self.voice[100_000:]).status == 204
        # One is left unfinished.
        url = create(self.fan, len(self.voice)).fields["location"]
        assert patch(self.node, url, 0, self.voice[:100_000]).status == 204
        for picture in self.share["images"].values():
            assert self.node.call("GET", path_of(picture)).status == 200

    def needles(self, wrapped_key):
        for what, text in (("name", self.name), ("address", self.address),
                           ("local part", self.address.split("@")[0])):
            for form, needle in forms(text):
                yield f"{what} ({form})", needle
        yield "key", wrapped_key[1:]
        for at in (512, 60_000, 99_000, 150_000, len(self.voice) - WINDOW):
            yield f"voice at {at}", self.voice[at:at + WINDOW]


def contents(data):
    """Every file below the directory, and every database as it is when opened. Left out: what was made
    before any fan came and is never written again."""
    for file in pathlib.Path(data).rglob("*"):
        if file.is_file() and file.name != "ballast" and "bases" not in file.parts:
            yield str(file.relative_to(data)), file.read_bytes()
    yield "databases", dump(data)


def dump(data):
    done = subprocess.run([DUMP, data], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(needles, data):
    needles = list(needles)
    assert all(len(needle) >= 8 for _, needle in needles), needles
    return [f"{what} in {where}" for where, content in contents(data)
            for what, needle in needles if needle in content]


@unittest.skipUnless(DUMP, "the program that reads databases is missing")
class Erase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()
        cls.by_api = Story(cls.node, "Balthasar Ümbreit-Quastenflosser", "balthasar.q@post.example", 1)
        cls.by_staff = Story(cls.node, "Ксенофонт Перепёлкин", "xenophon.p@post.example", 2)
        cls.stays = Story(cls.node, "Wilhelmina Bleibtreu", "wilhelmina.b@post.example", 3)
        for story in cls.stories():
            story.live()
        cls.node.wait_until_idle()
        wait_for(lambda: len(list((cls.node.data / "outbox").glob("*.eml"))) == 3, 60, "letters lack")
        cls.keys = {story: cls.wrapped_key(story) for story in cls.stories()}
        cls.before = {story: found(story.needles(cls.keys[story]), cls.node.data)
                      for story in cls.stories()}
        cls.erase_all()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    @classmethod
    def stories(cls):
        return [cls.by_api, cls.by_staff, cls.stays]

    @classmethod
    def erased(cls):
        return [cls.by_api, cls.by_staff]

    @classmethod
    def wrapped_key(cls, story):
        """The fan's key as it lies in the keys' database: 69 bytes behind the session's id."""
        for line in dump(cls.node.data / "keys").split(story.id):
            if len(line) > 69 and line[0] == 2:
                return line[:69]
        raise AssertionError("the fan has no key")

    @classmethod
    def erase_all(cls):
        node = cls.node
        assert cls.by_api.fan.call("DELETE", "/api/v1/session").status == 204
        cls.unsure = node.cli("session", "erase", cls.by_staff.id.hex(), "--why", "a letter")
        cls.still_there = cls.by_staff.fan.state().status
        cls.told = node.cli_json("session", "erase", "-", "--why", "a letter", "--yes",
                                 stdin=cls.by_staff.fan.secret + "\n")
        node.wait_until_idle()
        cls.events = node.events()
        cls.acts = node.cli_json("log", "acts")
        cls.gone = {story: [node.call("GET", path_of(url)).status for url in
                            [story.share["share_url"], *story.share["images"].values()]]
                    for story in cls.stories()}
        node.kill()  # the write-ahead logs are as they were
        cls.after_kill = cls.look()
        node.start()
        node.wait_until_idle()
        assert node.stop() == 0
        cls.after_stop = cls.look()

    @classmethod
    def look(cls):
        return {story: found(story.needles(cls.keys[story]), cls.node.data)
                for story in cls.stories()}

    def test_the_search_finds_what_is_there(self):
        for story in self.stories():
            seen = " ".join(self.before[story])
            for what in ("name", "address", "key", "voice at 512", "voice at 150000"):
                self.assertIn(what, seen)
        self.assertIn("name", " ".join(self.after_stop[self.stays]))
        self.assertIn("key in databases", self.after_stop[self.stays])

    def test_nothing_is_left_after_a_crash(self):
        for story in self.erased():
            self.assertEqual(self.after_kill[story], [], story.name)

    def test_nothing_is_left_after_a_restart(self):
        for story in self.erased():
            self.assertEqual(self.after_stop[story], [], story.name)

    def test_share_pages_and_pictures_are_gone(self):
        for story in self.erased():
            self.assertEqual(self.gone[story], [410] * 4)
        self.assertEqual(self.gone[self.stays], [200] * 4)

    def test_the_log_verifies_and_replays(self):
        status, out, err = self.node.cli("log", "verify", "--rebuild")
        self.assertEqual(status, 0, out + err)

    def test_each_erase_has_one_receipt(self):
        receipts = [e["data"] for e in self.events if ".erase_carried_out." in e["type"]]
        self.assertEqual({r["session"] for r in receipts},
                         {story.id.hex() for story in self.erased()})
        self.assertEqual(len(receipts), 2)
        for receipt in receipts:
            self.assertEqual((receipt["pictures"], receipt["letters"], receipt["recordings"]),
                             (1, 1, 2))

    def test_the_staff_must_be_sure_and_what_they_did_is_on_record(self):
        self.assertEqual(self.unsure[0], 9)
        self.assertEqual(self.still_there, 200)
        self.assertEqual(self.told["changed"], True)
        self.assertEqual([(act["act"], act["subject"], act["why"]) for act in self.acts],
                         [("session erase", self.by_staff.id.hex(), "a letter")])
        self.assertEqual(self.acts[0]["whence"], "admin.sock")
        reasons = {e["subject"]: e["data"]["reason"] for e in self.events
                   if ".session_erased." in e["type"]}
        self.assertEqual(reasons, {self.by_api.id.hex(): "by_fan",
                                   self.by_staff.id.hex(): "by_staff"})


class Export(unittest.TestCase):
    def setUp(self):
        self.node = Node().start()
        self.addCleanup(self.node.__exit__)
        self.story = Story(self.node, "Quirinius Xylophonsson", "quirinius.x@post.example", 4)
        self.story.live()
        self.node.wait_until_idle()
        wait_for(lambda: list((self.node.data / "outbox").glob("*.eml")), 60, "no letter")

    def check_data(self, data):
        self.assertEqual(data["artworks"][0]["name"], self.story.name)
        self.assertEqual(data["subscriber"]["email"], self.story.address)
        self.assertEqual({c["purpose"] for c in data["consent_record"]},
                         {"terms", "newsletter", "recording"})
        types = [event["type"] for event in data["events"]]
        self.assertEqual(types[0], "session_opened")
        self.assertIn("take_uploaded", types)

    def test_a_zip_holds_all_there_is(self):
        file = self.node.scratch / "fan.zip"
        said = self.node.cli_json("session", "export", "-", "--to", file, "--why", "asked",
                                  stdin=self.story.fan.secret)
        self.assertEqual(said["missing"], 0)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            self.check_data(json.loads(archive.read("data.json")))
            voices = [n for n in names if n.startswith("recordings/")]
            self.assertEqual([archive.read(n) for n in voices], [self.story.voice])
            self.assertTrue(voices[0].endswith(".webm"))
            letters = [n for n in names if n.startswith("letters/")]
            self.assertEqual(len(letters), 1)
            self.assertIn(self.story.address.encode(), archive.read(letters[0]))
            pictures = [n for n in names if n.startswith("artworks/")]
            self.assertEqual(len(pictures), 3)
            for name in pictures:
                layout = name.rsplit("-", 1)[1][:-len(".jpg")]
                drawn = self.node.call("GET", path_of(self.story.share["images"][layout])).body
                self.assertEqual(archive.read(name), drawn)

    def test_a_directory_holds_the_same_and_stdout_the_data(self):
        place = self.node.scratch / "fan"
        status, _, err = self.node.cli("session", "export", self.story.id.hex(), "--to", place,
                                       "--why", "asked")
        self.assertEqual(status, 0, err)
        self.assertEqual(len([f for f in place.rglob("*") if f.is_file()]), 6)
        self.check_data(json.loads((place / "data.json").read_text()))
        self.check_data(self.node.cli_json("session", "export", self.story.id.hex(), "--why", "x"))
        self.assertEqual([a["act"] for a in self.node.cli_json("log", "acts")],
                         ["session export"] * 2)

    def test_the_fan_gets_the_data_too(self):
        self.check_data(self.story.fan.call("GET", "/api/v1/session/export").json())

    def test_exit_codes(self):
        stranger = "00" * 16
        for verb in ("export", "erase"):
            sure = ["--yes"] if verb == "erase" else []
            self.assertEqual(self.node.cli("session", verb, stranger, "--why", "x", *sure)[0], 4)
            self.assertEqual(self.node.cli("session", verb, stranger, *sure)[0], 2, "without why")
        own = next(e["subject"] for e in self.node.events() if ".operator_acted." in e["type"]) \
            if any(".operator_acted." in e["type"] for e in self.node.events()) else None
        self.assertIsNone(own, "what was refused is no act")
        self.assertEqual(self.node.stop(), 0)
        self.assertEqual(self.node.cli("session", "erase", stranger, "--why", "x", "--yes")[0], 6)


if __name__ == "__main__":
    unittest.main(verbosity=2)
