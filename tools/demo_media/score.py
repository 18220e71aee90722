"""The song as written down: tempo, chords, melody and words. Everything else is made from this."""
from dataclasses import dataclass

LANGUAGE = "en"  # of the words
BPM = 112
BEATS_PER_BAR = 4
COUNT_IN_BEATS = 4  # clicked by the page before the file begins
STEPS_PER_BAR = 16
STEP = 60 / BPM / 4
BAR = STEP * STEPS_PER_BAR
BARS = 10
DURATION = 22.0  # the last bar rings out

# Bar by bar, as MIDI notes: bass, then the pad's voicing. The first half falls step by step, the
# second climbs to the tonic that bar 9 lands on. A bar may hold two chords, each half of it.
CHORDS = [
    [(38, (57, 62, 66, 69))],                                   # 0  D     the room fills
    [(38, (57, 62, 66, 69))],                                   # 1  D
    [(37, (57, 61, 64, 69))],                                   # 2  A/C#
    [(35, (59, 62, 66, 69))],                                   # 3  Bm7
    [(31, (59, 62, 67, 69))],                                   # 4  Gadd9
    [(31, (59, 62, 67, 74))],                                   # 5  G
    [(33, (57, 61, 64, 73))],                                   # 6  A
    [(35, (59, 62, 66, 74))],                                   # 7  Bm
    [(31, (59, 62, 67, 71)), (33, (57, 64, 69, 73))],           # 8  G, A
    [(38, (57, 62, 66, 69, 74))],                               # 9  D
]


@dataclass(frozen=True)
class Syllable:
    """One sung note: its word's text if it is the word's first, and the sounds of voice.PHONES."""
    start: float
    end: float
    midi: int
    text: str
    onset: tuple
    vowel: tuple
    coda: tuple


@dataclass(frozen=True)
class Line:
    key: str
    text: str
    syllables: tuple


SOUNDS = {
    "one": ("W", "AH", "N"), "more": ("M", "AO AX", ""), "voice": ("V", "AO IH", "S"),
    "light": ("L", "AA IH", "T"), "eve": ("", "EH", "V"), "ry": ("R", "IY", ""),
    "co": ("K", "AH", ""), "lour": ("L", "AX", ""), "sings": ("S", "IH", "NG Z"),
    "to": ("T", "AX", ""), "night": ("N", "AA IH", "T"), "oh": ("H", "OW UH", ""),
    "all": ("", "AO", "L"), "ge": ("G", "EH", ""), "ther": ("DH", "AX", ""),
}


def line(key, text, *notes):
    """Notes: (bar, step, steps, midi, sound, word's text or "" inside a word)."""
    syllables = []
    for bar, step, steps, midi, sound, word in notes:
        start = (bar * STEPS_PER_BAR + step) * STEP
        onset, vowel, coda = (tuple(part.split()) for part in SOUNDS[sound])
        syllables.append(Syllable(start, start + steps * STEP, midi, word, onset, vowel, coda))
    return Line(key, text, tuple(syllables))


LINES = [
    line("line1", "One more voice, one more light",
         (1, 0, 3, 62, "one", "One"), (1, 3, 3, 66, "more", "more"),
         (1, 6, 8, 69, "voice", "voice,"),
         (2, 0, 3, 69, "one", "one"), (2, 3, 3, 66, "more", "more"),
         (2, 6, 8, 64, "light", "light")),
    line("line2", "Every colour sings tonight",
         (3, 0, 2, 66, "eve", "Every"), (3, 2, 2, 66, "ry", ""),
         (3, 4, 3, 69, "co", "colour"), (3, 7, 3, 69, "lour", ""), (3, 10, 4, 66, "sings", "sings"),
         (4, 0, 3, 69, "to", "tonight"), (4, 3, 10, 71, "night", "")),
    line("line3", "Oh, oh, oh! Oh, oh, oh!",
         (5, 0, 3, 71, "oh", "Oh,"), (5, 3, 3, 71, "oh", "oh,"), (5, 6, 8, 74, "oh", "oh!"),
         (6, 0, 3, 73, "oh", "Oh,"), (6, 3, 3, 71, "oh", "oh,"), (6, 6, 8, 69, "oh", "oh!")),
    line("line4", "All together, one more voice!",
         (7, 0, 3, 66, "all", "All"), (7, 4, 2, 66, "to", "together,"), (7, 6, 4, 69, "ge", ""),
         (7, 10, 4, 71, "ther", ""),
         (8, 0, 6, 71, "one", "one"), (8, 8, 7, 73, "more", "more"),
         (9, 0, 12, 74, "voice", "voice!")),
]
CHOIR_LINE = LINES[2]


def syllables():
    return [s for each in LINES for s in each.syllables]


def seconds(value):
    return round(value, 3)


def words(each):
    """The line's words with the time in which each is sung."""
    spoken = []
    for s in each.syllables:
        if s.text:
            spoken.append({"start": seconds(s.start), "end": seconds(s.end), "text": s.text})
        else:
            spoken[-1]["end"] = seconds(s.end)
    return spoken


def lyrics():
    """What lyrics.json holds."""
    lines = []
    for each in LINES:
        spoken = words(each)
        lines.append({"start": spoken[0]["start"], "end": spoken[-1]["end"], "key": each.key,
                      "text": each.text, "words": spoken})
    melody = [{"start": seconds(s.start), "end": seconds(s.end), "midi": s.midi}
              for s in syllables()]
    return {"language": LANGUAGE, "bpm": BPM, "beats_per_bar": BEATS_PER_BAR, "count_in_beats": COUNT_IN_BEATS,
            "duration_seconds": DURATION, "lines": lines, "melody": melody}
