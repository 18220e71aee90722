"""Letters through a relay in a bad mood, the node killed again and again: each is accepted exactly
once, but for those the log calls in doubt; none is lost.

CHANT_LETTERS: how many (600); CHANT_KILLS: how often the node dies (3); CHANT_SEED: which moments.
"""
import collections
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

from node import Fan, Node, wait_for

LETTERS = int(os.environ.get("CHANT_LETTERS", "600"))
KILLS = int(os.environ.get("CHANT_KILLS", "3"))
SEED = int(os.environ.get("CHANT_SEED", time.time_ns() % 1_000_000))
MOOD = 0.15
HERE = os.path.dirname(os.path.abspath(__file__))


class Relay:
    """moody_relay.py as a process that outlives the node."""

    def __init__(self, directory, seed, mood):
        self.report = directory / "relay.json"
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "moody_relay.py"), self.report, str(seed), str(mood)],
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

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
        with Node() as node:
            relay = Relay(node.scratch, SEED, MOOD)
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
            self.assertEqual(node.stop(), 0)
            told = relay.end()
            self.check(node, told)
            print(f"{LETTERS} letters in {took:.0f} s, {KILLS} kills; the relay's troubles: "
                  f"{sum(told['troubles'].values())} {told['troubles']}")

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
