"""Access tokens of two real identity providers, at one server, together with its own API tokens."""

import asyncio
import json

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from harness import Server, case, equal, require
from operators import SEARCH, status
from identity_providers import glewlwyd, lemonldap
from identity_providers.provider import ELSEWHERE


def trusting(*providers, **settings):
    """The environment of a server that accepts the tokens of the providers; `settings` are more of every issuer."""
    environment = {"AGENT_MEMORY_AUTH_ISSUERS": ",".join(provider.name for provider in providers)}
    for provider in providers:
        environment.update(provider.settings(**settings))
    return environment


def remember(server, token, memory, text):
    found, answer = server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": memory, "text": text}]}, token=token)
    equal(found, 200, f"remembering: {answer}")


def recalled(server, token):
    found, answer = server.request(*SEARCH[:2], {"text": "", "limit": 50}, token=token)
    equal(found, 200, f"searching: {answer}")
    return sorted(memory["text"] for memory in answer["memories"])


def refused(server, token, sentence):
    found, fields, answer = server.exchange(*SEARCH, token=token)
    equal((found, answer["detail"]), (401, sentence))
    require('error="invalid_token"' in fields["WWW-Authenticate"], fields["WWW-Authenticate"])


async def over_mcp(server, token, mode, work):
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as carrier:
        async with Client(streamable_http_client(f"{server.url}/mcp", http_client=carrier), mode=mode) as client:
            return await work(client)


@case
def tokens_of_two_providers_are_accepted():
    """People and clients of two providers, and API tokens, use REST and MCP side by side; nobody sees another's memories."""
    with Server(environment=trusting(glewlwyd(), lemonldap())) as server:
        require(server.text.count("OIDC authentication initialized") <= 2, server.text)
        owners = {
            "the first user": server.token, "a client at glewlwyd": glewlwyd().client_token(),
            **{f"{person} at {provider.name}": provider.user_token(person)
               for provider in (glewlwyd(), lemonldap()) for person in ("alice", "bob")}}
        for owner, token in owners.items():
            remember(server, token, "secret", f"The secret of {owner}.")
        for owner, token in owners.items():
            equal(recalled(server, token), [f"The secret of {owner}."], owner)

            async def listed(client):
                return (await client.call_tool("list_memories", {})).structured_content

            for mode in ("auto", "legacy"):
                answer = asyncio.run(over_mcp(server, token, mode, listed))
                equal([memory["text"] for memory in answer["memories"]], [f"The secret of {owner}."], f"{owner}, MCP {mode}")

        # A fresh token of the same person is the same person.
        equal(recalled(server, lemonldap().user_token("alice")), ["The secret of alice at lemonldap."])
        names = [line.split()[0] for line in server.command("user", "list").stdout.splitlines()[1:]]
        equal((len(names), len(set(names))), (len(owners), len(owners)), f"accounts, one for each: {names}")


@case
def tokens_for_others_are_refused_and_explained():
    """A token for another audience, without a subject, or an ID token is refused with its sentence; `token explain` says why."""
    with Server(environment=trusting(glewlwyd(), lemonldap())) as server:
        for token, sentence, *words in [
            (glewlwyd().client_token(resource=ELSEWHERE), "Invalid audience", ELSEWHERE, "auth.issuer.glewlwyd.audiences"),
            # Without a resource it names the scopes as its audience.
            (glewlwyd().client_token(resource=None), "Invalid audience", "memory:read", "auth.issuer.glewlwyd.audiences"),
            (glewlwyd().user_token("alice", resource=ELSEWHERE), "Invalid audience", ELSEWHERE),
            (lemonldap().user_token("alice", client="memory-elsewhere"), "Invalid audience", "“memory-elsewhere”"),
            # Its clients' own tokens carry `sub: null`.
            (lemonldap().client_token(), "Invalid token claims", "it has no sub", "Configure the issuer to put sub into access tokens"),
            (glewlwyd().user_tokens("alice")["id_token"], "ID tokens are not accepted", "Send the access_token"),
            (lemonldap().user_tokens("alice")["id_token"], "ID tokens are not accepted", "Send the access_token"),
        ]:
            refused(server, token, sentence)
            explained = server.command("token", "explain", "-", stdin=token, check=False)
            equal(explained.returncode, 1, explained.stderr)
            for word in (f"The server responds with 401: {sentence}", *words):
                require(word in explained.stdout, f"“{word}” is not in: {explained.stdout}")
        explained = server.command("token", "explain", "-", stdin=glewlwyd().client_token())
        require("The server accepts it." in explained.stdout and "It stands for" in explained.stdout, explained.stdout)
        doctor = server.command("doctor", check=False)
        for provider in (glewlwyd(), lemonldap()):
            require(provider.issuer in doctor.stdout + doctor.stderr or provider.name in doctor.stdout, doctor.stdout)


@case
def a_client_may_be_bound_to_a_workspace():
    """A client's own token acts in the workspace that the settings bind it to, for whatever user it names."""
    with Server(environment=trusting(glewlwyd(), SERVICES="memory-service=shop")) as server:
        service = glewlwyd().client_token()
        explained = server.command("token", "explain", "-", stdin=service, check=False)
        words = "The server responds with 403: The workspace this client is bound to does not exist."
        require(explained.returncode == 1 and words in explained.stdout, explained.stdout)
        equal(status(server, service), 403)
        doctor = server.command("doctor", check=False)
        require(doctor.returncode == 1 and "services names the workspace shop, which does not exist" in doctor.stdout, doctor.stdout)
        server.command("workspace", "add", "shop")
        for user in ("carol", "dave"):
            body = {"memories": [{"id": user, "text": f"{user} was here", "user_id": user}]}
            equal(server.request("POST", "/v1/long-term-memory/", body, token=service)[0], 200, user)
        found = server.request(*SEARCH[:2], {"text": "", "user_id": {"eq": "carol"}}, token=service)[1]
        equal([memory["id"] for memory in found["memories"]], ["carol"], json.dumps(found))
        equal(recalled(server, glewlwyd().user_token("alice")), [], "a person sees no part of it")
        equal(status(server, server.token), 200)
