"""Sound from arithmetic: oscillators, filters, a room, a stereo track, loudness and a limiter."""
import numpy as np

RATE = 48_000


def samples(seconds):
    return int(round(seconds * RATE))


def hertz(midi):
    return 440.0 * 2 ** ((np.asarray(midi, dtype=float) - 69) / 12)


def shaped(signal, response):
    """`signal` with its spectrum multiplied by response(frequencies): a zero-phase filter."""
    size = 1 << (signal.shape[-1] - 1).bit_length()
    spectrum = np.fft.rfft(signal, 2 * size)
    gain = response(np.fft.rfftfreq(2 * size, 1 / RATE))
    return np.fft.irfft(spectrum * gain, 2 * size)[..., :signal.shape[-1]]


def lowpass(hz, order=2):
    return lambda f: 1 / np.sqrt(1 + (f / hz) ** (2 * order))


def highpass(hz, order=2):
    return lambda f: 1 / np.sqrt(1 + (hz / np.maximum(f, 1e-3)) ** (2 * order))


def band(low, high, order=2):
    below, above = highpass(low, order), lowpass(high, order)
    return lambda f: below(f) * above(f)


def shelf(hz, decibels):
    """Lifts what lies well above `hz`."""
    lift = 10 ** (decibels / 20) - 1
    return lambda f: 1 + lift * f ** 2 / (f ** 2 + hz ** 2)


def harmonics(phase, count):
    """sin(k·phase) for k = 1 … count, since sin(kx) = 2cos(x)sin((k−1)x) − sin((k−2)x)."""
    twice = 2 * np.cos(phase)
    before, now = np.zeros_like(phase), np.sin(phase)
    for k in range(1, count + 1):
        yield k, now
        before, now = now, twice * now - before


def saw(hz, seconds, cutoff, phase=0.0, steep=4):
    """A sawtooth behind a lowpass that moves: `cutoff` is a number or one value a sample."""
    n = samples(seconds)
    cutoff = np.broadcast_to(np.asarray(cutoff, dtype=float), n)
    ramp = 2 * np.pi * hz * np.arange(n) / RATE + phase
    count = int(min(14_000, 3.0 * cutoff.max()) / hz)
    out = np.zeros(n)
    for k, wave in harmonics(ramp, max(1, count)):
        out += wave / (k * np.sqrt(1 + (k * hz / cutoff) ** steep))
    return out


def decay(seconds, half_life, attack=0.002):
    """An envelope that rises in `attack` and halves every `half_life` seconds."""
    t = np.arange(samples(seconds)) / RATE
    tail = np.minimum(1, (seconds - t) / 0.01)
    return np.minimum(1, t / attack) * 0.5 ** (t / half_life) * np.clip(tail, 0, 1)


def string(hz, seconds, random, brightness=0.5):
    """A plucked string (Karplus and Strong): noise going round a loop that dulls it."""
    period = int(RATE / hz - 0.5)
    in_tune = hz * (period + 0.5) / RATE  # the loop is half a sample longer than its period
    n = samples(seconds) + period
    out = np.zeros(n + 2 * period)
    pluck = random.uniform(-1, 1, period)
    out[1:period + 1] = shaped(pluck, lowpass(2_000 + 7_000 * brightness, 1))
    loss = 0.5 ** (1 / (0.22 * hz))
    for at in range(period + 1, n + period, period - 1):
        block = slice(at, min(at + period - 1, out.size))
        size = block.stop - block.start
        back = at - period
        out[block] = loss * 0.5 * (out[back:back + size] + out[back - 1:back - 1 + size])
    return np.interp(np.arange(samples(seconds)) * in_tune, np.arange(n), out[1:n + 1])


class Track:
    """A stereo buffer of the song's length; whatever is added beyond its end is cut."""

    def __init__(self, seconds):
        self.data = np.zeros((2, samples(seconds)))

    def add(self, at, signal, gain=1.0, pan=0.0):
        """`pan` from −1 to 1 at constant power; a stereo signal keeps its own image."""
        start = samples(at)
        if start < 0:
            signal, start = signal[..., -start:], 0
        size = min(signal.shape[-1], self.data.shape[1] - start)
        if size <= 0:
            return
        if signal.ndim == 1:
            angle = (pan + 1) * np.pi / 4
            signal = np.stack([signal * np.cos(angle), signal * np.sin(angle)]) * np.sqrt(2)
        self.data[:, start:start + size] += gain * signal[:, :size]


def room(track, random, seconds=1.9, low=250, high=6_500, before=0.018):
    """The wet sound of a hall: convolution with decaying noise, different left and right."""
    n = samples(seconds)
    t = np.arange(n) / RATE
    noise = shaped(random.standard_normal((2, n)), band(low, high, 1))
    impulse = noise * 10 ** (-3 * t / seconds)
    impulse = np.pad(impulse, ((0, 0), (samples(before), 0)))
    impulse /= np.sqrt((impulse ** 2).sum(axis=1, keepdims=True))
    size = 1 << (track.shape[1] + impulse.shape[1]).bit_length()
    wet = np.fft.irfft(np.fft.rfft(track, size) * np.fft.rfft(impulse, size), size)
    return wet[:, :track.shape[1]]


def echo(track, delay, feedback=0.42, times=5):
    """Repeats that change sides."""
    out = np.zeros_like(track)
    for i in range(1, times + 1):
        shift = samples(i * delay)
        side = track if i % 2 == 0 else track[::-1]
        out[:, shift:] += feedback ** i * side[:, :-shift]
    return out


def loudness(stereo):
    """Integrated loudness in LUFS (ITU-R BS.1770-4), its filters given for 48 kHz."""
    def biquad(f, b, a):
        z = np.exp(-2j * np.pi * f / RATE)
        return np.abs((b[0] + b[1] * z + b[2] * z * z) / (1 + a[0] * z + a[1] * z * z))

    def weighting(f):
        shelf = biquad(f, (1.53512485958697, -2.69169618940638, 1.19839281085285),
                       (-1.69065929318241, 0.73248077421585))
        high = biquad(f, (1, -2, 1), (-1.99004745483398, 0.99007225036621))
        return shelf * high

    power = (shaped(stereo, weighting) ** 2).sum(axis=0)
    total = np.concatenate([[0], np.cumsum(power)])
    begin = np.arange(0, power.size - samples(0.4), samples(0.1))
    blocks = (total[begin + samples(0.4)] - total[begin]) / samples(0.4)
    level = lambda p: -0.691 + 10 * np.log10(p + 1e-12)
    loud = blocks[level(blocks) > -70]
    loud = loud[level(loud) > level(loud.mean()) - 10]
    return float(level(loud.mean()))


def limited(stereo, ceiling_db):
    """Peaks kept under the ceiling by a gain that looks 5 ms ahead; peaks are of the true wave."""
    block = 16
    n = stereo.shape[1] // block * block
    ceiling = 10 ** (ceiling_db / 20)
    spectrum = np.fft.rfft(stereo[:, :n])
    wide = np.fft.irfft(np.pad(spectrum, ((0, 0), (0, n // 2))), 2 * n) * 2  # twice the rate
    peaks = np.abs(wide).max(axis=0).reshape(-1, 2 * block).max(axis=1)
    need = np.minimum(1, ceiling / np.maximum(peaks, 1e-9))
    reach = 15
    held = np.lib.stride_tricks.sliding_window_view(
        np.pad(need, 2 * reach, constant_values=1), 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(held, window / window.sum(), mode="valid")
    gain = np.interp(np.arange(stereo.shape[1]), np.arange(gain.size) * block + block / 2, gain)
    return stereo * gain


def mastered(stereo, lufs, ceiling_db=-2.0):
    """As loud as `lufs` says, peaks limited, the last tenth of a second faded."""
    fade = np.ones(stereo.shape[1])
    fade[-samples(0.12):] = np.linspace(1, 0, samples(0.12)) ** 2
    stereo = stereo * fade
    gain = 0.0
    out = stereo
    for _ in range(6):
        gain += lufs - loudness(out)
        out = limited(stereo * 10 ** (gain / 20), ceiling_db)
    return out
