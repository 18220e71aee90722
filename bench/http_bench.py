#!/usr/bin/env python3
"""CPU per request of the HTTP front against nginx: 13 bytes and the JSON of hello, both against its
`return 200` of 13 bytes, and a 4 KiB file against the same file.

Both serve with one thread, pinned to one core, wrk on the other; rounds are interleaved, and the
medians of what each server's process spent (/proc/PID/stat) are compared.
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "bench" / "http_bench"
ROUNDS = int(os.environ.get("CHANT_BENCH_ROUNDS", "11"))
SECONDS = 1
CONNECTIONS = 64
ROWS = (("http_13_bytes", "/hello.txt", "/api/v1/hello"),
        ("http_hello", "/api/v1/hello", "/api/v1/hello"),
        ("http_static_4k", "/file.bin", "/file.bin"))
SERVER_CORE, LOAD_CORE = "0", str(min(1, (os.cpu_count() or 1) - 1))

NGINX = """
worker_processes 1;
daemon off;
pid {dir}/nginx.pid;
error_log {dir}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=60s;
  open_file_cache_valid 60s;
  types {{ application/octet-stream bin; }}
  client_body_temp_path {dir}/1; proxy_temp_path {dir}/2; fastcgi_temp_path {dir}/3;
  uwsgi_temp_path {dir}/4; scgi_temp_path {dir}/5;
  server {{
    listen unix:{dir}/unused;
    listen 127.0.0.1:{port} reuseport;
    location = /api/v1/hello {{ default_type text/plain; return 200 "Hello, World!"; }}
    location / {{ root {dir}/site; etag on; }}
  }}
}}
"""


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_nginx(folder):
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(dir=folder, port=port), encoding="utf-8")
    master = subprocess.Popen(["taskset", "-c", SERVER_CORE, "nginx", "-c", str(config)],
                              stderr=subprocess.DEVNULL)
    children = pathlib.Path(f"/proc/{master.pid}/task/{master.pid}/children")
    while not (workers := children.read_text().split()) or not answers(port):
        if master.poll() is not None:
            sys.exit("nginx did not start")
    return master, int(workers[0]), port


def start_chant(folder):
    process = subprocess.Popen(["taskset", "-c", SERVER_CORE, str(PROGRAM), str(folder / "site")],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, process.pid, int(process.stdout.readline().split()[1])


def answers(port):
    import urllib.request
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/hello", timeout=1).status == 200
    except OSError:
        return False


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def microseconds_per_request(pid, port, path):
    before = cpu_seconds(pid)
    output = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s",
         f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    spent = cpu_seconds(pid) - before
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"errors under load: {output}")
    requests = next(int(line.split()[0]) for line in output.splitlines() if " requests in " in line)
    return spent / requests * 1e6


def main():
    for tool in ("nginx", "wrk", "taskset"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is not installed (apt-get install nginx wrk util-linux)")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="chant-http-bench-"))
    folder.chmod(0o755)  # nginx's worker is another user when started by root
    (folder / "site").mkdir()
    (folder / "site" / "file.bin").write_bytes(b"x" * 4096)
    (folder / "site" / "hello.txt").write_text("Hello, World!", encoding="utf-8")
    nginx, nginx_worker, nginx_port = start_nginx(folder)
    chant, chant_pid, chant_port = start_chant(folder)
    try:
        for name, path, peer in ROWS:
            spent = {"chant": [], "nginx": []}
            for _ in range(ROUNDS):
                spent["nginx"].append(microseconds_per_request(nginx_worker, nginx_port, peer))
                spent["chant"].append(microseconds_per_request(chant_pid, chant_port, path))
            ours, theirs = (statistics.median(spent[who]) for who in ("chant", "nginx"))
            print(f"figure {name}_cpu_per_request {ours:.2f} us", flush=True)
            print(f"figure {name}_cpu_against_nginx {ours / theirs:.2f} x", flush=True)
    finally:
        chant.stdin.close()
        chant.wait(10)
        nginx.terminate()
        nginx.wait(10)
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
