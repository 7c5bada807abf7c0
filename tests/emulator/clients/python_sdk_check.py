"""Drives the unmodified PyPI package `wherobots-python-sdk` against a running emulator.

Usage: python python_sdk_check.py http://127.0.0.1:PORT

The package refuses addresses that are not https, so this puts a TLS front with a
certificate of its own before the emulator, on loopback, for as long as it runs.
"""

import http.client
import http.server
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
from pathlib import Path

API_KEY = "wbk_emulator"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


def make_certificate(folder):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return key, certificate


def start_front(emulator_url, folder):
    """Starts the TLS front and returns its address; links in answers are rewritten to it."""
    target = urllib.parse.urlsplit(emulator_url).netloc

    class Front(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
            connection = http.client.HTTPConnection(target)
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            payload = response.read().replace(emulator_url.encode(), self.server.url.encode())
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value.replace(emulator_url, self.server.url))
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)
            connection.close()

        do_GET = do_POST = do_PUT = do_DELETE = forward

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
    server.daemon_threads = True
    key, certificate = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = f"https://localhost:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["REQUESTS_CA_BUNDLE"] = str(certificate)
    return server.url


def control(emulator_url, path, body=None):
    request = urllib.request.Request(
        f"{emulator_url}/__emulator/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method="GET" if body is None else "POST",
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def check(what, actual, expected):
    print("ok  " if actual == expected else "FAIL", what, "->", actual)
    if actual != expected:
        raise SystemExit(f"expected {expected!r}")


def check_files(base_url, folder):
    from wherobots import Wherobots, WherobotsConfig
    from wherobots.exceptions import WherobotsFileNotFoundError

    config = WherobotsConfig(api_key=API_KEY, base_url=base_url, region="aws-us-west-2")
    local = folder / "load.py"
    local.write_text("print('hello')\n")
    with Wherobots(config) as client:
        files = client.files.my_files
        files.make_directory("jobs/daily")
        check("upload", files.upload_file(local, "jobs/daily/load.py")[:5], "s3://")
        names = [(entry.name, entry.size) for entry in files.list_directory("jobs/daily")]
        check("directory", names, [("load.py", 15)])
        files.rename_file("jobs/daily/load.py", "new.py")
        names = [entry.name for entry in files.list_directory("jobs/daily")]
        check("renamed", names, ["new.py"])
        # Not download_file: its session allows no redirect at all, so version 0.5.1 fails at any server.
        files.delete_file("jobs/daily/new.py")
        files.delete_directory("jobs")
        try:
            files.list_directory("jobs")
        except WherobotsFileNotFoundError as error:
            check("missing directory", error.status_code, 404)


def run_checks(emulator_url, base_url, folder):
    # Imported late: the package reads the certificate bundle's address from the environment.
    from wherobots import WherobotsJob
    from wherobots.exceptions import WherobotsAPIError

    def job(name, script="s3://jobs/load.py", **more):
        return WherobotsJob(script=script, name=name, api_key=API_KEY, base_url=base_url, **more)

    control(emulator_url, "plan", {"match": {"name": "sdk-fails*"}, "plan": {"outcome": "FAILED"}})
    control(emulator_url, "plan", {"match": {"name": "sdk-long*"}, "plan": {"neverEnds": True}})
    control(
        emulator_url,
        "plan",
        {
            "match": {"name": "sdk-follow*"},
            "plan": {"pendingMs": 300, "runningMs": 1500, "logs": {"count": 250, "text": "step {n}"}},
        },
    )

    with job("sdk-follow-1", region="aws-us-west-2", runtime="tiny", args=["--day", "1"]) as one:
        run_id = one.submit()
        check("submit gives the id", run_id, control(emulator_url, "runs")["runs"][-1]["id"])
        check("follow to the end", str(one.wait_for_completion(poll_interval=0.3, stream_logs=False).value), "COMPLETED")
        lines = [item["raw"] for item in one.iter_logs()]
        check("all log pages", (len(lines), lines[0], lines[-1]), (250, "step 1", "step 250"))
        check("cost", one.get_cost(), 0.12)
        check("spatial units", one.get_consumed_spatial_units(), 0.4)
        check("cpu series", len(one.get_cpu_utilization().series), 5)

    with job("sdk-follow-2") as streamed:
        seen = []
        streamed.submit()
        streamed.poll_for_logs(interval=0.3, log_handler=lambda item: seen.append(item["raw"]))
        check("streamed lines (repeats dropped)", len(dict.fromkeys(seen)), 250)

    with job("sdk-fails-1") as failing:
        failing.submit()
        check("failure", str(failing.wait_for_completion(poll_interval=0.2, stream_logs=False).value), "FAILED")

    with job("sdk-long-1") as long:
        long.submit()
        check("cancel", long.cancel(), True)
        check("cancelled", str(long.get_status().status.value), "CANCELLED")
        try:
            long.cancel()
        except WherobotsAPIError as error:
            check("cancel of a finished run", (error.status_code, len(error.request_id)), (409, 32))

    where = {"api_key": API_KEY, "base_url": base_url, "name_pattern": "sdk-follow*", "size": 1}
    page = WherobotsJob.list_runs(status=["COMPLETED"], created_after="2020-01-01T00:00:00Z", **where)
    check("list", (page.total, [run.name for run in page.items]), (2, ["sdk-follow-2"]))
    page = WherobotsJob.list_runs(cursor=page.cursor, **where)
    check("next page", [run.name for run in page.items], ["sdk-follow-1"])
    attached = WherobotsJob.from_run_id(run_id, api_key=API_KEY, base_url=base_url)
    check("attach", (attached.name, attached.status.value), ("sdk-follow-1", "COMPLETED"))
    attached.close()

    check_files(base_url, folder)

    try:
        with WherobotsJob(script="s3://a/b.py", name="sdk-denied", api_key="wrong", base_url=base_url) as denied:
            denied.submit()
    except WherobotsAPIError as error:
        check("wrong key", error.status_code, 401)

    sent = [r for r in control(emulator_url, "requests")["requests"] if r["path"] == "/runs" and r["method"] == "POST"]
    check("attribution header", sent[0]["headers"]["x-wherobots-client"].split(";")[0], "client=python-sdk")
    problems = [r["problem"] for r in control(emulator_url, "requests")["requests"] if "problem" in r]
    check("the emulator's own mistakes", problems, [])


def main():
    emulator_url = sys.argv[1].rstrip("/")
    with tempfile.TemporaryDirectory() as name:
        run_checks(emulator_url, start_front(emulator_url, Path(name)), Path(name))
    print("all fine")


main()
