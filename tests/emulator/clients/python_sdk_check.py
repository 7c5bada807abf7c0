"""Drives the unmodified PyPI package `wherobots-python-sdk` against an emulator that it starts.

Usage: python python_sdk_check.py

The package refuses addresses that are not https, so the emulator gets a certificate
that lives as long as this script.
"""

import json
import os
import ssl
import subprocess
import tempfile
import urllib.request
from pathlib import Path

API_KEY = "wbk_emulator"
EMULATOR = Path(__file__).parents[3] / "dist" / "emulator" / "bin.js"


def make_certificate(folder):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        + ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return key, certificate


def start_emulator(folder):
    key, certificate = make_certificate(folder)
    process = subprocess.Popen(
        ["node", str(EMULATOR), "--cert", str(certificate), "--key", str(key)],
        stdout=subprocess.PIPE,
        text=True,
    )
    url = process.stdout.readline().split()[-1]
    # Read by the package, and by boto3, which it uploads with.
    os.environ["REQUESTS_CA_BUNDLE"] = os.environ["AWS_CA_BUNDLE"] = str(certificate)
    os.environ["AWS_ENDPOINT_URL_S3"] = f"{url}/s3"
    return process, url


def control(url, path, body=None):
    request = urllib.request.Request(
        f"{url}/__emulator/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method="GET" if body is None else "POST",
    )
    context = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
    with urllib.request.urlopen(request, context=context) as response:
        return json.load(response)


def check(what, actual, expected):
    print("ok  " if actual == expected else "FAIL", what, "->", actual)
    if actual != expected:
        raise SystemExit(f"expected {expected!r}")


def check_files(url, folder):
    from wherobots import Wherobots, WherobotsConfig
    from wherobots.exceptions import WherobotsFileNotFoundError

    config = WherobotsConfig(api_key=API_KEY, base_url=url, region="aws-us-west-2")
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


def check_uploads(url, folder):
    from wherobots import WherobotsConfig, WherobotsJob
    from wherobots.api.files import FilesAPI

    script = folder / "local.py"
    script.write_text("print('hello')\n")
    with WherobotsJob(script=str(script), name="sdk-upload-1", api_key=API_KEY, base_url=url) as job:
        job.submit()
        uri = control(url, "runs")["runs"][-1]["payload"]["runPython"]["uri"]
        check("a local script is uploaded", (uri[:5], uri[-8:]), ("s3://", "local.py"))
    large = folder / "large.jar"
    large.write_bytes(os.urandom(20 * 1024 * 1024))
    with FilesAPI.from_config(WherobotsConfig(api_key=API_KEY, base_url=url)) as files:
        uri = files.upload_managed_file(str(large), "jars")
        client, _ = files._build_s3_client(uri)
        bucket, key = uri.removeprefix("s3://").split("/", 1)
        client.download_file(bucket, key, str(folder / "back.jar"))
        check("a large file comes in parts", (folder / "back.jar").read_bytes() == large.read_bytes(), True)


def run_checks(url, folder):
    # Imported late: the package reads the certificate bundle's address from the environment.
    from wherobots import WherobotsJob
    from wherobots.exceptions import WherobotsAPIError

    def job(name, script="s3://jobs/load.py", **more):
        return WherobotsJob(script=script, name=name, api_key=API_KEY, base_url=url, **more)

    control(url, "plan", {"match": {"name": "sdk-fails*"}, "plan": {"outcome": "FAILED"}})
    control(url, "plan", {"match": {"name": "sdk-long*"}, "plan": {"neverEnds": True}})
    control(
        url,
        "plan",
        {
            "match": {"name": "sdk-follow*"},
            "plan": {"pendingMs": 300, "runningMs": 1500, "logs": {"count": 250, "text": "step {n}"}},
        },
    )

    with job("sdk-follow-1", region="aws-us-west-2", runtime="tiny", args=["--day", "1"]) as one:
        run_id = one.submit()
        check("submit gives the id", run_id, control(url, "runs")["runs"][-1]["id"])
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

    where = {"api_key": API_KEY, "base_url": url, "name_pattern": "sdk-follow*", "size": 1}
    page = WherobotsJob.list_runs(status=["COMPLETED"], created_after="2020-01-01T00:00:00Z", **where)
    check("list", (page.total, [run.name for run in page.items]), (2, ["sdk-follow-2"]))
    page = WherobotsJob.list_runs(cursor=page.cursor, **where)
    check("next page", [run.name for run in page.items], ["sdk-follow-1"])
    attached = WherobotsJob.from_run_id(run_id, api_key=API_KEY, base_url=url)
    check("attach", (attached.name, attached.status.value), ("sdk-follow-1", "COMPLETED"))
    attached.close()

    check_files(url, folder)
    check_uploads(url, folder)

    try:
        with WherobotsJob(script="s3://a/b.py", name="sdk-denied", api_key="wrong", base_url=url) as denied:
            denied.submit()
    except WherobotsAPIError as error:
        check("wrong key", error.status_code, 401)

    sent = [r for r in control(url, "requests")["requests"] if r["path"] == "/runs" and r["method"] == "POST"]
    check("attribution header", sent[0]["headers"]["x-wherobots-client"].split(";")[0], "client=python-sdk")
    problems = [r["problem"] for r in control(url, "requests")["requests"] if "problem" in r]
    check("the emulator's own mistakes", problems, [])


def main():
    with tempfile.TemporaryDirectory() as name:
        process, url = start_emulator(Path(name))
        try:
            run_checks(url, Path(name))
        finally:
            process.terminate()
    print("all fine")


main()
