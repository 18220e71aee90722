"""Keys are changed, lost, backed up and restored: names stay readable, and erased fans stay erased."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from node import BINARY, Fan, Node, Refused, path_of

NAME = "Quirinius"
ADDRESS = "quirinius@post.example"


def run(*arguments, status=0, **options):
    """A verb about no node in particular."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, **options)
    assert done.returncode == status, f"{arguments}: {done.returncode} {done.stdout} {done.stderr}"
    return done.stdout + done.stderr


def every_byte(directory):
    return b"".join(file.read_bytes() for file in pathlib.Path(directory).rglob("*")
                    if file.is_file() and not file.is_symlink())


class Keys(unittest.TestCase):
    def setUp(self):
        self.node = Node().start()

    def tearDown(self):
        self.node.__exit__()

    def fans(self, count):
        fans = [Fan(self.node) for _ in range(count)]
        for fan in fans:
            fan.open()
            self.assertEqual(fan.order(NAME).status, 202)
        return fans

    def name_of(self, fan):
        return fan.state().json()["artworks"][0]["name"]

    def node_key(self):
        return (self.node.data / "keys/node.key").read_bytes()

    def refused(self):
        with self.assertRaises(Refused) as caught:
            self.node.start()
        return caught.exception

    def test_a_rotation_changes_what_wraps_and_nothing_else(self):
        fans = self.fans(20)
        old = self.node_key()
        before = self.node.cli_json("keys", "status")
        self.assertEqual((before["keys"], before["source"]), (20, "file"))
        after = self.node.cli_json("keys", "rotate", "--why", "a drill")
        self.assertNotEqual(after["kek"], before["kek"])
        self.assertEqual(after["by_kek"], [{"kek": after["kek"], "keys": 20}])
        self.assertNotIn(old, every_byte(self.node.data))
        self.assertEqual([self.name_of(fan) for fan in fans], [NAME] * 20)
        acts = [e["data"] for e in self.node.events() if ".operator_acted." in e["type"]]
        self.assertEqual([(a["act"], a["why"]) for a in acts], [("keys rotate", "a drill")])
        self.node.kill()
        self.node.start()
        self.assertEqual([self.name_of(fan) for fan in fans], [NAME] * 20)
        self.assertEqual(self.node.cli_json("keys", "status")["kek"], after["kek"])

    def test_a_rotation_that_is_killed_goes_on(self):
        fans = self.fans(5)
        for _ in range(5):
            status, _, err = self.node.cli("keys", "rotate", "--no-wait")
            self.assertIn(status, (0, 5), err)  # 5: the one before is still at it
            self.node.kill()
            self.node.start()
        last = self.node.cli_json("keys", "status")
        while last["rotation"]["running"]:
            last = self.node.cli_json("keys", "status")
        self.assertIsNone(last["retiring"])
        self.assertEqual(last["by_kek"], [{"kek": last["kek"], "keys": 5}])
        self.assertEqual([self.name_of(fan) for fan in fans], [NAME] * 5)

    def test_lost_keys_are_no_erase(self):
        self.fans(2)
        self.node.kill()
        keys = self.node.data / "keys"
        shutil.move(keys, self.node.scratch / "keys")
        lost = self.refused()
        self.assertEqual(lost.status, 7)
        self.assertIn("keys_missing", lost.log)
        shutil.copytree(self.node.scratch / "keys", keys, dirs_exist_ok=True)
        (keys / "node.key").unlink()
        self.assertIn("node_key_missing", self.refused().log)
        (keys / "node.key").write_bytes(b"x" * 32)
        (keys / "node.key").chmod(0o600)
        self.assertEqual(self.refused().status, 3)
        shutil.copy(self.node.scratch / "keys/node.key", keys / "node.key")
        self.node.start()

    def test_a_key_from_a_program_is_in_no_file(self):
        vault = self.node.scratch / "vault"
        vault.write_text("ab" * 32)
        self.node.stop()
        for part in ("keys", "log", "state"):
            shutil.rmtree(self.node.data / part)
        self.node.configure({"keys": {"source": "command", "command": ["cat", str(vault)]}})
        self.node.start()
        fan = self.fans(1)[0]
        self.assertNotIn(b"\xab" * 32, every_byte(self.node.data))
        status, _, err = self.node.cli("keys", "rotate")
        self.assertEqual(status, 9)
        self.assertIn("kek_unchanged", err)
        vault.write_text("cd" * 32)
        self.assertIsNone(self.node.cli_json("keys", "rotate")["retiring"])
        self.assertEqual(self.name_of(fan), NAME)

    def backup(self, *more):
        return self.node.cli_json("backup", "create", "--to", str(self.node.scratch / "backups"),
                                  "--keys-to", str(self.node.scratch / "vault"), *more)

    def restore(self, *more):
        data = self.node.scratch / "restored"
        run("restore", "--from", self.node.scratch / "backups", "--keys-from",
            self.node.scratch / "vault", "--data", data, "--config", self.node.config, *more)
        return data

    def serve(self, data):
        self.node.data = data
        bases = os.environ.get("CHANT_BASES")
        if bases:
            shutil.copytree(bases, data / "bases")
        self.node.start()

    def test_an_erased_fan_stays_erased_after_a_restore(self):
        erasures = self.node.scratch / "erasures"
        self.node.stop()
        self.node.configure({"backup": {"erasures": str(erasures)}})
        self.node.start()
        gone, stays = self.fans(2)
        gone.subscribe(ADDRESS)
        shares = [artwork["share_url"] for artwork in gone.state().json()["artworks"]]
        self.node.wait_until_idle()
        made = self.backup("--with-node-key")
        self.assertEqual(len(self.node.cli_json("backup", "list",
                                                str(self.node.scratch / "backups"))), 1)
        run("backup", "verify", self.node.scratch / "backups")
        self.assertEqual(gone.call("DELETE", "/api/v1/session").status, 204)
        listed = erasures.read_text().split()
        self.assertEqual(len(set(listed)), 1)
        self.assertEqual(self.node.cli("backup", "erasures")[1].split(), sorted(set(listed)))
        self.node.stop()
        old = self.node.data
        dry = run("restore", "--from", self.node.scratch / "backups", "--keys-from",
                  self.node.scratch / "vault", "--data", self.node.scratch / "restored",
                  "--config", self.node.config, "--dry-run", "-o", "json")
        self.assertEqual(json.loads(dry)["erased_anew"], 1)
        data = self.restore()
        shutil.rmtree(old)
        self.serve(data)
        # The restore itself, the erase it carried over, and the receipt of the node since.
        self.node.wait_until_idle()
        self.assertEqual(self.node.cli_json("log", "stats")["events"], made["head"] + 3)
        self.assertEqual(self.name_of(stays), NAME)
        self.assertEqual(gone.state().status, 410)
        for url in shares:
            self.assertEqual(self.node.call("GET", path_of(url)).status, 410)
        status, out, _ = self.node.cli("log", "verify")
        self.assertEqual(status, 0, out)
        content = every_byte(self.node.data)
        for needle in (ADDRESS.encode(), NAME.encode()):
            self.assertNotIn(needle, content)

    def test_a_backup_is_made_without_a_node_too(self):
        fan = self.fans(1)[0]
        self.node.stop()
        self.assertGreater(self.backup()["head"], 0)
        self.assertFalse(list((self.node.scratch / "vault").rglob("node.key")))
        data = self.restore()
        shutil.copy(self.node.data / "keys/node.key", data / "keys/node.key")
        self.serve(data)
        self.assertEqual(self.name_of(fan), NAME)


if __name__ == "__main__":
    unittest.main(verbosity=2)
