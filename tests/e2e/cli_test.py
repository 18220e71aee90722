"""Every verb of the command line: help, JSON, exit codes, and completion that keeps up."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from node import BASES, BINARY, Fan, Node

ROOT = pathlib.Path(__file__).parents[2]


def run(*arguments, stdin=None):
    done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True,
                          text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def verbs_below(*path):
    """All verbs, as the help of the program and of its groups lists them."""
    listed = run(*path, "--help")[1].partition("Subcommands:\n")[2].partition("\n\n")[0]
    for name in re.findall(r"^  (\S+)", listed, re.MULTILINE):
        below = list(verbs_below(*path, name))
        yield from below or [" ".join([*path, name])]


VERBS = list(verbs_below())


class WithoutANode(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="chant-e2e-")
        self.addCleanup(self.scratch.cleanup)
        self.dir = pathlib.Path(self.scratch.name)

    def check_error(self, status, *arguments, code=None, stdin=None):
        """The exit status, words on stderr alone, and the same as JSON."""
        got, out, err = run(*arguments, stdin=stdin)
        self.assertEqual((got, out), (status, ""), (arguments, err))
        self.assertTrue(err.startswith("chant: "), err)
        got, out, err = run(*arguments, "-o", "json", stdin=stdin)
        self.assertEqual((got, out), (status, ""), (arguments, err))
        said = json.loads(err)["error"]
        self.assertTrue(said["message"])
        if code:
            self.assertEqual(said["code"], code)

    def test_the_document_names_every_verb(self):
        document = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
        named = set()
        for words in re.findall(r"`([a-z][a-z -]*(?:\\\|[a-z-]+)*)", document):
            first, *others = words.strip().split("\\|")
            named.add(first)
            named.update(" ".join([*first.split()[:-1], other]) for other in others)
        self.assertGreater(len(VERBS), 40)
        self.assertEqual([verb for verb in VERBS if verb not in named], [])

    def test_every_verb_explains_itself(self):
        for verb in VERBS:
            with self.subTest(verb):
                status, out, err = run(*verb.split(), "--help")
                self.assertEqual((status, err), (0, ""))
                self.assertIn("Examples:", out)
                self.assertIn(f"chant {verb}", out)
                self.assertIn("--output", out)
                self.assertEqual(run(*verb.split(), "-h")[1], out)

    def test_help_of_the_program_and_of_groups_lists_verbs(self):
        _, out, _ = run("--help")
        for verb in VERBS:
            self.assertIn(verb.split()[0], out)
        status, out, _ = run("log", "--help")
        self.assertEqual(status, 0)
        self.assertIn("verify", out)

    def test_wrong_usage_is_2(self):
        for arguments in ([], ["log"], ["lgo", "stats"], ["log", "stat"], ["log", "show"],
                          ["log", "show", "first"], ["log", "stats", "--nope"],
                          ["log", "export", "--format", "xml"],
                          ["log", "export", "--follow", "--to", "3"],
                          ["session", "show", "1234"], ["completion", "tcsh"],
                          ["artwork", "render"], ["artwork", "render", "--name", "A"],
                          ["cluster", "status"], ["serve", "--port", "65536"]):
            with self.subTest(arguments):
                self.check_error(2, *arguments)

    def test_unknown_verbs_get_a_suggestion(self):
        self.assertIn("did you mean export?", run("log", "exprot")[2])
        self.assertIn("did you mean --follow?", run("log", "tail", "--folow")[2])

    def test_invalid_settings_are_3(self):
        bad = self.dir / "bad.toml"
        bad.write_text("[http]\nport = 99999\n")
        for verb in (["config", "validate"], ["config", "show"], ["log", "stats"], ["health"],
                     ["serve", "--port", "0"]):
            self.check_error(3, *verb, "--config", bad)
        self.check_error(3, "config", "show", "--config", self.dir / "none.toml",
                         code="config_unreadable")

    def test_what_is_not_there_is_4(self):
        for verb in ("log stats", "log tail", "log export", "log verify", "log verify --rebuild",
                     f"session show {'0' * 32}"):
            self.check_error(4, *verb.split(), "--data", self.dir)

    def test_a_mistyped_directory_is_not_made(self):
        nowhere = self.dir / "typo"
        for verb in (f"backup create --to {self.dir / 'backups'}", "backup erasures", "keys status",
                     "campaign list", "draw commit", "draw winners", "take list"):
            self.check_error(4, *verb.split(), "--data", nowhere)
            self.assertFalse(nowhere.exists(), verb)

    def test_a_node_that_does_not_answer_is_6(self):
        self.check_error(6, "health", "--data", self.dir, code="node_unreachable")
        self.check_error(6, "pools", "list", "--data", self.dir, code="node_unreachable")

    def test_config_validate_and_show(self):
        status, out, _ = run("config", "validate", "-o", "json")
        self.assertEqual(status, 0)
        self.assertTrue(json.loads(out)["valid"])
        status, out, _ = run("config", "show", "-o", "json", "--data", "here")
        self.assertEqual((status, json.loads(out)["data_dir"]), (0, "here"))
        effective = self.dir / "effective.toml"
        effective.write_text(run("config", "show")[1])
        self.assertEqual(run("config", "show", "--config", effective)[1], effective.read_text())

    def test_version(self):
        version = json.loads(run("version", "-o", "json")[1])["version"]
        self.assertEqual(run("version")[1], f"chant {version}\n")
        self.assertEqual(run("--version")[1], f"chant {version}\n")

    def test_completion_knows_every_verb(self):
        for shell in ("bash", "zsh", "fish"):
            status, script, _ = run("completion", shell)
            self.assertEqual(status, 0)
            for verb in VERBS:
                self.assertIn("/" + verb.replace(" ", "/"), script)
        subprocess.run(["bash", "-n"], input=run("completion", "bash")[1], text=True, check=True)

    def test_a_full_output_is_10(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([BINARY, "version"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 10, done.stderr)

    def test_artwork_in_bulk_names_the_rows_that_failed(self):
        names = self.dir / "names.csv"
        names.write_text("name,team\nZoë,fr\nNobody,atlantis\n\"O'Hara, Ann\",gb-wls\n\u202e,de\n",
                         encoding="utf-8")
        out = self.dir / "covers"
        data = pathlib.Path(BASES).parent if BASES else self.dir / "data"
        status, said, err = run("artwork", "render", "--names", names, "--out", out, "--data", data,
                                "-o", "json")
        self.assertEqual(status, 8, err)
        report = json.loads(said)
        self.assertEqual((report["drawn"], report["failed"]), (2, 2))
        self.assertEqual([(f["line"], f["code"]) for f in report["failures"]],
                         [(3, "team_unknown"), (5, "name_bidi_override")])
        self.assertEqual(sorted(p.name for p in out.iterdir()),
                         [f"00000{row}-{layout}.jpg" for row in (1, 3)
                          for layout in ("cover", "facebook", "twitter")])
        one = self.dir / "one"
        self.assertEqual(run("artwork", "render", "--name", "Zoë", "--team", "fr", "--out", one,
                             "--data", data)[0], 0)
        self.assertEqual((one / "cover.jpg").read_bytes(), (out / "000001-cover.jpg").read_bytes())
        names.write_text("name,team\nNobody,atlantis\n")
        self.assertEqual(run("artwork", "render", "--names", names, "--out", out, "--data", data)[0],
                         1)
        self.assertEqual(run("artwork", "render", "--names", self.dir / "none.csv", "--out", out,
                             "--data", data)[0], 4)


class BesideANode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node().start()
        cls.fan = Fan(cls.node)
        cls.fan.open()
        cls.share = cls.fan.order("Observed").json()["share_id"]
        cls.fan.subscribe("observed@example.org")
        cls.node.wait_until_idle()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    def test_every_verb_that_tells_speaks_json(self):
        head = self.node.cli_json("log", "stats")["head"]
        letter = self.node.cli_json("mail", "queue", "--state", "sent")["letters"][0]["letter"]
        for verb in ("health", "pools list", "config show", "config validate", "log tail",
                     f"log show {head - 1}", "log stats", "log verify", "log verify --rebuild",
                     "log acts", f"session show {self.fan.secret}",
                     f"session events {self.fan.secret}", "report errors", "take list",
                     "campaign list", "mail queue", f"mail show {letter}", "mail suppress list",
                     "keys status", "retention run --dry-run"):
            with self.subTest(verb):
                status, out, err = self.node.cli(*verb.split(), "-o", "json")
                self.assertEqual((status, err), (0, ""))
                json.loads(out)
                status, out, err = self.node.cli(*verb.split())
                self.assertEqual((status, err), (0, ""))
                self.assertTrue(out.strip())

    def test_stats_count_what_happened(self):
        stats = self.node.cli_json("log", "stats")
        self.assertEqual(stats["events"], len(self.node.events()))
        self.assertEqual(stats["head"], stats["events"])
        self.assertEqual(stats["sessions"], len({e["subject"] for e in self.node.events()}))
        self.assertGreater(stats["bytes"], 0)

    def test_health_and_pools_tell_of_the_node(self):
        health = self.node.cli_json("health")
        self.assertEqual((health["ready"], health["port"]), (True, self.node.port))
        pools = {pool["name"]: pool for pool in self.node.cli_json("pools", "list")}
        self.assertEqual(pools["renderer"]["done"], 1)
        self.assertEqual(pools["mailer"]["done"], 1)

    def test_exports_of_parts_make_the_whole(self):
        whole = self.node.cli("log", "export")[1]
        parts = self.node.cli("log", "export", "--to", "2")[1]
        parts += self.node.cli("log", "export", "--from", "2")[1]
        self.assertEqual(parts, whole)
        third = json.loads(whole.splitlines()[2])
        as_of = self.node.cli("log", "export", "--as-of", third["time"])[1]
        self.assertIn(third["id"], as_of)
        self.assertTrue(whole.startswith(as_of))

    def test_a_follower_sees_new_events(self):
        head = self.node.cli_json("log", "stats")["head"]
        follower = subprocess.Popen(
            [BINARY, "log", "export", "--from", str(head), "--follow", "--data", self.node.data,
             "--type", "session_opened"], stdout=subprocess.PIPE, text=True)
        try:
            newcomer = Fan(self.node)
            newcomer.open("it")
            event = json.loads(follower.stdout.readline())
            self.assertEqual((event["type"], event["data"]["language"]),
                             ("chant.session_opened.v2", "it"))
        finally:
            follower.kill()
            follower.wait()
            follower.stdout.close()

    def test_a_closed_pipe_ends_a_follower(self):
        follower = subprocess.Popen([BINARY, "log", "export", "--follow", "--data", self.node.data],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        follower.stdout.readline()
        follower.stdout.close()
        Fan(self.node).open()
        self.assertNotEqual(follower.wait(20), 0)

    def test_unknown_things_are_4(self):
        self.assertEqual(self.node.cli("log", "show", "999999")[0], 4)
        self.assertEqual(self.node.cli("session", "show", "0" * 32)[0], 4)
        self.assertEqual(self.node.cli("log", "export", "--as-of", "999999")[0], 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
