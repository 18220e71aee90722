"""The film: frames drawn for the song, encoded for two kinds of browsers, and a poster."""
import pathlib
import tempfile

import numpy as np

from . import score
from .encode import EXACT, ffmpeg, pipe_to
from .picture import HEIGHT, WIDTH, Singer, canvas
from .scenes import Sound, draw, poster
from .sound import RATE

FPS = 25
HELD = 2  # frames a drawing stays: half the bits, and the look of paper
MOTION_RATE = 100  # loudness values a second
KILOBITS = {"film.mp4": 435, "film.webm": 335}  # of the picture; VP9 takes more than it is given


def envelope(signal, smoothing=0.05):
    """Loudness for the eye: RMS, MOTION_RATE times a second, 1 at its loudest."""
    mono = signal if signal.ndim == 1 else signal.mean(axis=0)
    hop = RATE // MOTION_RATE
    power = (mono[:mono.size // hop * hop].reshape(-1, hop) ** 2).mean(axis=1)
    size = int(smoothing * MOTION_RATE) | 1
    level = np.sqrt(np.convolve(power, np.ones(size) / size, mode="same"))
    return level / level.max()


def motion(lead, crowd):
    return Sound(envelope(lead), envelope(crowd), MOTION_RATE)


def frame(cast, sound, t, scene=draw):
    surface, context = canvas()
    scene(context, cast, sound, t)
    surface.flush()
    return surface


def make(folder, sound, track):
    """Writes film.mp4 and film.webm; `track` is the sound as a file that ffmpeg reads."""
    cast = Singer()
    with tempfile.TemporaryDirectory() as temporary:
        lossless = pathlib.Path(temporary) / "frames.mkv"
        raw = ["-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{WIDTH}x{HEIGHT}", "-r", FPS,
               "-i", "pipe:0", "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
               "-c:v", "libx264", "-qp", 0, "-preset", "ultrafast", lossless]
        with pipe_to(raw) as frames:
            for i in range(0, int(score.DURATION * FPS), HELD):
                frames.write(HELD * bytes(frame(cast, sound, i / FPS).get_data()))
        _encode(lossless, track, folder, temporary)


def _encode(lossless, track, folder, temporary):
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    kinds = {
        "film.mp4": ["-c:v", "libx264", "-preset", "slower", "-tune", "animation", "-profile:v",
                     "high", "-pix_fmt", "yuv420p", "-x264-params", "keyint=250:threads=1",
                     "-movflags", "+faststart"],
        "film.webm": ["-vf", "scale=1152:648", "-c:v", "libvpx-vp9", "-deadline", "good",
                      "-cpu-used", 3, "-g", 250, "-threads", 1],
    }
    sounds = {"film.mp4": ["-c:a", "aac", "-b:a", "80k"],
              "film.webm": ["-c:a", "libopus", "-b:a", "72k"]}
    for name, video in kinds.items():
        rate = ["-b:v", f"{KILOBITS[name]}k", "-passlogfile", pathlib.Path(temporary) / "pass"]
        common = ["-i", lossless, "-i", track, "-map", "0:v", "-map", "1:a", "-t", score.DURATION,
                  *EXACT, *video, *tags, *rate]
        ffmpeg(*common, "-an", "-pass", 1, "-f", "null", "-")
        ffmpeg(*common, *sounds[name], "-pass", 2, folder / name)


def make_poster(folder, sound):
    """Smaller than the film: it is part of the first page, and halftone is dear."""
    still = frame(Singer(), sound, 2.5 * score.BAR, poster)
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{WIDTH}x{HEIGHT}", "-i", "pipe:0",
           "-frames:v", 1, *EXACT]
    pixels = bytes(still.get_data())
    ffmpeg(*raw, "-vf", "scale=800:450:flags=area", "-c:v", "libwebp", "-preset", "drawing",
           "-compression_level", 6, "-quality", 25, folder / "film-poster.webp", pipe=pixels)
    ffmpeg(*raw, "-vf", "scale=800:450:flags=area,format=yuvj420p", "-c:v", "mjpeg", "-huffman",
           "optimal", "-q:v", 18, folder / "film-poster.jpg", pipe=pixels)
