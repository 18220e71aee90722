"""The film's scenes, each a function of the time: a record begins to turn, a voice, every colour, a
crowd of 24, all together, one more voice."""
import math

from . import score
from .picture import (DEEP, GROUND, HEIGHT, HOT, PAPER, TEAMS, WIDTH, eased, fill, mixed, rings,
                      shade, smooth, text, width_of)
from .score import BAR, STEP

BEAT = BAR / score.BEATS_PER_BAR
MOUTH = (812, 372)
SCALE = 0.60
GROOVE = 31.0  # from ring to ring
RADII = [60 + i * GROOVE for i in range(36)]
COLUMNS, ROWS = 6, 4


class Sound:
    """How loud the lead and the crowd are at any time, from 0 to 1."""

    def __init__(self, lead, crowd, rate):
        self.tracks = {"lead": lead, "crowd": crowd}
        self.rate = rate

    def at(self, track, t):
        values = self.tracks[track]
        i = int(t * self.rate)
        return float(values[i]) if 0 <= i < len(values) else 0.0


def beat(t, sharp=7.0):
    """1 on every beat, dying away until the next."""
    return math.exp(-sharp * (t % BEAT) / BEAT)


def spoken(bar_from, bar_to):
    """(start, end, word) of what is sung between two bars, without punctuation."""
    return [(w["start"], w["end"], w["text"].strip(",!")) for line in score.LINES
            for w in score.words(line) if bar_from * BAR - 0.01 <= w["start"] < bar_to * BAR - 0.01]


def groove(sound, t, i, step, lag=0.032):
    """The width of ring i: what the voice was when it left the mouth."""
    then = t - i * lag
    voice = max(sound.at("lead", then), 0.8 * sound.at("crowd", then))
    flutter = 0.72 + 0.28 * math.sin(1.7 * i) * math.sin(0.55 * i + 0.8)
    return step * (0.045 + 0.74 * voice ** 1.4 * flutter + 0.05 * beat(then))


def voice_rings(context, sound, t, paint):
    widths = [groove(sound, t, i, GROOVE) for i in range(len(RADII))]
    rings(context, MOUTH, RADII, widths, paint)


def singer(context, cast, rise=0.0, opacity=1.0):
    """A print that stands still: moving halftone costs more bits than all the rest."""
    cast.draw(context, (MOUTH[0], MOUTH[1] + rise), SCALE, opacity)


def stack(context, words, t, sung, singing, y=236, lead=166, size=176):
    """Words one under the other, each coming up as it is sung."""
    for i, (start, end, word) in enumerate(words):
        if t < start - 0.06:
            continue
        come = eased((t - start + 0.06) / 0.16)
        fitted = min(size, size * 500 / width_of(context, word, size))
        text(context, word, (62, y + i * lead + (1 - come) * 46), fitted,
             singing if t < end else sung, opacity=come)


# ---- Scenes -------------------------------------------------------------------------------------

def needle(context, cast, sound, t):
    """Bar 0: the grooves appear from the inside out; the singer comes out of the dark."""
    fill(context, GROUND)
    here = t / BAR
    shown = here * len(RADII) * 1.25

    def paint(i):
        warm = smooth((here - 0.45) * 2.2)
        edge = math.exp(-abs(shown - i) / 2.5)
        return *mixed(PAPER, HOT, max(0.0, warm - edge)), min(1.0, 0.22 + 0.5 * warm + 0.7 * edge)
    widths = [0 if i > shown else 2.4 + 12 * math.exp(-abs(shown - i) / 2.0)
              + smooth(here * 2 - 1) * groove(sound, t, i, GROOVE) for i in range(len(RADII))]
    rings(context, MOUTH, RADII, widths, paint)
    singer(context, cast, 70 * (1 - eased(here * 1.3)), smooth(here * 1.7 - 0.15))
    text(context, "VELA", (60, 392), 150, PAPER, opacity=smooth(here * 3 - 0.5))
    text(context, "One More Voice", (64, 452), 52, PAPER, tracking=-0.02,
         opacity=smooth(here * 3 - 1.2))


def voice(context, cast, sound, t):
    """Bars 1 and 2: the hot ground, a voice in black rings, one word at a time."""
    flash = math.exp(-abs(t - BAR) / 0.10)
    fill(context, mixed(HOT, PAPER, 0.85 * flash))
    voice_rings(context, sound, t, lambda i: (*DEEP, max(0.14, 0.66 - 0.016 * i)))
    singer(context, cast)
    bar = 1 if t < 2 * BAR - 0.06 else 2
    stack(context, spoken(bar, bar + 1), t, DEEP, PAPER)


def colours(context, cast, sound, t):
    """Bars 3 and 4: night, and every ring in a team's colour."""
    fill(context, GROUND)
    turn = int((t - 3 * BAR) / BEAT)
    voice_rings(context, sound, t,
                lambda i: (*TEAMS[(i + 5 * turn) % 24][(i // 24 + turn) % 2],
                           max(0.3, 1 - 0.019 * i)))
    shade(context)
    singer(context, cast)

    def lit(i):
        return TEAMS[(5 * i + 3 * int(t / STEP / 2)) % 24][0]
    if t < 4 * BAR - 0.06:
        stack(context, spoken(3, 4), t, PAPER, HOT)
        start, end, word = spoken(3, 4)[1]
        if start <= t:  # the word itself takes the colours
            come = eased((t - start + 0.06) / 0.16)
            size = min(176, 176 * 500 / width_of(context, word, 176))
            text(context, word, (62, 402 + (1 - come) * 46), size, lit, opacity=come)
    else:
        (start, _, word), = spoken(4, 5)
        come = eased((t - start + 0.06) / 0.2)
        size = 142 * (1 + 0.03 * beat(t))
        text(context, word, (58, 410 + (1 - come) * 46), size, PAPER, opacity=come)


def tile(i):
    """Where team i's record stands; neighbours in the list stand apart."""
    place = (i * 7) % 24
    return place % COLUMNS, place // COLUMNS


def crowd(context, cast, sound, t):
    """Bars 5 and 6: 24 records, one a team. Each oh brings eight; then they change sides."""
    fill(context, GROUND)
    ohs = spoken(5, 7)
    wide, tall = WIDTH / COLUMNS, HEIGHT / ROWS
    for i, pair in enumerate(TEAMS):
        column, row = tile(i)
        begins = ohs[(column + row) % 3][0] + 0.02 * (column + row)
        come = eased((t - begins + 0.05) / 0.22)
        if come <= 0:
            continue
        turned = eased((t - ohs[3 + (column + row) % 3][0] - 0.02 * column) / 0.25)
        ground, line = mixed(pair[0], pair[1], turned), mixed(pair[1], pair[0], turned)
        x, y = (column + 0.5) * wide, (row + 0.5) * tall
        context.save()
        context.rectangle(x - wide / 2 * come, y - tall / 2 * come, wide * come + 0.5,
                          tall * come + 0.5)
        context.clip()
        fill(context, ground)
        record(context, sound, t - 0.012 * i, (x, y), line)
        context.restore()
    word = [w for w in ohs if w[0] - 0.05 <= t]
    if word:
        start, _, _ = word[-1]
        place = (len(word) - 1) % 3
        for k in range(place + 1):
            fresh = eased((t - start + 0.05) / 0.14) if k == place else 1
            size = 250 * (0.82 + 0.18 * fresh)
            x, y = (236, 640, 1044)[k], (452, 420, 452)[k]
            text(context, "Oh" if k == 0 else "oh", (x, y), size, DEEP, 0.5, PAPER)


def record(context, sound, t, centre, line):
    step = 17.0
    voice_now = [max(sound.at("crowd", t - 0.03 * k), 0.7 * sound.at("lead", t - 0.03 * k))
                 for k in range(7)]
    rings(context, centre, [22 + step * k for k in range(7)],
          [step * (0.10 + 0.62 * v ** 1.3) for v in voice_now], lambda k: (*line, 1.0))
    context.set_source_rgb(*line)
    context.arc(*centre, 7 + 5 * voice_now[0], 0, 2 * math.pi)
    context.fill()


def together(context, cast, sound, t):
    """Bars 7 and 8: the records leave their places and become the rings of one."""
    fill(context, GROUND)
    move = smooth((t - 7 * BAR) / (1.1 * BAR))
    swell = smooth((t - 8 * BAR) / BAR)
    wide, tall = WIDTH / COLUMNS, HEIGHT / ROWS
    for i, pair in enumerate(TEAMS):
        column, row = tile(i)
        x = (column + 0.5) * wide + (WIDTH / 2 - (column + 0.5) * wide) * move
        y = (row + 0.5) * tall + (HEIGHT / 2 - (row + 0.5) * tall) * move
        own = 70 + (40 + 30 * i - 70) * move
        loud = groove(sound, t, i * move, 28.0, 0.016)
        radius = own * (1 + 0.35 * swell)
        width = (16 + 0.9 * loud) * (1 - move) + (3 + 0.9 * loud) * move
        rings(context, (x, y), [radius, (radius - 26) * (1 - move)],
              [width * (1 + 0.35 * swell), 12 * (1 - move)],
              lambda k, pair=pair: (*pair[k], 1.0))
    if t < 8 * BAR - 0.06:
        words = spoken(7, 8)
        for k, (start, end, word) in enumerate(words):
            come = eased((t - start + 0.06) / 0.18)
            if t >= start - 0.06:
                size = 205 * (0.7 + 0.3 * come)
                text(context, word, (640, (330, 520)[k]), size, DEEP, 0.5, PAPER)
    else:
        start, _, word = [w for w in spoken(8, 9) if w[0] - 0.06 <= t][-1]
        come = eased((t - start + 0.06) / 0.18)
        size = 330 * (0.8 + 0.2 * come) + 46 * (t - start)
        text(context, word, (640, 360 + 0.36 * size), size, DEEP, 0.5, PAPER)


def title(context, cast, sound, t):
    """Bar 9: the voice, and a place that is left for one more."""
    since = t - 9 * BAR
    fill(context, mixed(HOT, PAPER, 0.9 * math.exp(-abs(since) / 0.12)))
    voice_rings(context, sound, t, lambda i: (*DEEP, max(0.14, 0.66 - 0.016 * i)))
    singer(context, cast)
    if since < 1.0:
        stack(context, [(9 * BAR, 10 * BAR, "voice")], t, PAPER, PAPER, 420, 0, 220)
        return
    card(context, eased((since - 1.0) / 0.3), eased((since - 1.35) / 0.3))


def card(context, come, you=1.0):
    """Artist, song, and who else is on it."""
    text(context, "VELA", (58, 316 + 30 * (1 - come)), 176, DEEP, opacity=come)
    text(context, "One More Voice", (64, 384 + 30 * (1 - come)), 56, PAPER, tracking=-0.02,
         opacity=come)
    text(context, "FEAT.", (66, 478), 28, DEEP, tracking=0.2, opacity=you)
    text(context, "you", (62, 590 + 30 * (1 - you)), 140, PAPER, opacity=you)


def poster(context, cast, sound, t):
    fill(context, HOT)
    voice_rings(context, sound, t, lambda i: (*DEEP, max(0.14, 0.66 - 0.016 * i)))
    singer(context, cast)
    card(context, 1.0)


SCENES = [(0, needle), (1, voice), (3, colours), (5, crowd), (7, together), (9, title)]


def draw(context, cast, sound, t):
    """The frame at `t`. A cut leads its bar by a hair, as cuts that feel on the beat do."""
    scene = [s for bar, s in SCENES if bar * BAR - 0.04 <= t][-1]
    scene(context, cast, sound, t)
