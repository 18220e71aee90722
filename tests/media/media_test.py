"""The song, its words and the film: python3 media_test.py CAMPAIGN_DIRECTORY"""
import json
import pathlib
import re
import sys
import tomllib
import unittest

import containers

CAMPAIGN = pathlib.Path(sys.argv.pop(1))
SETTINGS = tomllib.loads((CAMPAIGN / "campaign.toml").read_text(encoding="utf-8"))
MEDIA = SETTINGS["media"]
LYRICS = json.loads((CAMPAIGN / MEDIA["lyrics"]).read_text(encoding="utf-8"))
SAME = 0.05  # seconds


def files(key):
    return [CAMPAIGN / name for name in MEDIA[key]]


class Song(unittest.TestCase):
    def test_every_track_runs_on_the_clock_of_the_words(self):
        for track in files("backing") + files("guide"):
            with self.subTest(track.name):
                self.assertAlmostEqual(containers.seconds(track), LYRICS["duration_seconds"],
                                       delta=SAME)

    def test_every_track_comes_in_both_formats(self):
        for key in ("backing", "guide"):
            self.assertEqual([track.suffix for track in files(key)], [".m4a", ".ogg"])

    def test_no_track_is_over_400_kilobytes(self):
        for track in files("backing") + files("guide"):
            with self.subTest(track.name):
                self.assertLessEqual(track.stat().st_size, 400_000)

    def test_playing_starts_before_all_is_loaded(self):
        for track in files("backing") + files("guide"):
            if track.suffix == ".m4a":
                self.assertTrue(containers.starts_at_once(track.read_bytes()), track.name)


class Words(unittest.TestCase):
    def test_the_clock_is_whole(self):
        self.assertRegex(LYRICS["language"], r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
        self.assertGreater(LYRICS["bpm"], 0)
        self.assertGreater(LYRICS["beats_per_bar"], 0)
        self.assertGreaterEqual(LYRICS["count_in_beats"], 0)
        self.assertTrue(20 <= LYRICS["duration_seconds"] <= 25)

    def ordered(self, pieces, begin, end):
        for piece in pieces:
            self.assertLess(piece["start"], piece["end"])
            self.assertGreaterEqual(piece["start"], begin)
            begin = piece["end"]
        self.assertLessEqual(begin, end)

    def test_lines_follow_one_another_within_the_song(self):
        self.assertTrue(LYRICS["lines"])
        self.ordered(LYRICS["lines"], 0, LYRICS["duration_seconds"])
        keys = [line["key"] for line in LYRICS["lines"]]
        self.assertEqual(len(keys), len(set(keys)))

    def test_words_follow_one_another_within_their_line(self):
        for line in LYRICS["lines"]:
            with self.subTest(line["key"]):
                self.ordered(line["words"], line["start"], line["end"])
                self.assertEqual(" ".join(word["text"] for word in line["words"]), line["text"])
                self.assertEqual(line["words"][0]["start"], line["start"])
                self.assertEqual(line["words"][-1]["end"], line["end"])

    def test_notes_follow_one_another_and_can_be_sung(self):
        self.ordered(LYRICS["melody"], LYRICS["lines"][0]["start"], LYRICS["lines"][-1]["end"])
        pitches = [note["midi"] for note in LYRICS["melody"]]
        self.assertLessEqual(max(pitches) - min(pitches), 12, "an octave is what a crowd can sing")

    def test_every_word_begins_with_a_note(self):
        notes = {note["start"] for note in LYRICS["melody"]}
        for line in LYRICS["lines"]:
            for word in line["words"]:
                self.assertIn(word["start"], notes, word["text"])


class Film(unittest.TestCase):
    def test_it_is_short_and_light(self):
        for film in files("film"):
            with self.subTest(film.name):
                self.assertLessEqual(containers.seconds(film), 30)
                self.assertLessEqual(film.stat().st_size, 1_500_000)

    def test_it_lasts_as_long_as_the_song(self):
        for film in files("film"):
            with self.subTest(film.name):
                self.assertAlmostEqual(containers.seconds(film), LYRICS["duration_seconds"],
                                       delta=SAME)

    def test_it_starts_before_all_is_loaded(self):
        for film in files("film"):
            if film.suffix == ".mp4":
                self.assertTrue(containers.starts_at_once(film.read_bytes()))

    def test_it_comes_in_a_format_for_every_browser(self):
        self.assertEqual({film.suffix for film in files("film")}, {".mp4", ".webm"})

    def test_the_poster_is_light(self):
        for poster in files("poster"):
            with self.subTest(poster.name):
                self.assertTrue(0 < poster.stat().st_size <= 60_000)


class Captions(unittest.TestCase):
    def cues(self, language):
        """(start, end, words) of each cue."""
        text = (CAMPAIGN / MEDIA["captions"].replace("{language}", language)).read_text("utf-8")
        head, *blocks = text.strip().split("\n\n")
        self.assertEqual(head, "WEBVTT")
        for block in blocks:
            timing, words = block.split("\n")
            at = re.fullmatch(r"00:00:(\d\d\.\d{3}) --> 00:00:(\d\d\.\d{3})", timing)
            self.assertIsNotNone(at, timing)
            yield float(at[1]), float(at[2]), words

    def test_every_language_says_all_and_at_the_same_time(self):
        times = [cue[:2] for cue in self.cues("en")]
        self.assertEqual(len(times), len(LYRICS["lines"]) + 2, "an opening and a title besides")
        for language in SETTINGS["languages"]:
            with self.subTest(language):
                cues = list(self.cues(language))
                self.assertEqual([cue[:2] for cue in cues], times)
                self.assertTrue(all(words.strip("♪ ") for _, _, words in cues))

    def test_one_caption_shows_at_a_time_within_the_film(self):
        before = 0
        for start, end, words in self.cues("en"):
            self.assertLess(start, end, words)
            self.assertGreaterEqual(start, before, words)
            before = end
        self.assertLessEqual(before, LYRICS["duration_seconds"])

    def test_a_line_shows_while_it_is_sung(self):
        cues = list(self.cues("en"))[1:-1]
        for line, (start, end, _) in zip(LYRICS["lines"], cues):
            self.assertLessEqual(start, line["start"], line["text"])
            self.assertGreaterEqual(end, line["end"] - 0.6, line["text"])

    def test_no_two_languages_say_the_same(self):
        first = [list(self.cues(language))[1][2] for language in SETTINGS["languages"]]
        self.assertEqual(len(first), len(set(first)))


if __name__ == "__main__":
    unittest.main()
