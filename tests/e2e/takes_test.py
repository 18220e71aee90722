"""Recordings on the real binary: uploaded in pieces, cut, resumed, refused, given up."""
import contextlib
import hashlib
import http.client
import json
import socket
import unittest

from node import Fan, Node, wait_for
from uploader import (checksum_of, create, cut_patch, drop, look, patch, piece_fields, recording)


class Takes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    def fan(self):
        fan = Fan(self.node)
        self.assertIn(fan.open().status, (200, 201))
        return fan

    def begin(self, size, fan=None, **more):
        made = create(fan or self.fan(), size, **more)
        self.assertEqual(made.status, 201, made)
        return made.fields["location"]

    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json()["code"]), (status, code), answer)

    def listed(self, take):
        """What `chant take list` says of it."""
        return {one["id"]: one for one in self.node.cli_json("take", "list")}.get(take)

    def offset(self, url):
        at = look(self.node, url)
        self.assertEqual(at.status, 200, at)
        return int(at.fields["upload-offset"])

    def await_offset(self, url, offset):
        """Until the connection that was cut is known to be gone, others are told to wait (423)."""
        wait_for(lambda: look(self.node, url).status != 423, 10, "the upload stays locked")
        wait_for(lambda: self.offset(url) == offset, 10, "the bytes that came are not there")

    def kept(self):
        return [path for path in (self.node.data / "takes" / "kept").rglob("*") if path.is_file()]

    def events_of(self, digest):
        return [event for event in self.node.events()
                if ".take_uploaded." in event["type"] and event["data"]["sha256"] == digest]

    def test_a_take_arrives_in_pieces_and_is_an_event(self):
        data = recording(300_000, 1)
        fan = self.fan()
        url = self.begin(len(data), fan, tier="A", timing='{"latency_seconds":0.04}')
        for offset in range(0, len(data), 65_536):
            piece = data[offset:offset + 65_536]
            done = patch(self.node, url, offset, piece, checksum_of(piece))
            self.assertEqual(done.status, 204, done)
            self.assertEqual(int(done.fields["upload-offset"]), offset + len(piece))
        events = self.events_of(hashlib.sha256(data).hexdigest())
        self.assertEqual(len(events), 1)
        said = events[0]["data"]
        self.assertEqual(said["size_bytes"], len(data))
        self.assertEqual(said["media_type"], "audio/webm")
        self.assertEqual(said["timing"], '{"latency_seconds":0.04}')
        named = [path for path in self.kept() if path.name.endswith(said["take"])]
        self.assertEqual([path.read_bytes() for path in named], [data])
        self.assertEqual(self.offset(url), len(data))
        self.assertEqual(self.listed(said["take"])["state"], "uploaded")
        self.assertNotIn(fan.secret, url)

    def test_a_digest_that_was_announced_is_the_events(self):
        data = recording(30_000, 6)
        digest = hashlib.sha256(data).hexdigest()
        url = self.begin(len(data), sha256=digest)
        self.assertEqual(patch(self.node, url, 0, data).status, 204)
        said = self.events_of(digest)[0]["data"]
        self.assertEqual(said["sha256_by"], "client")
        status, out, err = self.node.cli("take", "verify", said["take"])
        self.assertEqual((status, out), (0, "1 of 1 recordings are what was recorded\n"), err)
        kept = next(path for path in self.kept() if path.name.endswith(said["take"]))
        kept.write_bytes(data[:-1] + b"?")
        status, out, err = self.node.cli("take", "verify", said["take"], "-o", "json")
        self.assertEqual((status, json.loads(out)[0]["state"]), (7, "damaged"), err)
        kept.write_bytes(data)
        refused = create(self.fan(), len(data), sha256=digest.upper())
        self.assert_refused(refused, 400, "digest_malformed")

    def test_a_take_arrives_with_its_beginning(self):
        data = recording(10_000, 2)
        made = create(self.fan(), len(data), body=data)
        self.assertEqual((made.status, made.fields["upload-offset"]), (201, "10000"), made)
        self.assertEqual(len(self.events_of(hashlib.sha256(data).hexdigest())), 1)

    def test_a_cut_keeps_what_came(self):
        data = recording(200_000, 3)
        url = self.begin(len(data))
        cut_patch(self.node, url, 0, len(data), data[:123_456])
        self.await_offset(url, 123_456)
        self.assertEqual(patch(self.node, url, 123_456, data[123_456:]).status, 204)
        self.assertEqual(len(self.events_of(hashlib.sha256(data).hexdigest())), 1)

    def test_a_cut_piece_with_a_checksum_is_not_kept(self):
        data = recording(200_000, 4)
        url = self.begin(len(data))
        cut_patch(self.node, url, 0, len(data), data[:123_456], checksum_of(data))
        wait_for(lambda: "chant_takes_cut_total 0" not in self.metrics(), 10, "no cut was seen")
        self.assertEqual(self.offset(url), 0)

    def metrics(self):
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.node.data / "admin.sock"))
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def test_a_wrong_checksum_changes_nothing(self):
        data = recording(50_000, 5)
        url = self.begin(len(data))
        for how in ("sha1", "sha256"):
            wrong = patch(self.node, url, 0, data, checksum_of(data[1:], how))
            self.assert_refused(wrong, 460, "checksum_mismatch")
            self.assertEqual(self.offset(url), 0)
        self.assertEqual(patch(self.node, url, 0, data, checksum_of(data, "sha1")).status, 204)

    def test_an_upload_goes_on_after_the_node_was_killed(self):
        data = recording(400_000, 6)
        with Node() as node:
            node.start()
            fan = Fan(node)
            fan.open()
            url = create(fan, len(data)).fields["location"]
            self.assertEqual(patch(node, url, 0, data[:100_000]).status, 204)
            cut_patch(node, url, 100_000, 300_000, data[100_000:250_000])
            node.kill()
            node.start()
            at = int(look(node, url).fields["upload-offset"])
            self.assertGreaterEqual(at, 100_000)
            self.assertLessEqual(at, 250_000)
            done = patch(node, url, at, data[at:])
            self.assertEqual(done.status, 204, done)
            uploaded = [e for e in node.events() if ".take_uploaded." in e["type"]]
            self.assertEqual([e["data"]["sha256"] for e in uploaded],
                             [hashlib.sha256(data).hexdigest()])
            self.assertEqual(node.stop(), 0)

    def test_pieces_must_fit(self):
        data = recording(1_000, 7)
        url = self.begin(len(data))
        self.assert_refused(patch(self.node, url, 5, data[5:]), 409, "offset_mismatch")
        self.assert_refused(patch(self.node, url, 2_000, b"x"), 409, "offset_mismatch")
        self.assert_refused(patch(self.node, url, 0, data + b"x"), 413, "upload_too_large")
        self.assertEqual(patch(self.node, url, 0, b"").status, 204)
        self.assertEqual(self.offset(url), 0)
        self.assertEqual(patch(self.node, url, 0, data).status, 204)
        self.assert_refused(patch(self.node, url, 0, data), 409, "offset_mismatch")
        self.assertEqual(patch(self.node, url, len(data), b"").status, 204)

    def test_one_connection_sends_at_a_time(self):
        data = recording(100_000, 8)
        url = self.begin(len(data))
        with contextlib.closing(self.node.connect()) as slow:
            slow.putrequest("PATCH", url)
            for name, value in {**piece_fields(0), "Content-Length": str(len(data)),
                                "Expect": "100-continue"}.items():
                slow.putheader(name, value)
            slow.endheaders()
            # Told to go on, it has the upload.
            self.assertTrue(slow.sock.recv(1000).startswith(b"HTTP/1.1 100 "))
            slow.send(data[:50_000])
            self.assert_refused(patch(self.node, url, 0, data), 423, "upload_locked")
            # A connection that has fallen silent is overtaken.
            wait_for(lambda: self.offset(url) == 50_000, 10, "the silent connection holds on")
            self.assertEqual(patch(self.node, url, 50_000, data[50_000:]).status, 204)

    def test_only_recordings_are_taken(self):
        fan = self.fan()
        page = b"<!doctype html>" + bytes(1_000)
        for _ in range(3):  # refused ones do not count against the session
            url = self.begin(len(page), fan)
            self.assert_refused(patch(self.node, url, 0, page), 415, "media_type_unknown")
            wait_for(lambda: look(self.node, url).status == 404, 10, "a refused take stays")
        wav = b"RIFF\x24\0\0\0WAVEfmt " + bytes(1_000)
        url = self.begin(len(wav), fan)
        self.assert_refused(patch(self.node, url, 0, wav), 415, "media_type_differs")
        wait_for(lambda: look(self.node, url).status == 404, 10, "a refused take stays")
        url = self.begin(len(wav), fan, filetype="audio/x-wav")
        self.assertEqual(patch(self.node, url, 0, wav).status, 204)
        self.assert_refused(create(fan, 10, filetype="image/png"), 415, "media_type_unknown")

    def test_an_address_is_good_for_what_it_was_given_for(self):
        url = self.begin(100)
        forged = url[:-1] + ("A" if url[-1] != "A" else "B")
        for answer in (patch(self.node, forged, 0, b"x"), drop(self.node, forged)):
            self.assert_refused(answer, 403, "grant_invalid")
        self.assertEqual(look(self.node, forged).status, 403)
        self.assertEqual(look(self.node, "/api/v1/takes/nothing").status, 403)

    def test_a_take_is_given_up(self):
        fan = self.fan()
        data = recording(5_000, 9)
        url = self.begin(len(data), fan)
        self.assertEqual(patch(self.node, url, 0, data).status, 204)
        take = self.events_of(hashlib.sha256(data).hexdigest())[0]["data"]["take"]
        self.assertEqual(self.listed(take)["bytes"], len(data))
        self.assertEqual(drop(self.node, url).status, 204)
        self.assertEqual(look(self.node, url).status, 404)
        self.assert_refused(drop(self.node, url), 404, "upload_unknown")
        self.assertFalse([path for path in self.kept() if path.name.endswith(take)])
        self.assertIsNone(self.listed(take))

    def test_takes_are_copied_out(self):
        data = recording(5_000, 11)
        url = self.begin(len(data))
        self.assertEqual(patch(self.node, url, 0, data).status, 204)
        take = self.events_of(hashlib.sha256(data).hexdigest())[0]["data"]["take"]
        out = self.node.scratch / "out"
        status, _, said = self.node.cli("take", "export", take, "--out", out)
        self.assertEqual(status, 0, said)
        self.assertEqual((out / f"{take}.webm").read_bytes(), data)
        files = self.node.cli_json("take", "export", "--all", "--out", out)
        self.assertIn(take, [one["id"] for one in files])

    def test_an_erased_session_leaves_no_recording(self):
        fan = self.fan()
        data = recording(5_000, 10)
        url = self.begin(len(data), fan)
        self.assertEqual(patch(self.node, url, 0, data).status, 204)
        digest = hashlib.sha256(data).hexdigest()
        take = self.events_of(digest)[0]["data"]["take"]
        self.assertEqual(fan.call("DELETE", "/api/v1/session").status, 204)
        wait_for(lambda: not [p for p in self.kept() if p.name.endswith(take)], 20,
                 "the recording of an erased session stays")

    def test_a_session_has_its_limits(self):
        fan = self.fan()
        urls = [self.begin(100, fan) for _ in range(2)]
        self.assert_refused(create(fan, 100), 422, "takes_open_too_many")
        self.assertEqual(drop(self.node, urls[0]).status, 204)
        self.begin(100, fan)
        self.assert_refused(create(fan, 30 << 20), 413, "take_too_large")
        self.assert_refused(create(self.fan(), 0), 422, "take_empty")
        self.assertEqual(create(Fan(self.node), 100).status, 404)

    def test_unfinished_uploads_expire(self):
        with Node({"takes": {"expire_after_seconds": 1}}) as node:
            node.start()
            fan = Fan(node)
            fan.open()
            url = create(fan, 100).fields["location"]
            self.assertEqual(patch(node, url, 0, b"x").status, 204)
            wait_for(lambda: look(node, url).status == 410, 10, "the upload does not expire")
            self.assertEqual(node.stop(), 0)
            node.start()
            wait_for(lambda: not list((node.data / "takes" / "open").iterdir()), 20,
                     "an expired upload stays on the disk")
            dropped = [e["data"]["reason"] for e in node.events() if ".take_dropped." in e["type"]]
            self.assertEqual(dropped, ["expired"])


if __name__ == "__main__":
    unittest.main()
