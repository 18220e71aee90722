#!/usr/bin/env python3
"""Artworks per core-second against libjpeg-turbo alone, sharp and ImageMagick.

Drives build/release/bench/render_bench, and installs the peers: sharp by npm (bench/peers), Image-
Magick by apt where it is missing. All draw the same names over the same frames, with shadow, at the
same quality; rounds alternate, CPU time counts, medians are printed.
"""
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "release" / "bench"
PEERS = BUILT / "peers"
FRAMES = BUILT / "frames"
NAMES = ROOT / "bench" / "peers" / "names.txt"
TEAMS = ["fr", "de", "it", "es", "pt", "gb-eng", "pl", "tr"]
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "5"))
FONT = "/usr/share/fonts/opentype/inter/InterDisplay-Black.otf"


def install_sharp():
    PEERS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "bench" / "peers" / name, PEERS)
    if not (PEERS / "node_modules" / "sharp").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=PEERS,
                       check=True, stdout=sys.stderr)


def install_imagemagick():
    found = shutil.which("convert-im6.q16")
    if not found:
        subprocess.run(["apt-get", "install", "-y", "-q", "imagemagick"], check=True,
                       stdout=sys.stderr)
        found = shutil.which("convert-im6.q16") or "convert"
    return found


def export_frames(convert):
    """Base frames for the peers; for ImageMagick as pixel caches, its quickest form."""
    subprocess.run([BUILT / "render_bench", "--export", FRAMES], check=True)
    layouts = json.loads((FRAMES / "layouts.json").read_text())
    for ppm in FRAMES.glob("*.ppm"):
        subprocess.run([convert, ppm, ppm.with_suffix(".mpc")], check=True)
    return layouts


def ours():
    done = subprocess.run([BUILT / "render_bench", "--milliseconds", "1"], check=True,
                          capture_output=True, text=True)
    return float(done.stdout)


def sharp():
    script = ROOT / "bench" / "peers" / "render_sharp.mjs"
    done = subprocess.run(["node", script, FRAMES, PEERS, NAMES, ",".join(TEAMS), "2"], check=True,
                          capture_output=True, text=True)
    return float(done.stdout)


def imagemagick_command(convert, name, team, layout, out):
    text = name.replace("\\", "\\\\").replace("%", "%%")
    size = layout["size"]
    lettering = ["(", "-background", "none", "-fill", "white", "-font", FONT,
                 "-size", f"{layout['w']:.0f}x{size * 0.95:.0f}", "-gravity", "SouthWest",
                 "label:" + text,
                 "(", "+clone", "-background", "black", "-shadow", f"66x{size / 24:.0f}+0+4", ")",
                 "+swap", "-background", "none", "-layers", "merge", "+repage", ")"]
    return [convert, FRAMES / f"{team}-{layout['id']}.mpc", *lettering, "-gravity", "NorthWest",
            "-geometry", f"+{layout['x'] - 20:.0f}+{layout['y']:.0f}", "-composite", "-strip",
            "-sampling-factor", "4:2:0", "-quality", str(layout["quality"]), out]


def imagemagick(convert, layouts, first, count=4):
    names = NAMES.read_text(encoding="utf-8").splitlines()
    environment = {**os.environ, "MAGICK_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}

    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = used()
    for n in range(first, first + count):
        for layout in layouts:
            out = FRAMES / f"imagemagick-{layout['id']}.jpg"
            subprocess.run(imagemagick_command(convert, names[n % len(names)],
                                               TEAMS[n % len(TEAMS)], layout, out),
                           env=environment, check=True)
    return 1000 * (used() - before) / count


def main():
    subprocess.run([BUILT / "render_bench"], check=True)
    install_sharp()
    convert = install_imagemagick()
    layouts = export_frames(convert)
    against = {"sharp": [], "imagemagick": []}
    for i in range(ROUNDS):
        mine = ours()
        against["sharp"].append(sharp() / mine)
        mine = (mine + ours()) / 2
        against["imagemagick"].append(imagemagick(convert, layouts, 4 * i) / mine)
    for peer, ratios in against.items():
        print(f"figure artworks_against_{peer} {statistics.median(ratios):.1f} times", flush=True)


if __name__ == "__main__":
    main()
