"""Requests nobody should send: each gets a 4xx with a stable code or its connection closed, soon,
and the node lives on."""
import json
import random
import socket
import unittest

from node import Fan, Node

GOOD = b"GET /api/v1/hello HTTP/1.1\r\nHost: a\r\n"

# What RFC 9112 has a server refuse, and a few things it does not mention.
HEADS = {
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "empty host": b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
    "host with a space": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "folded field": GOOD + b"X: 1\r\n  2\r\n\r\n",
    "space before colon": GOOD + b"X : 1\r\n\r\n",
    "no colon": GOOD + b"nonsense\r\n\r\n",
    "control in a value": GOOD + b"X: a\x01b\r\n\r\n",
    "NUL in a value": GOOD + b"X: a\x00b\r\n\r\n",
    "NUL in the target": b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "length and chunked": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                          b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                   b"Content-Length: 4\r\n\r\nabcd",
    "negative length": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "length overflows": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\n"
                        b"Content-Length: 99999999999999999999\r\n\r\n",
    "unknown coding": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    "chunked is not last": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\n"
                           b"Transfer-Encoding: chunked, gzip\r\n\r\n",
    "chunk size": b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  b"xyz\r\n\r\n",
    "HTTP/9": b"GET / HTTP/9.0\r\nHost: a\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "relative target": b"GET api/v1/hello HTTP/1.1\r\nHost: a\r\n\r\n",
    "asterisk": b"GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    "fragment": b"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
    "long target": b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "long field": GOOD + b"X: " + b"a" * 70000 + b"\r\n\r\n",
    "many fields": GOOD + b"".join(b"X-%d: 1\r\n" % i for i in range(3000)) + b"\r\n",
    "CONNECT": b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
}

BROKEN_BODIES = {
    "empty": b"",
    "no JSON": b"name=Zoe",
    "half": b'{"name":"Zo',
    "array": b"[]",
    "text": b'"Zoe"',
    "null": b"null",
    "trailing": b'{"name":"Z","team":"fr"} x',
    "twice": b'{"name":"A","name":"B","team":"fr"}',
    "no UTF-8": b'{"name":"\xff\xfe","team":"fr"}',
    "lone surrogate": b'{"name":"\\ud800","team":"fr"}',
    "deep": b'{"name":' + b"[" * 100000 + b"]" * 100000 + b"}",
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
}

WRONG_ORDERS = {
    "wrong type": b'{"name":5,"team":"fr"}',
    "missing": b'{"name":"Zoe"}',
    "NUL": b'{"name":"a\\u0000b","team":"fr"}',
    "huge number": b'{"name":1e999999,"team":"fr"}',
    "object": b'{"name":{},"team":"fr"}',
}

NAMES = {
    "name_missing": "   ",
    "name_control_character": "a\u0007b",
    "name_line_separator": "a\u2028b",
    "name_bidi_override": "a\u202eb",
    "name_private_use": "a\ue000b",
    "name_unassigned": "a\u0378b",
    "name_too_many_marks": "a" + "\u0301\u0302\u0303\u0304\u0305\u0306",
    "name_nothing_visible": "\u200d\u200d",
    "name_too_long": "x" * 41,
}

SECRETS = ["", "x", "Bearer", "6fa459ea-ee8a-1ca4-894e-db77e160355e",
           "6fa459eaee8a4ca4894edb77e160355e", "{6fa459ea-ee8a-4ca4-894e-db77e160355e}",
           "6fa459ea-ee8a-4ca4-c94e-db77e160355e",
           "00000000-0000-0000-0000-000000000000", "é" * 36, "a" * 5000]


class Malformed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    def tearDown(self):
        self.assertTrue(self.node.alive(), self.node.log()[-3000:])
        self.assertEqual(self.node.call("GET", "/api/v1/hello").status, 200)

    def raw(self, payload, seconds=15):
        """What comes back until the node closes the connection, which it must do in time."""
        with socket.create_connection(("127.0.0.1", self.node.port), timeout=seconds) as s:
            received = b""
            try:
                s.sendall(payload)
                s.shutdown(socket.SHUT_WR)
                while piece := s.recv(65536):
                    received += piece
            except (ConnectionResetError, BrokenPipeError):
                pass
            return received

    def assert_problem(self, answer):
        self.assertIn(answer.status, range(400, 500), answer)
        self.assertEqual(answer.fields["content-type"], "application/problem+json")
        problem = answer.json()
        self.assertRegex(problem["code"], r"^[a-z][a-z0-9_]+$")
        self.assertEqual(problem["status"], answer.status)
        return problem

    def test_heads_nobody_should_send(self):
        for what, payload in HEADS.items():
            with self.subTest(what):
                received = self.raw(payload)
                if received:
                    status = int(received.split(b" ", 2)[1])
                    self.assertIn(status, [*range(400, 500), 501, 505], received[:200])
                    self.assertNotIn(b" 200 ", received.split(b"\r\n", 1)[0])
                    body = json.loads(received.split(b"\r\n\r\n", 1)[1])
                    self.assertIn("code", body)

    def test_a_request_hidden_behind_a_bad_one_is_not_answered(self):
        hidden = b"GET /api/v1/counter HTTP/1.1\r\nHost: a\r\n\r\n"
        for what in ("length and chunked", "two lengths", "chunk size", "folded field"):
            with self.subTest(what):
                self.assertEqual(self.raw(HEADS[what] + hidden).count(b"HTTP/1.1 "), 1)

    def test_bodies_nobody_should_send(self):
        fan = Fan(self.node)
        fan.open()
        for target in ("/api/v1/session", "/api/v1/session/artwork", "/api/v1/session/subscriber"):
            wrong = WRONG_ORDERS if target.endswith("artwork") else {}
            for what, body in {**BROKEN_BODIES, **wrong}.items():
                with self.subTest(what, target=target):
                    answer = self.node.call("PUT", target, body, fan.secret,
                                            {"Content-Type": "application/json"})
                    self.assert_problem(answer)

    def test_bodies_too_large(self):
        fan = Fan(self.node)
        fan.open()
        received = self.raw(
            b"PUT /api/v1/session/artwork HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + fan.secret.encode() + b"\r\nContent-Type: application/json\r\n"
            b"Content-Length: 10000000\r\n\r\n" + b"a" * 10_000_000)
        self.assertTrue(received == b"" or b" 413 " in received.split(b"\r\n", 1)[0])

    def test_each_rule_for_names_has_its_code(self):
        fan = Fan(self.node)
        fan.open()
        for code, name in NAMES.items():
            with self.subTest(code):
                answer = fan.order(name)
                problem = self.assert_problem(answer)
                self.assertEqual((answer.status, problem["code"], problem["field"]),
                                 (422, code, "name"))
        problem = self.assert_problem(fan.order("Zoe", "atlantis"))
        self.assertEqual(problem["code"], "team_unknown")

    def test_secrets_that_are_none(self):
        for secret in SECRETS:
            for prefix in ("Bearer ", "bearer", "Basic ", ""):
                with self.subTest(secret=secret, prefix=prefix):
                    answer = self.node.call("GET", "/api/v1/session", fields={
                        "Authorization": (prefix + secret).encode().decode("latin-1")})
                    self.assertEqual(answer.status, 401, answer)
                    self.assert_problem(answer)
        unknown = Fan(self.node).state()
        self.assertEqual(unknown.status, 404)
        self.assert_problem(unknown)

    def test_places_that_are_not_there(self):
        for target in ("/nope", "/api/v1/nope", "/s/short", "/s/AAAAAAAAAAAAAAAA",
                       "/s/AAAAAAAAAAAAAAAA/cover.jpg", "/s/AAAAAAAAAAAAAAAA/cover.png", "/xx/",
                       "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/en/..%2f..%2fetc/passwd",
                       "/assets/../../../etc/passwd", "//etc/passwd", "/s/%00", "/%ff%fe", "/%zz"):
            with self.subTest(target):
                answer = self.node.call("GET", target)
                self.assertIn(answer.status, (400, 404), answer)
                self.assertNotIn(b"root:", answer.body)

    def test_verbs_that_do_not_fit_say_which_do(self):
        for verb, target in (("POST", "/api/v1/session"), ("PATCH", "/api/v1/session/artwork"),
                             ("DELETE", "/api/v1/hello"), ("PUT", "/api/v1/counter"),
                             ("BREW", "/api/v1/hello")):
            with self.subTest(verb):
                answer = self.node.call(verb, target, b"")
                self.assertIn(answer.status, (405, 501), answer)
                if answer.status == 405:
                    self.assertTrue(answer.fields.get("allow"))

    def test_random_bytes(self):
        chance = random.Random(20160610)
        seeds = [*HEADS.values(), GOOD + b"\r\n",
                 b"PUT /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n"
                 b'{"language":"en"}']
        for _ in range(300):
            payload = bytearray(chance.choice(seeds)[:4096])
            for _ in range(chance.randrange(1, 8)):
                at = chance.randrange(len(payload))
                change = chance.randrange(3)
                if change == 0:
                    payload[at] = chance.randrange(256)
                elif change == 1:
                    payload[at:at] = chance.randbytes(chance.randrange(1, 20))
                else:
                    del payload[at:at + chance.randrange(1, 20)]
                payload = payload or bytearray(b"x")
            self.raw(bytes(payload))

    def test_connections_dropped_half_way(self):
        for length in range(0, len(GOOD), 3):
            with socket.create_connection(("127.0.0.1", self.node.port)) as s:
                s.sendall(GOOD[:length])


if __name__ == "__main__":
    unittest.main(verbosity=2)
