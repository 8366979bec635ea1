"""The distributions besides Debian 12 that must run the released files, as bare machines."""

import dataclasses
import hashlib
import urllib.error
import urllib.request

from machine import Failed, Machine, run

UBUNTU = "http://archive.ubuntu.com/ubuntu"
# Debian has no package with Ubuntu's keys, so theirs is taken from their archive, where anybody could have changed it.
KEYS = "pool/main/u/ubuntu-keyring/ubuntu-keyring_2021.03.26_all.deb"
KEYS_SUM = "0d0e7ed6b112f5d03eabf3c7eb01ebdacf9c57714b279e90495cfc58c8c4520f"


@dataclasses.dataclass
class Distribution:
    name: str
    suite: str
    is_ubuntu: bool = True

    def machine(self, folder):
        root = folder / self.suite
        if not self.is_ubuntu:
            return Machine.make(root, self.suite, ["adduser"])
        return Machine.make(root, self.suite, ["adduser"], keyring(folder), UBUNTU)


def keyring(folder):
    package, keys = folder / "ubuntu-keyring.deb", folder / "ubuntu-keyring"
    if not keys.exists():
        content = urllib.request.urlopen(f"{UBUNTU}/{KEYS}", timeout=60).read()
        if hashlib.sha256(content).hexdigest() != KEYS_SUM:
            raise Failed(f"{KEYS} is not the file it was")
        package.write_bytes(content)
        run("dpkg-deb", "--extract", package, keys)
    return keys / "usr/share/keyrings/ubuntu-archive-keyring.gpg"


OTHERS = [
    Distribution("Debian 13", "trixie", is_ubuntu=False),
    Distribution("Ubuntu 22.04", "jammy"),
    Distribution("Ubuntu 24.04", "noble"),
    Distribution("Ubuntu 26.04", "resolute"),
]


def reachable():
    """All of them; without Ubuntu's where a machine reaches Debian's packages only. That is said, so that nobody takes them for tested."""
    try:
        urllib.request.urlopen(f"{UBUNTU}/dists/{OTHERS[1].suite}/InRelease", timeout=20).close()
    except (urllib.error.URLError, OSError) as error:
        print(f"release: NOT TESTED on Ubuntu: {UBUNTU} cannot be reached ({error})", flush=True)
        return [one for one in OTHERS if not one.is_ubuntu]
    return OTHERS
