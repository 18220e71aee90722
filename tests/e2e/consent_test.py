"""Consents and subscriptions on the real binary: asked twice where the campaign wants it, by the age of
the country, under words that can be shown again, and not for the asking of a crowd."""
import email
import email.policy
import hashlib
import json
import pathlib
import re
import shutil
import unittest

from node import Fan, Node, path_of, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "config/campaigns/demo"
SITE = ROOT / "build/site"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def links_in(node):
    """Paths of the links that confirm, of all letters in the outbox."""
    texts = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default)
             .get_body(("plain",)).get_content() for f in (node.data / "outbox").glob("*.eml")]
    found = [re.search(r"https?://[^\s<]+/confirm/[\w-]+", text) for text in texts]
    return {path_of(link.group()) for link in found if link}


def accepted(node):
    return sum(".letter_accepted." in e["type"] for e in node.events())


class Case(unittest.TestCase):
    def serve(self, settings):
        node = Node(settings)
        self.addCleanup(node.__exit__)
        return node

    def campaign(self, node, **rules):
        """The demo with other rules, as a directory beside the node's data."""
        directory = node.scratch / "campaign"
        if not directory.exists():
            shutil.copytree(DEMO, directory)
        known = json.loads((directory / "rules.json").read_text())
        (directory / "rules.json").write_text(json.dumps({**known, **rules}))
        return str(directory)

    def subscribe(self, fan, email="zoe@example.org", age="18+", **more):
        body = {"email": email, "language": "fr", "age_band": age, "consents": {"terms": True}, **more}
        return fan.call("PUT", "/api/v1/session/subscriber", body)

    def fan(self, node, language="fr"):
        fan = Fan(node)
        self.assertEqual(fan.open(language).status, 201)
        return fan


class Subscriptions(Case):
    def test_an_address_waits_for_its_owner_where_the_campaign_asks_twice(self):
        node = self.serve({})
        node.configure({"campaign": {"dir": self.campaign(node, double_opt_in=True)}})
        node.start()
        fan = self.fan(node)
        answer = self.subscribe(fan)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json()["subscriber"]["state"], "pending")
        self.assertEqual(fan.state().json()["subscriber"]["state"], "pending")
        added = [e for e in node.events() if ".subscriber_added." in e["type"]]
        self.assertEqual([e["data"].get("opt_in") for e in added], ["double"])
        self.assertEqual(node.stop(), 0)
        node.configure({"campaign": {"dir": self.campaign(node, double_opt_in=False)}})
        node.start()
        self.assertEqual(fan.state().json()["subscriber"]["state"], "pending", "what was asked stays asked")
        self.assertEqual(self.subscribe(self.fan(node)).json()["subscriber"]["state"], "confirmed")

    def test_the_letter_that_asks_for_the_confirmation_is_sent_again_for_the_asking(self):
        node = self.serve({})
        node.configure({"campaign": {"dir": self.campaign(node, double_opt_in=True)},
                        "sign_ups": {"letters_per_address_day": 2},
                        "http": {"limit_loopback": True}})
        node.start()
        fan = self.fan(node)
        links = []
        for letters in (1, 2):
            self.assertEqual(self.subscribe(fan).json()["subscriber"]["state"], "pending")
            wait_for(lambda n=letters: len(links_in(node)) == n, 30, f"no letter {letters}")
            wait_for(lambda n=letters: accepted(node) == n, 30, "the letter is not recorded")
            links += links_in(node) - set(links)
        refused = self.subscribe(fan)
        self.assertEqual((refused.status, refused.json()["code"]), (429, "address_busy"))
        self.assertEqual([e["data"].get("opt_in") for e in node.events() if ".subscriber_added." in e["type"]],
                         ["double", "again"])
        first, second = links
        self.assertEqual(node.call("POST", first, "", fields=FORM).status, 200)
        self.assertEqual(fan.state().json()["subscriber"]["state"], "confirmed", "by the link of the first")
        self.assertEqual(node.call("POST", second, "", fields=FORM).status, 200, "done before")
        wait_for(lambda: accepted(node) == 3, 30, "no welcome")

    def test_a_country_may_ask_for_more_years(self):
        node = self.serve({"http": {"country_header": "X-Country", "trusted_proxies": ["127.0.0.1"]}})
        node.start()
        for country, status in (("FR", 200), ("IN", 422)):
            fan = Fan(node)
            opened = node.call("PUT", "/api/v1/session", {"language": "fr"}, fan.secret,
                               {"X-Country": country})
            self.assertEqual(opened.json()["country"], country)
            young = self.subscribe(fan, f"zoe@{country.lower()}.example", age="16-17")
            self.assertEqual(young.status, status, young)
        self.assertEqual(young.json()["code"], "age_too_young")
        self.assertEqual(self.subscribe(fan, "zoe@in.example").status, 200)


class Wordings(Case):
    def setUp(self):
        self.node = self.serve({})
        self.node.configure(self.site("first"))
        self.node.start()
        self.words = self.node.call("GET", "/consents.json").json()["wordings"]

    def site(self, name, change=None):
        """A copy of the site whose wordings `change` has seen to."""
        directory = self.node.scratch / name
        shutil.copytree(SITE, directory)
        if change:
            file = directory / "consents.json"
            read = json.loads(file.read_text())
            change(read["wordings"])
            for packed in directory.glob("consents.json.*"):
                packed.unlink()
            file.write_text(json.dumps(read))
        return {"campaign": {"site": str(directory)}}

    def words_of(self, purpose, language="fr"):
        return next(w for w in self.words if (w["purpose"], w["language"]) == (purpose, language))

    def given(self):
        return [e["data"] for e in self.node.events() if ".consent_given." in e["type"]]

    def test_every_language_says_what_it_asks(self):
        languages = {w["language"] for w in self.words}
        self.assertEqual(len(languages), 12)
        for w in self.words:
            self.assertEqual(hashlib.sha256(w["text"].encode()).hexdigest(), w["sha256"])
            self.assertNotIn("<", w["text"])
            self.assertEqual(w["version"], "2016-01")
        for language in languages:
            self.assertEqual({w["purpose"] for w in self.words if w["language"] == language},
                             {"terms", "newsletter", "recording"})

    def test_a_consent_says_under_which_words_it_was_given(self):
        terms, news = self.words_of("terms"), self.words_of("newsletter", "ja")
        fan = self.fan(self.node)
        answer = self.subscribe(fan, wordings={"terms": terms["sha256"]})
        self.assertEqual(answer.status, 200, answer)
        answer = fan.call("PUT", "/api/v1/session/consents",
                          {"newsletter": True, "wordings": {"newsletter": news["sha256"]}})
        self.assertEqual(answer.status, 200, answer)
        answer = fan.call("PUT", "/api/v1/session/consents", {"recording": True})
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.given(), [
            {"purpose": "terms", "text_version": "2016-01", "language": "fr", "text_sha256": terms["sha256"]},
            {"purpose": "newsletter", "text_version": "2016-01", "language": "ja",
             "text_sha256": news["sha256"]},
            {"purpose": "recording", "text_version": "2016-01", "language": "fr", "text_sha256": None}],
            "of the last nobody has said what was shown")

    def test_words_that_no_page_shows_are_refused(self):
        fan = self.fan(self.node)
        for digest in ("0" * 64, "", self.words_of("newsletter")["sha256"]):
            answer = self.subscribe(fan, wordings={"terms": digest})
            self.assertEqual((answer.status, answer.json()["code"], answer.json()["field"]),
                             (422, "wording_unknown", "wordings.terms"))
        self.assertEqual(self.given(), [])

    def test_a_page_older_than_the_site_is_still_believed(self):
        old = self.words_of("terms")

        def change(wordings):
            for w in wordings:
                w["text"] += " Anew."
                w["sha256"] = hashlib.sha256(w["text"].encode()).hexdigest()
                w["version"] = "2016-02"

        self.assertEqual(self.node.stop(), 0)
        self.node.configure(self.site("second", change))
        self.node.start()
        new = self.node.call("GET", "/consents.json").json()["wordings"]
        self.assertNotIn(old["sha256"], [w["sha256"] for w in new])
        fresh = next(w for w in new if (w["purpose"], w["language"]) == ("terms", "fr"))
        for words in (old, fresh):
            self.assertEqual(self.subscribe(self.fan(self.node), f"zoe@{words['version']}.example",
                                            wordings={"terms": words["sha256"]}).status, 200)
        self.assertEqual([(g["text_version"], g["text_sha256"]) for g in self.given()],
                         [("2016-01", old["sha256"]), ("2016-02", fresh["sha256"])])
        kept = [json.loads(file.read_text()) for file in (self.node.data / "wordings").iterdir()]
        texts = {w["sha256"]: w["text"] for file in kept for w in file["wordings"]}
        self.assertEqual(texts[old["sha256"]], old["text"], "the words themselves are kept")


class Limits(Case):
    def setUp(self):
        self.node = self.serve({"http": {"limit_loopback": True, "trusted_proxies": ["127.0.0.1"],
                                         "requests_per_second": 1000, "burst": 1000},
                                "sign_ups": {"per_network_hour": 5}})
        self.node.start()
        self.made = 0

    def sign_up(self, email, network, fan=None):
        """A new fan out of that network."""
        self.made += 1
        fan = fan or Fan(self.node)
        via = {"X-Forwarded-For": f"{network}.{self.made % 200 + 1}"}
        self.assertLess(self.node.call("PUT", "/api/v1/session", {"language": "en"}, fan.secret,
                                       via).status, 300)
        return self.node.call("PUT", "/api/v1/session/subscriber",
                              {"email": email, "age_band": "18+", "consents": {"terms": True}},
                              fan.secret, via)

    def test_nobody_fills_a_strangers_mailbox(self):
        first = Fan(self.node)
        self.assertEqual(self.sign_up("zoe@example.org", "192.0.2", first).status, 200)
        for network in ("198.51.100", "203.0.113"):
            self.assertEqual(self.sign_up("Zoe+news@example.org", network).status, 200)
        fourth = self.sign_up("zoe@example.org", "198.18.0")
        self.assertEqual((fourth.status, fourth.json()["code"]), (429, "address_busy"))
        self.assertGreater(int(fourth.fields["retry-after"]), 86_000)
        self.assertNotIn("zoe", fourth.body.decode().lower())
        self.assertEqual(self.sign_up("zoe@example.org", "192.0.2", first).status, 200, "said again")
        added = [e for e in self.node.events() if ".subscriber_added." in e["type"]]
        self.assertEqual(len(added), 3)

    def test_a_network_signs_up_so_many_an_hour(self):
        for n in range(5):
            self.assertEqual(self.sign_up(f"fan{n}@example.org", "192.0.2").status, 200)
        sixth = self.sign_up("fan5@example.org", "192.0.2")
        self.assertEqual((sixth.status, sixth.json()["code"]), (429, "network_busy"))
        self.assertEqual(sixth.fields["retry-after"], "720")
        self.assertEqual(self.sign_up("fan5@example.org", "192.0.3").status, 200)


if __name__ == "__main__":
    unittest.main()
