"""The built site on the real binary: whatever a page names is there, kept for ever and compressed."""
import gzip
import re
import unittest

from node import Node

PAGES = ["/", "/en/", "/ja/", "/ar/studio"]
NAMED = re.compile(r'<(?:link|script|img|source|track|video)\b[^>]*?\s(?:src|href|poster)="(/[^"]+)"')
TEXTS = (".js", ".css")


class Delivery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()
        cls.addClassCleanup(cls.node.__exit__)

    def get(self, target, **fields):
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.node.call("GET", target, fields=fields)

    def test_whatever_a_page_names_is_there(self):
        for page in PAGES:
            answer = self.get(page)
            self.assertEqual(answer.status, 200, page)
            named = set(NAMED.findall(answer.body.decode()))
            assets = {name for name in named if name.startswith("/assets/")}
            self.assertGreater(len(assets), 3, page)
            for name in named:
                with self.subTest(page=page, name=name):
                    found = self.get(name)
                    self.assertEqual(found.status, 200)
                    if name in assets:
                        self.assertIn("immutable", found.fields["cache-control"])

    def test_texts_are_compressed_and_the_same(self):
        assets = {name for page in PAGES for name in NAMED.findall(self.get(page).body.decode())}
        texts = [name for name in assets if name.endswith(TEXTS)] + PAGES
        self.assertGreater(len(texts), 6)
        for name in texts:
            plain = self.get(name)
            packed = self.get(name, Accept_Encoding="gzip")
            if len(plain.body) < 500:
                continue
            self.assertEqual(packed.fields.get("content-encoding"), "gzip", name)
            self.assertEqual(gzip.decompress(packed.body), plain.body, name)
            self.assertEqual(self.get(name, Accept_Encoding="br").fields["content-encoding"], "br", name)

    def test_neither_maps_nor_templates_nor_codings_are_public(self):
        page = self.get("/en/").body.decode()
        script = next(name for name in NAMED.findall(page) if name.endswith(".js"))
        for hidden in [script + ".map", script + ".br", script + ".gz", "/share.html", "/manifest.json"]:
            self.assertEqual(self.get(hidden).status, 404, hidden)
        self.assertNotIn(b"sourceMappingURL", self.get(script).body)

    def test_a_page_for_people_where_nothing_is(self):
        answer = self.get("/nowhere", Accept="text/html")
        self.assertEqual(answer.status, 404)
        self.assertEqual(answer.fields["cache-control"], "no-store")
        self.assertIn("default-src 'none'", answer.fields["content-security-policy"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
