"""Identity providers that die, hang, or have another idea of the time."""

import contextlib
import http.client
import os
import tempfile
import threading
import time

from clock import Clock
from harness import Server, case, equal, eventually, require, send
from operators import SEARCH, refused as start_refused, status
from identity_providers import glewlwyd, lemonldap
from identity_providers.gate import Gate
from resource_server import refused, trusting
from signing_keys import BEHIND_A_PROXY, COLD, with_unknown_key


@contextlib.contextmanager
def killed(provider):
    """Its processes are gone; afterwards it runs again."""
    provider.kill()
    try:
        yield
    finally:
        if provider.process is None:
            provider.start()


@case
def known_keys_serve_while_the_provider_is_dead():
    """With the provider killed, its tokens go on working, seen before or not, also when its keys are due; then it comes back."""
    clock = Clock()
    for provider in (glewlwyd(), lemonldap()):
        clock.shift(0)
        with Server(environment={**trusting(provider), **clock.environment}) as server:
            seen, unseen, late = (provider.user_token(person) for person in ("alice", "bob", "alice"))
            eventually(lambda: status(server, seen) == 200, 20, "the issuer is not there")
            with killed(provider):
                equal([status(server, token) for token in (seen, unseen)], [200, 200], f"{provider.name} is dead")
                clock.shift(700)
                equal([status(server, token) for token in (seen, unseen, late)], [200] * 3, f"{provider.name}, keys due")
                refused(server, with_unknown_key(seen, 1), "Unknown signing key")
            equal(status(server, provider.user_token("bob")), 200, f"{provider.name} is back")


@case
def a_start_without_the_provider():
    """A required provider that is down ends the start and the cause is named; of one that is not, tokens get 503 until it is up."""
    token = glewlwyd().client_token()
    with killed(glewlwyd()), tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        start_refused(
            ["--port", "0", "--data", os.path.join(folder, "data")], trusting(glewlwyd(), REQUIRED="true"),
            f"auth.issuer.glewlwyd ({glewlwyd().issuer}) is required and could not be used after 3 attempts: ", "connect")
        require(time.monotonic() - start >= 3, "it did not wait between its attempts")
        with Server(environment=trusting(glewlwyd(), REQUIRED="false")) as server:
            found, fields, answer = server.exchange(*SEARCH, token=token)
            equal((found, answer["detail"]), (503, "OIDC provider not initialized"))
            require(int(fields["Retry-After"]) > 0, fields["Retry-After"])
            equal(status(server, server.token), 200, "an API token meanwhile")
            glewlwyd().start()
            eventually(lambda: status(server, token) == 200, 20, "the provider is up, and its token is not accepted")
            require(f"OIDC authentication initialized issuer={glewlwyd().issuer}" in server.text, server.text)


def slowest_percent(server, tokens, requests=400):
    """The 99th percentile of the seconds that requests take, and nothing but 200."""
    taken = []
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for number in range(requests):
            start = time.monotonic()
            found, _, answer = send(connection, *SEARCH, token=tokens[number % len(tokens)])
            taken.append(time.monotonic() - start)
            equal(found, 200, f"{answer}")
    return sorted(taken)[int(requests * 0.99)]


@case
def a_provider_that_hangs_delays_nobody_else():
    """While one provider hangs and tokens ask for its keys, the 99th percentile of all other requests stays where it was."""
    clock = Clock()
    sample, mine = glewlwyd().client_token(), glewlwyd().user_token("alice")
    keys = glewlwyd().metadata()["jwks_uri"].removeprefix(glewlwyd().base)
    with Gate(glewlwyd().base, lifetime=60) as gate:
        settings = {
            **trusting(glewlwyd(), lemonldap()), **glewlwyd().settings(JWKS_URL=gate.base + keys), **COLD, **BEHIND_A_PROXY,
            **clock.environment}
        with Server(environment=settings) as server:
            good = [server.token, lemonldap().user_token("alice"), mine]
            eventually(lambda: all(status(server, token) == 200 for token in good), 20, "the issuers are not there")
            slowest_percent(server, good, 100)
            before = slowest_percent(server, good)
            gate.close()
            # Half of the keys' lifetime is over, so that they are fetched in the background, too.
            clock.shift(31)
            over, waited = threading.Event(), []

            def ask(worker):
                number = 0
                while not over.is_set():
                    start, number = time.monotonic(), number + 1
                    address = {"X-Forwarded-For": f"198.18.{number % 250}.{worker}"}
                    server.exchange(*SEARCH, token=with_unknown_key(sample, number), headers=address)
                    waited.append(time.monotonic() - start)

            workers = [threading.Thread(target=ask, args=(worker,), daemon=True) for worker in range(1, 4)]
            for worker in workers:
                worker.start()
            eventually(lambda: len(gate.requests) >= 2, 10, "nobody asked the provider that hangs")
            during = slowest_percent(server, good)
            eventually(lambda: waited, 10, "a token of an unknown key has no answer")
            # Their lifetime is over, and the provider hangs on.
            clock.shift(62)
            after = slowest_percent(server, good)
            over.set()
            gate.open()
            for worker in workers:
                worker.join(20)
            print(
                f"      99th percentile: {before * 1000:.1f} ms before, {during * 1000:.1f} and {after * 1000:.1f} ms while it hangs; "
                f"unknown keys waited {max(waited):.1f} s at most", flush=True)
            # What waits for the provider waits for seconds; the floor is the machine's own noise.
            require(max(during, after) <= max(3 * before, 0.1), f"{before} s, {during} s, {after} s")
            require(max(waited) < 8, f"a token of an unknown key waited {max(waited)} s")


@case
def clocks_that_differ():
    """Expired and not yet valid tokens get their sentences, and the leeway is kept, when the server's clock is wrong."""
    clock = Clock()
    with Server(environment={**trusting(glewlwyd(), lemonldap()), **COLD, **clock.environment}) as server:
        for provider in (glewlwyd(), lemonldap()):
            token = provider.user_token("alice")
            for shift, sentence in [
                (0, None), (-45, None), (-90, "Token not yet valid"), (-3600, "Token not yet valid"), (3640, None),
                (3665, "Token has expired"), (86_400, "Token has expired"), (0, None),
            ]:
                clock.shift(shift)
                if sentence:
                    refused(server, token, sentence)
                else:
                    equal(status(server, token), 200, f"{provider.name}, {shift} s")
        clock.shift(600)
        doctor = server.command("doctor", check=False)
        require("clock" in doctor.stdout, f"doctor does not mind a clock that is ten minutes off: {doctor.stdout}")


@case
def a_token_of_two_seconds_expires():
    """A short-lived token is accepted, and refused when its time is over, without anybody's clock being moved."""
    with Server(environment={**trusting(lemonldap(), LEEWAY_SECONDS="0"), **COLD}) as server:
        eventually(lambda: status(server, lemonldap().user_token("bob")) == 200, 20, "the issuer is not there")
        token = lemonldap().user_token("alice", client="memory-brief")
        equal(status(server, token), 200, "fresh")
        eventually(lambda: status(server, token) == 401, 10, "it goes on working")
        refused(server, token, "Token has expired")
