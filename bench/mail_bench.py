#!/usr/bin/env python3
"""Letters per CPU-second of the sender: Chant's SMTP client, libcurl and nodemailer, the same bytes
to the same relay (Postfix's smtp-sink) over eight connections; then with DKIM.

Rounds are interleaved and medians compared; CPU is that of the sender's process. Peers are fetched
here: nodemailer by npm, smtp-sink out of Debian's postfix package without installing it.
"""
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "release" / "bench"
PEERS = BUILT / "peers"
OURS = ROOT / "bench" / "peers"
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "5"))
CONNECTIONS = 8
# The slow ones get fewer: a rate is a rate.
LETTERS = {"ours": 10_000, "libcurl": 10_000, "nodemailer": 2_000, "ours+rsa": 1_000,
           "ours+ed25519": 10_000}


def install():
    PEERS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(OURS / name, PEERS)
    if not (PEERS / "node_modules" / "nodemailer").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=PEERS,
                       check=True, stdout=sys.stderr)
    postfix = PEERS / "postfix"
    if not (postfix / "usr" / "sbin" / "smtp-sink").is_file():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["apt-get", "download", "-q", "postfix"], cwd=folder, check=True,
                           stdout=sys.stderr)
            package, = pathlib.Path(folder).glob("postfix_*.deb")
            subprocess.run(["dpkg", "-x", package, postfix], check=True)
    return postfix


class Sink:
    """Accepts every letter and forgets it."""

    def __init__(self, postfix):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        who = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [postfix / "usr" / "sbin" / "smtp-sink", *who, f"127.0.0.1:{self.port}", "1000"],
            env={**os.environ, "LD_LIBRARY_PATH": str(postfix / "usr" / "lib" / "postfix")},
            stderr=subprocess.PIPE, text=True)
        while True:
            if self.process.poll() is not None:
                sys.exit(f"smtp-sink did not start: {self.process.stderr.read()}")
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                continue

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def message():
    """About 3 KB: a letter without its picture."""
    lines = ["Date: Fri, 10 Jun 2016 12:00:00 +0000", "From: VELA <choir@example.org>",
             "To: fan@example.org", "Subject: =?UTF-8?B?Wm/DqywgdGhlIGNob2lyIGhhcyB5b3U=?=",
             f"Message-ID: <{'0' * 32}@example.org>", "MIME-Version: 1.0",
             "List-Unsubscribe: <https://example.org/unsubscribe/t0ken>",
             "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
             "Content-Type: text/html; charset=utf-8", "", *["<p>" + "one more voice " * 4 + "</p>"] * 38]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def measure(sender, port, file):
    """Letters per CPU-second."""
    count = LETTERS[sender]
    rest = [str(count), str(CONNECTIONS), str(port), file]
    command = (["node", OURS / "mail_nodemailer.mjs", PEERS, *rest] if sender == "nodemailer"
               else [BUILT / "mail_bench", sender, *rest])
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return count / float(done.stdout)


def main():
    postfix = install()
    with tempfile.TemporaryDirectory(prefix="chant-mail-bench-") as folder:
        file = pathlib.Path(folder) / "letter.eml"
        file.write_bytes(message())
        sink = Sink(postfix)
        rates = {sender: [] for sender in LETTERS}
        try:
            for _ in range(ROUNDS):
                for sender, found in rates.items():
                    found.append(measure(sender, sink.port, file))
        finally:
            sink.stop()
    medians = {sender: statistics.median(found) for sender, found in rates.items()}
    for sender, found in rates.items():
        print(f"# {sender}: {medians[sender]:.0f} letters per CPU-second "
              f"({min(found):.0f} to {max(found):.0f})", file=sys.stderr)
    for peer in ("libcurl", "nodemailer"):
        print(f"figure mail_cpu_against_{peer} {medians['ours'] / medians[peer]:.1f} times")
    for key in ("rsa", "ed25519"):
        print(f"figure mail_signed_{key}_against_unsigned "
              f"{medians[f'ours+{key}'] / medians['ours']:.3f} x")


if __name__ == "__main__":
    main()
