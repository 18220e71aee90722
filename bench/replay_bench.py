#!/usr/bin/env python3
"""Replay with envelope and payload decoded, per core, and against PostgreSQL's COPY.

Drives build/release/bench/replay_bench. The peer is a PostgreSQL 15 of its own in a temporary
directory, with the same events in a table keyed by offset; it hands them out in order, in the text
form (COPY's default) and in the binary one (its quickest), to a client that throws them away: it
decodes nothing. Rounds alternate, medians are printed: by CPU time (of COPY, the server's and the
client's), and by the clock, which on a busy machine favours the one with two processes.
"""
import os
import pathlib
import pwd
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "bench" / "replay_bench"
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")
EVENTS = 1_000_000
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "7"))
FORMS = ("text", "binary")
TABLE = ("create table log(at bigint primary key, session uuid not null, version int not null,"
         " id uuid not null, type smallint not null, schema smallint not null, time bigint not null,"
         " payload bytea not null)")


class Postgres:
    """A server on a Unix socket, owned by the user postgres (it refuses to run as root)."""

    def __init__(self, directory):
        self.directory = directory
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(directory, self.user)
        data = directory / "data"
        self.run([POSTGRES / "initdb", "-D", data, "-A", "trust", "-U", self.user])
        with open(directory / "server.log", "w", encoding="utf-8") as log:
            self.server = subprocess.Popen(
                [POSTGRES / "postgres", "-D", data, "-k", directory, "-c", "listen_addresses=",
                 "-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB"],
                stdout=log, stderr=log, **self.as_user())
        deadline = time.monotonic() + 60
        while subprocess.run([POSTGRES / "pg_isready", "-q", "-h", directory], check=False).returncode:
            if time.monotonic() > deadline or self.server.poll() is not None:
                raise RuntimeError((directory / "server.log").read_text())
            time.sleep(0.1)

    def as_user(self):
        return {"user": self.user, "extra_groups": []} if os.getuid() == 0 else {}

    def run(self, command, **options):
        return subprocess.run([str(word) for word in command], check=True, stdout=options.pop(
            "stdout", subprocess.DEVNULL), cwd=self.directory, **self.as_user(), **options)

    def sql(self, statement, **options):
        return self.run([POSTGRES / "psql", "-q", "-X", "-h", self.directory, "-U", self.user, "-d",
                         "postgres", "-c", statement], **options)

    def cpu_seconds(self):
        """Of the sessions that have ended."""
        fields = pathlib.Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.server.terminate()
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


def load(postgres, log):
    postgres.sql(TABLE)
    with subprocess.Popen([PROGRAM, "--copy", log], stdout=subprocess.PIPE) as events:
        postgres.sql("copy log from stdin (format binary)", stdin=events.stdout)
    postgres.sql("vacuum (freeze, analyze) log")


def client_cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copy(postgres, form):
    """Seconds by the clock and of CPU."""
    begin, server, client = time.monotonic(), postgres.cpu_seconds(), client_cpu_seconds()
    postgres.sql(f"copy (select * from log order by at) to stdout (format {form})")
    wall = time.monotonic() - begin
    while postgres.cpu_seconds() == server:  # until it has collected the session's process
        time.sleep(0.01)
    return wall, postgres.cpu_seconds() - server + client_cpu_seconds() - client


def replay(log):
    done = subprocess.run([PROGRAM, "--scan", log], check=True, capture_output=True, text=True)
    events, wall, cpu = done.stdout.split()
    return int(events), float(wall), float(cpu)


def main():
    if not (POSTGRES / "initdb").exists():
        subprocess.run(["apt-get", "install", "-y", "-q", "postgresql-15"], check=True,
                       stdout=sys.stderr)
    build = ROOT / "build"
    with tempfile.TemporaryDirectory(dir=build) as ours, tempfile.TemporaryDirectory() as theirs:
        log = pathlib.Path(ours) / "log"
        subprocess.run([PROGRAM, "--make", log, str(EVENTS)], check=True)
        postgres = Postgres(pathlib.Path(theirs))
        try:
            load(postgres, log)
            per_core, wall, cpu = [], {f: [] for f in FORMS}, {f: [] for f in FORMS}
            for form in FORMS:
                copy(postgres, form)  # warms the cache
            for _ in range(ROUNDS):
                events, our_wall, our_cpu = replay(log)
                per_core.append(events / our_cpu)
                for form in FORMS:
                    their_wall, their_cpu = copy(postgres, form)
                    wall[form].append(their_wall / our_wall)
                    cpu[form].append(their_cpu / our_cpu)
                    print(f"replay {our_wall:.2f} s ({our_cpu:.2f} s CPU), COPY {form}"
                          f" {their_wall:.2f} s ({their_cpu:.2f} s CPU)", file=sys.stderr)
        finally:
            postgres.stop()
        size = sum(f.stat().st_size for f in (log / "db").iterdir())
        print(f"figure replay_decoded_per_core {statistics.median(per_core):.0f} events/s")
        for form in FORMS:
            name = f"figure replay_decoded_against_{form}_copy"
            print(f"{name} {statistics.median(wall[form]):.1f} times")
            print(f"{name}_cpu {statistics.median(cpu[form]):.1f} times")
        print(f"figure log_size {size / events:.0f} bytes/event")
    return 0


if __name__ == "__main__":
    sys.exit(main())
