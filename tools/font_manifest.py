#!/usr/bin/env python3
"""Renews the hashes, packages and versions in fonts/manifest.txt from the installed files.

The family and path of each line stay as they are; run it after a deliberate change of fonts, look
at the golden artwork, and commit both.
"""
import hashlib
import pathlib
import subprocess

MANIFEST = pathlib.Path(__file__).parent.parent / "fonts" / "manifest.txt"


def origin(path):
    package = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=True)
    name = package.stdout.split(":")[0]
    version = subprocess.run(["dpkg-query", "-W", "-f=${Version}", name], capture_output=True,
                             text=True, check=True).stdout
    return name, version


def renewed(line):
    if not line.strip() or line.startswith("#"):
        return line
    path, weight, family = line.split(maxsplit=5)[3:]
    digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    return " ".join([digest, *origin(path), path, weight, family])


def main():
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    MANIFEST.write_text("\n".join(map(renewed, lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
