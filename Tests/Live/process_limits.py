"""What docs/operations.md says about crashes, memory and the process itself."""

import contextlib
import http.client
import os
import re
import resource
import signal
import subprocess
import tempfile
import threading
import time

import harness
from durability import missing
from harness import Server, case, clean_environment, equal, eventually, free_port, require, send


def unit():
    """The `Environment=` lines of the installed service that concern the process and not its data."""
    service = subprocess.run([harness.BINARY, "service", "show", "--system"], check=True, capture_output=True, text=True).stdout
    lines = re.findall(r"^Environment=(\w+)=(.*)$", service, re.M)
    return {name: value for name, value in lines if not name.startswith("AGENT_MEMORY_")}


def crash(environment):
    """The seconds that a crash takes, and what it writes."""
    with Server(environment=environment) as server:
        start = time.monotonic()
        server.process.send_signal(signal.SIGSEGV)
        code = server.process.wait(120)
        took = time.monotonic() - start
        equal(code, -signal.SIGSEGV, "exit code")
        time.sleep(0.2)
        server.process = None
        return took, server.text


@case
def a_crash_ends_at_once():
    """With the environment of the installed service, a crash ends the process at once, without a backtrace helper."""
    environment = unit()
    equal(environment, {"SWIFT_BACKTRACE": "enable=no"}, "the service's environment")
    took, text = crash(environment)
    require(took < 2, f"it took {took:.1f} s")
    require("backtrace" not in text.lower() and "Crash" not in text, text)


@case
def little_address_space_loses_nothing():
    """When the address space ends, the process ends or refuses; no acknowledged write is lost. Much less than 512 MB is in use before."""
    with Server(environment={"AGENT_MEMORY_EMBEDDING_PROVIDER": "none"}) as server:
        def used(name):
            with open(f"/proc/{server.process.pid}/status") as file:
                return int(re.search(rf"{name}:\s+(\d+) kB", file.read()).group(1)) << 10

        acknowledged, lock = [], threading.Lock()

        def write(number):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
            with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
                for count in range(2):
                    name = f"w{number}m{count}"
                    body = {"memories": [{"id": name, "text": f"{name} " + "word " * 3_000}] + [
                        {"id": f"{name}x{part}", "text": f"{name} {part} " + "word " * 3_000} for part in range(20)]}
                    if send(connection, "POST", "/v1/long-term-memory/", body, server.token)[0] != 200:
                        return
                    with lock:
                        acknowledged.append(("long", name))

        def load():
            threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(100)

        write(99)
        require(acknowledged, "nothing was written")
        require(used("VmHWM") < 512 << 20, f"it uses {used('VmHWM') >> 20} MB")
        limit = used("VmSize") + (4 << 20)
        resource.prlimit(server.process.pid, resource.RLIMIT_AS, (limit, limit))
        load()
        ended = server.process.poll()
        if ended is None:
            server.kill()
        server.process = None
        print(f"live: {len(acknowledged)} acknowledged; the process {'was killed' if ended is None else f'ended with {ended}'}")
        server.start()
        equal(missing(server, acknowledged), [], "lost")
        equal(server.stop(), 0, "exit code")


@case
def a_debugger_of_the_same_user_reads_nothing():
    """The memory of the process belongs to root also when another user runs it, so that its user's other programs cannot read it."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-user-") as place:
        os.chmod(place, 0o711)
        data = os.path.join(place, "data")
        os.mkdir(data, 0o700)
        os.chown(data, 65_534, 65_534)
        prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        with Server(data=data, prefix=prefix) as server:
            status = os.stat(f"/proc/{server.process.pid}/maps")
            with open(f"/proc/{server.process.pid}/status") as file:
                equal(re.search(r"Uid:\s+(\d+)", file.read()).group(1), "65534", "who runs it")
            equal(status.st_uid, 0, "owner of what a debugger would read")
            equal(server.stop(), 0, "exit code")


@case
def all_standard_streams_may_be_closed():
    """Standard streams that were closed are /dev/null, so that no file of the server gets their numbers."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-closed-") as place:
        port = free_port()
        command = [harness.BINARY, "serve", "--port", str(port), "--data", os.path.join(place, "data")]
        process = subprocess.Popen(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command], cwd="/", env=clean_environment())
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)

            def answers():
                try:
                    return send(connection, "GET", "/v1/health")[0] == 200
                except (OSError, http.client.HTTPException):
                    connection.close()
                    return False

            eventually(answers, what="the server did not start")
            for number in range(3):
                equal(os.readlink(f"/proc/{process.pid}/fd/{number}"), "/dev/null", f"stream {number}")
            connection.close()
            process.send_signal(signal.SIGTERM)
            equal(process.wait(15), 0, "exit code")
        finally:
            process.kill()
            process.wait()


@case
def an_unknown_origin_has_no_authorization_server():
    """A server that does not know under which address it is reached (port 0, every address) answers 404 for OAuth, with what to do."""
    for arguments in ((), ("--host", "0.0.0.0")):
        with Server(arguments=arguments) as server:
            for method, path in (
                ("GET", "/oauth/authorize"), ("POST", "/oauth/token"), ("POST", "/oauth/register"),
                ("GET", "/.well-known/oauth-authorization-server"), ("GET", "/.well-known/openid-configuration"),
            ):
                code, headers, answer = server.exchange(method, path, {} if method == "POST" else None, token=None)
                equal((code, headers["Allow"]), (404, None), f"{method} {path}: {answer}")
            require("OAuth is off on this server" in str(server.request("POST", "/oauth/register", {}, token=None)[1]), "the reason")
            equal(server.request("GET", "/v1/long-term-memory/x")[0], 404, "a token works")
