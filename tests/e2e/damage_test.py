"""Bytes that changed or went missing while the node was down: noticed and named, never dropped in
silence. Either `serve` refuses, or `log verify` reports, with exit code 7; or nothing was lost."""
import itertools
import json
import pathlib
import random
import shutil
import tempfile
import unittest

from node import Fan, Node, Refused

DEGRADED = 7


def copy(data, to):
    """All that matters: not the socket, not the ballast of 256 MiB."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("admin.sock", "ballast"))


def of_kind(log, suffix):
    """Files of the log by kind, the largest first."""
    return sorted((f for f in (log / "db").iterdir() if f.suffix == suffix and f.stat().st_size > 0),
                  key=lambda f: -f.stat().st_size)


def flip(file, at):
    content = bytearray(file.read_bytes())
    content[int(at * (len(content) - 1))] ^= 0x20
    file.write_bytes(content)


def cut(file, share):
    content = file.read_bytes()
    file.write_bytes(content[:int(len(content) * share)])


def blank(file, share):
    content = file.read_bytes()
    kept = int(len(content) * share)
    file.write_bytes(content[:kept] + bytes(len(content) - kept))


class Damage(unittest.TestCase):
    """One history in two shapes: as left by a clean stop (tables), and by a kill (write-ahead log)."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="chant-e2e-"))
        with Node() as node:
            node.start()
            for number in range(60):
                fan = Fan(node)
                fan.open()
                fan.order(f"Fan {number}")
            node.wait_until_idle()
            cls.export = node.cli("log", "export")[1]
            node.kill()
            cls.killed = cls.keep(node, "killed")
            node.start()
            assert node.stop() == 0
            cls.stopped = cls.keep(node, "stopped")

    @classmethod
    def keep(cls, node, name):
        copy(node.data, cls.scratch / name)
        return cls.scratch / name

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.scratch)

    def judge(self, original, what, damage):
        """Damages a copy and sees what becomes of it: "noticed" or "unharmed"; anything else fails."""
        with self.subTest(what), Node() as node:
            shutil.rmtree(node.data)
            copy(original, node.data)
            damage(node.data / "log")
            verdicts = [self.verdict_of_verify(node), self.verdict_of_serve(node)]
            return "noticed" if "noticed" in verdicts else "unharmed"
        return "failed"

    def verdict_of_verify(self, node):
        status, out, err = node.cli("log", "verify", "-o", "json")
        self.assertIn(status, (0, DEGRADED), err)
        if status == 0:
            self.assertEqual(node.cli("log", "export")[1], self.export, "lost in silence")
            return "unharmed"
        self.assertTrue(json.loads(err)["error"]["code"])
        return "noticed"

    def verdict_of_serve(self, node):
        try:
            node.start()
        except Refused as refused:
            self.assertEqual(refused.status, DEGRADED, refused.log)
            return "noticed"
        status, out, _ = node.cli("log", "verify")
        if status == 0:
            self.assertEqual(node.cli("log", "export")[1][:len(self.export)], self.export,
                             "lost in silence")
            return "unharmed"
        self.assertEqual(status, DEGRADED)
        return "noticed"

    def test_the_undamaged_copies_are_sound(self):
        for original in (self.killed, self.stopped):
            self.assertEqual(self.judge(original, original.name, lambda log: None), "unharmed")

    def test_flipped_bytes(self):
        chance = random.Random(7)
        noticed = 0
        for original, suffix in ((self.killed, ".log"), (self.stopped, ".sst")):
            for _ in range(6):
                at = chance.random()
                what = f"{original.name} {suffix} at {at:.2f}"
                verdict = self.judge(original, what,
                                     lambda log, s=suffix, a=at: flip(of_kind(log, s)[0], a))
                noticed += verdict == "noticed"
        self.assertGreater(noticed, 6, "most bytes of the log matter")

    def test_a_cut_tail(self):
        for share in (0.1, 0.5, 0.9, 0.99):
            verdict = self.judge(self.killed, f"cut at {share}",
                                 lambda log, s=share: cut(of_kind(log, ".log")[0], s))
            self.assertEqual(verdict, "noticed")

    def test_a_blank_tail(self):
        for share in (0.5, 0.95):
            verdict = self.judge(self.killed, f"blank from {share}",
                                 lambda log, s=share: blank(of_kind(log, ".log")[0], s))
            self.assertEqual(verdict, "noticed")

    def test_files_that_are_gone(self):
        for original, suffix in ((self.killed, ".log"), (self.stopped, ".sst")):
            verdict = self.judge(original, f"{original.name} without {suffix}",
                                 lambda log, s=suffix: of_kind(log, s)[0].unlink())
            self.assertEqual(verdict, "noticed")

    def test_a_witness_that_is_gone_or_wrong(self):
        for what, damage in (("gone", lambda log: (log / "HEAD").unlink()),
                             ("cut", lambda log: cut(log / "HEAD", 0.001))):
            self.assertEqual(self.judge(self.stopped, f"witness {what}", damage), "noticed")
        # It is written in two places by turns: one of them may be lost.
        self.assertEqual(self.judge(self.stopped, "half a witness",
                                    lambda log: flip(log / "HEAD", 0.002)), "unharmed")

    def test_a_lost_tail_can_be_accepted_knowingly(self):
        with Node() as node:
            shutil.rmtree(node.data)
            copy(self.killed, node.data)
            cut(of_kind(node.data / "log", ".log")[0], 0.5)
            with self.assertRaises(Refused) as refused:
                node.start()
            self.assertIn("log_tail_missing", refused.exception.log)
            node.configure({"store": {"accept_lost_tail": True}})
            node.start()
            # What was before the cut, then what the pools had still to do: nothing of the tail.
            before, kept = self.export.splitlines(), node.cli("log", "export")[1].splitlines()
            shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1],
                                                        zip(before, kept)))
            self.assertGreater(shared, len(before) // 10)
            self.assertLess(shared, len(before))
            self.assertTrue(set(kept[shared:]).isdisjoint(before))
            self.assertIn(Fan(node).open().status, (200, 201))


if __name__ == "__main__":
    unittest.main(verbosity=2)
