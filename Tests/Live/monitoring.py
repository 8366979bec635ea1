"""A real Prometheus reads the metrics, its rules and the dashboard's queries work on them."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request

from harness import ROOT, Server, Skipped, case, equal, eventually, free_port, require

FILES = os.path.join(ROOT, "packaging", "monitoring")


def tool(name):
    found = shutil.which(name) or shutil.which(name, path=os.path.join(ROOT, ".monitoring", "usr", "bin"))
    if not found:
        raise Skipped(f"{name} is not installed; scripts/setup monitoring")
    return found


def promtool(*words, text=None):
    done = subprocess.run([tool("promtool"), *words], input=text, capture_output=True, text=True, timeout=60, cwd=FILES)
    equal((done.returncode, "FAILED" in done.stdout + done.stderr), (0, False), done.stdout + done.stderr)


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


class Prometheus:
    """A Prometheus server with our scrape configuration, rules included, for one target."""

    def __init__(self, place, target):
        self.port = free_port()
        with open(os.path.join(FILES, "prometheus.yaml")) as file:
            text = file.read().replace("127.0.0.1:9464", target).replace("scrape_interval: 15s", "scrape_interval: 1s")
        configuration = os.path.join(place, "prometheus.yaml")
        with open(configuration, "w") as file:
            file.write(text + "\nglobal: {evaluation_interval: 1s, scrape_timeout: 1s}\n")
        shutil.copy(os.path.join(FILES, "alerts.yaml"), place)
        self.process = subprocess.Popen(
            [tool("prometheus"), f"--config.file={configuration}", f"--storage.tsdb.path={place}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--enable-feature=exemplar-storage"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def get(self, path, **query):
        _, text = fetch(f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}")
        answer = json.loads(text)
        equal(answer["status"], "success", path)
        return answer["data"]

    def query(self, expression):
        with contextlib.suppress(OSError):
            return self.get("query", query=expression)["result"]
        return []


def dashboard_queries():
    with open(os.path.join(FILES, "dashboard.json")) as file:
        panels = json.load(file)["panels"]
    expressions = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    return [text.replace("$__rate_interval", "1m").replace("$instance", ".*") for text in expressions]


@case
def monitoring_files():
    """promtool accepts the scrape configuration and the alert rules, and every rule fires when it should."""
    promtool("check", "config", "prometheus.yaml")
    promtool("test", "rules", "alerts.test.yaml")
    with open(os.path.join(FILES, "alerts.yaml")) as rules, open(os.path.join(FILES, "alerts.test.yaml")) as tests:
        names, tested = re.findall(r"alert: (\w+)", rules.read()), tests.read()
    equal([name for name in names if f'"{name}"' not in tested], [], "rules without a test")


@case
def metrics_in_prometheus():
    """Prometheus scrapes the server with exemplars; rules and dashboard evaluate, and an administrator's token reads the same."""
    port = free_port()
    with Server(environment={"AGENT_MEMORY_METRICS_PORT": str(port)}) as server, tempfile.TemporaryDirectory() as place:
        for number in range(3):
            equal(server.request("POST", "/v1/long-term-memory/", {"memories": [
                {"id": f"m{number}", "text": f"The user likes tea number {number}."}]})[0], 200)
            equal(server.request("POST", "/v1/long-term-memory/search", {"text": "tea"})[0], 200)
        equal(server.request("GET", "/v1/working-memory/private-session", token="amt_wrong")[0], 401)
        kind, text = fetch(f"http://127.0.0.1:{port}/metrics")
        equal(kind, "text/plain; version=0.0.4; charset=utf-8")
        promtool("check", "metrics", text=text)
        for secret in (server.token, "private-session", "tea", "amt_wrong", "admin"):
            require(secret not in text, f"{secret} is in the metrics")
        equal(server.request("GET", "/metrics", token=None)[0], 401, "the main listener without a token")
        status, own = server.request("GET", "/metrics")
        require(status == 200 and "agent_memory_build_info" in own, own)
        with Prometheus(place, f"127.0.0.1:{port}") as prometheus:
            eventually(lambda: [row["value"][1] for row in prometheus.query("up")] == ["1"], 30, "no scrape")
            eventually(lambda: prometheus.query("rate(process_cpu_seconds_total[1m])"), 30, "no second scrape")
            searches = prometheus.query('agent_memory_http_requests_total{route="/v1/long-term-memory/search",status="200"}')
            equal([row["value"][1] for row in searches], ["3"])
            rules = [rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]]
            equal([rule["name"] for rule in rules if rule["health"] == "err"], [], "rules with an error")
            for expression in dashboard_queries():
                prometheus.get("query", query=expression)
            empty = [text for text in dashboard_queries() if not prometheus.query(text)]
            # Without identity providers, TLS and failures.
            allowed = re.compile("issuer|tls_certificate|key_fetch|spans|failures_total|outcome=\"failure\"")
            equal([text for text in empty if not allowed.search(text)], [], "queries of the dashboard without a result")
            now = float(prometheus.query("time()")[1])
            exemplars = prometheus.get(
                "query_exemplars", query="agent_memory_http_request_duration_seconds_bucket", start=now - 120, end=now)
            ids = [found["labels"]["request_id"] for series in exemplars for found in series["exemplars"]]
            require(any(f"hb.request.id={one}" in server.text for one in ids), f"{ids} are not in the log")
