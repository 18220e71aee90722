#!/usr/bin/env python3
"""Many uploads at once over bad networks, to a node that is killed again and again: every acknowledged
byte is there, none twice, and nothing else is left on the disk.

CHANT_UPLOADS: how many (default 150); CHANT_UPLOAD_KILLS: how often the node is killed (default 3).
"""
import concurrent.futures
import hashlib
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

from node import Fan, Node, wait_for
from uploader import Unlucky

UPLOADS = int(os.environ.get("CHANT_UPLOADS", "150"))
KILLS = int(os.environ.get("CHANT_UPLOAD_KILLS", "3"))
AT_ONCE = 64
SIZE = 256 * 1024
SETTINGS = {"http": {"connections_per_address": 1000}, "takes": {"uploads_at_once": 256}}


class Killer(threading.Thread):
    """Kills the node whenever another share of the uploads is done, and starts it again."""

    def __init__(self, node, done):
        super().__init__()
        self.node = node
        self.done = done
        self.ending = threading.Event()
        self.kills = 0

    def run(self):
        chance = random.Random(7)
        while self.kills < KILLS and not self.ending.wait(0.05):
            if self.done() >= UPLOADS * (self.kills + 1) / (KILLS + 1):
                time.sleep(chance.uniform(0, 0.3))
                self.node.kill()
                self.kills += 1
                self.node.start()


def upload_all(node):
    finished = []
    uploads = [Unlucky(node, number, SIZE) for number in range(UPLOADS)]
    killer = Killer(node, lambda: len(finished))
    killer.start()
    try:
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda one: (one.run(), finished.append(one)), uploads):
                pass
    finally:
        killer.ending.set()
        killer.join()
    assert killer.kills == KILLS, f"{killer.kills} kills instead of {KILLS}"
    return uploads


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def check(node, uploads):
    broken = [line for one in uploads for line in one.broken]
    assert not broken, broken[:10]
    wanted = sorted(one.digest for one in uploads)

    uploaded = [event for event in node.events() if ".take_uploaded." in event["type"]]
    takes = {event["data"]["take"] for event in uploaded}
    assert len(takes) == len(uploaded), "a take was reported twice"
    reported = sorted(event["data"]["sha256"] for event in uploaded)
    assert reported == wanted, f"{len(reported)} takes reported, {len(wanted)} sent"
    announced = sum(event["data"].get("sha256_by") == "client" for event in uploaded)
    assert announced == len(uploads) // 2, f"{announced} digests are said to be the client's"

    # Sessions whose POST was lost may have begun a take that nobody has the address of.
    for one in uploads:
        for secret in one.abandoned:
            Fan(node, secret).call("DELETE", "/api/v1/session")
    kept, open_ = node.data / "takes" / "kept", node.data / "takes" / "open"
    wait_for(lambda: not files_under(open_), 60, f"open uploads are left: {files_under(open_)[:3]}")
    files = files_under(kept)
    there = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    assert there == wanted, f"{len(there)} files, {len(wanted)} takes"
    status, out, err = node.cli("take", "verify", "--all")
    assert status == 0, f"take verify: {out}{err}"


def main():
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chant-site-") as site, \
            Node({**SETTINGS, "campaign": {"site": site}}) as node:
        # The site is packed at each start; this test has many and needs none of it.
        pathlib.Path(site, "share.html").write_text("{{title}}")
        node.start()
        uploads = upload_all(node)
        seconds = time.monotonic() - begun
        check(node, uploads)
        assert node.stop() == 0
    counts = {key: sum(one.counts[key] for one in uploads) for key in uploads[0].counts}
    abandoned = sum(len(one.abandoned) for one in uploads)
    print(f"{UPLOADS} uploads of {SIZE} bytes, {AT_ONCE} at a time, in {seconds:.0f} s: "
          f"{KILLS} kills, {counts['cuts']} cuts, {counts['mismatches']} wrong checksums, "
          f"{counts['retries']} retries, {abandoned} beginnings lost; every byte is there, once")


if __name__ == "__main__":
    sys.exit(main())
