"""Previews and production's own builds: isolated, atomic, and gone again when asked."""
import contextlib
import http.server
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

from node import BINARY, Fan, Node, wait_for

DEMO = pathlib.Path(__file__).resolve().parents[2] / "config/campaigns/demo"
SHARE = '<!doctype html><html lang="{{lang}}"><head><title>{{title}}</title></head><body>%s</body></html>'


class Workshop:
    """Makes what is deployed."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="chant-stages-"))
        self.made = 0

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)

    def site(self, words):
        self.made += 1
        site = self.dir / f"site-{self.made}"
        (site / "en").mkdir(parents=True)
        (site / "assets").mkdir()
        page = f"<!doctype html><html><head><title>{words}</title></head><body>{words}</body></html>"
        (site / "index.html").write_text(page)
        (site / "en/index.html").write_text(page)
        (site / "404.html").write_text(page)
        (site / "share.html").write_text(SHARE % words)
        (site / f"assets/app-{self.made:07d}A.js").write_text(f"'{words}'")
        return site

    def campaign(self, name, teams):
        """The demo with another id and those of its teams alone."""
        self.made += 1
        campaign = self.dir / f"campaign-{self.made}"
        shutil.copytree(DEMO, campaign)
        toml = (campaign / "campaign.toml").read_text()
        (campaign / "campaign.toml").write_text(toml.replace('id = "demo"', f'id = "{name}"'))
        known = json.loads((campaign / "teams.json").read_text())
        kept = [team for team in known if team["id"] in teams]
        assert len(kept) == len(teams)
        (campaign / "teams.json").write_text(json.dumps(kept))
        return campaign


class Preview:
    """A preview as fans meet it: Fan() takes it for a node."""

    def __init__(self, node, listed):
        self.data = node.data / "stages" / listed["stage"] / "data"
        self.url = listed["url"]
        self.port = listed["port"]

    connect = Node.connect
    call = Node.call

    def log_stats(self):
        done = subprocess.run([BINARY, "log", "stats", "-o", "json", "--data", self.data],
                              capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)


class Chat(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers["Host"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def chat(status=200):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    server.heard, server.status = [], status
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Stages(unittest.TestCase):
    def setUp(self):
        self.workshop = Workshop()
        self.addCleanup(self.workshop.close)

    def node(self, **stages):
        node = Node(settings={"stages": {"first_port": 0, **stages}})
        self.addCleanup(node.__exit__)
        return node

    def deploy(self, node, stage, *arguments):
        deployed = node.cli_json("campaign", "deploy", "--stage", stage, *map(str, arguments))
        return Preview(node, deployed) if stage != "production" else deployed

    def listed(self, node):
        status, out, err = node.cli("campaign", "list", "-o", "json")
        self.assertIn(status, (0, 7), err)
        return {one["stage"]: one for one in json.loads(out)}

    def page(self, of, path="/en/"):
        answer = of.call("GET", path, fields={"Accept": "text/html"})
        self.assertEqual(answer.status, 200, answer)
        return answer.body.decode()

    def test_two_previews_and_production_never_see_each_other(self):
        node = self.node()
        node.start()
        self.assertEqual(Fan(node).open().status, 201)
        before = node.cli_json("log", "stats")
        one = self.deploy(node, "one", "--site", self.workshop.site("first"),
                          "--campaign", self.workshop.campaign("one", ["fr", "de"]))
        two = self.deploy(node, "two", "--site", self.workshop.site("second"),
                          "--campaign", self.workshop.campaign("two", ["pl"]))
        self.assertEqual(len({node.port, one.port, two.port}), 3)
        for place, name, own, other in ((one, "one", "fr", "pl"), (two, "two", "pl", "fr")):
            self.assertEqual(place.call("GET", "/api/v1/hello").json()["campaign"]["id"], name)
            fan = Fan(place)
            self.assertEqual(fan.open().status, 201)
            self.assertEqual(fan.order("Zoë", team=other).json()["code"], "team_unknown")
            artwork = fan.order("Zoë", team=own)
            self.assertEqual(artwork.status, 202)
            self.assertTrue(artwork.json()["share_url"].startswith(place.url))
            self.assertEqual(fan.subscribe("zoe@fans.example").status, 200)
            share = artwork.json()["share_url"].removeprefix(place.url)
            self.assertEqual(place.call("GET", share).status, 200)
            self.assertEqual(place.call("GET", share + "/cover.jpg").status, 200)
            for stranger in {node, one, two} - {place}:
                self.assertEqual(Fan(stranger, fan.secret).state().status, 404)
                self.assertEqual(stranger.call("GET", share).status, 404)
        for extra in range(3):
            self.assertEqual(Fan(one).open().status, 201)
        self.assertGreaterEqual(one.log_stats()["sessions"], 4)
        self.assertEqual(two.log_stats()["sessions"], 1)
        # Production's log knows of the deploys, and of nothing that happened in the previews.
        acts = [event["data"]["act"] for event in node.events()[before["events"]:]]
        self.assertEqual(acts, ["campaign deploy", "campaign deploy"])
        self.assertEqual(node.call("GET", "/api/v1/hello").json()["campaign"]["id"], "demo")
        # Letters, keys and pictures of a preview are its own as well.
        wait_for(lambda: list((one.data / "outbox").glob("*.eml")), 30, "no letter of a preview")
        self.assertFalse(list((node.data / "outbox").glob("*.eml")))
        # The verbs of a node are those of a preview, by its directory.
        pools = subprocess.run([BINARY, "pools", "list", "-o", "json", "--data", one.data],
                               capture_output=True, text=True, timeout=60, check=True)
        self.assertEqual({pool["name"] for pool in json.loads(pools.stdout)} >= {"renderer"}, True)
        status, out, err = node.cli("log", "verify", "--rebuild")
        self.assertEqual(status, 0, err)

    def test_a_preview_says_which_one_it_is_and_robots_stay_away(self):
        node = self.node()
        node.start()
        preview = self.deploy(node, "studio", self.workshop.site("hello"), "--branch",
                              "issue/3 <b>", "--build", "a1b2c3")
        page = self.page(preview)
        self.assertIn("preview · issue/3 &lt;b&gt; · a1b2c3</aside>", page)
        self.assertIn('href="/stage.css"', page)
        answer = preview.call("GET", "/en/")
        self.assertEqual(answer.fields["x-robots-tag"], "noindex")
        policy = answer.fields["content-security-policy"]
        self.assertEqual(policy, node.call("GET", "/en/").fields["content-security-policy"])
        self.assertNotIn("unsafe", policy)
        self.assertEqual(preview.call("GET", "/robots.txt").body, b"User-agent: *\nDisallow: /\n")
        self.assertNotIn("stage-banner", self.page(node))
        self.assertNotIn("x-robots-tag", node.call("GET", "/en/").fields)

    def test_takes_go_to_another_origin_from_production_alone(self):
        node = self.node()
        node.configure({"stages": {"first_port": 0}, "http": {"public_url": "http://fans.example"},
                        "takes": {"upload_url": "http://up.example/takes"}})
        node.start()

        def let_in(place):
            return place.call("OPTIONS", "/api/v1/takes/x").fields.get("access-control-allow-origin")

        def may_connect_to(place):
            policy = place.call("GET", "/en/").fields["content-security-policy"]
            return policy.split("connect-src ")[1].split(";")[0]

        own = "'self' http://up.example"
        self.assertEqual((may_connect_to(node), let_in(node)), (own, "http://fans.example"))
        preview = self.deploy(node, "studio", self.workshop.site("hello"))
        self.assertEqual((may_connect_to(preview), let_in(preview)), ("'self'", None))
        self.assertEqual(self.deploy(node, "production", self.workshop.site("new"))["effect"], "now")
        self.assertIn("new", self.page(node))
        self.assertEqual(may_connect_to(node), own)
        node.kill()
        node.start()
        self.assertEqual(may_connect_to(node), own)

    def test_a_redeploy_keeps_address_and_events_and_goes_back(self):
        node = self.node()
        node.start()
        first = self.deploy(node, "studio", self.workshop.site("first"))
        fan = Fan(first)
        self.assertEqual(fan.open().status, 201)
        second = self.deploy(node, "studio", self.workshop.site("second"))
        self.assertEqual(second.port, first.port)
        self.assertIn("second", self.page(second))
        self.assertEqual(fan.state().status, 200)
        back = node.cli_json("campaign", "rollback", "--stage", "studio")
        self.assertEqual((back["number"], back["effect"]), (1, "now"))
        self.assertIn("first", self.page(first))
        status, _, err = node.cli("campaign", "rollback", "--stage", "studio")
        self.assertEqual(status, 4, err)
        self.assertEqual(node.cli("campaign", "rollback", "--stage", "studio", "--to", "9")[0], 4)
        self.assertEqual(node.cli("campaign", "rollback", "--stage", "nobody")[0], 4)
        for count in range(5):
            self.deploy(node, "studio", self.workshop.site(f"more {count}"))
        self.assertEqual(self.listed(node)["studio"]["builds"], [3, 4, 5, 6, 7])
        node.cli_json("campaign", "rollback", "--stage", "studio", "--to", "4")
        self.assertIn("more 1", self.page(first))
        self.assertEqual(fan.state().status, 200)
        # A start of the node starts it again, where it was.
        self.assertEqual(node.stop(), 0)
        node.start()
        wait_for(lambda: self.listed(node)["studio"]["state"] == "running", 60, "no preview")
        self.assertIn("more 1", self.page(first))
        self.assertEqual(fan.state().status, 200)

    def test_what_cannot_be_used_changes_nothing(self):
        node = self.node()
        node.start()
        preview = self.deploy(node, "studio", self.workshop.site("fine"))
        before = self.listed(node)
        broken = self.workshop.campaign("broken", ["fr"])
        (broken / "teams.json").write_text("[{")
        no_share = self.workshop.site("no share page")
        (no_share / "share.html").unlink()
        no_art = self.workshop.campaign("artless", ["fr"])
        (no_art / "art/artist-cover.svg").write_text("<svg")
        for arguments, word in (((broken,), "teams.json"), ((no_share,), "share.html"),
                                ((no_art,), "art"), ((self.workshop.dir,), "neither"),
                                (("--site", broken), "index.html")):
            for stage in ("studio", "other", "production"):
                status, _, err = node.cli("campaign", "deploy", "--stage", stage,
                                          *map(str, arguments))
                self.assertEqual(status, 3, (arguments, err))
                self.assertIn(word, err)
        status, _, err = node.cli("campaign", "deploy", "--stage", "No_Name", str(broken))
        self.assertEqual(status, 2, err)
        self.assertEqual(self.listed(node), before)
        self.assertIn("fine", self.page(preview))
        self.assertIn("demo", node.call("GET", "/api/v1/hello").body.decode())

    def test_a_killed_deploy_leaves_the_old_or_the_new(self):
        node = self.node()
        node.start()
        preview = self.deploy(node, "studio", self.workshop.site("build 0"))
        chance = random.Random(7)
        outcomes = set()
        for round_number in range(1, 13):
            before = self.page(preview)
            words = f"build {round_number}"
            started = time.monotonic()
            deploying = subprocess.Popen(
                [BINARY, "campaign", "deploy", "--stage", "studio", self.workshop.site(words),
                 "--data", node.data, "--config", node.config],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 0.6))
            deploying.kill()
            deploying.wait(60)
            # What the node was asked before the kill it still does.
            wait_for(lambda: self.listed(node)["studio"]["state"] == "running", 60, "not running")
            time.sleep(0.3)
            wait_for(lambda: self.listed(node)["studio"]["state"] == "running", 60, "not running")
            after = self.page(preview)
            self.assertTrue(after == before or words in after, (started, after))
            outcomes.add(after == before)
        last = self.deploy(node, "studio", self.workshop.site("the last"))
        self.assertIn("the last", self.page(last))
        # A killed node, too, comes back with what was current.
        node.kill()
        node.start()
        wait_for(lambda: self.listed(node)["studio"]["state"] == "running", 60, "no preview")
        self.assertIn("the last", self.page(last))
        self.assertFalse(list((node.data / "stages/studio/builds").glob(".new")))

    def test_the_chat_hears_of_it_and_may_be_away(self):
        with chat() as room:
            node = self.node(webhook=f"http://127.0.0.1:{room.server_port}/hooks/secret")
            node.start()
            preview = self.deploy(node, "studio", self.workshop.site("x"), "--branch", "studio",
                                  "--build", "a1b2c3")
            told = node.cli_json("campaign", "deploy", "--stage", "studio",
                                 str(self.workshop.site("y")), "--build", "d4e5f6", "--branch", "b")
            self.assertEqual(told["webhook"], "sent")
            node.cli_json("campaign", "rollback", "--stage", "studio")
            self.assertEqual([path for path, _, _ in room.heard], ["/hooks/secret"] * 3)
            self.assertEqual(room.heard[0][1], f"127.0.0.1:{room.server_port}")
            self.assertEqual(
                [said["text"] for _, _, said in room.heard],
                [f"studio: deployed build a1b2c3 of branch studio · {preview.url}",
                 f"studio: deployed build d4e5f6 of branch b · {preview.url}",
                 f"studio: went back to build a1b2c3 of branch studio · {preview.url}"])
            room.status = 500
            status, out, err = node.cli("campaign", "deploy", "--stage", "studio",
                                        str(self.workshop.site("z")), "-o", "json")
            self.assertEqual(status, 0)
            self.assertEqual(json.loads(out)["webhook"], "failed")
            self.assertIn("webhook_refused", err)
        status, out, err = node.cli("campaign", "deploy", "--stage", "studio",
                                    str(self.workshop.site("away")), "-o", "json")
        self.assertEqual((status, json.loads(out)["webhook"]), (0, "failed"))
        self.assertNotIn("secret", err + node.log())
        self.assertIn("away", self.page(preview))

    def test_productions_site_changes_between_two_requests(self):
        node = self.node()
        node.start()
        own = self.page(node)
        old, new = self.workshop.site("old"), self.workshop.site("new")
        self.assertEqual(self.deploy(node, "production", old)["effect"], "now")
        asset = next((old / "assets").iterdir()).name
        fan = Fan(node)
        self.assertEqual(fan.open().status, 201)
        seen, faults, stop = [], [], threading.Event()

        def ask():
            with contextlib.closing(node.connect()) as connection:
                while not stop.is_set():
                    answer = node.call("GET", "/en/", connection=connection)
                    state = Fan(node, fan.secret).call("GET", "/api/v1/session")
                    if (answer.status, state.status) != (200, 200):
                        faults.append((answer, state))
                    seen.append(answer.body)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for thread in asking:
            thread.start()
        wait_for(lambda: len(seen) > 30, 30, "nothing was asked")
        self.assertEqual(self.deploy(node, "production", new)["effect"], "now")
        since = len(seen)
        wait_for(lambda: len(seen) > since + 30, 30, "nothing was asked")
        stop.set()
        for thread in asking:
            thread.join()
        self.assertEqual(faults, [])
        pages = {(old / "en/index.html").read_bytes(), (new / "en/index.html").read_bytes()}
        self.assertEqual(set(seen), pages)
        self.assertIn("new", self.page(node))
        # A page of the build before, still open somewhere, finds its script.
        self.assertEqual(node.call("GET", f"/assets/{asset}").status, 200)
        self.assertEqual(node.cli_json("campaign", "rollback", "--stage", "production")["number"], 1)
        self.assertIn("old", self.page(node))
        node.kill()
        node.start()
        self.assertIn("old", self.page(node))
        zero = node.cli_json("campaign", "rollback", "--stage", "production", "--to", "0")
        self.assertEqual(zero["number"], 0)
        self.assertEqual(self.page(node), own)

    def test_another_campaign_for_production_waits_for_the_restart(self):
        node = self.node()
        node.start()
        own = self.page(node)
        deployed = self.deploy(node, "production", "--site", self.workshop.site("autumn"),
                               "--campaign", self.workshop.campaign("autumn", ["fr"]))
        self.assertEqual((deployed["effect"], deployed["state"]), ("at_restart", "restart"))
        # Neither half of it is there before the other.
        self.assertEqual(node.call("GET", "/api/v1/hello").json()["campaign"]["id"], "demo")
        self.assertEqual(self.page(node), own)
        self.assertEqual(self.listed(node)["production"]["state"], "restart")
        self.assertEqual(node.stop(), 0)
        self.assertEqual(node.cli_json("config", "validate")["campaign"], "autumn")
        node.start()
        self.assertEqual(node.call("GET", "/api/v1/hello").json()["campaign"]["id"], "autumn")
        self.assertIn("autumn", self.page(node))
        self.assertEqual(self.listed(node)["production"]["state"], "running")

    def test_without_a_node_it_is_there_at_the_next_start(self):
        node = self.node()
        status, out, _ = node.cli("campaign", "deploy", "--stage", "studio",
                                  str(self.workshop.site("early")), "-o", "json")
        self.assertEqual((status, json.loads(out)["effect"]), (0, "at_start"))
        node.cli_json("campaign", "deploy", "--stage", "production", str(self.workshop.site("prod")))
        self.assertEqual(self.listed(node)["studio"]["state"], "stopped")
        node.start()
        self.assertIn("prod", self.page(node))
        wait_for(lambda: self.listed(node)["studio"]["state"] == "running", 60, "no preview")
        self.assertIn("early", self.page(Preview(node, self.listed(node)["studio"])))

    def test_a_preview_that_cannot_start_leaves_the_node_alone(self):
        node = self.node()
        node.start()
        self.deploy(node, "good", self.workshop.site("good"))
        self.deploy(node, "bad", self.workshop.campaign("bad", ["fr"]))
        self.assertEqual(node.stop(), 0)
        (node.data / "stages/bad/builds/1/campaign/teams.json").write_text("no longer")
        node.start()
        wait_for(lambda: self.listed(node)["good"]["state"] == "running", 60, "no preview")
        wait_for(lambda: self.listed(node)["bad"]["state"] == "failed", 60, "not failed")
        self.assertEqual(self.listed(node)["bad"]["reason"], "campaign_syntax")
        self.assertEqual(node.cli("campaign", "list")[0], 7)
        self.assertEqual(node.cli("health")[0], 0)
        self.assertEqual(Fan(node).open().status, 201)
        mended = self.deploy(node, "bad", self.workshop.campaign("mended", ["fr"]))
        self.assertEqual(mended.call("GET", "/api/v1/hello").json()["campaign"]["id"], "mended")

    def test_a_removed_preview_is_gone(self):
        node = self.node()
        node.start()
        preview = self.deploy(node, "studio", self.workshop.site("x"))
        other = self.deploy(node, "other", self.workshop.site("y"))
        self.assertEqual(node.cli("campaign", "remove", "--stage", "studio")[0], 9)
        self.assertIn("x", self.page(preview))
        self.assertTrue(node.cli_json("campaign", "remove", "--stage", "studio", "--yes")["removed"])
        with self.assertRaises(OSError):
            preview.call("GET", "/en/")
        self.assertFalse((node.data / "stages/studio").exists())
        self.assertNotIn("studio", self.listed(node))
        self.assertIn("y", self.page(other))
        self.assertEqual(node.cli("campaign", "remove", "--stage", "production", "--yes")[0], 9)


if __name__ == "__main__":
    unittest.main(verbosity=2)
