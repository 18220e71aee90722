"""From arrays to files by ffmpeg, with nothing in them that changes from run to run."""
import contextlib
import subprocess

import numpy as np

from .sound import RATE

EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
         "-flags:v", "+bitexact"]


def ffmpeg(*arguments, pipe=None):
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    if pipe is not None:
        command.remove("-nostdin")
    subprocess.run(command, input=pipe, check=True)


def audio(stereo, folder, name, kilobits):
    """Writes name.m4a (AAC) and name.ogg (Opus); one channel if both are the same."""
    channels = 1 if np.array_equal(stereo[0], stereo[1]) else 2
    pcm = np.clip(stereo[:channels].T, -1, 1).astype("<f4").tobytes()
    source = ["-f", "f32le", "-ar", RATE, "-ac", channels, "-i", "pipe:0", *EXACT]
    ffmpeg(*source, "-c:a", "aac", "-b:a", f"{kilobits}k", "-cutoff", 16_000,
           "-movflags", "+faststart", folder / f"{name}.m4a", pipe=pcm)
    ffmpeg(*source, "-c:a", "libopus", "-b:a", f"{kilobits * 5 // 6}k", "-serial_offset", 0,
           folder / f"{name}.ogg", pipe=pcm)


def wav(stereo, path):
    pcm = np.clip(stereo.T, -1, 1).astype("<f4").tobytes()
    ffmpeg("-f", "f32le", "-ar", RATE, "-ac", 2, "-i", "pipe:0", *EXACT, "-c:a", "pcm_f32le", path,
           pipe=pcm)


@contextlib.contextmanager
def pipe_to(arguments):
    """The standard input of an ffmpeg that runs meanwhile."""
    command = ["ffmpeg", "-v", "error", "-y", *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as running:
        yield running.stdin
        running.stdin.close()
        if running.wait() != 0:
            raise subprocess.CalledProcessError(running.returncode, command)
