"""What operators change by hand, on the real binary: it works, it is on record, and over TCP only who
has a certificate is let in."""
import http.client
import json
import pathlib
import ssl
import subprocess
import tempfile
import unittest

from node import Fan, Node, wait_for


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def authority(place, name):
    """A certificate that vouches for others."""
    key, certificate = place / f"{name}.key", place / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", f"/CN={name}", "-days", "2", "-keyout", key, "-out", certificate)
    return certificate, key


def signed(place, name, by, extensions=""):
    certificate, key, wish = (place / f"{name}.{kind}" for kind in ("pem", "key", "csr"))
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", f"/O=Label/CN={name}", "-keyout", key, "-out", wish)
    more = place / f"{name}.ext"
    more.write_text(extensions)
    openssl("x509", "-req", "-in", wish, "-CA", by[0], "-CAkey", by[1], "-CAcreateserial",
            "-days", "2", "-extfile", more, "-out", certificate)
    return certificate, key


class Acts(unittest.TestCase):
    def setUp(self):
        self.node = Node().start()
        self.addCleanup(self.node.__exit__)

    def acts(self):
        return [(a["act"], a["subject"], a["why"]) for a in self.node.cli_json("log", "acts")]

    def state_of(self, pool):
        return {p["name"]: p["state"] for p in self.node.cli_json("pools", "list")}[pool]

    def test_a_pool_rests_and_goes_on(self):
        self.assertEqual(self.node.cli("pools", "pause", "mailer", "--why", "relay moves")[0], 0)
        wait_for(lambda: self.state_of("mailer") == "paused", 20, "not paused")
        fan = Fan(self.node)
        fan.open()
        self.assertEqual(fan.subscribe("ana@post.example").status, 200)
        wait_for(lambda: self.state_of("eraser") == "running", 20, "others rest too")
        self.assertEqual(list((self.node.data / "outbox").glob("*.eml")), [])
        self.assertEqual(self.node.cli("pools", "resume", "mailer")[0], 0)
        wait_for(lambda: len(list((self.node.data / "outbox").glob("*.eml"))) == 1, 30, "no letter")
        self.assertEqual(self.node.cli("pools", "pause", "mailers")[0], 4)
        self.assertEqual(self.acts(), [("pools pause", "mailer", "relay moves"),
                                       ("pools resume", "mailer", "")])

    def test_a_frozen_campaign_takes_nobody_new_and_stays_frozen(self):
        old = Fan(self.node)
        self.assertEqual(old.open().status, 201)
        self.assertEqual(self.node.cli("campaign", "freeze", "--why", "a storm")[0], 0)
        for _ in range(2):
            refused = Fan(self.node).open()
            self.assertEqual((refused.status, refused.json()["code"]), (422, "campaign_closed"))
            self.assertEqual(self.node.call("GET", "/api/v1/hello").json()["campaign"]["state"],
                             "closed")
            self.assertEqual(old.open().status, 200)
            self.assertEqual(old.order("Zoë").status, 202)
            self.assertEqual(self.node.cli_json("health")["frozen"], True)
            self.assertEqual(self.node.stop(), 0)
            self.node.start()
        self.assertEqual(self.node.cli("campaign", "unfreeze")[0], 0)
        self.assertEqual(Fan(self.node).open().status, 201)
        self.assertEqual(self.acts(), [("campaign freeze", "", "a storm"),
                                       ("campaign unfreeze", "", "")])

    def test_what_is_no_line_of_text_is_no_reason(self):
        self.assertEqual(self.node.cli("pools", "pause", "mailer", "--why", "a\nb")[0], 9)
        self.assertEqual(self.node.cli("pools", "pause", "mailer", "--why", "a" * 201)[0], 9)
        self.assertEqual(self.acts(), [])

    def test_retention_tells_and_runs(self):
        dry = self.node.cli_json("retention", "run", "--dry-run")
        self.assertEqual(dry["sessions"], {"days": 0, "due": 0})
        self.assertEqual(self.acts(), [])
        self.assertEqual(self.node.cli("retention", "run", "--why", "trying")[0], 0)
        self.assertEqual(self.acts(), [("retention run", "", "trying")])


class OverTcp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="chant-e2e-certificates-"))
        cls.ours = authority(cls.place, "ours")
        cls.others = authority(cls.place, "others")
        cls.own = signed(cls.place, "node", cls.ours, "subjectAltName=IP:127.0.0.1")
        cls.ops = signed(cls.place, "ops", cls.ours)
        cls.stranger = signed(cls.place, "stranger", cls.others)

    @classmethod
    def tearDownClass(cls):
        for file in cls.place.iterdir():
            file.unlink()
        cls.place.rmdir()

    def serve(self, **more):
        node = Node({"admin": {"address": "127.0.0.1", "tls_certificate": str(self.own[0]),
                               "tls_key": str(self.own[1]), "client_ca": str(self.ours[0]),
                               **more}}).start()
        self.addCleanup(node.__exit__)
        self.port = node.cli_json("health")["admin_port"]
        return node

    def ask(self, verb, target, body=None, who=None):
        context = ssl.create_default_context(cafile=self.ours[0])
        if who:
            context.load_cert_chain(*who)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        try:
            connection.request(verb, target, json.dumps(body) if body else None,
                               {"Content-Type": "application/json"} if body else {})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def test_nobody_comes_in_without_a_certificate_of_ours(self):
        self.serve()
        for who in (None, self.stranger):
            with self.assertRaises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
                self.ask("GET", "/livez", who=who)
        self.assertEqual(self.ask("GET", "/livez", who=self.ops)[0], 200)

    def test_nothing_is_changed_over_tcp_unless_that_is_wanted(self):
        node = self.serve()
        self.assertEqual(self.ask("GET", "/admin/v1/pools", who=self.ops)[0], 200)
        words = {"who": "ops", "why": "trying"}
        for target in ("/admin/v1/pools/mailer/pause", "/admin/v1/campaign/freeze",
                       "/admin/v1/retention", f"/admin/v1/sessions/{'00' * 16}/erase"):
            status, body = self.ask("POST", target, words, self.ops)
            self.assertEqual((status, json.loads(body)["code"]), (403, "admin_read_only"), target)
        self.assertEqual(node.cli_json("log", "acts"), [])
        self.assertEqual(node.cli("pools", "pause", "mailer")[0], 0, "the socket may")

    def test_what_is_changed_names_the_certificate(self):
        node = self.serve(writes=True)
        words = {"who": "ops", "why": "trying"}
        self.assertEqual(self.ask("POST", "/admin/v1/pools/mailer/pause", words, self.ops)[0], 204)
        acts = node.cli_json("log", "acts")
        self.assertEqual([(a["act"], a["whence"]) for a in acts],
                         [("pools pause", "127.0.0.1 CN=ops,O=Label")])

    def test_the_settings_demand_certificates(self):
        node = Node({"admin": {"address": "127.0.0.1"}})
        self.addCleanup(node.__exit__)
        status, _, err = node.cli("config", "validate")
        self.assertEqual(status, 3)
        self.assertIn("admin.client_ca", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
