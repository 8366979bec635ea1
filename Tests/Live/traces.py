"""Traces over OTLP: a test collector receives the rooms of a request, and an embedding endpoint its trace."""

import contextlib
import http.server
import json
import threading

from harness import Server, case, equal, eventually, require

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """An OpenTelemetry collector and an embedding endpoint in one."""

    def __init__(self):
        self.spans, self.resources, self.failures, self.parents, self.keys, self.accepts = [], [], 0, [], set(), True
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/v1/traces":
                    outer.keys.add(self.headers["Authorization"])
                    if not outer.accepts:
                        outer.failures += 1
                        return self.answer(503, {})
                    for resource in body["resourceSpans"]:
                        outer.resources.append(resource["resource"]["attributes"])
                        outer.spans += [span for scope in resource["scopeSpans"] for span in scope["spans"]]
                    return self.answer(200, {})
                outer.parents.append(self.headers["traceparent"])
                self.answer(200, {"data": [
                    {"index": index, "embedding": [1.0, float(index), 0.5, 0.25]} for index in range(len(body["input"]))]})

            def answer(self, status, value):
                content = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def named(self, name):
        return [span for span in self.spans if span["name"] == name]


@contextlib.contextmanager
def traced(**more):
    collector = Collector()
    try:
        with Server(environment={
                "AGENT_MEMORY_TRACES_URL": collector.url, "AGENT_MEMORY_TRACES_RATIO": "1",
                "AGENT_MEMORY_TRACES_AUTHORIZATION": "Bearer of-the-collector", "AGENT_MEMORY_METRICS_ENABLED": "true",
                **more}) as server:
            yield server, collector
    finally:
        collector.server.shutdown()


@case
def traces_reach_the_collector():
    """A search arrives as one trace with its rooms, continues the caller's trace, passes it to the embedder, and has no texts."""
    with contextlib.ExitStack() as stack:
        model = Collector()
        server, collector = stack.enter_context(traced(
            AGENT_MEMORY_EMBEDDING_PROVIDER="openai", AGENT_MEMORY_EMBEDDING_URL=model.url + "/v1",
            AGENT_MEMORY_EMBEDDING_MODEL="sample", AGENT_MEMORY_EMBEDDING_DIMENSION="4"))
        equal(server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "x", "text": "A private sentence."}]})[0], 200)
        status, fields, _ = server.exchange(
            "POST", "/v1/long-term-memory/search", {"text": "private question"}, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
        equal(status, 200)
        root = eventually(lambda: collector.named("POST /v1/long-term-memory/search"), what="no span of the search")[0]
        equal((root["traceId"], root["parentSpanId"], root["kind"]), (TRACE, PARENT, 2))
        spans = {span["spanId"]: span for span in collector.spans if span["traceId"] == TRACE}
        names = {span["name"] for span in spans.values()}
        for room in ("authentication", "access", "memory search", "embedding query", "answer"):
            require(room in names, f"{room} is not among {names}")
        require(any(name.startswith("store ") for name in names), names)
        for span in spans.values():
            require(span is root or span["parentSpanId"] in spans, span)
            require(int(root["startTimeUnixNano"]) <= int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]), span)
        require(f"trace_id={TRACE}" in server.text, "the log does not name the trace")
        attributes = {one["key"]: one["value"] for one in root["attributes"]}
        equal(attributes["agent_memory.request_id"], {"stringValue": fields["X-Request-Id"]})
        require(any((parent or "").startswith(f"00-{TRACE}-") for parent in model.parents), model.parents)
        text = json.dumps([collector.spans, collector.resources])
        for secret in ("private", "admin", server.token[8:], "of-the-collector"):
            require(secret not in text, f"{secret} is in a trace")
        equal(collector.keys, {"Bearer of-the-collector"})
        metrics = server.request("GET", "/metrics", headers={"Accept": "application/openmetrics-text"})[1]
        require(f'trace_id="{TRACE}"' in metrics and "agent_memory_spans_sent_total" in metrics, metrics)


@case
def a_collector_that_is_away():
    """While the collector refuses, requests go on, one warning is logged, lost spans are counted, and later ones arrive."""
    with traced() as (server, collector):
        collector.accepts = False
        equal(server.request("GET", "/v1/health")[0], 200)
        eventually(lambda: "traces cannot be sent" in server.text, what="no warning")
        equal(server.request("GET", "/v1/health")[0], 200)
        eventually(lambda: collector.failures > 1, what="no second attempt")
        equal(server.text.count("traces cannot be sent"), 1, "warnings")
        collector.accepts = True
        equal(server.request("POST", "/v1/long-term-memory/search", {"text": "later"})[0], 200)
        eventually(lambda: collector.named("POST /v1/long-term-memory/search"), what="nothing arrives later")
        lost = [line for line in server.request("GET", "/metrics")[1].splitlines() if line.startswith("agent_memory_spans_dropped_total ")]
        require(float(lost[0].split()[1]) >= 2, lost)
        equal(server.request("GET", "/v1/working-memory/last")[0], 404)
        equal(server.stop(), 0)
        require(collector.named("GET /v1/working-memory/{session_id}"), "the last spans were lost at the end")


@case
def traces_of_a_share_of_requests():
    """With a ratio of 0 only the traces of callers are recorded."""
    with traced(AGENT_MEMORY_TRACES_RATIO="0") as (server, collector):
        equal(server.request("GET", "/v1/health")[0], 200)
        equal(server.request("GET", "/v1/working-memory/x", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"})[0], 404)
        equal(server.request("GET", "/v1/working-memory/x", headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})[0], 404)
        eventually(lambda: collector.named("GET /v1/working-memory/{session_id}"), what="no span")
        equal(len([span for span in collector.spans if span["kind"] == 2]), 1, "traced requests")
