"""The draw's sums done again by other means than Chant's, from docs/draw.md alone."""
import hashlib


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def entry_of(draw, session):
    return sha256(b"chant draw entry 1\0", draw.encode(), b"\0", session)[:16]


def session_of(secret):
    return sha256(b"chant session\0", secret)[:16]


def commitment_to(draw, salt):
    return sha256(b"chant draw commitment 1\0", draw.encode(), b"\0", salt)


def seed_of(draw, salt, chain, beacon):
    return sha256(b"chant draw seed 1\0", draw.encode(), b"\0", salt, chain, beacon.encode())


def digest_of(entries):
    return sha256(b"chant draw entries 1\0", *entries)


def numbers(seed):
    block = 0
    while True:
        digest = sha256(seed, block.to_bytes(8, "big"))
        yield from (int.from_bytes(digest[at:at + 8], "big") for at in range(0, 32, 8))
        block += 1


def draw(seed, entries, count):
    left = sorted(set(entries))
    chance = numbers(seed)
    count = min(count, len(left))
    for k in range(count):
        n = len(left) - k
        other = k + next(x for x in chance if x < 2**64 - 2**64 % n) % n
        left[k], left[other] = left[other], left[k]
    return left[:count]
