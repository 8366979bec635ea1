"""The identity providers, started when first asked for, and one way in front of them that counts and hangs."""

import functools

from harness import free_port
from identity_providers.glewlwyd import Glewlwyd
from identity_providers.lemonldap import LemonLDAP

# The server under test listens here wherever people come back to it from a provider: they are registered for this address.
SERVER_PORT = free_port()


def _started(kind):
    server = f"http://127.0.0.1:{SERVER_PORT}"
    return kind(f"{server}/login/{kind.name}/callback", f"{server}/login", f"{server}/mcp").start()


@functools.cache
def glewlwyd():
    return _started(Glewlwyd)


@functools.cache
def lemonldap():
    return _started(LemonLDAP)
