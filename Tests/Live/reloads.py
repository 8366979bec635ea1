"""Identity providers and the limit on wrong tokens change while the server runs."""

import pathlib
import signal
import tempfile

from harness import Server, case, equal, eventually, require
from providers import SEARCH, Provider


class Settings:
    """A settings file, and the server that is told to read it again."""

    def __init__(self, place):
        self.path = pathlib.Path(place) / "settings.yaml"

    def write(self, *providers, **more):
        lines = [f"auth.issuers: {','.join(name for name, _, _ in providers)}"] if providers else []
        for name, provider, audience in providers:
            lines += [f"auth.issuer.{name}.url: {provider.url}", f"auth.issuer.{name}.audiences: {audience}",
                      f"auth.issuer.{name}.required: true"]
        self.path.write_text("\n".join(lines + [f"{key}: {value}" for key, value in more.items()]) + "\n")

    def reload(self, server, sentence="the settings were read again"):
        before = server.text.count(sentence)
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: server.text.count(sentence) > before, what=f"no “{sentence}”: {server.text[-2000:]}")
        return [line for line in server.text.splitlines() if sentence in line][-1]


def status(server, token):
    return server.request(*SEARCH, token=token)[0]


@case
def issuers_change_while_the_server_runs():
    """A reload adds a provider, ends the cached tokens of a removed one at once, and changes nothing when the new one is down."""
    # The tests themselves may run under nohup, which a child inherits.
    previous = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with Provider() as first, Provider() as second, tempfile.TemporaryDirectory() as place:
            settings = Settings(place)
            settings.write(("first", first, "memory"))
            with Server(arguments=("--config", str(settings.path))) as server:
                old, new = first.token(), second.token()
                equal([status(server, token) for token in (old, old, new)], [200, 200, 401], "before")
                fetches = first.fetches
                settings.write(("first", first, "memory"), ("second", second, "memory"))
                line = settings.reload(server)
                require("auth.issuers" in line and "needs_restart=nothing" in line, line)
                equal([status(server, token) for token in (old, new, new)], [200, 200, 200], "with both")
                equal(first.fetches, fetches, "fetches of keys that were known")
                settings.write(("second", second, "memory"))
                settings.reload(server)
                equal([status(server, token) for token in (old, new)], [401, 200], "without the first")
                settings.write(("second", second, "elsewhere"))
                settings.reload(server)
                equal(status(server, new), 401, "for another audience")
                settings.write(("second", second, "memory"))
                settings.reload(server)
                equal(status(server, new), 200, "for its audience again")
                first.server.shutdown()
                first.server.server_close()
                settings.write(("first", first, "memory"))
                line = settings.reload(server, "the settings cannot be used")
                require("required and could not be used" in line, line)
                equal(status(server, new), 200, "after a reload that failed")
                settings.write(("second", second, "memory"), **{"auth.failuresPerMinute": 3, "limits.batchSize": 7})
                line = settings.reload(server)
                require("needs_restart=limits.batchSize" in line and "auth.failuresPerMinute" in line, line)
                found = [status(server, "amt_wrong") for _ in range(5)]
                require(429 in found, f"the limit on wrong tokens is not three: {found}")
                equal(server.stop(), 0)
    finally:
        signal.signal(signal.SIGHUP, previous)
