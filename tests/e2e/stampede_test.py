"""Ten times the fans from one moment to the next, over 512 connections: answered or told when to
come back, in bounded memory, and every cover that was promised is drawn afterwards."""
import json
import os
import subprocess
import unittest

from node import Node

LOAD = os.environ.get("CHANT_STAMPEDE_LOAD", "build/release/tests/e2e/stampede_load")
BASELINE = int(os.environ.get("CHANT_BASELINE", "40"))  # fans a second
MEMORY_LIMIT = 768 << 20  # what a node may take on a small machine, base pictures included


class Stampede(unittest.TestCase):
    def come(self, node, connections, fans_per_second, seconds, seed):
        done = subprocess.run(
            [LOAD, *map(str, (node.port, connections, fans_per_second, seconds, seed))],
            capture_output=True, text=True, timeout=seconds + 60, check=True)
        return json.loads(done.stdout), done.stderr.split()

    def test_ten_times_the_fans(self):
        with Node() as node:
            node.start()
            calm, promised_before = self.come(node, 32, BASELINE, 4, seed=1)
            calm_memory = node.memory_peak()
            rush, promised = self.come(node, 512, 10 * BASELINE, 8, seed=2)
            node.wait_until_idle(180)
            memory = node.memory_peak()
            print("before", calm, f"{calm_memory >> 20} MiB")
            print("rush  ", rush, f"{memory >> 20} MiB")
            self.check(node, calm, rush, memory, {*promised_before, *promised})
            after, _ = self.come(node, 32, BASELINE, 4, seed=3)
            print("after ", after)
            self.assertEqual((after["odd"], after["broken"], after["shed"]), (0, 0, 0))
            self.assertEqual(node.stop(), 0)

    def check(self, node, calm, rush, memory, promised):
        self.assertEqual((calm["odd"], calm["broken"], calm["shed"]), (0, 0, 0))
        self.assertEqual(calm["accepted"], calm["fans"])
        self.assertEqual((rush["odd"], rush["broken"]), (0, 0))
        self.assertEqual(rush["fans"], 80 * BASELINE)
        self.assertEqual(rush["accepted"] + rush["shed"], rush["fans"])
        self.assertGreater(rush["accepted"], 0)
        self.assertLess(memory, MEMORY_LIMIT)
        self.assertEqual(len(promised), calm["accepted"] + rush["accepted"])
        drawn = {e["data"]["share"] for e in node.events() if ".artwork_rendered." in e["type"]}
        self.assertEqual(promised - drawn, set(), "promised and not drawn")
        self.assertTrue(node.cli_json("log", "verify", "--rebuild")["sound"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
