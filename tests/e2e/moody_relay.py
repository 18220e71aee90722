"""An SMTP server in a bad mood: it refuses, delays, hangs up, says 421, and dies after the final dot,
having kept the letter or not. It remembers every letter it kept.

    moody_relay.py REPORT SEED MOOD [TROUBLE]    prints its port; on SIGTERM writes REPORT and ends

MOOD is the share of transactions that go wrong; with TROUBLE in that way alone. SIGUSR1: nothing goes
wrong any more.
"""
import asyncio
import collections
import json
import random
import signal
import sys

# What may go wrong with a letter, how often in relation to one another.
TROUBLES = {
    "421_at_mail": 2, "451_at_rcpt": 3, "450_at_rcpt": 2, "452_at_data": 1, "delay": 3,
    "hang_up_at_mail": 1, "hang_up_in_data": 2, "451_after_dot": 2,
    "hang_up_after_dot_kept": 2, "hang_up_after_dot_lost": 2,
}


class Relay:
    def __init__(self, seed, mood, trouble):
        self.only = trouble
        self.chance = random.Random(seed)
        self.mood = mood
        self.kept = collections.Counter()   # by Message-ID
        self.troubles = collections.Counter()
        self.connections = 0

    def trouble(self):
        if self.chance.random() >= self.mood:
            return None
        what = self.only or self.chance.choices(list(TROUBLES), TROUBLES.values())[0]
        self.troubles[what] += 1
        return what

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer):
        def say(line):
            writer.write(line + b"\r\n")

        say(b"220 moody.example ESMTP")
        trouble = None
        while True:
            await writer.drain()
            line = (await reader.readuntil(b"\r\n")).strip()
            verb = line[:4].upper()
            if verb == b"EHLO":
                say(b"250-moody.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif verb == b"MAIL":
                trouble = self.trouble()
                if trouble == "hang_up_at_mail":
                    return
                if trouble == "421_at_mail":
                    say(b"421 4.3.2 too busy, come back later")
                    await writer.drain()
                    return
                if trouble == "delay":
                    await asyncio.sleep(self.chance.uniform(0, 0.3))
                say(b"250 2.1.0 ok")
            elif verb == b"RCPT":
                refusal = {"451_at_rcpt": b"451 4.7.1 greylisted", "450_at_rcpt": b"450 4.2.1 busy",
                           "550_at_rcpt": b"550 5.1.1 no such user"}.get(trouble)
                say(refusal or b"250 2.1.5 ok")
                refused = refusal is not None
            elif verb == b"DATA":
                if refused:
                    say(b"503 5.5.1 no recipient")
                    continue
                if trouble == "452_at_data":
                    say(b"452 4.3.1 no room")
                    continue
                say(b"354 go on")
                await writer.drain()
                if trouble == "hang_up_in_data":
                    await reader.read(10)
                    return
                if not await self.take(reader, trouble):
                    return
                if trouble == "451_after_dot":
                    say(b"451 4.3.0 not now")
                else:
                    say(b"250 2.0.0 Ok: queued as Q%d" % sum(self.kept.values()))
            elif verb == b"RSET":
                trouble = None
                say(b"250 2.0.0 ok")
            elif verb == b"QUIT":
                say(b"221 2.0.0 bye")
                await writer.drain()
                return
            else:
                say(b"502 5.5.2 what?")

    async def take(self, reader, trouble):
        """Reads a message; keeps it unless told otherwise. False: hang up."""
        message = await reader.readuntil(b"\r\n.\r\n")
        if trouble not in ("451_after_dot", "hang_up_after_dot_lost"):
            head = message.split(b"\r\n\r\n", 1)[0]
            ids = [line.split(b":", 1)[1].strip().decode() for line in head.split(b"\r\n")
                   if line.lower().startswith(b"message-id:")]
            assert len(ids) == 1, head
            self.kept[ids[0]] += 1
        return trouble not in ("hang_up_after_dot_kept", "hang_up_after_dot_lost")


async def main(report, seed, mood, trouble=""):
    relay = Relay(int(seed), float(mood), trouble)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=8 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    loop.add_signal_handler(signal.SIGUSR1, lambda: setattr(relay, "mood", 0))
    await ending.wait()
    with open(report, "w", encoding="utf-8") as out:
        json.dump({"kept": relay.kept, "troubles": relay.troubles,
                   "connections": relay.connections}, out)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
