#!/usr/bin/env python3
"""Fails when a folder includes what its layer may not know.

MAY_INCLUDE is the architecture: a folder may include itself and the folders named after it.
HOME names the one or few folders that may see a third-party library.
"""
import pathlib
import re
import sys

MAY_INCLUDE = {
    "base": [],
    "campaign": ["base"],
    "store": ["base", "campaign"],
    "render": ["base", "campaign"],
    "mail": ["base", "campaign"],
    "config": ["base", "campaign"],
    "http": ["base", "campaign"],
    "actors": ["base", "campaign", "store", "render", "mail"],
    "cli": ["base", "campaign", "store", "config", "render", "http"],
    "app": ["base", "campaign", "store", "render", "mail", "config", "http", "actors", "cli"],
}
# cli/ sees of http/ the client alone, actors/ of its siblings the headers without their libraries.
ONLY_HEADERS = {("cli", "http"): {"http/client.hpp"}}
HOME = {
    "caf/": ["actors"],
    "boost/beast": ["http", "mail"],
    "boost/asio": ["http", "mail"],
    "boost/json": ["cli", "config", "http", "mail"],
    "rocksdb/": ["store"],
    "vips/": ["render"],
    "pango/": ["render"],
    "jpeglib.h": ["render"],
    "CLI/": ["cli"],
    "toml++/": ["config"],
    "openssl/": ["base", "http", "mail", "store"],
    "utf8proc.h": ["base"],
    "spdlog/": ["base"],
    "brotli/": ["http"],
    "maxminddb.h": ["http"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def violations(root):
    for folder, allowed in MAY_INCLUDE.items():
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if match:
                    for fault in faults(folder, allowed, match[1]):
                        yield f"{path.relative_to(root)}:{number}: {fault}"


def faults(folder, allowed, target):
    top = target.split("/")[0]
    if top in MAY_INCLUDE and top != folder and top not in allowed:
        yield f"{folder}/ may not include {top}/"
    only = ONLY_HEADERS.get((folder, top))
    if only and target not in only:
        yield f"{folder}/ may include of {top}/ only {', '.join(sorted(only))}"
    for prefix, homes in HOME.items():
        if target.startswith(prefix) and folder not in homes:
            yield f"<{prefix}> is known in {', '.join(homes)} only"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(violations(root.resolve()))
    print(*found, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
