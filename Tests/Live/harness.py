"""What the live tests share: a server that is started, stopped and killed, and a list of cases with their outcome."""

import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BINARY = ""
CASES = []


def case(function):
    """A live test: a function without arguments whose first docstring line is the rule it keeps."""
    CASES.append(function)
    return function


# Seconds after which a case has failed: without, one that hangs takes all that come after it along.
CASE_LIMIT = 240


def too_late(signal_number, frame):
    raise AssertionError(f"it took longer than {CASE_LIMIT} s")


class Skipped(Exception):
    """The machine cannot run this test; a failure where `REQUIRE_BACKENDS` is set."""


def run_cases(words):
    passed = failed = 0
    for function in CASES:
        name = function.__name__
        if words and not any(word in name for word in words):
            continue
        start = time.monotonic()
        signal.signal(signal.SIGALRM, too_late)
        signal.alarm(CASE_LIMIT)
        try:
            function()
            passed += 1
            outcome = "ok"
        except Skipped as reason:
            outcome = f"SKIPPED ({reason})"
            if os.environ.get("REQUIRE_BACKENDS"):
                failed += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            failed += 1
            outcome = "FAILED"
            traceback.print_exc()
        signal.alarm(0)
        rule = (function.__doc__ or "").strip().splitlines()[0]
        print(f"live: {outcome:7} {name} ({time.monotonic() - start:.1f} s): {rule}", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed


def require(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


def clean_environment(**more):
    """The environment without any setting but the models: what the machine has set must not decide a test."""
    keep = {key: value for key, value in os.environ.items() if not key.startswith("AGENT_MEMORY_")}
    for name in ("AUTH_MODE", "DISABLE_AUTH", "TOKEN_AUTH_ENABLED", "PORT", "OIDC_AUTH_ENABLED"):
        keep.pop(name, None)
    if "AGENT_MEMORY_MODELS" in os.environ:
        keep["AGENT_MEMORY_MODELS"] = os.environ["AGENT_MEMORY_MODELS"]
    keep.update(more)
    return keep


class Server:
    """One data directory and, while it runs, the server on it."""

    def __init__(self, data=None, environment=None, arguments=(), prefix=()):
        """`prefix`: a command that runs the server."""
        self.prefix = list(prefix)
        self.temporary = None
        if data is None:
            self.temporary = tempfile.TemporaryDirectory(prefix="agent-memory-live-")
            data = os.path.join(self.temporary.name, "data")
        self.data = data
        self.environment = clean_environment(**(environment or {}))
        self.arguments = list(arguments)
        self.process = None
        self.output = []
        self.port = 0
        self.token = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if self.temporary:
            self.temporary.cleanup()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def text(self):
        return "".join(self.output)

    def start(self, timeout=30):
        command = [*self.prefix, BINARY, "serve", "--port", str(self.port), "--data", self.data, *self.arguments]
        self.output = []
        self.process = subprocess.Popen(
            command, cwd="/", env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        process, output, listening = self.process, self.output, threading.Event()

        def read():
            for line in process.stdout:
                output.append(line)
                if "listens on http" in line:
                    listening.set()
            listening.set()

        threading.Thread(target=read, daemon=True).start()
        require(listening.wait(timeout), f"the server did not start within {timeout} s:\n{self.text}")
        match = re.search(r"listens on https?://[^:]+:(\d+)", self.text)
        require(match, f"the server did not start:\n{self.text}")
        self.port = int(match.group(1))
        token = re.search(r"\bamt_\w+", self.text)
        if token:
            self.token = token.group(0)
        return self

    def stop(self, timeout=30):
        """Asks it to end; the exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the server did not end within {timeout} s of SIGTERM")
        code, self.process = self.process.returncode, None
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def command(self, *arguments, check=True, stdin="", environment=None):
        """Runs a command of the binary on the same data directory."""
        done = subprocess.run(
            [BINARY, *arguments, "--data", self.data], cwd="/", env={**self.environment, **(environment or {})}, input=stdin,
            capture_output=True, text=True, timeout=60)
        if check and done.returncode != 0:
            raise AssertionError(f"{arguments} exited with {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def new_token(self, *arguments):
        return self.command("token", "add", "--description", "live", "--secret-file", "-", *arguments).stdout.strip()

    def service_token(self, workspace="live"):
        self.command("workspace", "add", workspace)
        return self.new_token("--service", "--workspace", workspace, "--scope", "memory:admin")

    def request(self, method, path, body=None, token="", headers=None, timeout=30):
        """Status and decoded JSON (or text). `token` empty means the first start's; None means none."""
        status, _, answer = self.exchange(method, path, body, token, headers, timeout)
        return status, answer

    def exchange(self, method, path, body=None, token="", headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            return send(connection, method, path, body, self.token if token == "" else token, headers)


def send(connection, method, path, body=None, token=None, headers=None):
    fields = dict(headers or {})
    if token:
        fields["Authorization"] = f"Bearer {token}"
    if body is not None:
        fields.setdefault("Content-Type", "application/json")
        body = body if isinstance(body, (bytes, str)) else json.dumps(body)
    connection.request(method, path, body, fields)
    response = connection.getresponse()
    content = response.read()
    try:
        return response.status, response.headers, json.loads(content)
    except ValueError:
        return response.status, response.headers, content.decode(errors="replace")


def eventually(question, timeout=20, what="it did not happen"):
    """Asks until the answer is true."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what} within {timeout} s")


class Threads:
    """Work that threads do again and again, from `with` to its end."""

    def __init__(self, threads=3):
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(index,), daemon=True) for index in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(30)

    def _go(self, index):
        with contextlib.ExitStack() as stack:
            step = self.prepared(index, stack)
            while not self._over.is_set():
                step()

    def prepared(self, index, stack):
        """The step of one thread; what `stack` is given ends with the thread."""
        raise NotImplementedError


def free_port():
    """Outside the kernel's range for outgoing connections, because it must still be free later."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def fail_early(message):
    sys.exit(f"live: {message}")
