"""What the links of a letter do, on the letter that the node wrote: unsubscribe at one click, erase
with one question, and nothing by being looked at."""
import email
import email.policy
import re
import unittest
import uuid

from node import Fan, Node, path_of, wait_for

PAGES = {"Accept": "text/html"}
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class LetterLinks(unittest.TestCase):
    def setUp(self):
        self.node = Node().start()
        self.fan = Fan(self.node, str(uuid.uuid4()))
        self.fan.open("fr")
        self.fan.order("Zoë", "fr")
        self.fan.subscribe("zoe@example.org", "fr")
        self.letter = self.read_letter()

    def tearDown(self):
        self.node.__exit__()

    def read_letter(self):
        outbox = self.node.data / "outbox"
        wait_for(lambda: list(outbox.glob("*.eml")), 30, "no letter")
        file, = outbox.glob("*.eml")
        return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)

    def link(self, act):
        """The path of that link in both bodies, which agree."""
        bodies = [self.letter.get_body((kind,)).get_content() for kind in ("plain", "html")]
        found = [re.search(rf"https?://[^\s\"<]+/{act}/[\w-]+", body).group() for body in bodies]
        self.assertEqual(found[0], found[1])
        return path_of(found[0])

    def look(self, path):
        return self.node.call("GET", path, fields=PAGES)

    def post(self, path, body=ONE_CLICK, fields=None):
        return self.node.call("POST", path, body, fields={**FORM, **(fields or {})})

    def test_looking_changes_nothing(self):
        before = self.fan.state().json()
        for act in ("unsubscribe", "erase"):
            page = self.look(self.link(act))
            self.assertEqual(page.status, 200)
            self.assertIn('<html lang="fr"', page.body.decode())
            self.assertIn('method="post"', page.body.decode())
            self.assertNotIn("<script", page.body.decode())
            self.assertEqual(self.node.call("HEAD", self.link(act), fields=PAGES).status, 200)
        self.assertEqual(self.fan.state().json(), before)

    def test_one_click_unsubscribes_and_outlives_the_node_and_the_fan(self):
        path = path_of(self.letter["List-Unsubscribe"].strip("<>"))
        self.assertEqual(path, self.link("unsubscribe"))
        self.assertEqual(self.letter["List-Unsubscribe-Post"], ONE_CLICK)
        self.assertEqual(self.post(path).status, 200)
        self.node.kill()
        self.node.start()
        self.assertEqual(self.fan.state().json()["subscriber"]["state"], "removed")
        self.assertIn("fr", self.look(path).body.decode())
        self.assertEqual(self.fan.call("DELETE", "/api/v1/session").status, 204)
        self.assertEqual(self.post(path).status, 200)

    def test_an_erase_asks_once_and_is_for_good(self):
        path = self.link("erase")
        share = path_of(self.fan.state().json()["artworks"][0]["share_url"])
        self.assertEqual(self.look(share).status, 200)
        self.assertEqual(self.post(path, "").status, 200)
        self.assertEqual(self.fan.state().status, 410)
        self.node.wait_until_idle()
        self.assertEqual(self.look(share).status, 410)
        self.assertEqual(self.look(path).status, 410)
        self.assertEqual(self.post(path, "").status, 200)
        self.assertEqual(self.post(self.link("unsubscribe")).status, 200)
        self.assertEqual(list((self.node.data / "outbox").glob("*.eml")), [])

    def test_a_link_says_nothing_and_opens_nothing_else(self):
        token = self.link("unsubscribe").rsplit("/", 1)[1]
        self.assertNotIn(self.fan.secret, str(self.letter))
        for path in (f"/erase/{token}", f"/confirm/{token}", f"/unsubscribe/{token[:-1]}",
                     f"/unsubscribe/x{token}", "/unsubscribe/x"):
            self.assertEqual(self.post(path).status, 404, path)
            self.assertEqual(self.look(path).status, 404, path)
        self.assertEqual(self.fan.state().json()["subscriber"]["state"], "confirmed")


if __name__ == "__main__":
    unittest.main()
