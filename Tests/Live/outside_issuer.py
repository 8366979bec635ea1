"""MCP clients that find the way by themselves where this server gives out no tokens: to a real identity provider, and back."""

import asyncio
import contextlib

from mcp.shared.auth import OAuthClientInformationFull

import authorization
import fastmcp_client
from authorization import Application, said
from browser import Person, browser
from harness import Server, case, equal, free_port, require
from identity_providers import SERVER_PORT, glewlwyd, lemonldap
from identity_providers.provider import AGENT, PEOPLE
from resource_server import over_mcp

# Glewlwyd registers no client without a secret.
METHOD = "client_secret_post"
READ, BOTH = "memory:read", "memory:read memory:write"


@contextlib.contextmanager
def server_for(provider, oauth="false", **settings):
    """A server that takes the provider's tokens for `/mcp`, and gives out none unless `oauth` says so."""
    server = Server(environment={
        "AGENT_MEMORY_OAUTH_ENABLED": oauth, "AGENT_MEMORY_AUTH_ISSUERS": provider.name, "AGENT_MEMORY_EMBEDDING_PROVIDER": "none",
        **provider.settings(AUDIENCES=provider.resource, **settings)})
    server.port = SERVER_PORT
    with server:
        yield server


async def person(chromium, name, redirect=AGENT, **more):
    """Somebody who has an account at the provider and nowhere else."""
    context = await chromium.new_context()
    return await Person(context, None, None, redirect, upstream=(name, PEOPLE[name]), **more).start()


async def application(server, provider, chromium, name, grants):
    """An MCP client that knows the address of `/mcp` and no more."""
    return Application(
        server, await person(chromium, name, grants=grants.split()), through=provider.name, method=METHOD)


async def remember(client, text):
    await said(client, "add_memories", {"memories": [{"text": text}]})


async def recalled(client):
    return [memory["text"] for memory in (await said(client, "list_memories", {}))["memories"]]


async def connects(server, provider, scopes, grants="", client=None):
    """From the URL alone to a tool call, later with the same tokens, then with refreshed ones; nobody sees another's memories."""
    async with browser() as chromium:
        for mode, name in zip(("auto", "legacy"), PEOPLE):
            agent = await application(server, provider, chromium, name, grants)
            agent.storage.client = client and client.model_copy()
            async with agent.session(mode) as session:
                equal(await recalled(session), [], f"what {name} finds")
                await remember(session, f"{name} keeps a secret.")
            equal((agent.flows, "upstream" in agent.person.pages), (1, True), f"logins of {name}, and whether there")
            asked = agent.asked[0]
            equal((asked["resource"], asked["code_challenge_method"]), (f"{server.url}/mcp", "S256"))
            equal(set(asked["scope"].split()) - {"offline_access"}, set(scopes.split()), "what it asked for")
            token = agent.storage.tokens.access_token
            async with agent.session(mode) as session:
                equal(await recalled(session), [f"{name} keeps a secret."])
                equal(agent.storage.tokens.access_token, token, "the token a session later")
                # What it knows of the provider it learns at a refusal; then its clock says that the token is past its time.
                agent.auth.context.current_tokens.access_token = "gone"
                equal(await recalled(session), [f"{name} keeps a secret."])
                equal(agent.flows, 2, "a login with an invalid token")
                token = agent.storage.tokens.access_token
                agent.auth.context.token_expiry_time = 1
                equal(await recalled(session), [f"{name} keeps a secret."])
                equal(agent.flows, 2, "logins with a refresh token that serves")
                require(agent.storage.tokens.access_token != token, "it was not refreshed")
        names = {line.split()[0] for line in server.command("user", "list").stdout.splitlines()[1:]}
        equal(len(names), 1 + len(PEOPLE), f"accounts: {names}")


@case
def an_mcp_client_finds_glewlwyd_by_itself():
    """From the URL of /mcp alone: 401, metadata, the provider's discovery, registration, login, token for us, tool call; refresh there."""
    with server_for(glewlwyd()) as server:
        asyncio.run(connects(server, glewlwyd(), BOTH, grants=BOTH))


@case
def an_mcp_client_finds_lemonldap_by_itself():
    """Likewise where clients are registered beforehand, at a provider that must be asked for `openid` too: the metadata says so."""
    client = OAuthClientInformationFull(
        client_id="memory-agent", redirect_uris=[AGENT], token_endpoint_auth_method="none", issuer=lemonldap().issuer)
    with server_for(lemonldap(), REQUEST_SCOPES="openid,memory:read,memory:write") as server:
        asyncio.run(connects(server, lemonldap(), f"openid {BOTH}", client=client))


@case
def more_is_granted_when_it_is_needed():
    """A tool that needs more than the person granted leads back to the provider, which asks for that, and then the tool does its work."""

    async def journey(server, provider):
        async with browser() as chromium:
            agent = await application(server, provider, chromium, "alice", grants=READ)
            async with agent.session("auto") as session:
                equal(await recalled(session), [])
                equal((agent.flows, agent.storage.tokens.scope), (1, READ), "after the first login")
                agent.person.grants = set(BOTH.split())
                await remember(session, "Alice changed her mind.")
                equal(await recalled(session), ["Alice changed her mind."])
            equal((agent.flows, agent.storage.tokens.scope), (2, BOTH), "after the second")
            equal(set(agent.asked[1]["scope"].split()), set(BOTH.split()), "what it asked for then")
            require("upstream" not in agent.person.pages, f"the password again: {agent.person.pages}")

    with server_for(glewlwyd()) as server:
        asyncio.run(journey(server, glewlwyd()))


@case
def fastmcp_finds_glewlwyd_by_itself():
    """fastmcp's client likewise; once its token has run out it asks the person again, for it refreshes at our address alone."""

    async def journey(server, provider):
        async with browser() as chromium:
            alice = await person(chromium, "alice", "http://localhost:", listens=True, grants=BOTH.split())
            agent = fastmcp_client.Application(
                server, alice, through=provider.name, additional_client_metadata={"token_endpoint_auth_method": METHOD},
                callback_port=free_port())
            async with agent.at_its_browser():
                equal(await agent.recall(), ["Alice keeps bees."])
                equal(await agent.recall(), ["Alice keeps bees."])
                equal(len(agent.logins), 1, "logins with a token that serves")
                equal(await agent.recall(expired=True), ["Alice keeps bees."])
                equal((len(agent.logins), "upstream" in alice.pages), (2, False), "logins, and whether the password was asked for again")

    with server_for(glewlwyd()) as server:
        asyncio.run(journey(server, glewlwyd()))


@case
def both_ways_lead_in():
    """Where this server gives out tokens too, clients come to it, and are told its scopes; the provider's tokens open it as well."""

    async def journey(server):
        async with browser() as chromium:
            agent = Application(server, await authorization.person(chromium, "admin"))
            async with agent.session("auto") as session:
                await remember(session, "Here from the first day.")
                equal(await recalled(session), ["Here from the first day."])
            equal((agent.flows, agent.person.pages), (1, ["login", "consent"]))
            require("openid" not in agent.asked[0]["scope"].split(), f"it asked for {agent.asked[0]}")

    with server_for(glewlwyd(), oauth="true", REQUEST_SCOPES=f"openid,{READ}") as server:
        server.command("user", "password", "admin", stdin=authorization.PASSWORD + "\n")
        document = server.request("GET", "/.well-known/oauth-protected-resource/mcp", token=None)[1]
        equal(document["authorization_servers"], [server.url, glewlwyd().issuer], "ours first")
        equal(document["scopes_supported"], BOTH.split())
        doctor = server.command("doctor", check=False).stdout
        require("are sent to this server's own login" in doctor and glewlwyd().issuer in doctor, doctor)
        asyncio.run(journey(server))
        token = glewlwyd().user_token("bob", resource=glewlwyd().resource, scope=f"openid {BOTH}")
        for mode in ("auto", "legacy"):
            equal(asyncio.run(over_mcp(server, token, mode, recalled)), [], f"what bob finds, {mode}")
