"""Browsers' errors: taken, counted, in the log after seconds, in the report with and without a node."""
import socket
import unittest

from node import Fan, Node, wait_for

RELEASE = "3f9c21d07a"


def report(message, column, release=RELEASE, **more):
    return {"kind": "script", "message": message, "page": "/en/studio?name=Xylander", "release": release,
            "stack": f"{message}\n    at start (https://fans.example/assets/studio-Ab3dEf12.js:1:{column})",
            "agent": "Mozilla/5.0 Gecko/20100101 Firefox/153.0", **more}


class FrontErrors(unittest.TestCase):
    def setUp(self):
        self.node = Node()
        self.addCleanup(self.node.__exit__)
        self.node.start()
        self.fan = Fan(self.node)
        self.fan.open()

    def send(self, body, times=1):
        for _ in range(times):
            answer = self.fan.call("POST", "/api/v1/errors", body)
            self.assertEqual(answer.status, 202, answer)

    def errors(self, *more):
        return self.node.cli_json("report", "errors", *more)

    def metrics(self):
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.node.data / "admin.sock"))
            admin.sendall(b"GET /metrics HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n")
            return b"".join(iter(lambda: admin.recv(65536), b"")).decode()

    def wait_for_metric(self, line):
        wait_for(lambda: line in self.metrics(), 30, f"metrics do not say {line}")

    def test_the_report_comes_from_the_log(self):
        self.send(report("TypeError: Quirin Xylander is not a function", 10), times=3)
        self.send(report("RangeError: Invalid array length", 99, release="older"))
        wait_for(lambda: self.errors()["reports"] == 4, 30, "reports are not in the log")
        first, second = self.errors()["groups"]
        self.assertEqual((first["reports"], second["reports"]), (3, 1))
        self.assertEqual(first["message"], "TypeError: … is not a function")
        self.assertEqual(first["stack"], "start studio-Ab3dEf12.js:1:10")
        self.assertEqual((first["pages"], first["browsers"], first["releases"]),
                         (["/studio"], ["firefox"], [RELEASE]))
        self.assertEqual(self.errors()["sessions"], 1)
        self.assertEqual(self.errors("--release", "older")["reports"], 1)
        self.assertEqual(self.node.cli_json("log", "stats")["sessions"], 1, "nobody's session")

    def test_nothing_is_lost_by_a_clean_stop(self):
        self.send(report("TypeError: x", 10), times=7)
        self.assertEqual(self.node.stop(), 0)
        self.assertEqual(self.errors()["reports"], 7)
        self.node.start()
        self.wait_for_metric("chant_front_error_groups 1")
        self.assertEqual(self.node.stop(), 0)
        self.assertTrue(self.node.cli_json("log", "verify", "--rebuild")["sound"])
        self.assertEqual(self.errors()["reports"], 7)

    def test_metrics_tell_errors_and_sessions(self):
        self.send(report("TypeError: x", 10, weight=10))
        self.send({"kind": "csp", "message": "csp img-src inline"})
        self.wait_for_metric('chant_front_errors_total{kind="script"} 10')
        self.wait_for_metric('chant_front_errors_total{kind="csp"} 1')
        self.wait_for_metric("chant_sessions_opened_total 1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
