#!/usr/bin/env python3
"""CPU per MB of an upload against a bare splice-to-file server: how much it costs to have the bytes
durable on disk, how much as a finished take whose digest the client announced, as the studio does, and
how much when the node makes the digest.

Rounds are interleaved; the medians of what each server's process spent are compared.
What an upload costs however short it is (three to four connections, session, events, syncs) is measured
with short ones and taken off. The peer syncs nothing, hashes nothing and parses one header field.
"""
import base64
import hashlib
import http.client
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "bench" / "upload_server"
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "5"))
UPLOADS = 12
SIZE = 24 << 20
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
LONG = WEBM + os.urandom(SIZE - len(WEBM))
SHORT = LONG[:4096]
DIGESTS = {body: hashlib.sha256(body).hexdigest() for body in (LONG, SHORT)}
TUS = {"Tus-Resumable": "1.0.0"}


class Server:
    def __init__(self, how, folder):
        self.process = subprocess.Popen([PROGRAM, how, folder / how], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def cpu_seconds(self):
        """To the nanosecond, where /proc counts hundredths: the id is clock_getcpuclockid's, 2 asks
        for what the scheduler counted."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def call(self, verb, path, body=None, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(verb, path, body, fields.pop("fields", {}))
        reply = connection.getresponse()
        reply.read()
        connection.close()
        if reply.status >= 300:
            sys.exit(f"{verb} {path}: {reply.status}")
        return reply

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


def b64(text):
    return base64.b64encode(text.encode()).decode()


def upload_to_chant(server, body, missing=0, digest=None):
    """One piece of a take that lacks so many bytes then; after it the take is dropped."""
    metadata = {"filetype": "audio/webm", "consent": "bench", **({"sha256": digest} if digest else {})}
    bearer = {"Authorization": f"Bearer {uuid.uuid4()}"}
    server.call("PUT", "/api/v1/session", '{"language":"en"}',
                fields={**bearer, "Content-Type": "application/json"})
    made = server.call("POST", "/api/v1/takes", fields={
        **TUS, **bearer, "Upload-Length": str(len(body) + missing), "Content-Length": "0",
        "Upload-Metadata": ",".join(f"{key} {b64(value)}" for key, value in metadata.items())})
    url = made.getheader("Location")
    server.call("PATCH", url, body, fields={
        **TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})
    server.call("DELETE", url, fields=TUS)


def milliseconds(server, upload):
    """Of an upload however short it is, and more of each megabyte."""
    spent = []
    for body in (SHORT, LONG):
        before = server.cpu_seconds()
        for _ in range(UPLOADS):
            upload(body)
        spent.append((server.cpu_seconds() - before) * 1e3 / UPLOADS)
    return spent[0], (spent[1] - spent[0]) / ((len(LONG) - len(SHORT)) / 1e6)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="chant-upload-bench-"))
    chant, peer = Server("chant", folder), Server("splice", folder)
    rows = {"splice": lambda: milliseconds(
                peer, lambda body: peer.call("PATCH", "/upload", body)),
            "piece": lambda: milliseconds(
                chant, lambda body: upload_to_chant(chant, body, missing=1)),
            "take": lambda: milliseconds(
                chant, lambda body: upload_to_chant(chant, body, digest=DIGESTS[body])),
            "hashed_take": lambda: milliseconds(
                chant, lambda body: upload_to_chant(chant, body))}
    spent = {name: [] for name in rows}
    try:
        for _ in range(ROUNDS):
            for name, run in rows.items():
                spent[name].append(run())
    finally:
        chant.end()
        peer.end()
        shutil.rmtree(folder)
    medians = {name: [statistics.median(column) for column in zip(*values)]
               for name, values in spent.items()}
    for name, (each, per_megabyte) in medians.items():
        print(f"figure upload_{name}_cpu_each {each:.3f} ms")
        print(f"figure upload_{name}_cpu_per_mb {per_megabyte:.3f} ms")
    for name in ("piece", "take", "hashed_take"):
        print(f"figure upload_{name}_cpu_against_splice "
              f"{medians[name][1] / medians['splice'][1]:.2f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
