"""A bare machine for the tests of the release: a chroot of Debian without a toolchain, with its own processes and mounts."""

import contextlib
import json
import pathlib
import re
import socket
import subprocess
import threading
import time
import urllib.request

QUESTION = "Which city is home?"
MEMORY = "The user lives in Lisbon and cycles to work."


class Failed(Exception):
    """What a test found, as a sentence."""


def run(*command, **options):
    """The standard output of a command; `Failed` with what it printed when it ends with an error."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class Machine:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    @staticmethod
    def make(root, suite, packages=(), keyring=None, mirror=None):
        options = [f"--include={package}" for package in packages] + ([f"--keyring={keyring}"] if keyring else [])
        run("mmdebstrap", "--variant=minbase", *options, suite, root, *([mirror] if mirror else []))
        return Machine(root)

    def remove(self):
        run("rm", "--recursive", "--force", "--one-file-system", self.root)

    def command(self, *words):
        """The words of a command that runs in the machine, and whose processes end with it."""
        inside = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@"'
        clean = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "DEBIAN_FRONTEND=noninteractive")
        return [*clean, "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", inside, str(self.root), *map(str, words)]

    def run(self, *words, **options):
        return run(*self.command(*words), **options)

    def take(self, file, folder="/srv"):
        """Copies a file into the machine; its path there."""
        (self.root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        run("cp", file, self.root / folder.lstrip("/"))
        return f"{folder}/{pathlib.Path(file).name}"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def started(command, seconds=30):
    """Runs a server until the end of the block; gives what it printed until it listens."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    lines, listening = [], threading.Event()

    def read():
        for line in process.stdout:
            lines.append(line)
            if " listens on " in line:
                listening.set()
        listening.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        if not listening.wait(seconds) or process.poll() is not None:
            raise Failed(f"the server did not start:\n{''.join(lines)}")
        yield "".join(lines)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def first_memory(port, greeting):
    """What README does first: stores a memory with the token of the first start, and finds it by its meaning."""
    token = re.search(r"export TOKEN=(\S+)", greeting)
    if not token:
        raise Failed(f"the first start printed no token:\n{greeting}")

    def post(path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/long-term-memory/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {token.group(1)}", "Content-Type": "application/json"},
        )
        return json.load(urllib.request.urlopen(request, timeout=10))

    post("", {"memories": [{"id": "home", "text": MEMORY}, {"id": "tea", "text": "The user drinks green tea."}]})
    deadline = time.monotonic() + 10
    while True:
        found = post("search", {"text": QUESTION, "limit": 1, "search_mode": "semantic"})["memories"]
        if found and found[0]["text"] == MEMORY:
            return
        if time.monotonic() > deadline:
            raise Failed(f"the memory is not found by its meaning: {found}")
        time.sleep(0.1)

