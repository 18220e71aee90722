"""A voice that sings the score: harmonics under moving formants, breath, and consonants of noise."""
from dataclasses import dataclass, replace

import numpy as np

from . import score
from .sound import RATE, band, harmonics, hertz, samples, shaped, shelf

HOP = 96  # samples between values of the moving parameters: 2 ms
WINDOW = 512


@dataclass(frozen=True)
class Phone:
    """What the mouth does: three formants in Hz, how much the cords sound, what hisses and where."""
    formants: tuple
    voiced: float = 1.0
    noise: float = 0.0
    centre: float = 0.0
    width: float = 1_000.0
    seconds: float = 0.07  # as a consonant


PHONES = {
    "AA": Phone((860, 1320, 2780)), "AH": Phone((780, 1380, 2780)), "AO": Phone((610, 980, 2720)),
    "AX": Phone((600, 1450, 2700)), "EH": Phone((680, 2000, 2900)), "IH": Phone((470, 2250, 3000)),
    "IY": Phone((370, 2650, 3200)), "OW": Phone((560, 980, 2650)), "UH": Phone((430, 1050, 2600)),
    "W": Phone((340, 720, 2450), 0.5, seconds=0.085),
    "R": Phone((370, 1200, 1750), 0.55, seconds=0.07),
    "L": Phone((370, 1150, 2900), 0.5, seconds=0.075),
    "M": Phone((270, 1000, 2300), 0.32, seconds=0.085),
    "N": Phone((280, 1600, 2600), 0.32, seconds=0.085),
    "NG": Phone((290, 2050, 2750), 0.32, seconds=0.07),
    "V": Phone((340, 1250, 2450), 0.3, 0.10, 5_500, 4_000, 0.075),
    "DH": Phone((330, 1450, 2600), 0.35, 0.07, 5_500, 4_500, 0.06),
    "Z": Phone((330, 1700, 2600), 0.16, 0.30, 7_600, 2_200, 0.09),
    "S": Phone((400, 1700, 2600), 0.0, 0.42, 7_800, 2_200, 0.15),
    "H": Phone((560, 1050, 2650), 0.12, 0.12, 1_600, 1_500, 0.05),
    "T": Phone((400, 1800, 2700), 0.0, 0.0, 5_200, 2_600, 0.085),
    "K": Phone((450, 1700, 2400), 0.0, 0.0, 2_300, 1_100, 0.085),
    "G": Phone((320, 1900, 2400), 0.12, 0.0, 2_100, 1_000, 0.065),
}
BURSTS = {"T": 0.55, "K": 0.55, "G": 0.3}  # a stop is a silence that ends in a burst
BURST_SECONDS = 0.022
UPPER_FORMANTS = ((3_700, 190), (4_600, 260))
BANDWIDTHS = (75, 95, 140)


@dataclass(frozen=True)
class Singer:
    """How one voice differs from the next."""
    octave: int = 0
    cents: float = 0.0
    late: float = 0.0
    throat: float = 1.0  # formants relative to the table's
    vibrato_cents: float = 26.0
    vibrato_hz: float = 5.6
    breath: float = 0.012
    bright: float = 0.95  # harmonic k has amplitude k^-bright before the mouth


def timeline(syllables):
    """(start, end, phone) for every sound. Vowels begin on the beat; onsets come before it."""
    duration = lambda phones: sum(PHONES[p].seconds for p in phones)
    spoken = []
    for i, s in enumerate(syllables):
        end = s.end
        if i + 1 < len(syllables):
            end = min(end, syllables[i + 1].start - duration(syllables[i + 1].onset))
        at = s.start - duration(s.onset)
        for phone in s.onset:
            spoken.append((at, at + PHONES[phone].seconds, phone))
            at += PHONES[phone].seconds
        coda = end - duration(s.coda)
        glide = max(at + 0.5 * (coda - at), coda - 0.16) if len(s.vowel) > 1 else coda
        spoken.append((at, glide, s.vowel[0]))
        spoken.extend((glide, coda, phone) for phone in s.vowel[1:])
        at = coda
        for phone in s.coda:
            spoken.append((at, at + PHONES[phone].seconds, phone))
            at += PHONES[phone].seconds
    return spoken


def smoothed(values, seconds):
    size = max(1, int(seconds * RATE / HOP)) | 1
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(values, size // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


class Mouth:
    """The moving parameters of a sung phrase, a value every HOP."""

    def __init__(self, syllables, seconds, singer, random):
        self.time = np.arange(samples(seconds) // HOP + 1) * HOP / RATE
        self.singer = singer
        self.formants = np.tile(np.array([[560.0], [1200.0], [2700.0]]), self.time.size)
        self.voiced, self.noise, self.centre = np.zeros((3, self.time.size))
        self.width = np.full(self.time.size, 1_000.0)
        for start, end, name in timeline(syllables):
            self._speak(start + singer.late, end + singer.late, name)
        self.formants = np.stack([smoothed(f, 0.055) for f in self.formants])
        self.voiced = smoothed(self.voiced, 0.030)
        self.noise = smoothed(self.noise, 0.012)
        self._sing(syllables, random)

    def _between(self, start, end):
        return (self.time >= start) & (self.time < end)

    def _speak(self, start, end, name):
        phone = PHONES[name]
        here = self._between(start, end)
        self.formants[:, self.time >= start] = np.array(phone.formants)[:, None]
        self.voiced[here] = phone.voiced
        self.noise[here] = phone.noise
        self.centre[here], self.width[here] = phone.centre, phone.width
        if name in BURSTS:
            self.noise[self._between(end - BURST_SECONDS, end)] = BURSTS[name]

    def _sing(self, syllables, random):
        """Pitch with glides, scoops and a vibrato that comes late; loudness with a shape."""
        midi = np.full(self.time.size, float(syllables[0].midi))
        since = np.full(self.time.size, 9.0)
        swell = np.ones(self.time.size)
        last_end = -1.0
        for s in syllables:
            start, end = s.start + self.singer.late, s.end + self.singer.late
            after = self.time >= start
            midi[after] = s.midi
            since[after] = self.time[after] - start
            if s.start - last_end > 0.2:  # a new phrase is scooped into
                midi -= 0.9 * np.exp(-np.maximum(0, self.time - start) / 0.05) * after
            here = self._between(start, end)
            x = (self.time[here] - start) / (end - start)
            swell[here] = 0.86 + 0.2 * np.sin(np.pi * np.minimum(1, x * 1.1)) - 0.12 * x
            last_end = s.end
        midi = smoothed(midi, 0.075)
        depth = self.singer.vibrato_cents / 100 * np.clip((since - 0.22) / 0.4, 0, 1)
        wobble = np.cumsum(1 + 0.06 * smoothed(random.standard_normal(self.time.size), 0.3) * 8)
        vibrato = np.sin(2 * np.pi * self.singer.vibrato_hz * wobble * HOP / RATE)
        drift = 0.5 * smoothed(random.standard_normal(self.time.size), 0.25)
        self.midi = midi + depth * vibrato + 0.35 * drift + self.singer.cents / 100
        self.midi += 12 * self.singer.octave
        self.voiced *= smoothed(swell, 0.06) * (1 + 0.06 * depth * vibrato)
        self.hz = hertz(self.midi)

    def response(self, f):
        """How much of frequency f (one a frame, or a column of them) the mouth lets through."""
        first = np.maximum(self.formants[0] * self.singer.throat, 1.03 * self.hz)
        moving = [first, self.formants[1] * self.singer.throat,
                  self.formants[2] * self.singer.throat]
        through = np.ones(np.broadcast(f, first).shape)
        for centre, width in (*zip(moving, BANDWIDTHS), *UPPER_FORMANTS):
            through = through / np.sqrt((1 - (f / centre) ** 2) ** 2
                                        + (f * width / centre ** 2) ** 2 + 1e-4)
        # A fifth to tenth formant would lift the top again; a microphone's proximity the bottom.
        return through * (1 + (f / 4_000) ** 2) ** 1.6 / (1 + (f / 9_000) ** 4)


def sung(syllables, seconds, singer, random, top=9_000):
    """The phrase as a mono signal."""
    mouth = Mouth(syllables, seconds, singer, random)
    n = samples(seconds)
    at = np.arange(n)
    frames = np.arange(mouth.time.size) * HOP
    phase = 2 * np.pi * np.cumsum(np.interp(at, frames, mouth.hz)) / RATE
    count = int(top / mouth.hz.min())
    levels = []
    for k in range(1, count + 1):
        f = k * mouth.hz
        fade = np.clip((top - f) / 1_500, 0, 1)
        levels.append(mouth.response(f) * fade * k ** -singer.bright)
    levels = np.array(levels)
    # Vowels differ by 15 dB where a singer's don't: take most of the difference out.
    levels *= mouth.voiced / (levels ** 2).sum(axis=0) ** 0.40
    out = np.zeros(n)
    for k, wave in harmonics(phase, count):
        out += wave * np.interp(at, frames, levels[k - 1])
    return out / np.abs(out).max() + _hiss(mouth, n, random)


def _hiss(mouth, n, random):
    """Noise through the mouth (breath) and at the teeth (fricatives), frame by frame."""
    frames = mouth.time.size
    noise = np.pad(random.standard_normal(n), (WINDOW // 2, WINDOW + HOP))
    grains = np.lib.stride_tricks.sliding_window_view(noise, WINDOW)[::HOP][:frames]
    window = np.hanning(WINDOW)
    f = np.fft.rfftfreq(WINDOW, 1 / RATE)[:, None]
    breath = mouth.response(f) * mouth.voiced * mouth.singer.breath
    teeth = mouth.noise * np.exp(-0.5 * ((f - mouth.centre) / mouth.width) ** 2)
    grains = np.fft.irfft(np.fft.rfft(grains * window) * (breath + teeth).T, WINDOW) * window
    out = np.zeros(frames * HOP + WINDOW)
    for i in range(frames):
        out[i * HOP:i * HOP + WINDOW] += grains[i]
    return 0.28 * out[WINDOW // 2:WINDOW // 2 + n]


def guide(random):
    """The melody for the fan to sing along with: one singer, clear, in the middle."""
    dry = sung(score.syllables(), score.DURATION, Singer(), random)
    return shaped(shaped(dry, band(110, 15_000, 1)), shelf(1_800, 4))


def choir(line, voices, random):
    """Many singers, none quite like another: half an octave lower, each a little off and late."""
    for i in range(voices):
        singer = Singer(
            octave=-1 if i % 2 else 0, cents=random.normal(0, 9), late=abs(random.normal(0, 0.028)),
            throat=random.uniform(0.84, 0.98) if i % 2 else random.uniform(0.96, 1.14),
            vibrato_cents=random.uniform(6, 30), vibrato_hz=random.uniform(4.8, 6.2),
            breath=0.02, bright=random.uniform(1.0, 1.35))
        shift = line[0].start - 0.3
        moved = [replace(s, start=s.start - shift, end=s.end - shift) for s in line]
        yield shift, sung(moved, moved[-1].end + 0.4, singer, random, top=5_500)
