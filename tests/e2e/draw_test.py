"""A prize draw from entering to the check by a stranger, with a program that did not draw.

CHANT_WRITE_ENTRANTS names the program that makes a log full of entrants, CHANT_DRAW_ENTRANTS how
many (3,000).
"""
import copy
import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import time
import uuid

import draw_arithmetic as sums
from node import Fan, Node

WRITER = os.environ["CHANT_WRITE_ENTRANTS"]
ENTRANTS = int(os.environ.get("CHANT_DRAW_ENTRANTS", "3000"))
ENTRANTS_OF_A_NODE = 200  # whose letters it writes, and whose erases it carries out
DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "draw.md"
BEACON = "4 8 15 16 23 42"


def timed(what, work):
    begun = time.monotonic()
    done = work()
    print(f"{what}: {time.monotonic() - begun:.2f} s", flush=True)
    return done


def read(file):
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return {"head": lines[0], "entries": [bytes.fromhex(line["entry"]) for line in lines[1:]]}


def save(draw, file):
    lines = [draw["head"]] + [{"entry": entry.hex()} for entry in draw["entries"]]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def refused(node, status, code, *arguments):
    ended, out, err = node.cli("draw", *arguments, "-o", "json")
    assert ended == status, f"{arguments}: {ended} where {status} was due: {err}"
    assert json.loads(err)["error"]["code"] == code, f"{arguments}: {err}"
    assert out == "", f"{arguments} wrote {out}"


def verified(node, file, *more):
    """Exit status of `draw verify`, and the codes of what differs."""
    status, out, err = node.cli("draw", "verify", file, *more, "-o", "json")
    if not out:
        return status, {json.loads(err)["error"]["code"]}
    return status, {d["code"] for d in json.loads(out)["differences"]}


def commits_before_it_draws(node):
    refused(node, 4, "draw_unknown", "run", "--yes")
    refused(node, 2, "draw_name_malformed", "commit", "--draw", "Not/A-Name")
    committed = node.cli_json("draw", "commit")
    assert re.fullmatch("[0-9a-f]{64}", committed["commitment"])
    refused(node, 5, "draw_committed", "commit")
    refused(node, 9, "not_sure", "run", "--winners", "5")
    refused(node, 4, "draw_not_held", "winners")
    salt = node.data / "draws" / "prize.salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600
    assert salt.read_text().strip() not in json.dumps(node.events()[-10:])
    return committed["commitment"]


def draws_once(node):
    arguments = ["draw", "run", "--winners", "5", "--substitutes", "20", "--yes"]
    first = timed("run", lambda: node.cli_json(*arguments))
    assert len(first["drawn"]) == 25 and not first["repeated"]
    again = timed("run, again", lambda: node.cli_json(*arguments))
    assert again == {**first, "repeated": True}
    refused(node, 5, "draw_held", "run", "--winners", "6", "--substitutes", "20", "--yes")
    refused(node, 5, "draw_closed", "close", "--closing", str(first["closing"] - 1), "--yes")
    listed = node.cli_json("draw", "winners")
    assert [won["entry"] for won in listed] == [won["entry"] for won in first["drawn"]]
    assert [won["role"] for won in listed] == ["winner"] * 5 + ["substitute"] * 20
    return first


def is_fair(published, commitment, sessions, drawn):
    """The stranger's view: nothing but the file, the commitment and the documented sums."""
    head, entries = published["head"], published["entries"]
    salt, chain = bytes.fromhex(head["salt"]), bytes.fromhex(head["chain"])
    assert head["commitment"] == commitment == sums.commitment_to("prize", salt).hex()
    assert entries == sorted(sums.entry_of("prize", session) for session in sessions)
    assert head["entries"] == len(sessions)
    assert head["entries_sha256"] == sums.digest_of(entries).hex()
    assert head["left_out"] == ENTRANTS // 50
    seed = sums.seed_of("prize", salt, chain, "")
    assert head["seed"] == seed.hex()
    due = [entry.hex() for entry in sums.draw(seed, entries, 25)]
    assert head["winners"] + head["substitutes"] == due == [won["entry"] for won in drawn]


def forged(published):
    """Another published draw whose every sum is right."""
    forgery = copy.deepcopy(published)
    head = forgery["head"]
    forgery["entries"] = sorted(forgery["entries"][1:] + [sums.entry_of("prize", b"friend")])
    head["entries_sha256"] = sums.digest_of(forgery["entries"]).hex()
    seed = bytes.fromhex(head["seed"])
    drawn = [entry.hex() for entry in sums.draw(seed, forgery["entries"], 25)]
    head["winners"], head["substitutes"] = drawn[:5], drawn[5:]
    return forgery


def notices_every_change(node, published, scratch):
    def changed(code, change):
        other = copy.deepcopy(published)
        change(other["head"], other["entries"])
        status, codes = verified(node, save(other, scratch))
        assert status == 7 and code in codes, f"{code} was due: {status} {codes}"

    winner = bytes.fromhex(published["head"]["winners"][0])
    friend = sums.entry_of("prize", b"friend")
    other_salt = sums.sha256(b"another salt").hex()

    def put(name, value):
        return lambda head, entries: head.__setitem__(name, value)

    changed("entries_differ", lambda head, entries: entries.__setitem__(7, friend))
    changed("entries_differ", lambda head, entries: entries.remove(entries[7]))
    changed("entries_miscounted", lambda head, entries: entries.append(b"\xff" * 16))
    changed("entries_not_in_order", lambda head, entries: entries.reverse())
    changed("entries_not_in_order", lambda head, entries: entries.insert(8, entries[8]))
    changed("winners_differ", lambda head, entries: entries.remove(winner))
    changed("winners_differ", lambda head, entries: head["winners"].__setitem__(0, friend.hex()))
    changed("winners_differ", lambda head, entries: head["winners"].reverse())
    changed("winners_differ", lambda head, entries: head["substitutes"].pop(0))
    changed("commitment_differs", put("salt", other_salt))
    changed("commitment_differs", put("commitment", other_salt))
    changed("seed_differs", put("chain", other_salt))
    changed("seed_differs", put("seed", other_salt))
    changed("beacon_differs", put("beacon", BEACON))
    changed("draw_file_malformed", put("entries", "many"))
    scratch.write_text(json.dumps(published["head"]) + "\n{\"entry\":\"00\"}\n")
    assert verified(node, scratch) == (7, {"draw_file_malformed"})

    forgery = save(forged(published), scratch)
    assert verified(node, forgery) == (0, set()), "the forgery's sums are right"
    status, codes = verified(node, forgery, "--against-log")
    assert status == 7 and codes == {"log_entries_differ", "log_winners_differ"}, codes
    fewer = copy.deepcopy(published)
    fewer["head"]["substitutes"].pop()
    assert verified(node, save(fewer, scratch), "--against-log") == (7, {"log_winners_differ"})


def the_documented_program_agrees(published, file, scratch):
    program = re.search(r"```python\n(import hashlib.*?)```", DOCUMENT.read_text(), re.S)[1]
    run = lambda of: subprocess.run([sys.executable, "-", of], input=program, text=True,
                                    capture_output=True, timeout=300)
    done = timed("docs/draw.md's own program", lambda: run(file))
    assert done.returncode == 0 and "the winners are" in done.stdout, done.stderr
    other = copy.deepcopy(published)
    other["head"]["winners"].reverse()
    assert run(save(other, scratch)).returncode != 0


def without_a_node(node, scratch):
    commitment = commits_before_it_draws(node)
    drawn = draws_once(node)["drawn"]
    file = scratch / "prize.jsonl"
    timed("export", lambda: node.cli_json("draw", "export", "--to", file))
    assert timed("verify", lambda: verified(node, file)) == (0, set())
    assert timed("verify --against-log",
                 lambda: verified(node, file, "--against-log")) == (0, set())
    before = file.read_bytes()
    node.cli_json("draw", "export", "--to", file)
    assert file.read_bytes() == before, "an export is the same every time"
    published = read(file)
    sessions = [bytes.fromhex(line) for line in (scratch / "sessions").read_text().split()]
    is_fair(published, commitment, sessions, drawn)
    the_documented_program_agrees(published, file, scratch / "other.jsonl")
    notices_every_change(node, published, scratch / "other.jsonl")


def enter(node, address):
    fan = Fan(node)
    assert fan.open().status == 201
    assert fan.subscribe(address).status == 200
    entered = fan.call("PUT", "/api/v1/session/draw-entry", {})
    assert entered.status == 200, entered
    return fan


def beside_a_node_with_a_beacon(node, scratch):
    """Two real fans and a third with the second's address; the beacon comes after the closing."""
    node.cli_json("draw", "commit", "--draw", "gala", "--beacon", "a lottery", "--why", "the gala")
    fans = [enter(node, "gala1@example.org"), enter(node, "gala2@example.org")]
    enter(node, "Gala2@example.org")
    refused(node, 9, "draw_not_closed", "run", "--draw", "gala", "--beacon", BEACON, "--yes")
    refused(node, 9, "closing_too_early", "close", "--draw", "gala", "--closing", "1", "--yes")
    closed = node.cli_json("draw", "close", "--draw", "gala", "--yes")
    assert closed["left_out"] == ENTRANTS_OF_A_NODE // 50 + 1
    file = scratch / "gala.jsonl"
    node.cli_json("draw", "export", "--draw", "gala", "--to", file)
    at_closing = read(file)
    assert at_closing["head"]["salt"] is None and at_closing["head"]["winners"] is None
    assert verified(node, file, "--against-log") == (0, set())

    enter(node, "late@example.org")
    refused(node, 9, "beacon_missing", "run", "--draw", "gala", "--yes")
    done = node.cli_json("draw", "run", "--draw", "gala", "--winners", str(closed["entries"]),
                         "--beacon", BEACON, "--yes")
    assert done["entries_sha256"] == closed["entries_sha256"]
    node.cli_json("draw", "export", "--draw", "gala", "--to", file)
    held = read(file)
    assert held["entries"] == at_closing["entries"]
    assert verified(node, file, "--against-log") == (0, set())
    for fan in fans:
        session = sums.session_of(uuid.UUID(fan.secret).bytes)
        assert sums.entry_of("gala", session) in held["entries"], "a fan finds their own entry"
    return fans


def reveals_to_staff_and_says_so(node, fans):
    node.wait_until_idle()
    assert fans[0].call("DELETE", "/api/v1/session").status == 204
    node.wait_until_idle()
    told = node.cli_json("draw", "winners", "--draw", "gala", "--reveal", "--why", "prizes")
    by_session = {fan["session"]: fan for fan in told}
    first, second = (by_session[sums.session_of(uuid.UUID(fan.secret).bytes).hex()]
                     for fan in fans)
    assert first["erased"] and first["email"] == ""
    assert second["email"] == "gala2@example.org" and not second["erased"]
    acts = [e["data"] for e in node.events() if e["type"].startswith("chant.operator_acted")]
    assert [a["act"] for a in acts if a["subject"] == "gala"][-1] == "draw reveal"
    assert acts[-1]["why"] == "prizes" and acts[-1]["who"]
    # The erase changes nothing of a draw that was held.
    status, out, err = node.cli("draw", "run", "--draw", "gala", "--winners",
                                str(len(told)), "--yes", "-o", "json")
    assert status == 0 and json.loads(out)["repeated"], err


def write_entrants(node, count):
    timed(f"{count} fans written",
          lambda: subprocess.run([WRITER, node.data, str(count), node.scratch / "sessions"],
                                 check=True))


def main():
    with Node() as node:
        write_entrants(node, ENTRANTS)
        without_a_node(node, node.scratch)
    with Node() as node:
        write_entrants(node, ENTRANTS_OF_A_NODE)
        node.start()
        fans = beside_a_node_with_a_beacon(node, node.scratch)
        reveals_to_staff_and_says_so(node, fans)
        status, _, err = node.cli("log", "verify")
        assert status == 0, err
        assert node.stop() == 0


if __name__ == "__main__":
    main()
