"""Letters through a relay in a bad mood, the node killed again and again: each is accepted exactly
once, but for those the log calls in doubt; none is lost.

CHANT_LETTERS: how many (600); CHANT_KILLS: how often the node dies (3); CHANT_SEED: which moments.
"""
import collections
import contextlib
import hmac
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

from node import BINARY, Answer, Fan, Node, wait_for

LETTERS = int(os.environ.get("CHANT_LETTERS", "600"))
KILLS = int(os.environ.get("CHANT_KILLS", "3"))
SEED = int(os.environ.get("CHANT_SEED", time.time_ns() % 1_000_000))
MOOD = 0.15
HERE = os.path.dirname(os.path.abspath(__file__))


class Relay:
    """moody_relay.py as a process that outlives the node."""

    def __init__(self, directory, seed, mood, trouble=""):
        self.report = directory / "relay.json"
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "moody_relay.py"), self.report, str(seed), str(mood),
             trouble],
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def calm(self):
        """From now on nothing goes wrong."""
        self.process.send_signal(signal.SIGUSR1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.process.stdout.close()
        assert status == 0, status
        return json.loads(self.report.read_text())


def settings(port):
    return {"mail": {"relay": f"127.0.0.1:{port}", "security": "none", "first_wait_seconds": 1,
                     "longest_wait_seconds": 3, "expire_after_seconds": 86400}}


class Subscribers:
    """Subscribes fans in threads until there are enough, over all deaths of the node."""

    def __init__(self, node, count, threads=8):
        self.node = node
        self.left = count
        self.done = 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def run(self):
        connection = None
        while self.take():
            fan = Fan(self.node)
            while True:
                try:
                    connection = connection or self.node.connect(timeout=10)
                    if (fan.open(connection=connection).status in (200, 201)
                            and fan.subscribe(f"{fan.secret}@example.org", connection=connection).status
                            == 200):
                        break
                except (OSError, Exception):  # the node is gone: the same fan again
                    if connection:
                        connection.close()
                    connection = None
                time.sleep(0.05)
            with self.lock:
                self.done += 1
        if connection:
            connection.close()

    def join(self):
        for thread in self.threads:
            thread.join()


def counted(events, kind):
    return collections.Counter(e["data"]["letter"] for e in events if f".{kind}." in e["type"])


class Mail(unittest.TestCase):
    def test_every_letter_is_accepted_once_but_those_in_doubt(self):
        print(f"CHANT_SEED={SEED} CHANT_LETTERS={LETTERS} CHANT_KILLS={KILLS}")
        chance = random.Random(SEED)
        with Node() as node, Relay(node.scratch, SEED, MOOD) as relay:
            node.configure(settings(relay.port))
            node.start()
            begun = time.monotonic()
            fans = Subscribers(node, LETTERS)
            for number in range(KILLS):
                enough = LETTERS * (number + 1) * 0.9 / KILLS
                wait_for(lambda: fans.done >= enough, 300, "too few subscribers")
                time.sleep(chance.uniform(0, 0.5))
                node.kill()
                node.start()
            fans.join()
            wait_for(lambda: self.unsettled(node) == 0, 600, "letters are not settled")
            node.wait_until_idle()
            took = time.monotonic() - begun
            self.check_what_operators_see(node)
            self.assertEqual(node.stop(), 0)
            told = relay.end()
            self.check(node, told)
            print(f"{LETTERS} letters in {took:.0f} s, {KILLS} kills; the relay's troubles: "
                  f"{sum(told['troubles'].values())} {told['troubles']}")

    def check_what_operators_see(self, node):
        queue = node.cli_json("mail", "queue")
        self.assertEqual(queue["counts"], {"waiting": 0, "deferred": 0, "in_doubt": 0, "claimed": 0,
                                           "held": 0, "sent": LETTERS, "failed": 0})
        self.assertEqual(queue["letters"], [])

    def unsettled(self, node):
        return sum(pool["lag_events"] for pool in node.cli_json("pools", "list")
                   if pool["name"] in ("mailer", "mail_queue"))

    def check(self, node, told):
        events = node.events()
        asked = [e["id"] for e in events if ".subscriber_added." in e["type"]]
        self.assertEqual(len(asked), LETTERS)
        accepted, doubts = counted(events, "letter_accepted"), counted(events, "letter_in_doubt")
        self.assertEqual(counted(events, "letter_failed"), {})
        self.assertEqual(accepted, dict.fromkeys(asked, 1), "accepted exactly once in the log")
        kept = {message.strip("<>").split("@")[0]: times for message, times in told["kept"].items()}
        self.assertEqual(set(asked) - set(kept), set(), "lost")
        self.assertEqual(set(kept) - set(asked), set(), "nobody asked for these")
        twice = {letter for letter, times in kept.items() if times > 1}
        self.assertEqual(twice - set(doubts), set(), "sent twice and not in doubt")
        for letter in twice:
            self.assertLessEqual(kept[letter], 1 + doubts[letter])
        by_death = [e for e in events if ".letter_in_doubt." in e["type"]
                    and e["data"]["reason"] == "mailer_died"]
        self.assertLessEqual(len(by_death), KILLS * 8, "more than the connections leave in doubt")
        print(f"in doubt: {sum(doubts.values())} ({len(by_death)} by {KILLS} kills), "
              f"of them sent twice: {len(twice)}; lost: 0")


class Doubt(unittest.TestCase):
    """What may have arrived, or not, is held where the settings say so: staff see it and decide."""

    def test_a_letter_in_doubt_is_named_and_sent_again_by_staff(self):
        with Node() as node, Relay(node.scratch, 1, 1, "hang_up_after_dot_kept") as relay:
            how = settings(relay.port)
            how["mail"]["in_doubt"] = "hold"
            node.configure(how)
            node.start()
            fan = Fan(node)
            fan.open()
            self.assertEqual(fan.subscribe("zoe@example.org").status, 200)
            wait_for(lambda: self.counts(node)["held"] == 1, 60, "the letter is not held")
            status, out, _ = node.cli("mail", "queue", "-o", "json")
            self.assertEqual(status, 7)
            letter = json.loads(out)["letters"][0]
            self.assertEqual(letter["state"], "held")
            self.assertEqual(node.cli_json("mail", "show", letter["letter"]), letter)
            relay.calm()
            told = node.cli_json("mail", "retry", "--all-in-doubt", "--why", "better twice than never")
            self.assertEqual(told, {"retried": 1})
            wait_for(lambda: self.counts(node)["sent"] == 1, 60, "the letter is not sent")
            self.assertEqual(node.cli("mail", "drop", letter["letter"], "--why", "late")[0], 5)
            self.assertEqual(node.stop(), 0)
            self.assertEqual(list(relay.end()["kept"].values()), [2])
            events = node.events()
            acts = [e["data"] for e in events if ".operator_acted." in e["type"]]
            self.assertEqual([(a["act"], a["subject"], a["why"]) for a in acts],
                             [("mail retry", "all in doubt", "better twice than never")])
            doubt = [e["data"] for e in events if ".letter_in_doubt." in e["type"]]
            self.assertEqual([d["letter"] for d in doubt], [letter["letter"]])

    def counts(self, node):
        return json.loads(node.cli("mail", "queue", "-o", "json")[1])["counts"]


class Returned(unittest.TestCase):
    """Letters that come back, by webhook, by maildir and by hand."""

    SECRET = "a secret that the provider knows"

    def test_a_report_ends_the_subscription_and_suppresses_the_address(self):
        with Node() as node:
            maildir = node.scratch / "bounces"
            for name in ("new", "cur", "tmp"):
                (maildir / name).mkdir(parents=True)
            secret = node.scratch / "secret"
            secret.write_text(self.SECRET + "\n")
            node.configure({"mail": {"webhook_secret_file": str(secret),
                                     "bounce_dir": str(maildir)}})
            node.start()
            letters = {name: self.letter_to(node, f"{name}@example.org")
                       for name in ("hook", "dir", "hand", "soft")}
            body = json.dumps({"letter": letters["hook"], "kind": "complaint"})
            self.assertEqual(self.post(node, body, "wrong").status, 401)
            self.assertEqual(self.post(node, body).status, 204)
            self.assertEqual(self.post(node, body).status, 204, "again")
            soft = json.dumps({"letter": letters["soft"], "kind": "bounce", "code": "4.2.2"})
            self.assertEqual(self.post(node, soft).status, 204)
            unknown = json.dumps({"letter": "0" * 32, "kind": "complaint"})
            self.assertEqual(self.post(node, unknown).status, 404)
            (maildir / "new" / "1.host").write_text(self.report(letters["dir"]))
            wait_for(lambda: self.is_suppressed(node, "dir@example.org"), 60, "not read")
            wait_for(lambda: (maildir / "cur" / "1.host:2,S").exists(), 60, "not put away")
            status, _, err = node.cli("mail", "bounces", "-", stdin=self.report(letters["hand"]))
            self.assertEqual(status, 0, err)
            wait_for(lambda: self.is_suppressed(node, "hand@example.org"), 60, "not suppressed")
            for name, expected in (("hook", True), ("soft", False)):
                self.assertEqual(self.is_suppressed(node, f"{name}@example.org"), expected, name)
            # Whoever leaves that address is not written to, until staff release it.
            again = Fan(node)
            again.open()
            again.subscribe("hand@example.org")
            node.wait_until_idle()
            self.assertEqual(node.cli("mail", "suppress", "remove", "hand@example.org")[0], 0)
            wait_for(lambda: not self.is_suppressed(node, "hand@example.org"), 60, "not released")
            given_up = node.cli_json("mail", "queue", "--state", "failed")["letters"]
            self.assertEqual([letter["reason"] for letter in given_up], ["suppressed"])
            self.assertEqual(node.cli("mail", "retry", given_up[0]["letter"])[0], 0)
            wait_for(lambda: self.is_sent(node, given_up[0]["letter"]), 60, "not tried again")
            self.assertEqual(node.stop(), 0)
            events = node.events()
            failed = [e["data"]["reason"] for e in events if ".letter_failed." in e["type"]]
            self.assertEqual(failed, ["suppressed"])
            told = json.dumps(events)
            self.assertNotIn("@example.org", told, "an address stands in the log")

    def sent(self, node):
        queue = node.cli_json("mail", "queue", "--state", "sent")
        return {letter["letter"] for letter in queue["letters"]}

    def is_sent(self, node, letter):
        return letter in self.sent(node)

    def letter_to(self, node, address):
        fan = Fan(node)
        fan.open()
        self.assertEqual(fan.subscribe(address).status, 200)
        known = set(self.known) if hasattr(self, "known") else set()
        wait_for(lambda: self.sent(node) - known, 60, "not sent")
        self.known = self.sent(node)
        return (self.known - known).pop()

    def post(self, node, body, secret=None):
        at = str(int(time.time()))
        signed = hmac.new((secret or self.SECRET).encode(), f"{at}.{body}".encode(), "sha256")
        return node.call("POST", "/api/v1/mail/events", body,
                         fields={"Content-Type": "application/json",
                                 "X-Chant-Signature": f"t={at},v1={signed.hexdigest()}"})

    def is_suppressed(self, node, address):
        return node.cli_json("mail", "suppress", "list", address)["suppressed"]

    def report(self, letter):
        return "\n".join([
            "From: MAILER-DAEMON@mx.example", "To: fans@example.org", "Subject: Undelivered",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "It could not be delivered.", "",
            "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
            "Final-Recipient: rfc822; x@example.org", "Action: failed", "Status: 5.1.1", "",
            "--b", "Content-Type: message/rfc822", "", f"Message-ID: <{letter}@example.org>",
            "Subject: hello", "", "text", "--b--", ""])


class Operators(unittest.TestCase):
    def test_a_key_is_made_checked_and_used_for_a_test_letter(self):
        with Node() as node, Relay(node.scratch, 1, 0) as relay:
            key = node.scratch / "dkim.pem"
            make = ["mail", "dkim-keygen", "--domain", "example.org", "--selector", "s1", "--out", key,
                    "-o", "json"]
            done = subprocess.run([BINARY, *make], capture_output=True, text=True, check=True)
            record = json.loads(done.stdout)
            self.assertEqual(record["name"], "s1._domainkey.example.org")
            self.assertTrue(record["record"].startswith("v=DKIM1; k=rsa; p="))
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
            again = subprocess.run([BINARY, *make], capture_output=True, text=True, check=False)
            self.assertEqual(again.returncode, 5, "an existing key is not overwritten")
            how = settings(relay.port)
            how["mail"] |= {"dkim_key_file": str(key), "dkim_selector": "s1",
                            "dkim_domain": "elsewhere.example"}
            node.configure(how)
            self.assertEqual(self.check(node)["alignment"]["verdict"], "bad")
            how["mail"]["dkim_domain"] = ""
            how["http"] = {"public_url": "https://fans.example"}
            node.configure(how)
            found = self.check(node)
            self.assertEqual(found["alignment"]["verdict"], "good")
            self.assertIn(record["record"][-40:], found["dkim"]["record"])
            node.start()
            fate = node.cli_json("mail", "test-send", "you@example.org")
            self.assertEqual((fate["fate"], fate["queue_id"]), ("accepted", "Q1"))
            self.assertEqual(node.stop(), 0)
            relay.end()
            refused = node.cli("mail", "queue")[0]
            self.assertEqual(refused, 6, "no node answers")

    def check(self, node):
        status, out, err = node.cli("mail", "check", "-o", "json")
        found = {f["about"]: f for f in json.loads(out)}
        bad = any(f["verdict"] == "bad" for f in found.values())
        self.assertEqual(status, 7 if bad else 0, err)
        return found


class Outbox(unittest.TestCase):
    def test_letters_of_a_node_without_a_relay_can_be_looked_at(self):
        with Node() as node:
            node.start()
            fan = Fan(node)
            fan.open()
            fan.order("Zoë")
            fan.subscribe("zoe@example.org")
            node.wait_until_idle()
            page = self.admin(node, "/admin/v1/outbox")
            self.assertIn("zoe@example.org", page.body.decode())
            letter = re.search(r'/admin/v1/outbox/([0-9a-f]{32})"', page.body.decode())[1]
            shown = self.admin(node, f"/admin/v1/outbox/{letter}")
            self.assertIn("sandbox", shown.fields["content-security-policy"])
            self.assertIn("data:image/jpeg;base64,", shown.body.decode())
            self.assertNotIn("cid:", shown.body.decode())
            source = self.admin(node, f"/admin/v1/outbox/{letter}/source")
            self.assertIn(f"Message-ID: <{letter}@", source.body.decode())
            self.assertIn(self.admin(node, "/admin/v1/outbox/..%2f..%2fnode").status, (400, 404))
            self.assertEqual(node.stop(), 0)

    def admin(self, node, target):
        connection = http.client.HTTPConnection("admin")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(node.data / "admin.sock"))
        with contextlib.closing(connection):
            connection.request("GET", target)
            reply = connection.getresponse()
            return Answer(reply, reply.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
