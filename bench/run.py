#!/usr/bin/env python3
"""Runs the programs of bench/ and prints their lines `figure NAME VALUE UNIT`.

A bench is either bench/NAME_bench.py, or the program build/release/bench/NAME_bench built from
bench/NAME_bench.cpp; where both exist the script drives the program. Every figure is a ratio to a
peer or a limit, measured in the same run: the machine's speed cancels out.
"""
import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "release" / "bench"


def benches():
    """Name → command line."""
    found = {p.name.removesuffix("_bench"): [str(p)] for p in BUILT.glob("*_bench") if p.is_file()}
    for script in sorted(ROOT.glob("bench/*_bench.py")):
        found[script.stem.removesuffix("_bench")] = [sys.executable, str(script)]
    return found


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", help="one bench; all of them if left out")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()
    known = benches()
    if arguments.list:
        print(*sorted(known), sep="\n")
        return 0
    if arguments.name and arguments.name not in known:
        print(f"there is no bench '{arguments.name}'; there are: {', '.join(sorted(known))}",
              file=sys.stderr)
        return 2
    failed = []
    for name in [arguments.name] if arguments.name else sorted(known):
        print(f"# {name}", file=sys.stderr, flush=True)
        if subprocess.run(known[name], cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
