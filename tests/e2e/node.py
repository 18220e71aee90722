"""A Chant node as a stranger meets it: the real binary, a scratch directory, any free port.

CHANT_BINARY names the program; CHANT_BASES, if set, a directory of built base pictures that spares
every node some seconds of drawing them again.
"""
import contextlib
import http.client
import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

BINARY = os.path.abspath(os.environ.get("CHANT_BINARY", "build/release/chant"))
BASES = os.environ.get("CHANT_BASES", "")
READY = re.compile(r"ready http://127\.0\.0\.1:(\d+)")
START_SECONDS = 90
STOP_SECONDS = 40

# The guard against a full disk must not depend on the disk of whoever runs the tests.
SETTINGS = {"store": {"min_free_bytes": 64 << 20, "min_free_percent": 0}}


class Refused(Exception):
    """The node ended before it was ready."""

    def __init__(self, status, log):
        super().__init__(f"chant serve ended with status {status}:\n{log[-2000:]}")
        self.status = status
        self.log = log


class Answer:
    def __init__(self, reply, body):
        self.status = reply.status
        self.fields = {name.lower(): value for name, value in reply.getheaders()}
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Node:
    """Use as a context manager: the process is gone and the directory removed afterwards."""

    def __init__(self, settings=None, data=None):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="chant-e2e-"))
        self.data = pathlib.Path(data) if data else self.scratch / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.log_file = self.scratch / "stderr.log"
        self.config = self.scratch / "chant.toml"
        self.configure(settings or {})
        self.process = None
        self.port = None
        if BASES and not (self.data / "bases").exists():
            shutil.copytree(BASES, self.data / "bases")

    def configure(self, settings):
        lines = []
        for section in sorted({**SETTINGS, **settings}):
            lines.append(f"[{section}]")
            values = {**SETTINGS.get(section, {}), **settings.get(section, {})}
            lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        self.config.write_text("\n".join(lines) + "\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.alive():
            self.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def spawn(self):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", self.data, "--port", "0", "--config", self.config],
                stdout=subprocess.PIPE, stderr=log)

    def start(self):
        self.spawn()
        self.wait_until_ready()
        return self

    def wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        said = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while time.monotonic() < deadline:
                if not selector.select(timeout=1):
                    continue
                piece = os.read(self.process.stdout.fileno(), 4096)
                said += piece
                found = READY.search(said.decode())
                if found:
                    self.port = int(found[1])
                    return
                if not piece:
                    self.process.stdout.close()
                    raise Refused(self.process.wait(STOP_SECONDS), self.log())
        self.kill()
        raise AssertionError(f"not ready after {START_SECONDS} s; it said:\n{self.log()[-2000:]}")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        self.process.stdout.close()

    def stop(self):
        """Asks the node to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(STOP_SECONDS)
        self.process.stdout.close()
        return status

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def memory_peak(self):
        """Resident bytes at most so far."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def connect(self, timeout=20):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def call(self, verb, target, body=None, secret=None, fields=None, connection=None):
        """One request; on a connection of its own unless one is given."""
        fields = dict(fields or {})
        if secret:
            fields["Authorization"] = f"Bearer {secret}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            fields.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        with contextlib.ExitStack() as stack:
            if connection is None:
                connection = stack.enter_context(contextlib.closing(self.connect()))
            connection.request(verb, target, body, fields)
            reply = connection.getresponse()
            return Answer(reply, reply.read())

    def cli(self, *arguments, stdin=None, timeout=120):
        """A verb about this node: exit status, stdout, stderr."""
        done = subprocess.run([BINARY, *arguments, "--data", self.data, "--config", self.config],
                              input=stdin, capture_output=True, text=True, timeout=timeout)
        return done.returncode, done.stdout, done.stderr

    def cli_json(self, *arguments, **options):
        status, out, err = self.cli(*arguments, "-o", "json", **options)
        assert status == 0, f"{arguments}: {status} {err}"
        return json.loads(out)

    def events(self):
        """The whole log, as exported."""
        status, out, err = self.cli("log", "export", "--format", "jsonl")
        assert status == 0, f"log export: {status} {err}"
        return [json.loads(line) for line in out.splitlines()]

    def wait_until_idle(self, seconds=60):
        """Until every consumer has done all there is."""
        wait_for(lambda: all(pool["lag_events"] == 0 for pool in self.cli_json("pools", "list")),
                 seconds, "consumers still lag")


class Fan:
    def __init__(self, node, secret=None):
        self.node = node
        self.secret = secret or str(uuid.uuid4())

    def call(self, verb, target, body=None, connection=None):
        return self.node.call(verb, target, body, self.secret, connection=connection)

    def open(self, language="en", connection=None):
        return self.call("PUT", "/api/v1/session", {"language": language}, connection)

    def order(self, name, team="fr", connection=None, **more):
        return self.call("PUT", "/api/v1/session/artwork", {"name": name, "team": team, **more},
                         connection)

    def subscribe(self, email, language="en", connection=None):
        consents = {"terms": True, "newsletter": True, "recording": True}
        return self.call("PUT", "/api/v1/session/subscriber",
                         {"email": email, "language": language, "age_band": "18+",
                          "consents": consents}, connection)

    def state(self):
        return self.call("GET", "/api/v1/session")


def wait_for(happened, seconds, otherwise):
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"{otherwise} after {seconds} s")
        time.sleep(0.05)


def path_of(url):
    return re.sub(r"^https?://[^/]+", "", url)


def gapless(events):
    """Fails unless offsets count from 0 and each session's versions from 1."""
    versions = {}
    for due, event in enumerate(events):
        assert event["offset"] == due, f"offset {event['offset']} where {due} was due"
        next_version = versions.get(event["subject"], 0) + 1
        assert event["version"] == next_version, f"version gap at offset {due}"
        versions[event["subject"]] = next_version
    return versions
