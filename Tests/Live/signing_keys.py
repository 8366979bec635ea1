"""Keys of identity providers: rotated under load, and asked for by tokens that name keys nobody has."""

import base64
import contextlib
import http.client
import json
import threading
import time

from clock import Clock
from harness import Server, Threads, case, equal, eventually, require, send
from operators import SEARCH, status
from identity_providers import glewlwyd, lemonldap
from identity_providers.gate import Gate
from resource_server import refused, trusting

# Every request is verified; with the cache, most would not use a key.
COLD = {"AGENT_MEMORY_AUTH_CACHE_SECONDS": "0"}
# Wrong tokens of one address are limited; behind a proxy the test is many addresses.
BEHIND_A_PROXY = {"AGENT_MEMORY_HTTP_TRUSTED_PROXIES": "127.0.0.1"}
# How often the server may look again for a key it does not know (`JWKSKeyCache.Schedule.interval`).
INTERVAL = 30


class Load(Threads):
    """Requests without a pause, each with the next of `tokens`, which may be replaced at any time."""

    def __init__(self, server, tokens, threads=3):
        super().__init__(threads)
        self.server, self.tokens = server, list(tokens)
        self.answered = [0] * threads
        self.failures = []

    def prepared(self, index, stack):
        connection = stack.enter_context(
            contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30))
        )

        def step():
            tokens = self.tokens
            try:
                found, _, answer = send(connection, *SEARCH, token=tokens[self.answered[index] % len(tokens)])
                if found != 200:
                    self.failures.append((found, answer))
            except OSError as error:
                self.failures.append(error)
                connection.close()
            self.answered[index] += 1

        return step

    def go_on(self, times):
        """Until every thread has had this many more answers, and none of them bad."""
        goal = [answered + times for answered in self.answered]
        eventually(lambda: all(a >= g for a, g in zip(self.answered, goal)), 60, "the load stands still")
        equal(self.failures[:3], [], "good requests that failed")


def of_people(provider):
    return [provider.user_token(person) for person in ("alice", "bob")]


@case
def keys_rotate_while_requests_run():
    """While both providers rotate their keys, no good token is refused; one of a withdrawn key is, once the keys are read again."""
    clock = Clock()
    with Server(environment={**trusting(glewlwyd(), lemonldap()), **COLD, **clock.environment}) as server:
        current = {provider: of_people(provider) for provider in (glewlwyd(), lemonldap())}

        def good():
            return [server.token, *(token for tokens in current.values() for token in tokens)]

        with Load(server, good()) as load:
            load.go_on(20)
            for step, (provider, rotate, withdraws) in enumerate([
                (glewlwyd(), lambda: glewlwyd().rotate(keep=True), False),
                (glewlwyd(), lambda: glewlwyd().rotate(keep=False), True),
                (lemonldap(), lambda: lemonldap().rotate(), True),
            ]):
                old = current.pop(provider)
                if withdraws:
                    load.tokens = good()
                    load.go_on(2)
                rotate()
                current[provider] = of_people(provider) + ([] if withdraws else old)
                load.tokens = good()
                load.go_on(40)
                for token in old:
                    equal(status(server, token), 401 if withdraws else 200, f"{provider.name}, a token of the old key")
                clock.shift((step + 1) * (INTERVAL + 1))
            withdrawn = current.pop(lemonldap())
            load.tokens = good()
            load.go_on(2)
            lemonldap().rotate()
            # Nobody has shown a token of the new key: the old one ends when the time to read the keys again has come.
            clock.shift(700)
            try:
                eventually(lambda: status(server, withdrawn[0]) == 401, 8)
            except AssertionError:
                # On a busy machine a fetch was under way when the keys changed, and read the old ones: the next one is due later.
                clock.shift(1400)
                eventually(lambda: status(server, withdrawn[0]) == 401, 15, "the withdrawn key goes on working")
            refused(server, withdrawn[1], "Unknown signing key")
            load.go_on(20)
            print(f"      {sum(load.answered)} requests, 0 failed", flush=True)


def with_unknown_key(token, number):
    header, payload, signature = token.split(".")
    fields = {**json.loads(base64.urlsafe_b64decode(header + "==")), "kid": f"invented-{number}"}
    return ".".join([base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode(), payload, signature])


@case
def a_flood_of_unknown_keys_is_no_flood_at_the_provider():
    """Ten thousand tokens that name invented keys make no more fetches than the interval allows, and good tokens go on working."""
    requests, workers = 10_000, 4
    good = [glewlwyd().user_token("alice"), lemonldap().user_token("alice")]
    sample = glewlwyd().client_token()
    keys = glewlwyd().metadata()["jwks_uri"].removeprefix(glewlwyd().base)
    with Gate(glewlwyd().base) as gate:
        settings = {
            **trusting(glewlwyd(), lemonldap()), **glewlwyd().settings(JWKS_URL=gate.base + keys), **COLD, **BEHIND_A_PROXY}
        with Server(environment=settings) as server:
            eventually(lambda: all(status(server, token) == 200 for token in good), 20, "the issuers are not there")
            before, start, wrong = len(gate.requests), time.monotonic(), []

            def flood(worker):
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
                    for number in range(worker, requests, workers):
                        token = with_unknown_key(sample, number)
                        address = {"X-Forwarded-For": f"198.18.{number // 50 % 256}.{worker + 1}"}
                        found, _, answer = send(connection, *SEARCH, token=token, headers=address)
                        if (found, answer["detail"]) != (401, "Unknown signing key"):
                            wrong.append((found, answer))
                        if number % 500 == worker and status(server, good[number // 500 % 2]) != 200:
                            wrong.append("a good token was refused")

            threads = [threading.Thread(target=flood, args=(worker,)) for worker in range(workers)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds, fetches = time.monotonic() - start, len(gate.requests) - before
            equal(wrong[:3], [], "answers")
            allowed = 1 + int(seconds / INTERVAL)
            print(f"      {requests} requests in {seconds:.1f} s: {fetches} of at most {allowed} fetches", flush=True)
            require(1 <= fetches <= allowed, f"{fetches} fetches in {seconds:.1f} s")
