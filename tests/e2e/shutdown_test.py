"""SIGTERM under load: a clean end, and everything acknowledged is kept and finished later."""
import json
import signal
import time
import unittest

from load import Load, broken_promises
from node import Node


class Shutdown(unittest.TestCase):
    def test_sigterm_under_load_loses_nothing(self):
        with Node() as node:
            for round_number in range(3):
                node.start()
                with Load(node, seed=round_number) as load:
                    time.sleep(0.8)
                    self.assertEqual(node.stop(), 0)
                self.assertEqual(load.odd, [])
                self.assertGreater(load.acknowledged(), 10)
                node.start()
                self.assertEqual(broken_promises(node, load.promised, load.subscribed), [])
                node.wait_until_idle()
                self.assertEqual(node.stop(), 0)
            self.assertTrue(node.cli_json("log", "verify", "--rebuild")["sound"])

    def test_sigint_ends_it_too_and_the_socket_goes(self):
        with Node() as node:
            node.start()
            self.assertTrue((node.data / "admin.sock").is_socket())
            node.process.send_signal(signal.SIGINT)
            self.assertEqual(node.process.wait(30), 0)
            node.process.stdout.close()
            self.assertFalse((node.data / "admin.sock").exists())

    def test_two_nodes_do_not_share_a_directory(self):
        with Node() as node:
            node.start()
            status, _, err = node.cli("serve", "--port", "0", "-o", "json")
            self.assertEqual(status, 5)
            self.assertEqual(json.loads(err)["error"]["code"], "data_dir_in_use")
            self.assertIn(str(node.process.pid), err)
            self.assertEqual(node.cli("health")[0], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
