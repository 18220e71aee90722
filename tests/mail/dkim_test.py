#!/usr/bin/env python3
"""Signed letters before an independent verifier, dkimpy.

dkim_test.py COMPOSE_LETTERS SIGN_LETTERS TEXTS_DIR SCRATCH_DIR
"""
import json
import pathlib
import shutil
import subprocess
import sys
import unittest

import dkim

COMPOSE, SIGN, TEXTS, SCRATCH = (pathlib.Path(a) for a in sys.argv[1:5])
DOMAIN = "onemorevoice.example"
LANGUAGES = sorted(p.stem for p in TEXTS.glob("*.json"))
# Bodies at which canonicalization can go wrong; their headers are folded and spaced oddly.
HEAD = (b"FROM:\ta@onemorevoice.example\r\nSubject:  two\r\n\t lines  \r\nTo: b@example.org\r\n"
        b"subject: another\r\nX-Other: unsigned\r\n")
ODD = {"empty": HEAD + b"\r\n", "no_body": HEAD, "blank_lines": HEAD + b"\r\n\r\n\r\n",
       "spaces": HEAD + b"\r\n a  b\t \r\n \t\r\nend  \r\n\r\n \r\n", "unended": HEAD + b"\r\nlast",
       "dots": HEAD + b"\r\n.\r\n..\r\n"}


def letter(number, language):
    return {"id": language, "asked_by": f"{number:032x}", "kind": "welcome", "from_name": "VELA",
            "from_address": f"choir@{DOMAIN}", "to_address": "fan@example.org",
            "to_name": "Świętosława 高橋 ليلى", "language": language, "artist": "VELA",
            "song": "One More Voice", "site_url": f"https://{DOMAIN}/",
            "unsubscribe_url": f"https://{DOMAIN}/unsubscribe/t0ken"}


def signatures_that_hold(message):
    records = dict(line.split(" ", 1) for line in
                   (SCRATCH / "records").read_text(encoding="ascii").splitlines())

    def dns(name, **_):
        selector, zone = name.decode().split("._domainkey.")
        return records[selector].encode() if zone.rstrip(".") == DOMAIN else None

    verifier = dkim.DKIM(message)
    count = sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature")
    held = set()
    for index in range(count):
        one = dkim.DKIM(message)
        try:
            if one.verify(idx=index, dnsfunc=dns):
                held.add(one.signature_fields[b"s"].decode())
        except dkim.DKIMException:
            pass
    return held


class Dkim(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        subprocess.run([COMPOSE, TEXTS, SCRATCH], check=True, text=True,
                       input=json.dumps([letter(n, l) for n, l in enumerate(LANGUAGES)]))
        for name, message in ODD.items():
            (SCRATCH / f"{name}.eml").write_bytes(message)
        subprocess.run([SIGN, DOMAIN, SCRATCH], check=True)
        cls.signed = {p.stem: p.read_bytes() for p in SCRATCH.glob("*.signed")}

    def test_both_signatures_of_every_letter_hold(self):
        self.assertEqual(len(self.signed), len(LANGUAGES) + len(ODD))
        self.assertGreaterEqual(len(LANGUAGES), 12)
        for name, message in self.signed.items():
            self.assertEqual(signatures_that_hold(message), {"rsa1", "ed1"}, name)

    def test_lines_stay_short(self):
        for message in self.signed.values():
            head = message.split(b"\r\n\r\n", 1)[0]
            for line in head[:head.rindex(b" b=")].split(b"\r\n"):
                if line.startswith((b"DKIM", b" ")):
                    self.assertLessEqual(len(line), 100)

    def test_what_relays_may_do_breaks_nothing(self):
        message = self.signed["en"]
        for changed in (message.replace(b"\r\nSubject: ", b"\r\nSubject:    ", 1),
                        b"Received: from a by b\r\n" + message, message + b"\r\n\r\n",
                        message.replace(b"MIME-Version: 1.0\r\n", b"mime-version: 1.0  \r\n", 1)):
            self.assertNotEqual(changed, message)
            self.assertEqual(signatures_that_hold(changed), {"rsa1", "ed1"})

    def test_changes_are_noticed(self):
        message = self.signed["en"]
        end = message.index(b"\r\n\r\n")
        changes = {name: message.replace(b"\r\n" + name + b": ", b"\r\n" + name + b": x", 1)
                   for name in (b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version",
                                b"Content-Type", b"List-Unsubscribe", b"List-Unsubscribe-Post")}
        # At either end: receivers differ in which of two they show.
        for name in (b"From: evil@example.org", b"Subject: Win", b"To: x@example.org",
                     b"Content-Type: text/plain"):
            changes[b"+" + name] = name + b"\r\n" + message
            changes[b"++" + name] = message[:end] + b"\r\n" + name + message[end:]
        changes[b"body"] = message[:-20] + b"x" + message[-19:]
        changes[b"less"] = message[:-200] + b"\r\n"
        changes[b"more"] = message + b"more\r\n"
        for what, changed in changes.items():
            self.assertNotEqual(changed, message, what)
            self.assertEqual(signatures_that_hold(changed), set(), what)

    def test_an_unsigned_header_may_change(self):
        message = self.signed["spaces"].replace(b"X-Other: unsigned", b"X-Other: changed")
        self.assertEqual(signatures_that_hold(message), {"rsa1", "ed1"})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
