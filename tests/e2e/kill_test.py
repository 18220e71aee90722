"""kill -9 at random moments under load: what was acknowledged is there afterwards, every time.

CHANT_KILLS: how often (10); CHANT_SEED: which moments.
"""
import os
import random
import time
import unittest

from load import Load, broken_promises
from node import Node, gapless

KILLS = int(os.environ.get("CHANT_KILLS", "10"))
SEED = int(os.environ.get("CHANT_SEED", time.time_ns() % 1_000_000))


class Kill(unittest.TestCase):
    def test_nothing_acknowledged_is_lost(self):
        print(f"CHANT_SEED={SEED} CHANT_KILLS={KILLS}")
        chance = random.Random(SEED)
        promised, subscribed, acknowledged = {}, set(), 0
        with Node() as node:
            for number in range(KILLS):
                if chance.random() < 0.2:
                    node.spawn()
                    time.sleep(chance.uniform(0, 0.5))  # the kill falls into starting
                    node.kill()
                node.start()
                with Load(node, seed=SEED + number) as load:
                    time.sleep(chance.uniform(0.1, 1.5))
                    node.kill()
                self.assertEqual(load.odd, [])
                node.start()
                self.assertEqual(broken_promises(node, load.promised, load.subscribed), [])
                promised.update(load.promised)
                subscribed |= load.subscribed
                acknowledged += load.acknowledged()
                if chance.random() < 0.5:
                    node.kill()
                else:
                    self.assertEqual(node.stop(), 0)
            node.start()
            self.assertEqual(broken_promises(node, promised, subscribed), [])
            node.wait_until_idle()
            self.check_the_log(node, promised)
            self.assertEqual(node.stop(), 0)
            self.assertTrue(node.cli_json("log", "verify", "--rebuild")["sound"])
        print(f"{acknowledged} acknowledged, 0 lost, {KILLS} kills under load")
        self.assertGreater(acknowledged, 20 * KILLS, "too few to tell")

    def check_the_log(self, node, promised):
        self.assertTrue(node.cli_json("log", "verify", "--rebuild")["sound"])
        events = node.events()
        gapless(events)
        ordered = {e["data"]["share"] for e in events if ".artwork_ordered." in e["type"]}
        drawn = [e["data"]["share"] for e in events if ".artwork_rendered." in e["type"]]
        self.assertEqual({s for shares in promised.values() for s in shares} - ordered, set())
        self.assertEqual(set(drawn), ordered, "ordered and never drawn")
        self.assertEqual(len(drawn), len(set(drawn)), "drawn twice")


if __name__ == "__main__":
    unittest.main(verbosity=2)
