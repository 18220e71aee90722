"""Name, address and UUID stand nowhere in clear: files, log lines, metrics, exports, errors."""
import unittest
import uuid
from socket import AF_UNIX, socket

from node import Fan, Node, path_of

NAME = "Quirinius Xylophonsson"
PARTS = ["Quirinius", "Xylophonsson"]
ADDRESS = "quirinius.x@post.example"


def forms(text):
    """A text as it might lie in a file."""
    yield text.encode()
    yield text.encode("utf-16le")
    yield text.encode().hex().encode()


class Secrets(unittest.TestCase):
    def setUp(self):
        self.node = Node().start()
        self.fan = Fan(self.node, str(uuid.uuid4()))

    def tearDown(self):
        self.node.__exit__()

    def needles(self):
        """What to look for, with the name it is reported by."""
        secret = self.fan.secret
        for part in PARTS + [ADDRESS, ADDRESS.split("@")[0]]:
            for form in forms(part):
                yield "personal", form
        for form in (secret.encode(), secret.upper().encode(), secret.replace("-", "").encode(),
                     uuid.UUID(secret).bytes):
            yield "uuid", form

    def found_in(self, content):
        return [what for what, needle in self.needles() if needle in content]

    def live(self):
        """A fan does all there is to do, wrongly too."""
        self.fan.open("de")
        share = self.fan.order(NAME, "de").json()
        self.fan.subscribe(ADDRESS, "de")
        self.node.call("GET", path_of(share["images"]["cover"]))
        self.fan.order(NAME, "no-such-team")
        self.fan.subscribe(ADDRESS.replace("@", "@@"))
        self.node.call("GET", f"/api/v1/session?uuid={self.fan.secret}")
        self.node.call("GET", f"/{self.fan.secret}/studio")
        self.fan.call("POST", "/api/v1/errors", {"message": f"{NAME} {self.fan.secret}"})
        self.node.wait_until_idle()

    def test_nothing_is_written_in_clear(self):
        self.live()
        spoken = self.spoken()
        self.node.kill()  # memory that was never flushed counts as little as what was
        self.node.start()
        self.assertEqual(self.node.stop(), 0)
        hits = []
        for file in self.node.data.rglob("*"):
            if file.is_file() and "outbox" not in file.parts:
                hits += [f"{what} in {file.name}" for what in self.found_in(file.read_bytes())]
            hits += [f"{what} as a name" for what in self.found_in(str(file).encode())]
        hits += [f"{what} on stderr" for what in self.found_in(self.node.log().encode())]
        hits += [f"{what} in {verb}" for verb, said in spoken for what in self.found_in(said)]
        self.assertEqual(hits, [])

    def spoken(self):
        """Everything the node and the command line say about the fan."""
        with socket(AF_UNIX) as admin:
            admin.connect(str(self.node.data / "admin.sock"))
            admin.sendall(b"GET /metrics HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n")
            metrics = b"".join(iter(lambda: admin.recv(65536), b""))
        self.assertIn(b"chant_", metrics)
        yielded = [("metrics", metrics)]
        for verb in (["log", "export"], ["log", "tail", "-n", "100"], ["log", "stats"],
                     ["session", "show", self.fan.secret], ["session", "events", self.fan.secret],
                     ["session", "show", self.fan.secret + "0"], ["pools", "list"]):
            for format_option in ([], ["-o", "json"]):
                _, out, err = self.node.cli(*verb, *format_option)
                yielded.append((" ".join(verb[:2]), (out + err).encode()))
        return yielded

    def test_the_directory_is_the_owners_alone(self):
        self.assertEqual(self.node.data.stat().st_mode & 0o077, 0)
        self.assertEqual((self.node.data / "admin.sock").stat().st_mode & 0o177, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
