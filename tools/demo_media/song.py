"""The band: drums, bass, pads, guitar, plucked lead and a crowd of 24 that sings the oh-oh-oh."""
import numpy as np

from . import score, voice
from .score import BAR, STEP
from .sound import (RATE, Track, band, decay, echo, hertz, highpass, loudness, room, samples, saw,
                    shaped, shelf, string)

VOICES = 24  # one for each team
LEAD_OVER_BAND = -3.0  # loudness units


def chord_at(bar, step):
    chords = score.CHORDS[bar]
    return chords[step * len(chords) // score.STEPS_PER_BAR]


# ---- Drums ---------------------------------------------------------------------------------------

def kick():
    t = np.arange(samples(0.34)) / RATE
    hz = 47 + 150 * np.exp(-t / 0.028) + 420 * np.exp(-t / 0.004)
    body = np.sin(2 * np.pi * np.cumsum(hz) / RATE) * decay(0.34, 0.085, 0.001)
    return np.tanh(1.7 * body)


def clap(random):
    noise = shaped(random.standard_normal(samples(0.34)), band(900, 6_500, 1))
    out = np.zeros_like(noise)
    for late, half in ((0.0, 0.006), (0.011, 0.006), (0.022, 0.05)):
        size = noise.size - samples(late)
        out[samples(late):] += noise[:size] * decay(0.34, half)[:size]
    tone = np.sin(2 * np.pi * 190 * np.arange(out.size) / RATE) * decay(0.34, 0.04)
    return 0.75 * out / np.abs(out).max() + 0.35 * tone


def hat(random, half_life):
    seconds = min(0.4, 8 * half_life)
    noise = shaped(random.standard_normal(samples(seconds)), highpass(7_500, 3))
    return 0.5 * noise / np.abs(noise).max() * decay(seconds, half_life, 0.001)


def crash(random):
    noise = shaped(random.standard_normal((2, samples(2.4))), band(3_000, 13_000, 1))
    return noise / np.abs(noise).max() * decay(2.4, 0.34)


def stomp(random):
    """A stand full of feet."""
    noise = shaped(random.standard_normal(samples(0.4)), band(50, 260, 2))
    return noise / np.abs(noise).max() * decay(0.4, 0.06)


def drums(random):
    """Returns the track and the times of the kicks, which the rest ducks under."""
    track, kicks = Track(score.DURATION), []
    boom, open_hat = kick(), hat(random, 0.055)
    for bar in range(score.BARS):
        at = bar * BAR
        last = bar == score.BARS - 1
        beats = {0: (8, 12), 9: (0,)}.get(bar, (0, 4, 8, 12))
        if bar in (4, 8):
            beats += (14,)
        for step in beats:
            kicks.append(at + step * STEP)
            track.add(kicks[-1], boom, 0.95)
        if last:
            continue
        for step in (4, 12) if bar else (12,):
            track.add(at + step * STEP, clap(random), 0.62)
        if bar in (5, 6):  # the stand joins in
            for step in (0, 3, 6):
                track.add(at + step * STEP, stomp(random), 0.55)
                track.add(at + step * STEP + 0.012, clap(random), 0.22, random.uniform(-0.7, 0.7))
        for step in range(0, 16, 2 if bar == 0 else 1):
            accent = 0.30 if step % 4 == 2 else 0.10 + 0.07 * (step % 2 == 0)
            track.add(at + step * STEP + random.normal(0, 0.0015), hat(random, 0.014), accent, 0.25)
        if bar >= 5:
            for step in (2, 6, 10, 14):
                track.add(at + step * STEP, open_hat, 0.20, -0.25)
    for bar in (0, 4, 8):  # fills into the next part
        for i, step in enumerate(range(12, 16) if bar < 8 else range(8, 16)):
            track.add(bar * BAR + step * STEP, clap(random), 0.22 + 0.045 * i, -0.2 + 0.1 * (i % 5))
    for bar, gain in ((1, 0.30), (5, 0.38), (9, 0.48)):
        track.add(bar * BAR, crash(random), gain)
    for begin, end in ((0, 1), (4, 5), (8, 9)):
        track.add(begin * BAR, riser(random, (end - begin) * BAR), 0.16)
    return track.data, kicks


def riser(random, seconds):
    """Wind that opens: bands of noise that fade in one after another."""
    n = samples(seconds)
    x = np.arange(n) / n
    noise = random.standard_normal((2, n))
    out = np.zeros((2, n))
    for i, low in enumerate((400, 800, 1_600, 3_200, 6_400)):
        level = np.exp(-0.5 * ((x - (0.3 + 0.16 * i)) / 0.22) ** 2) * x ** 1.5
        out += shaped(noise, band(low, 1.8 * low, 1)) * level
    return out / np.abs(out).max()


def ducking(kicks, depth=0.62, seconds=0.24):
    """The pump of the record: everything but drums makes way for the kick."""
    gain = np.ones(samples(score.DURATION))
    t = np.arange(samples(seconds)) / RATE / seconds
    dip = 1 - depth * (1 - t) ** 1.6 * np.minimum(1, t / 0.02)
    for at in kicks:
        here = slice(samples(at), samples(at) + dip.size)
        gain[here] = np.minimum(gain[here], dip[:gain[here].size])
    return gain


# ---- Instruments ---------------------------------------------------------------------------------

def bass():
    track = Track(score.DURATION)
    for bar in range(1, score.BARS):
        last = bar == score.BARS - 1
        for step in (0,) if last else range(0, 16, 2):
            root = chord_at(bar, step)[0]
            octave = 12 if step in (6, 14) and bar > 2 else 0
            seconds = 2.4 if last else 2 * STEP * 0.92
            t = np.arange(samples(seconds)) / RATE
            cutoff = 160 + (700 + 70 * bar) * np.exp(-t / (0.5 if last else 0.09))
            hz = hertz(root + octave)
            tone = saw(hz, seconds, cutoff) + 0.9 * np.sin(2 * np.pi * hz * t)
            shape = decay(seconds, 0.5, 0.004)
            track.add(bar * BAR + step * STEP, np.tanh(1.2 * tone * shape), 0.46)
    return track.data


def pads(random):
    """Wide saws, whose filter opens through the chorus."""
    track = Track(score.DURATION)
    for bar in range(score.BARS):
        chords = score.CHORDS[bar]
        length = BAR / len(chords)
        last = bar == score.BARS - 1
        for i, (_, notes) in enumerate(chords):
            seconds = (2.6 if last else length) + 0.10
            t = np.arange(samples(seconds)) / RATE
            open_to = {0: 450}.get(bar, 750 + 270 * bar)
            cutoff = open_to * (0.75 + 0.6 * t / seconds if bar in (0, 4, 8) else 1.0)
            if last:
                cutoff = 400 + 2_600 * np.exp(-t / 0.9)
            shape = np.minimum(1, t / 0.06) * np.minimum(1, (seconds - t) / 0.10)
            for j, midi in enumerate(notes):
                for side in (-1, 1):
                    cents = side * (5 + 2.5 * j)
                    tone = saw(hertz(midi + cents / 100), seconds, cutoff, random.uniform(0, 6), 3)
                    track.add(bar * BAR + i * length, tone * shape, 0.075, side * (0.35 + 0.12 * j))
    return track.data


def guitar(random):
    """Two muted strings in eighths that never stop: the indie in the record."""
    track = Track(score.DURATION)
    for bar in range(1, score.BARS - 1):
        for step in range(0, 16, 2):
            notes = chord_at(bar, step)[1]
            for side, midi in ((-0.75, notes[1]), (0.75, notes[2])):
                tone = string(hertz(midi), 2.6 * STEP, random, 0.35 + 0.3 * (step % 4 == 0))
                track.add(bar * BAR + step * STEP + random.normal(0, 0.003), tone,
                          0.24 if step % 4 == 0 else 0.17, side)
    return track.data


def lead():
    """A plucked figure over the chords, three against four, with an echo of dotted eighths."""
    track = Track(score.DURATION)
    for bar in range(score.BARS - 1):
        for step in range(0, 16, 3 if bar % 2 == 0 else 2):
            notes = chord_at(bar, step)[1]
            midi = notes[(step * 2 + bar) % len(notes)] + 12
            t = np.arange(samples(0.5)) / RATE
            tone = saw(hertz(midi), 0.5, 500 + (1_800 + 260 * bar) * np.exp(-t / 0.06))
            track.add(bar * BAR + step * STEP, tone * decay(0.5, 0.06), 0.10 if bar else 0.07,
                      0.4 if step % 2 else -0.4)
    return track.data + 0.6 * echo(track.data, 3 * STEP)


def held(bar, step, steps, midi):
    return score.line("", "", (bar, step, steps, midi, "oh", "oh")).syllables


def crowd(seed):
    """The stand: the oh-oh-oh, the landing, and a breath of it at the start."""
    random = np.random.default_rng([seed, 1])
    third, quarter = VOICES // 3, VOICES // 4
    phrases = [(score.CHOIR_LINE.syllables, VOICES, 1.0),
               (held(0, 4, 12, 69), third, 0.42), (held(0, 4, 12, 62), third, 0.42),
               (held(9, 0, 12, 66), third, 0.80), (held(9, 0, 12, 69), third, 0.80),
               (held(7, 0, 15, 66), quarter, 0.45),
               (held(8, 0, 7, 67), quarter, 0.50), (held(8, 8, 7, 69), quarter, 0.55)]
    track = Track(score.DURATION)
    for syllables, voices, gain in phrases:
        for at, signal in voice.choir(syllables, voices, random):
            track.add(at, signal, gain * 0.2, random.uniform(-0.9, 0.9))
    return track.data


# ---- The mix -------------------------------------------------------------------------------------

def band_mix(seed):
    """The song without its lead voice, before mastering."""
    randoms = [np.random.default_rng([seed, i]) for i in range(5)]
    beat, kicks = drums(randoms[0])
    duck = ducking(kicks)
    choir = shaped(crowd(seed), highpass(160))
    wide, plucks, strings = pads(randoms[2]), lead(), guitar(randoms[3])
    tonal = (0.72 * bass() + 0.85 * shaped(wide, highpass(140, 1))) * duck
    tonal += (2.2 * plucks + 1.8 * shaped(strings, highpass(150, 1))) * (0.4 + 0.6 * duck)
    wet = room(0.5 * wide * duck + 1.5 * plucks + 0.8 * choir + 0.10 * shaped(beat, highpass(300)),
               randoms[4])
    mix = beat + tonal + 0.62 * choir * (0.5 + 0.5 * duck) + 0.28 * wet
    bright = shaped(shaped(mix, highpass(40)), shelf(90, 2.5))
    return 1.4 * np.tanh(shaped(bright, shelf(2_200, 5.5)) / 1.4)


def with_lead(band_track, dry, seed):
    """The finished record: the lead voice in its room, in front of the band."""
    lead = np.stack([dry, dry])
    lead = lead + 0.20 * room(lead, np.random.default_rng([seed, 9]), 1.4, 400, 7_000)
    level = loudness(band_track) + LEAD_OVER_BAND - loudness(lead)
    return band_track + lead * 10 ** (level / 20)
