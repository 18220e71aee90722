#!/usr/bin/env python3
"""Writes the layers of the demo campaign's pictures: config/campaigns/demo/art/{cover,social}/*.svg.

  10-voice      rings that spread from the singer's mouth over the flag, as grooves or sound do
  20-figure     the artist (artist-*.svg, drawn by tools/draw_artist.cpp) and the dark that the
                lettering stands on
  30-lettering  label, song, team; and the box that the fan's name is set into
"""
import math
import pathlib

ART = pathlib.Path(__file__).parent.parent / "config" / "campaigns" / "demo" / "art"
INK = "#0c0c11"
PAPER = "#f4f1ea"

COVER = {
    "id": "cover", "width": 1500, "height": 1500, "margin": 96,
    "artist": "artist-cover.svg", "figure": (232, 44, 1.06), "mouth": (752, 636), "groove": 34,
    "dark": (800, 1060, 1500),
    "label": {"width": 470, "height": 352, "name": 151, "song": 43},
    "kicker": (1079, 36),
    "box": (96, 1112, 1308, 240, 230),
    "wave": (1384, 44, 22), "footer": (1450, 33),
}
SOCIAL = {
    "id": "social", "width": 1200, "height": 630, "margin": 64,
    "artist": "artist-social.svg", "figure": (600, 14, 0.56), "mouth": (874, 326), "groove": 20,
    "dark": (285, 440, 630),
    "label": {"width": 310, "height": 232, "name": 99, "song": 28},
    "kicker": (385, 22),
    "box": (64, 404, 1072, 130, 132),
    "wave": (554, 24, 14), "footer": (594, 21),
}


def document(d, body):
    w, h = d["width"], d["height"]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" '
            f'viewBox="0 0 {w} {h}">\n{body}</svg>\n')


def loudness(t):
    """A sung phrase: four words, each swelling and dying away; 0 to 1."""
    word = abs(math.sin(math.pi * (t * 4 + 0.12 * math.sin(9 * t)))) ** 0.8
    flutter = 0.62 + 0.38 * math.sin(61 * t) * math.sin(23 * t + 1)
    return max(0.06, word * flutter * (0.55 + 0.45 * math.sin(math.pi * t)))


def voice(d):
    x, y = d["mouth"]
    far = math.hypot(d["width"], d["height"])
    rings = []
    count = int(far / d["groove"])
    for i in range(3, count):
        width = d["groove"] * (0.06 + 0.42 * loudness(i / count * 2.4 % 1))
        radius = i * d["groove"]
        rings.append(f'<circle cx="{x}" cy="{y}" r="{radius}" stroke="{INK}" '
                     f'stroke-opacity=".15" stroke-width="{width:.1f}"/>\n'
                     f'<circle cx="{x}" cy="{y}" r="{radius + d["groove"] / 2:.0f}" '
                     f'stroke="{PAPER}" stroke-opacity=".10" stroke-width="{width * 0.7:.1f}"/>\n')
    return document(d, f'<g fill="none">\n{"".join(rings)}</g>\n')


def figure(d):
    x, y, scale = d["figure"]
    begin, middle, end = d["dark"]
    at = (middle - begin) / (end - begin)
    return document(d, f'''<defs>
  <linearGradient id="dark" gradientUnits="userSpaceOnUse" x1="0" y1="{begin}" x2="0" y2="{end}">
    <stop offset="0" stop-color="{INK}" stop-opacity="0"/>
    <stop offset="{at * 0.55:.2f}" stop-color="{INK}" stop-opacity=".38"/>
    <stop offset="{at:.2f}" stop-color="{INK}" stop-opacity=".80"/>
    <stop offset="1" stop-color="{INK}" stop-opacity=".93"/>
  </linearGradient>
</defs>
<g transform="translate({x} {y}) scale({scale})">
{{{d["artist"]}}}</g>
<rect y="{begin}" width="{d["width"]}" height="{end - begin}" fill="url(#dark)"/>
''')


def text(x, y, size, weight, spacing, words, more=""):
    return (f'<text x="{x}" y="{y}" font-family="Inter Display" font-weight="{weight}" '
            f'font-size="{size}" letter-spacing="{spacing:.1f}" {more}>{words}</text>\n')


def wave(d):
    """The phrase once more, as bars; one voice among them stands out."""
    y, tall, step = d["wave"]
    left, right = d["margin"], d["width"] - d["margin"]
    count = (right - left) // step + 1
    chosen = round(count * 0.27)
    bars = []
    for i in range(count):
        x = left + i * (right - left) / (count - 1)
        one = i == chosen
        half = tall / 2 * (1.25 if one else loudness(i / count))
        bars.append(f'<path d="M{x:.1f} {y - half:.1f}V{y + half:.1f}" '
                    f'stroke-opacity="{1 if one else 0.42}"/>\n')
    return (f'<g stroke="#fff" stroke-width="{step * 0.3:.1f}" stroke-linecap="round">\n'
            f'{"".join(bars)}</g>\n')


def lettering(d):
    m, label = d["margin"], d["label"]
    x, y, w, h, size = d["box"]
    foot, small = d["footer"]
    top, kicker = d["kicker"]
    inner = m + label["width"] * 0.085
    base = label["height"] * 0.66
    body = f'<rect x="{m}" width="{label["width"]}" height="{label["height"]}" fill="{INK}"/>\n'
    body += '<g fill="#fff">\n'
    body += text(inner - label["name"] * 0.02, f"{base:.0f}", label["name"], 900,
                 -label["name"] * 0.01, "{artist}")
    body += text(inner, f"{label['height'] * 0.86:.0f}", label["song"], 600, 0, "{song}",
                 'fill-opacity=".92"')
    body += text(m, top, kicker, 600, kicker * 0.24, "FEAT.", 'fill-opacity=".88"')
    body += text(m, foot, small, 600, small * 0.22, "VLA 016 · STEREO", 'fill-opacity=".88"')
    body += text(f"{d['width'] - m + small * 0.22:.0f}", foot, small, 600, small * 0.22, "{team}",
                 'fill-opacity=".88" text-anchor="end"')
    body += "</g>\n" + wave(d)
    body += (f'<rect id="name" x="{x}" y="{y}" width="{w}" height="{h}" data-size="{size}" '
             'fill="none"/>\n')
    return document(d, body)


def main():
    for d in (COVER, SOCIAL):
        folder = ART / d["id"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "10-voice.svg").write_text(voice(d), encoding="utf-8")
        (folder / "20-figure.svg").write_text(figure(d), encoding="utf-8")
        (folder / "30-lettering.svg").write_text(lettering(d), encoding="utf-8")


if __name__ == "__main__":
    main()
