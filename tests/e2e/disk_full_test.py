"""A disk that fills up: writes get 503 with Retry-After, reads go on, and when there is space again
writing resumes by itself. On a small tmpfs: needs root."""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from load import Load, broken_promises
from node import Fan, Node, path_of, wait_for

DISK_BYTES = 768 << 20
RESERVE_BYTES = 48 << 20  # of the guard, besides what the log itself keeps in reserve
CANNOT_MOUNT = 77


@contextlib.contextmanager
def small_disk():
    with tempfile.TemporaryDirectory(prefix="chant-e2e-disk-") as place:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "chant-e2e", place],
                       check=True)
        try:
            yield pathlib.Path(place)
        finally:
            subprocess.run(["umount", "-l", place], check=True)


def free_bytes(disk):
    room = os.statvfs(disk)
    return room.f_bavail * room.f_frsize


def fill(disk, leave):
    """Leaves so many bytes free."""
    with open(disk / "filler", "ab") as filler:
        while (left := free_bytes(disk) - leave) > 0:
            try:
                filler.write(bytes(min(left, 1 << 20)))
                filler.flush()
            except OSError:
                break


class DiskFull(unittest.TestCase):
    def setUp(self):
        self.disk = self.enter(small_disk())
        self.node = self.enter(Node({"store": {"min_free_bytes": RESERVE_BYTES}},
                                    data=self.disk / "data"))
        self.node.start()

    def enter(self, context):
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def assert_shed(self, answer):
        self.assertEqual(answer.status, 503, answer)
        self.assertGreater(int(answer.fields["retry-after"]), 0)
        self.assertEqual(answer.json()["code"], "disk_nearly_full")

    def writes_are_refused(self):
        return Fan(self.node).open().status == 503

    def writes_are_taken(self):
        return Fan(self.node).open().status == 201

    def test_writes_stop_reads_go_on_and_writes_resume(self):
        fan = Fan(self.node)
        fan.open()
        artwork = fan.order("Early").json()
        self.node.wait_until_idle()
        fill(self.disk, leave=RESERVE_BYTES // 2)
        wait_for(self.writes_are_refused, 10, "writes are still taken on a full disk")
        self.assert_shed(Fan(self.node).open())
        self.assert_shed(fan.order("Late"))
        self.assert_shed(fan.subscribe("late@example.org"))
        self.assertEqual(fan.state().status, 200)
        self.assertEqual(self.node.call("GET", path_of(artwork["share_url"])).status, 200)
        self.assertEqual(self.node.call("GET", path_of(artwork["images"]["cover"])).status, 200)
        self.assertEqual(self.node.call("GET", "/").status // 100, 2)
        self.assertEqual(self.node.cli("health")[0], 7)
        self.assertEqual(self.node.cli("log", "stats")[0], 0)
        (self.disk / "filler").unlink()
        freed = time.monotonic()
        wait_for(self.writes_are_taken, 10, "writes are still refused with space again")
        print(f"writing resumed {time.monotonic() - freed:.1f} s after space returned")
        self.assertEqual(fan.order("Late").status, 202)
        self.assertEqual(self.node.cli("health")[0], 0)

    def test_not_a_byte_free_under_load_loses_nothing(self):
        with Load(self.node, fans=6) as load:
            wait_for(lambda: load.acknowledged() > 30, 30, "no load")
            fill(self.disk, leave=0)
            wait_for(self.writes_are_refused, 10, "writes are still taken on a full disk")
            time.sleep(1)
            self.assertTrue(self.node.alive(), self.node.log()[-3000:])
            (self.disk / "filler").unlink()
            before = load.acknowledged()
            wait_for(lambda: load.acknowledged() > before + 10, 20, "writing does not resume")
        self.assertEqual(load.odd, [])
        self.node.wait_until_idle()
        self.assertEqual(broken_promises(self.node, load.promised, load.subscribed), [])
        self.assertTrue(self.node.cli_json("log", "verify", "--rebuild")["sound"])
        self.assertEqual(self.node.stop(), 0, self.node.log()[-3000:])
        self.node.start()
        self.assertEqual(broken_promises(self.node, load.promised, load.subscribed), [])

    def test_a_node_killed_on_a_full_disk_starts_again_once_there_is_space(self):
        with Load(self.node, fans=6) as load:
            wait_for(lambda: load.acknowledged() > 30, 30, "no load")
            fill(self.disk, leave=0)
            self.node.kill()
        (self.disk / "filler").unlink()
        self.node.start()
        self.assertEqual(broken_promises(self.node, load.promised, load.subscribed), [])


if __name__ == "__main__":
    try:
        with small_disk():
            pass
    except (subprocess.CalledProcessError, OSError) as why:
        print(f"skipped: a small disk cannot be mounted here: {why}")
        sys.exit(CANNOT_MOUNT)
    unittest.main(verbosity=2)
