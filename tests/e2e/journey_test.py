"""A fan's whole journey by HTTP, and what staff see of it by the command line."""
import email
import email.policy
import html
import re
import unittest

from node import Fan, Node, gapless, path_of, wait_for

NAMES = {
    "Latin": "Zoë Lefèvre-Ndiaye",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Ольга Щербакова",
    "Turkish": "Çağrı Işıkoğlu",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Arabic": "محمد عبد الرحمن",
    "Hebrew": "נועה בן־דוד",
    "Devanagari": "प्रिया शर्मा",
    "Thai": "สมชาย ใจดี",
    "Chinese": "欧阳明月",
    "Japanese": "桜井 さくら",
    "Korean": "김민준",
    "emoji": "Léa 🎤⚽️👩‍👩‍👧",
    "mixed": "Ana 山田 محمد Ω",
}
SIZES = {"cover": (1500, 1500), "facebook": (1200, 630), "twitter": (1200, 600)}
TAGS = ["og:title", "og:description", "og:type", "og:url", "og:image", "og:image:width",
        "og:image:height", "twitter:card", "twitter:title", "twitter:image"]


def jpeg_size(picture):
    """Width and height of a whole JPEG file, by its frame header."""
    assert picture.startswith(b"\xff\xd8") and picture.endswith(b"\xff\xd9"), "no whole JPEG"
    at = 2
    while picture[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(picture[at + 2:at + 4], "big")
    height, width = picture[at + 5:at + 7], picture[at + 7:at + 9]
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")


class Journey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    def order(self, name, team="fr", language="en"):
        fan = Fan(self.node)
        self.assertIn(fan.open(language).status, (200, 201))
        answer = fan.order(name, team)
        self.assertEqual(answer.status, 202, answer)
        return fan, answer.json()

    def test_pictures_of_names_in_every_script(self):
        for script, name in NAMES.items():
            with self.subTest(script):
                fan, artwork = self.order(name)
                for layout, size in SIZES.items():
                    picture = self.node.call("GET", path_of(artwork["images"][layout]))
                    self.assertEqual(picture.status, 200)
                    self.assertEqual(picture.fields["content-type"], "image/jpeg")
                    self.assertEqual(jpeg_size(picture.body), size)
                self.node.wait_until_idle()
                drawn = fan.state().json()["artworks"][0]
                self.assertEqual((drawn["name"], drawn["state"]), (name, "rendered"))

    def test_pictures_can_be_asked_for_in_parts_and_again(self):
        _, artwork = self.order("Range")
        target = path_of(artwork["images"]["cover"])
        whole = self.node.call("GET", target)
        part = self.node.call("GET", target, fields={"Range": "bytes=1000-1999"})
        self.assertEqual((part.status, part.body), (206, whole.body[1000:2000]))
        same = self.node.call("GET", target, fields={"If-None-Match": whole.fields["etag"]})
        self.assertEqual((same.status, same.body), (304, b""))
        head = self.node.call("HEAD", target)
        self.assertEqual(head.fields["content-length"], str(len(whole.body)))

    def test_the_share_page_is_complete_for_crawlers(self):
        name = "<Ötzi> & \"Söhne\""
        fan, artwork = self.order(name)
        page = self.node.call("GET", path_of(artwork["share_url"]))
        self.assertEqual(page.status, 200)
        text = page.body.decode()
        tags = dict(re.findall(r'<meta\s+(?:property|name)="([^"]+)"\s+content="([^"]*)"', text))
        for tag in TAGS:
            self.assertTrue(tags.get(tag), tag)
        self.assertEqual(tags["twitter:card"], "summary_large_image")
        self.assertIn("noindex", tags.get("robots", "") + page.fields.get("x-robots-tag", ""))
        self.assertIn(name, html.unescape(text))
        self.assertNotIn("<Ötzi>", text)
        self.assertNotIn(fan.secret, text)
        self.assertEqual(jpeg_size(self.node.call("GET", path_of(tags["og:image"])).body),
                         (int(tags["og:image:width"]), int(tags["og:image:height"])))

    def test_the_letter_arrives_in_the_outbox(self):
        address = "marie.curie@example.org"
        fan, _ = self.order("Marie Skłodowska-Curie", language="pl")
        self.assertEqual(fan.subscribe(address, "pl").status, 200)
        self.node.wait_until_idle()
        letters = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                   for file in (self.node.data / "outbox").glob("*.eml")]
        mine = [letter for letter in letters if address in str(letter["To"])]
        self.assertEqual(len(mine), 1)
        self.assertTrue(mine[0]["Subject"])
        for kind in ("plain", "html"):
            self.assertTrue(mine[0].get_body((kind,)).get_content().strip())

    def test_repeating_a_request_changes_nothing(self):
        fan, first = self.order("Again")
        self.node.wait_until_idle()
        settled = self.node.cli_json("log", "stats")["head"]
        self.assertEqual(fan.open().status, 200)
        self.assertEqual(fan.order("  Again ").json()["share_id"], first["share_id"])
        self.assertEqual(self.node.cli_json("log", "stats")["head"], settled)

    def test_staff_see_the_session_without_the_person(self):
        fan, artwork = self.order("Incognita")
        self.node.wait_until_idle()
        status, out, err = self.node.cli("session", "show", "-", "-o", "json", stdin=fan.secret)
        self.assertEqual(status, 0, err)
        self.assertIn(artwork["share_id"], out)
        self.assertNotIn("Incognita", out)
        self.assertNotIn(fan.secret, out + err)
        events = self.node.events()
        gapless(events)
        mine = [e for e in events if e["data"].get("share") == artwork["share_id"]]
        self.assertEqual([e["type"] for e in mine],
                         ["chant.artwork_ordered.v1", "chant.artwork_rendered.v1"])
        self.assertIsNone(mine[0]["data"]["name"])

    def test_restart_keeps_everything_and_the_bytes(self):
        fan, artwork = self.order("Durable", "de")
        target = path_of(artwork["images"]["facebook"])
        before = self.node.call("GET", target).body
        self.node.wait_until_idle()
        self.assertEqual(self.node.stop(), 0)
        for kept in (self.node.data / "artwork").rglob("*"):
            if kept.is_file():
                kept.unlink()  # a cache: what is missing is drawn again
        self.node.start()
        self.assertEqual(self.node.call("GET", target).body, before)
        self.assertEqual(fan.state().json()["artworks"][0]["name"], "Durable")
        self.assertTrue(self.node.cli_json("log", "verify", "--rebuild")["sound"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
