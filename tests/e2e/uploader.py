"""A tus client as bad as the networks it stands for: it loses connections in mid-piece, loses answers,
sends wrong checksums, and goes on. What it was promised it remembers."""
import base64
import hashlib
import random
import socket
import struct
import time

from node import Fan

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


def recording(size, seed):
    """Bytes that pass for a recording, the same for the same seed."""
    return (WEBM + random.Random(seed).randbytes(size))[:size]


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def metadata(**pairs):
    return ",".join(f"{key} {b64(value)}" for key, value in pairs.items())


def create(fan, size, connection=None, body=None, **more):
    pairs = {"filetype": "audio/webm;codecs=opus", "consent": "recording-1", **more}
    fields = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size),
              "Upload-Metadata": metadata(**pairs)}
    if body is not None:
        fields["Content-Type"] = "application/offset+octet-stream"
    return fan.node.call("POST", "/api/v1/takes", body, fan.secret, fields, connection)


def piece_fields(offset, checksum=None):
    fields = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset),
              "Content-Type": "application/offset+octet-stream"}
    if checksum:
        fields["Upload-Checksum"] = checksum
    return fields


def checksum_of(data, how="sha256"):
    return f"{how} {b64(HASHES[how](data).digest())}"


def patch(node, url, offset, data, checksum=None, connection=None):
    return node.call("PATCH", url, data, fields=piece_fields(offset, checksum),
                     connection=connection)


def look(node, url, connection=None):
    return node.call("HEAD", url, fields={"Tus-Resumable": "1.0.0"}, connection=connection)


def drop(node, url):
    return node.call("DELETE", url, fields={"Tus-Resumable": "1.0.0"})


def cut_patch(node, url, offset, announced, sent, checksum=None, reset=False):
    """Announces a piece, sends the beginning of it, and is gone: no answer is waited for."""
    lines = [f"PATCH {url} HTTP/1.1", "Host: cut", f"Content-Length: {announced}"]
    lines += [f"{name}: {value}" for name, value in piece_fields(offset, checksum).items()]
    with socket.create_connection(("127.0.0.1", node.port), timeout=20) as s:
        s.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + sent)
        if reset:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Unlucky:
    """Uploads one recording over a bad network to a node that dies now and then."""

    def __init__(self, node, number, size, seed=0):
        self.node = node
        self.chance = random.Random(seed * 1_000_003 + number)
        self.size = size
        self.number = number
        self.data = b""
        self.digest = None
        self.abandoned = []  # sessions whose POST was never answered
        self.broken = []     # promises that were not kept
        self.counts = {"cuts": 0, "resumed": 0, "mismatches": 0, "retries": 0}
        self.fan = None
        self.url = None
        self.acknowledged = 0

    def run(self, seconds=600):
        self.data = recording(self.size, self.number)
        self.digest = hashlib.sha256(self.data).hexdigest()
        self.upload(seconds)
        self.data = b""

    def upload(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.url is None:
                    self.begin()
                elif self.go_on():
                    return
            except (OSError, ConnectionError, ValueError) as why:
                self.wait(why)
            except Exception as why:  # http.client's own, which share no base with OSError
                if type(why).__module__ != "http.client":
                    raise
                self.wait(why)
        self.broken.append(f"not done after {seconds} s")

    def wait(self, _why):
        self.counts["retries"] += 1
        time.sleep(self.chance.uniform(0.02, 0.2))

    def begin(self):
        self.fan = Fan(self.node)
        if self.fan.open().status not in (200, 201):
            return self.wait("shed")
        self.abandoned.append(self.fan.secret)
        announced = {"sha256": self.digest} if self.number % 2 else {}
        made = create(self.fan, len(self.data), **announced)
        if made.status == 201:
            self.abandoned.pop()
            self.url = made.fields["location"]
        elif made.status != 503:
            self.broken.append(f"POST: {made!r}")
            raise AssertionError(repr(made))
        return None

    def go_on(self):
        """One look, then pieces until something breaks. True when all is there."""
        at = look(self.node, self.url)
        if at.status in (423, 503):
            return self.wait("locked")
        if at.status != 200:
            self.broken.append(f"HEAD: {at!r} at {self.acknowledged}")
            raise AssertionError(repr(at))
        offset = int(at.fields["upload-offset"])
        if offset < self.acknowledged:
            self.broken.append(f"{self.acknowledged} bytes were acknowledged, {offset} are there")
        self.counts["resumed"] += offset > self.acknowledged
        while offset < len(self.data):
            size = self.chance.choice([16, 64, 64, 128, 256]) * 1024
            piece = self.data[offset:offset + size]
            how = self.chance.choice([None, None, "sha256", "sha1"])
            checksum = how and checksum_of(piece, how)
            fate = self.chance.random()
            if fate < 0.15:
                part = piece[:self.chance.randrange(len(piece) + 1)]
                self.counts["cuts"] += 1
                cut_patch(self.node, self.url, offset, len(piece), part, checksum,
                          reset=self.chance.random() < 0.5)
                return False
            if fate < 0.18:
                wrong = bytes([piece[0] ^ 1]) + piece[1:]
                answer = patch(self.node, self.url, offset, wrong, checksum_of(piece))
                if answer.status == 460:
                    self.counts["mismatches"] += 1
                    continue
            else:
                answer = patch(self.node, self.url, offset, piece, checksum)
            if answer.status in (409, 423, 503):
                self.wait(answer)
                return False
            if answer.status != 204:
                self.broken.append(f"PATCH at {offset}: {answer!r}")
                raise AssertionError(repr(answer))
            offset += len(piece)
            if int(answer.fields["upload-offset"]) != offset:
                self.broken.append(f"PATCH says {answer.fields['upload-offset']}, not {offset}")
            self.acknowledged = offset
        return True
