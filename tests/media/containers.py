"""How long a media file plays, read from its container: MP4, Ogg (Opus) and WebM."""
import struct


def seconds(path):
    with open(path, "rb") as file:
        data = file.read()
    return {".m4a": mp4_seconds, ".mp4": mp4_seconds, ".ogg": opus_seconds,
            ".webm": webm_seconds}[path.suffix](data)


def boxes(data, begin, end):
    """(type, begin, end) of every box between two places of an MP4 file (ISO/IEC 14496-12)."""
    while begin < end:
        size, kind = struct.unpack_from(">I4s", data, begin)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, begin + 8)[0], 16
        if size < head or begin + size > end:
            raise ValueError(f"a box at {begin} that cannot be")
        yield kind.decode("latin-1"), begin + head, begin + size
        begin += size


def box(data, names, begin=0, end=None):
    for kind, first, last in boxes(data, begin, len(data) if end is None else end):
        if kind == names[0]:
            return (first, last) if len(names) == 1 else box(data, names[1:], first, last)
    raise ValueError(f"no box {names[0]}")


def mp4_seconds(data):
    at, _ = box(data, ["moov", "mvhd"])
    if data[at] == 0:
        scale, duration = struct.unpack_from(">II", data, at + 12)
    else:
        scale, duration = struct.unpack_from(">IQ", data, at + 20)
    return duration / scale


def starts_at_once(data):
    """Whether the index precedes the sound, so that playing needs no second request."""
    kinds = [kind for kind, _, _ in boxes(data, 0, len(data))]
    return kinds.index("moov") < kinds.index("mdat")


def opus_seconds(data):
    """The last page's granule position without what a player skips (RFC 7845)."""
    head = data.index(b"OpusHead")
    skip = struct.unpack_from("<H", data, head + 10)[0]
    granule = struct.unpack_from("<q", data, data.rindex(b"OggS") + 6)[0]
    return (granule - skip) / 48_000


def webm_seconds(data):
    """Info's Duration (EBML id 4489, a float) in units of its TimestampScale (id 2AD7B1)."""
    info = data.index(bytes.fromhex("1549a966"))
    at = data.index(bytes.fromhex("4489"), info) + 2
    size = data[at] & 0x7F
    duration = struct.unpack_from(">f" if size == 4 else ">d", data, at + 1)[0]
    at = data.index(bytes.fromhex("2ad7b1"), info) + 3
    size = data[at] & 0x7F
    return duration * int.from_bytes(data[at + 1:at + 1 + size], "big") / 1e9
