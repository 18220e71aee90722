"""Fans in threads: enough to keep a node busy, each remembering what it was promised."""
import http.client
import random
import threading

from node import Fan

TEAMS = ["fr", "de", "pl", "it", "es", "gb-wls"]


class Load:
    """Runs `fans` at once until ended. `promised`: secret → share ids answered with 202;
    `subscribed`: secrets whose address was answered with 200; `odd`: answers that should not be."""

    def __init__(self, node, fans=12, seed=0):
        self.node = node
        self.promised = {}
        self.subscribed = set()
        self.odd = []
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(seed * 1000 + i,))
                        for i in range(fans)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def run(self, seed):
        chance = random.Random(seed)
        connection = None
        while not self.ending.is_set():
            try:
                if connection is None:
                    connection = self.node.connect(timeout=5)
                self.one_fan(connection, chance)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = None
                self.ending.wait(0.02)  # the node is gone or going
        if connection:
            connection.close()

    def one_fan(self, connection, chance):
        fan = Fan(self.node)
        if self.expect(fan.open(connection=connection), (200, 201)).status >= 400:
            self.ending.wait(0.02)  # shed
            return
        for number in range(chance.choice([1, 1, 2])):
            name = f"Fan {fan.secret[:4]} {number}"
            answer = self.expect(fan.order(name, chance.choice(TEAMS), connection), (202,))
            if answer.status == 202:
                share = answer.json()["share_id"]
                with self.lock:
                    self.promised.setdefault(fan.secret, []).append(share)
        if chance.random() < 0.3:
            answer = self.expect(fan.subscribe(f"{fan.secret}@example.org", connection=connection),
                                 (200,))
            if answer.status == 200:
                with self.lock:
                    self.subscribed.add(fan.secret)

    def expect(self, answer, statuses):
        shed = answer.status in (429, 503) and "retry-after" in answer.fields
        if answer.status not in statuses and not shed:
            with self.lock:
                self.odd.append(repr(answer))
        return answer

    def acknowledged(self):
        return sum(map(len, self.promised.values())) + len(self.subscribed)


def broken_promises(node, promised, subscribed):
    """What was acknowledged and is not there."""
    broken = []
    for secret in promised.keys() | subscribed:
        answer = Fan(node, secret).state()
        state = answer.json() if answer.status == 200 else {"artworks": [], "subscribed": False}
        there = {artwork["share_id"] for artwork in state["artworks"]}
        broken += [share for share in promised.get(secret, []) if share not in there]
        if secret in subscribed and not state["subscribed"]:
            broken.append("a subscription")
    return broken
