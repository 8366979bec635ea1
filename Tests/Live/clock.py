"""A wall clock that a test moves under a running server."""

import atexit
import os
import shutil
import struct
import subprocess
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="agent-memory-live-clock-")
atexit.register(_folder.cleanup)


def _library():
    library = os.path.join(_folder.name, "clock.so")
    if not os.path.exists(library):
        source = os.path.join(os.path.dirname(__file__), "clock.c")
        # Every machine that built the server has one of them.
        compiler = shutil.which("clang") or shutil.which("cc")
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source], check=True, timeout=60)
    return library


class Clock:
    """`environment` puts a process on it; `shift` moves it by seconds from the true time."""

    def __init__(self):
        handle, self.path = tempfile.mkstemp(dir=_folder.name)
        os.close(handle)
        self.shift(0)
        self.environment = {"LD_PRELOAD": _library(), "CLOCK_SHIFT_FILE": self.path}

    def shift(self, seconds):
        with open(self.path, "r+b") as file:
            file.write(struct.pack("l", seconds))
