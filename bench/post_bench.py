#!/usr/bin/env python3
"""Durable PUTs of new sessions, 256 connections: the real binary against fastify + PostgreSQL, and
the CPU of the actors against the same server without them.

Rounds are interleaved and medians compared; CPU is that of the server's processes, the database's
included. Peers are installed here: fastify and pg by npm, PostgreSQL and wrk by apt if missing.
"""
import contextlib
import glob
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "release"
PEERS = BUILT / "bench" / "peers"
OURS = ROOT / "bench" / "peers"
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "5"))
SECONDS = 3
CONNECTIONS = 256


def install():
    needed = [package for package, found in (("wrk", shutil.which("wrk")),
                                             ("postgresql", postgres_programs())) if not found]
    if needed:
        subprocess.run(["apt-get", "install", "-y", "-q", *needed], check=True, stdout=sys.stderr)
    PEERS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(OURS / name, PEERS)
    if not (PEERS / "node_modules" / "fastify").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=PEERS,
                       check=True, stdout=sys.stderr)


def postgres_programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    return pathlib.Path(found[-1]) if found else None


def processes_under(pid):
    """The process and all its descendants."""
    children = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(stat).read_text().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(stat.split("/")[2]))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_seconds(pids):
    """Of these processes and of their children that ended."""
    ticks = 0
    for pid in (p for root in pids for p in processes_under(root)):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Server:
    """A program that prints `ready … PORT`; stands still while another is measured."""

    def __init__(self, command, also=()):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            sys.exit(f"{command[0]} did not start")
        self.port = int(re.search(r"(\d+)\s*$", line)[1])
        self.pids = [self.process.pid, *also]
        self.rates, self.costs = [], []

    def measure(self):
        before = cpu_seconds(self.pids)
        output = subprocess.run(
            ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", OURS / "new_sessions.lua",
             f"http://127.0.0.1:{self.port}"], capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            sys.exit(f"errors under load: {output}")
        requests = int(re.search(r"(\d+) requests in", output)[1])
        self.rates.append(float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1]))
        self.costs.append((cpu_seconds(self.pids) - before) / requests * 1e6)

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(30)


@contextlib.contextmanager
def postgres(folder):
    """A server of its own on a socket, with its defaults: every commit waits for fsync."""
    programs, place = postgres_programs(), folder / "postgres"
    place.mkdir()
    who = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(place, "postgres", "postgres")
        who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*who, programs / "initdb", "-A", "trust", "-U", "postgres", "-D",
                    place / "cluster"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    server = subprocess.Popen([*who, programs / "postgres", "-D", place / "cluster", "-k", place,
                               "-c", "listen_addresses=", "-c", "max_connections=100"],
                              stderr=subprocess.DEVNULL, cwd="/")
    try:
        while subprocess.run([programs / "pg_isready", "-q", "-h", place, "-U", "postgres"],
                             check=False).returncode != 0:
            if server.poll() is not None:
                sys.exit("PostgreSQL did not start")
        yield server.pid, place
    finally:
        server.terminate()
        server.wait(30)


def against_peers(folder):
    with postgres(folder) as (database, socket_dir):
        def peer(mode):
            return Server(["node", OURS / "post_fastify.mjs", mode, PEERS, socket_dir, "5432"],
                          also=[database])
        # One peer at a time has the database: its CPU is counted with it.
        ours = Server([BUILT / "chant", "serve", "--data", folder / "chant", "--port", "0"])
        try:
            for mode, name in (("insert", "fastify_insert"), ("batch", "fastify_batch")):
                ours.rates.clear()
                ours.costs.clear()
                theirs = peer(mode)
                try:
                    for _ in range(ROUNDS):
                        theirs.measure()
                        ours.measure()
                finally:
                    theirs.stop()
                rate, cost = (statistics.median(ours.rates) / statistics.median(theirs.rates),
                              statistics.median(theirs.costs) / statistics.median(ours.costs))
                print(f"# {name}: {statistics.median(theirs.rates):.0f}/s, "
                      f"{statistics.median(theirs.costs):.0f} us CPU each; chant: "
                      f"{statistics.median(ours.rates):.0f}/s, "
                      f"{statistics.median(ours.costs):.0f} us", file=sys.stderr)
                print(f"figure post_against_{name} {rate:.1f} times", flush=True)
                print(f"figure post_cpu_against_{name} {cost:.1f} times", flush=True)
        finally:
            ours.stop()


def against_no_actors(folder):
    with_them = Server([BUILT / "bench" / "post_server", "actors", folder / "actors"])
    without = Server([BUILT / "bench" / "post_server", "direct", folder / "direct"])
    try:
        for _ in range(2 * ROUNDS):
            without.measure()
            with_them.measure()
    finally:
        with_them.stop()
        without.stop()
    ours, theirs = statistics.median(with_them.costs), statistics.median(without.costs)
    print(f"# with actors: {statistics.median(with_them.rates):.0f}/s, {ours:.1f} us CPU each; "
          f"without: {statistics.median(without.rates):.0f}/s, {theirs:.1f} us", file=sys.stderr)
    print(f"figure post_cpu_actors_against_none {ours / theirs:.2f} x", flush=True)


def main():
    install()
    # On a disk, unlike /tmp on some machines, and open to PostgreSQL's own user.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="chant-post-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        against_no_actors(folder)
        against_peers(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
