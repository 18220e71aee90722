#!/usr/bin/env python3
"""The letters of all languages, as an independent reader sees them.

letters_test.py COMPOSE_LETTERS TEXTS_DIR SCRATCH_DIR
"""
import email
import email.header
import email.policy
import email.utils
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

COMPOSE, TEXTS, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])

NAMES = {
    "en": "Seán O’Brien", "fr": "Zoë Lefèvre-Ndiaye", "de": "Jörg Groß", "es": "Íñigo Núñez",
    "it": "Niccolò D’Angelo", "pt": "João Magalhães", "pl": "Świętosława Żółć",
    "tr": "İpek Işıkgöz", "ru": "Алёна Щербакова", "ja": "高橋 さくら", "zh-Hans": "欧阳晓明",
    "ar": "ليلى عبد الرحمن",
}
# A picture is bytes to the letter: these hold every value and both ends of a JPEG.
PICTURE = b"\xff\xd8" + bytes(range(256)) * 700 + b"\xff\xd9"
NAMES_THAT_TRY = ["</title><script>alert(1)</script>", "{team}{artist}", "\"><img src=x onerror=y>",
                  "=?UTF-8?Q?x?=", "a" * 160, "👩‍👩‍👧‍👦 Familie", ", Bob <evil@example.org>"]


def texts(language):
    return json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))


def order(number, language, name, **more):
    return {
        "id": f"{number:03}-{language}", "asked_by": f"{number:032x}", "from_name": "VELA",
        "from_address": "choir@onemorevoice.example", "to_address": "fan@example.org",
        "to_name": name, "language": language, "artist": "VELA", "song": "One More Voice",
        "site_url": "https://onemorevoice.example/", "kind": "welcome",
        "imprint": "VELA · 1 Harbour Street",
        **{f"{what}_url": f"https://onemorevoice.example/{what}/t0ken"
           for what in ("privacy", "unsubscribe", "erase", "confirm")},
        "cover": {"name": name, "team": "Îles & Co", "jpeg_file": str(SCRATCH / "cover.jpg"),
                  "share_url": "https://onemorevoice.example/s/AAAAAAAAAAAAAAAA"}, **more}


def compose(orders):
    subprocess.run([COMPOSE, TEXTS, SCRATCH], input=json.dumps(orders), text=True, check=True)
    return [read(o["id"]) for o in orders]


def read(name):
    raw = (SCRATCH / f"{name}.eml").read_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


class Tags(html.parser.HTMLParser):
    """Collects a page's elements and its visible text; knows when an element stays open."""

    VOID = {"meta", "img", "br"}

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.text, self.faults = [], [], "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text += data


def placeholders(text):
    return set(re.findall(r"{(\w+)}", text))


def spoken(page):
    """A page without its style sheet, which is all braces."""
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def recipient(letter):
    """Name and address of the one recipient, by RFC 2047's own rule for adjacent encoded words
    (the display_name of older Pythons keeps the space between them)."""
    name, address = email.utils.parseaddr(dict(letter.raw_items())["To"])
    return str(email.header.make_header(email.header.decode_header(name))), address


def part(letter, kind):
    return next(p for p in letter.walk() if p.get_content_type() == kind)


def page_of(letter):
    return Tags(part(letter, "text/html").get_content())


class Letters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        (SCRATCH / "cover.jpg").write_bytes(PICTURE)
        orders = [order(i, language, name) for i, (language, name) in enumerate(NAMES.items())]
        cls.letters = dict(zip(NAMES, compose(orders)))
        orders = [order(400 + i, language, name, kind="confirm")
                  for i, (language, name) in enumerate(NAMES.items())]
        cls.questions = dict(zip(NAMES, compose(orders)))

    def test_every_language_of_the_demo_is_here(self):
        self.assertEqual(set(NAMES), {p.stem for p in TEXTS.glob("*.json")})

    def test_every_language_says_the_same(self):
        for language in NAMES:
            with self.subTest(language):
                self.assertEqual(texts(language).keys(), texts("en").keys())
                for key, text in texts("en").items():
                    self.assertEqual(placeholders(texts(language)[key]) - {"name", "artist"},
                                     placeholders(text) - {"name", "artist"}, key)

    def test_structure_is_text_beside_html_with_its_picture(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                self.assertEqual([p.get_content_type() for p in letter.walk()],
                                 ["multipart/alternative", "text/plain", "multipart/related",
                                  "text/html", "image/jpeg"])
                self.assertEqual([p.defects for p in letter.walk()], [[]] * 5)

    def test_headers_say_who_what_and_when(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                self.assertEqual(recipient(letter), (NAMES[language], "fan@example.org"))
                self.assertEqual(letter["From"].addresses[0].display_name, "VELA")
                self.assertEqual(letter["Subject"], texts(language)["letter.welcome.subject"]
                                 .replace("{song}", "One More Voice"))
                self.assertEqual(letter["Date"].datetime.isoformat(), "2016-06-10T00:00:00+00:00")
                self.assertEqual(letter["MIME-Version"], "1.0")
                self.assertEqual(letter["Auto-Submitted"], "auto-generated")
                self.assertEqual(len(set(letter.keys())), len(letter.keys()))

    def test_names_arrive_exactly(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                self.assertIn(NAMES[language], part(letter, "text/plain").get_content())
                self.assertIn(NAMES[language], page_of(letter).text)

    def test_no_placeholder_is_left(self):
        for language in NAMES:
            for letter in (self.letters[language], self.questions[language]):
                for kind in ("text/plain", "text/html"):
                    with self.subTest(language, kind=kind):
                        self.assertNotRegex(spoken(part(letter, kind).get_content()),
                                            r"[{}]|letter\.\w")

    def test_lines_of_text_end_as_mail_wants_it(self):
        for language, letter in self.letters.items():
            for kind in ("text/plain", "text/html"):
                with self.subTest(language, kind=kind):
                    decoded = part(letter, kind).get_payload(decode=True)
                    self.assertNotRegex(decoded, rb"[^\r]\n|\r[^\n]")

    def test_both_bodies_lead_to_the_same_places(self):
        for language in NAMES:
            for letter in (self.letters[language], self.questions[language]):
                with self.subTest(language, subject=letter["Subject"]):
                    links = {a["href"] for tag, a in page_of(letter).seen if tag == "a"}
                    plain = part(letter, "text/plain").get_content()
                    self.assertEqual({line for line in plain.splitlines()
                                      if line.startswith("https://")}, links)
                    self.assertEqual(letter["List-Unsubscribe"],
                                     "<https://onemorevoice.example/unsubscribe/t0ken>")
                    self.assertEqual(letter["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")

    def test_a_question_asks_and_shows_nothing_of_the_fan(self):
        for language, letter in self.questions.items():
            with self.subTest(language):
                own = texts(language)
                self.assertEqual([p.get_content_type() for p in letter.walk()],
                                 ["multipart/alternative", "text/plain", "text/html"])
                self.assertEqual(letter["Subject"], own["letter.confirm.subject"]
                                 .replace("{song}", "One More Voice"))
                for body in (part(letter, "text/plain").get_content(), page_of(letter).text):
                    self.assertIn(own["letter.confirm.button"], body)
                    self.assertIn(own["letter.confirm.note"], body)
                    self.assertNotIn("/erase/", body)
                    self.assertNotIn("/s/", body)

    def test_a_preheader_comes_first_and_is_not_seen(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                body = part(letter, "text/html").get_content().split("<body", 1)[1]
                hidden = body.split("<div", 2)[1]
                self.assertIn("display:none", hidden)
                self.assertIn(texts(language)["letter.welcome.preheader"].split("{")[0], hidden)

    def test_picture_decodes_and_is_shown(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                picture = part(letter, "image/jpeg")
                self.assertEqual(picture.get_content(), PICTURE)
                self.assertEqual(picture.get_filename(), "VELA - One More Voice.jpg")
                shown = [a for tag, a in page_of(letter).seen if tag == "img"]
                self.assertEqual([a["src"] for a in shown],
                                 ["cid:" + picture["Content-ID"].strip("<>")])
                self.assertIn(NAMES[language], shown[0]["alt"])

    def test_page_says_its_language_and_direction(self):
        for language, letter in self.letters.items():
            with self.subTest(language):
                page = page_of(letter)
                direction = "rtl" if language == "ar" else "ltr"
                marked = [(a["lang"], a["dir"]) for _, a in page.seen if "lang" in a]
                self.assertEqual(marked, [(language, direction)] * 2)
                self.assertEqual((page.faults, page.open), ([], []))
                self.assertEqual(part(letter, "text/html")["Content-Language"], language)

    def test_hostile_names_stay_names(self):
        plain_tags = [t for t, _ in page_of(self.letters["en"]).seen]
        orders = [order(100 + i, "en", name) for i, name in enumerate(NAMES_THAT_TRY)]
        for name, letter in zip(NAMES_THAT_TRY, compose(orders)):
            with self.subTest(name):
                page = page_of(letter)
                self.assertEqual([t for t, _ in page.seen], plain_tags)
                self.assertIn(name, page.text)
                self.assertEqual(recipient(letter), (name, "fan@example.org"))
                self.assertEqual(len(letter["To"].addresses), 1)
                self.assertEqual(letter.keys(), self.letters["en"].keys())

    def test_header_injection_is_refused(self):
        attacks = [order(200, "en", "x\r\nBcc: evil@example.org"), order(201, "en", "x\0y"),
                   order(202, "en", "x", to_address="a@b.c\r\nBcc: evil@example.org"),
                   order(203, "en", "x", to_address="a@b.c>, <evil@example.org"),
                   order(204, "en", "x", unsubscribe_url="https://x/\nBcc: evil@example.org")]
        subprocess.run([COMPOSE, TEXTS, SCRATCH], input=json.dumps(attacks), text=True, check=True)
        codes = [(SCRATCH / f"{o['id']}.refused").read_text() for o in attacks]
        self.assertEqual(codes, ["header_unsafe"] * 2 + ["address_invalid"] * 2 + ["header_unsafe"])
        self.assertFalse(any((SCRATCH / f"{o['id']}.eml").exists() for o in attacks))

    def test_without_a_cover_the_letter_invites(self):
        for i, language in enumerate(NAMES):
            with self.subTest(language):
                plain = order(300 + i, language, "")
                del plain["cover"]
                letter, = compose([plain])
                self.assertEqual([p.get_content_type() for p in letter.walk()],
                                 ["multipart/alternative", "text/plain", "text/html"])
                self.assertIn(texts(language)["letter.welcome.body_invite"].split(":")[0],
                              part(letter, "text/plain").get_content())
                self.assertEqual(letter["To"], "fan@example.org")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
