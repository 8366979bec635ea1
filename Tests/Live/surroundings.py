"""A fault of the file system or of what surrounds the process is an answer, a log line or an exit code: no signal and no silent loss."""

import contextlib
import fcntl
import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import harness
import operators
from harness import Server, Skipped, case, clean_environment, equal, eventually, free_port, require, send
from operators import status


def works(*command):
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def ext4_disk(megabytes):
    """A disk whose files have holes: what was never written has no block to write to when the disk is full. A tmpfs, where a read fills
    holes, on machines without loop devices."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-ext4-") as place:
        image, mounted = os.path.join(place, "image"), os.path.join(place, "disk")
        os.mkdir(mounted)
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        is_ext4 = works("mkfs.ext4", "-q", "-m", "0", image) and works("mount", "-o", "loop", image, mounted)
        if not is_ext4 and not works("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", mounted):
            raise Skipped("no small disk can be mounted")
        try:
            yield mounted
        finally:
            subprocess.run(["umount", "-l", mounted], check=False)


def fill(place):
    with contextlib.suppress(OSError), open(os.path.join(place, "ballast"), "wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    os.sync()


@case
def a_revocation_on_a_full_disk():
    """The first revocation of a data directory on a full disk ends neither server nor command, and acts at once when it is stored."""
    with ext4_disk(24) as place, Server(data=os.path.join(place, "data")) as server:
        tokens = [server.new_token() for _ in range(4)]
        for token in tokens:
            equal(status(server, token), 200, "before")
        fill(place)
        for token in tokens:
            done = server.command("token", "remove", token.split("_")[1], "--force", check=False)
            require(done.returncode in (0, 1), f"the command ended with {done.returncode}: {done.stdout}{done.stderr}")
            equal(status(server, token), 401 if done.returncode == 0 else 200, done.stdout + done.stderr)
        os.remove(os.path.join(place, "ballast"))
        eventually(lambda: server.command("token", "remove", tokens[-1].split("_")[1], "--force", check=False) and
                   status(server, tokens[-1]) == 401, what="writing did not recover")
        equal(server.stop(), 0, "exit code")


@case
def the_file_of_revocations_is_cut_short_or_removed():
    """A running server outlives the truncation of `revocations` and notices its removal within a second."""
    with Server() as server:
        file = os.path.join(server.data, "revocations")
        for damage in (lambda: os.truncate(file, 0), lambda: os.remove(file), lambda: os.replace(new_file(file), file)):
            token = server.new_token()
            equal(status(server, token), 200, "before")
            damage()
            equal(status(server, token), 200, "after the damage")
            server.command("token", "remove", token.split("_")[1], "--force")
            eventually(lambda: status(server, token) == 401, 1.5, "the removed token is still taken")
        require("was removed or replaced" in server.text, f"the log does not say so: {server.text}")
        equal(server.stop(), 0, "exit code")


def new_file(path):
    open(path + ".new", "wb").close()
    return path + ".new"


def ended(server, *words):
    """Waits until the server has ended by itself, with a status that says so and these words."""
    code = server.process.wait(10)
    require(code not in (0, None) and code > 0, f"exit code {code}")
    eventually(lambda: all(word in server.text for word in words), what=f"{words} is not in: {server.text}")
    server.process = None


def store(server, name, token=""):
    return server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": name, "text": f"About {name}."}]}, token=token)[0]


@case
def the_database_is_removed_or_replaced():
    """A server whose database is removed or replaced acknowledges nothing more and ends within a second, loudly."""
    for name, replaced in (("memory.db", False), ("memory.db", True), ("memory.db-wal", False)):
        with Server() as server:
            equal(store(server, "first"), 200, "before")
            path = os.path.join(server.data, name)
            if replaced:
                shutil.copy(path, path + ".copy")
                os.replace(path + ".copy", path)
            else:
                os.rename(path, path + ".gone")
            with contextlib.suppress(OSError, http.client.HTTPException):
                require(store(server, "lost") != 200, "what is stored nowhere was acknowledged")
            ended(server, "memory.db", "removed, replaced or moved")


@case
def the_database_is_cut_or_overwritten():
    """A server whose database is cut, or loses its header, ends within a second, loudly."""
    for damage, words in (
        (lambda path: os.truncate(path, os.path.getsize(path) // 2), "memory.db was cut from"),
        (lambda path: os.truncate(path, 4_096), "to 4096 bytes"),
        (overwritten, "memory.db was overwritten"),
    ):
        with Server() as server:
            equal(store(server, "first"), 200, "before")
            damage(os.path.join(server.data, "memory.db"))
            ended(server, words)


def overwritten(path):
    with open(path, "r+b") as file:
        file.write(bytes(100))


@case
def the_index_of_the_log_is_cut_short():
    """The one file that is mapped, SQLite's, is cut short: the server ends with a sentence and no signal, and nothing is lost."""
    with Server() as server:
        equal(store(server, "first"), 200, "before")
        os.truncate(os.path.join(server.data, "memory.db-shm"), 0)
        with contextlib.suppress(OSError, http.client.HTTPException):
            store(server, "second")
        ended(server, "cut short")
        server.start()
        equal(server.request("GET", "/v1/long-term-memory/first")[0], 200, "after the restart")


@case
def a_directory_in_use_does_not_start_as_new():
    """An emptied database, or none where there was one, is refused with a sentence; a new directory starts, and so does a restored one."""
    with Server() as server:
        equal(store(server, "first"), 200, "before")
        server.stop()
        path = os.path.join(server.data, "memory.db")
        shutil.copy(path, path + ".backup")
        for damage, word in ((lambda: os.truncate(path, 0), "is empty"), (lambda: os.remove(path), "was in use")):
            damage()
            operators.refused(["--port", "0", "--data", server.data], {}, "cannot be used", word)
        os.replace(path + ".backup", path)
        server.start()
        equal(server.request("GET", "/v1/long-term-memory/first")[0], 200, "restored")


@case
def the_lock_is_removed():
    """A second server is refused also after `server.lock` was removed, and the first puts it back."""
    with Server() as server:
        path = os.path.join(server.data, "server.lock")
        os.remove(path)
        operators.refused(["--port", "0", "--data", server.data], {}, "Another agent-memory server")
        eventually(lambda: os.path.exists(path) and "locked again" in server.text, what="the lock was not put back")
        equal(server.stop(), 0, "exit code")


@case
def standard_error_that_nobody_reads():
    """A pipe for output and log that nobody reads stops neither requests nor SIGTERM; what does not fit is dropped."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 8_192)
    with tempfile.TemporaryDirectory(prefix="agent-memory-pipe-") as place:
        port = free_port()
        command = [harness.BINARY, "serve", "--port", str(port), "--data", os.path.join(place, "data")]
        process = subprocess.Popen(
            command, cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, stdout=writing, stderr=writing)
        os.close(writing)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            eventually(lambda: answers(connection), what="the server did not start")
            # A line of the log each.
            for _ in range(400):
                equal(send(connection, "GET", "/nothing")[0], 404, "a request")
            process.send_signal(signal.SIGTERM)
            # The last lines are waited for a second.
            equal(process.wait(15), 0, "exit code")
            connection.close()
        finally:
            process.kill()
            process.wait()
            os.close(reading)


def answers(connection):
    try:
        return send(connection, "GET", "/v1/health")[0] == 200
    except (OSError, http.client.HTTPException):
        connection.close()
        return False


@case
def sighup_reloads_a_service_and_ends_a_terminals_server():
    """SIGHUP makes a server without a terminal read its settings again, ends one with a terminal, and does nothing after nohup."""
    # The tests themselves may run under nohup, which a child inherits.
    previous = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with tempfile.TemporaryDirectory() as place:
            file = os.path.join(place, "settings.yaml")
            pathlib.Path(file).write_text("log.requests: true\n")
            with Server(arguments=("--config", file)) as server:
                server.request("GET", "/v1/health")
                eventually(lambda: "route=/v1/health" in server.text, what="no line of the request")
                pathlib.Path(file).write_text("log.requests: false\nlimits.batchSize: 7\n")
                server.process.send_signal(signal.SIGHUP)
                eventually(lambda: "needs_restart=limits.batchSize" in server.text, what="not read again")
                before = server.text.count("route=/v1/health")
                equal(server.request("GET", "/v1/health")[0], 200, "after the reload")
                pathlib.Path(file).write_text("log.requests: perhaps\n")
                server.process.send_signal(signal.SIGHUP)
                eventually(lambda: "the former ones stay" in server.text, what="not refused")
                equal(server.text.count("route=/v1/health"), before, "requests are still logged")
                equal(server.stop(), 0, "exit code")
        master, terminal = os.openpty()
        with tempfile.TemporaryDirectory() as place:
            process = subprocess.Popen(
                [harness.BINARY, "serve", "--port", "0", "--data", place], cwd="/", env=clean_environment(), stdin=terminal,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            for line in process.stdout:
                if "listens on http" in line:
                    break
            process.send_signal(signal.SIGHUP)
            equal(process.wait(20), 0, "exit code with a terminal")
            process.stdout.close()
        os.close(master)
        os.close(terminal)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with Server() as server:
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.3)
            equal(server.request("GET", "/v1/health", token=None)[0], 200, "after nohup")
            equal(server.stop(), 0, f"exit code, {server.text}")
    finally:
        signal.signal(signal.SIGHUP, previous)


@case
def a_read_only_root():
    """With every file system read-only but the data directory, storing works."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-root-") as place:
        script = (
            f"mount -t tmpfs none {place}; for top in / /tmp /var/tmp; do mountpoint -q $top && mount -o remount,ro,bind $top; done; "
            'exec "$@"')
        with Server(data=os.path.join(place, "data"), prefix=["unshare", "--mount", "sh", "-c", script, "sh"]) as server:
            require(not os.access(f"/proc/{server.process.pid}/root/tmp", os.W_OK), "/tmp can be written to")
            equal(store(server, "first"), 200, "a memory")
            batch = {"memories": [{"id": f"m{number}", "text": f"Number {number} " * 300} for number in range(100)]}
            equal(server.request("POST", "/v1/long-term-memory/", batch)[0], 200, "a hundred")
            equal(server.request("GET", "/health")[1]["status"], "healthy", "/health")
            equal(server.stop(), 0, "exit code")


@case
def health_tells_when_nothing_can_be_stored():
    """On a full disk `/health` is degraded, and healthy again when there is room, without a write of anybody."""
    with ext4_disk(24) as place, Server(data=os.path.join(place, "data")) as server:
        fill(place)
        text = {"memories": [{"id": "large", "text": "word " * 3_000}]}
        eventually(lambda: server.request("POST", "/v1/long-term-memory/", text)[0] == 507, what="the disk is not full")
        health = server.request("GET", "/health")[1]
        equal((health["status"], health["storage"]["state"]), ("degraded", "read_only"))
        os.remove(os.path.join(place, "ballast"))
        eventually(lambda: server.request("GET", "/health")[1]["status"] == "healthy", 5, "health did not recover")


@case
def no_core_dump_and_no_closed_stream():
    """The server makes no core dumps, and standard streams that were closed are /dev/null."""
    with Server(prefix=["sh", "-c", "exec \"$@\" <&-", "sh"]) as server:
        with open(f"/proc/{server.process.pid}/limits") as file:
            limits = [line.split()[4:6] for line in file if line.startswith("Max core file size")]
        equal(limits, [["0", "0"]], "limits of core dumps")
        equal(os.readlink(f"/proc/{server.process.pid}/fd/0"), "/dev/null", "standard input")
        equal(os.stat(f"/proc/{server.process.pid}/maps").st_uid, 0, "owner of what a debugger would read")


@case
def the_binary_is_hardened():
    """The binary is position independent, its tables are read-only from the start (RELRO, BIND_NOW), and no stack is executable."""
    headers = subprocess.run(["readelf", "-hldW", harness.BINARY], capture_output=True, text=True, check=True).stdout
    for words in (r"Type:\s+DYN", "GNU_RELRO", r"FLAGS_1\).*NOW.*PIE", r"GNU_STACK\s+\S+ \S+ \S+ \S+ \S+ RW "):
        require(re.search(words, headers), f"{words} is not in:\n{headers}")
    require("TEXTREL" not in headers, "text relocations")
    if "release" in os.path.realpath(harness.BINARY):
        require("ORIGIN" not in headers, "the binary looks for libraries in its own directory: it was built without --disable-local-rpath")


@case
def the_database_is_removed_under_mcp():
    """`agent-memory mcp` ends, with a sentence, when its database is removed."""
    with Server() as server:
        server.stop()
        process = subprocess.Popen(
            [harness.BINARY, "mcp", "--data", server.data], cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**server.environment, "AGENT_MEMORY_TOKEN": server.token})
        process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        require('"result"' in process.stdout.readline(), "a ping")
        os.remove(os.path.join(server.data, "memory.db"))
        equal(process.wait(10), 1, "exit code")
        require("removed, replaced or moved" in process.stderr.read(), "the reason")
