#!/usr/bin/env python3
"""Makes the demo campaign's song, guide, lyrics and film: config/campaigns/demo/media/.

  make_demo_media.py [lyrics] [song] [film] [captions]      all of them unless named

Everything is computed from tools/demo_media/score.py and the artist's drawing, with fixed seeds. The
files are kept in the repository and no build needs this tool; run it when the song or film changes.
Debian packages: python3-numpy python3-cairo ffmpeg librsvg2-bin fonts-inter.
"""
import argparse
import functools
import json
import pathlib
import tempfile

import numpy as np

from demo_media import captions, encode, film, score, song, sound, voice

MEDIA = pathlib.Path(__file__).parent.parent / "config" / "campaigns" / "demo" / "media"
SEED = 16
BACKING_LUFS, GUIDE_LUFS, FILM_LUFS = -14.0, -16.0, -14.0


def make_lyrics():
    text = json.dumps(score.lyrics(), indent=1, ensure_ascii=False)
    (MEDIA / "lyrics.json").write_text(text + "\n", encoding="utf-8")


@functools.cache
def tracks():
    """The band and the lead voice, before mastering."""
    return song.band_mix(SEED), voice.guide(np.random.default_rng(SEED))


def make_song():
    """Writes the backing track and the guide."""
    band, lead = tracks()
    encode.audio(sound.mastered(band, BACKING_LUFS), MEDIA, "backing", 96)
    encode.audio(sound.mastered(np.stack([lead, lead]), GUIDE_LUFS), MEDIA, "guide", 64)


def make_film():
    band, lead = tracks()
    moves = film.motion(lead, song.crowd(SEED))
    film.make_poster(MEDIA, moves)
    together = song.with_lead(band, lead, SEED)
    with tempfile.TemporaryDirectory() as folder:
        track = pathlib.Path(folder) / "track.wav"
        encode.wav(sound.mastered(together, FILM_LUFS), track)
        film.make(MEDIA, moves, track)


def main():
    parts = {"lyrics": make_lyrics, "song": make_song, "film": make_film,
             "captions": lambda: captions.write(MEDIA)}
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("part", nargs="*", help=", ".join(parts))
    wanted = options.parse_args().part or list(parts)
    if unknown := set(wanted) - set(parts):
        options.error(f"there is no part {', '.join(sorted(unknown))}")
    MEDIA.mkdir(exist_ok=True)
    for part in wanted:
        parts[part]()


if __name__ == "__main__":
    main()
