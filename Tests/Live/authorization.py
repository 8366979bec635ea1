"""The authorization server with real clients and a real browser."""

import asyncio
import contextlib
import urllib.parse

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.auth.oauth2 import AuthorizationCodeResult
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

from browser import Person, browser, leave, log_out
from harness import Server, case, equal, free_port, require

PASSWORD = "correct horse battery staple"
REDIRECT = "http://127.0.0.1:9999/callback"


@contextlib.contextmanager
def server_with_people(*names, environment=None):
    """A server whose port, and so whose issuer, is known before it starts; each person has a password."""
    server = Server(environment=environment)
    server.port = free_port()
    with server:
        for name in names:
            if name != "admin":
                server.command("user", "add", name)
            server.command("user", "password", name, stdin=PASSWORD + "\n")
        yield server


class Storage:
    def __init__(self):
        self.tokens = self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Application:
    """An MCP client that knows nothing but the server's address."""

    def __init__(self, server, person, through=None, method="none", url=None):
        """`method`: how it would identify itself at the token endpoint. `url`: the server's, if by another name."""
        self.url = f"{url or server.url}/mcp"
        self.person = person
        self.storage = Storage()
        self.flows = 0
        # What it asked the authorization server for, each time, and what it sends its requests through.
        self.asked = []
        self.auth = None
        self.through = through
        self.method = method

    def provider(self):
        answer = {}

        async def redirect(url):
            self.flows += 1
            self.asked.append(dict(urllib.parse.parse_qsl(urllib.parse.urlparse(url).query)))
            answer["url"] = await self.person.authorize(url, through=self.through)

        async def callback():
            query = urllib.parse.parse_qs(urllib.parse.urlparse(answer["url"]).query)
            require("code" in query, f"no code came back: {answer['url']}")
            return AuthorizationCodeResult(
                code=query["code"][0], state=query["state"][0], iss=query.get("iss", [None])[0])

        return OAuthClientProvider(
            server_url=self.url,
            client_metadata=OAuthClientMetadata(
                client_name="Live test", redirect_uris=[REDIRECT], token_endpoint_auth_method=self.method,
                grant_types=["authorization_code", "refresh_token"]),
            storage=self.storage, redirect_handler=redirect, callback_handler=callback)

    @contextlib.asynccontextmanager
    async def session(self, mode):
        self.auth = self.provider()
        async with httpx2.AsyncClient(auth=self.auth, timeout=60) as carrier:
            async with Client(streamable_http_client(self.url, http_client=carrier), mode=mode) as client:
                yield client


async def said(client, tool, arguments):
    result = await client.call_tool(tool, arguments)
    require(not result.is_error, f"{tool}: {result.content}")
    return result.structured_content


async def person(chromium, name, redirect=REDIRECT):
    return await Person(await chromium.new_context(), name, PASSWORD, redirect).start()


@case
def discovery_is_complete():
    """Every metadata document says the same, and every endpoint it names answers."""
    with server_with_people("admin") as server:
        status, headers, _ = server.exchange("POST", "/mcp", {}, token=None)
        equal(status, 401)
        challenge = headers["WWW-Authenticate"]
        require(f'resource_metadata="{server.url}/.well-known/oauth-protected-resource/mcp"' in challenge, challenge)
        require("error=" not in challenge, challenge)
        for path, resource in (("/mcp", f"{server.url}/mcp"), ("", server.url)):
            status, document = server.request("GET", f"/.well-known/oauth-protected-resource{path}", token=None)
            equal((status, document["resource"], document["authorization_servers"]), (200, resource, [server.url]))
        documents = [
            server.request("GET", path, token=None)
            for path in (
                "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/openid-configuration", "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/oauth-authorization-server", "/mcp/.well-known/openid-configuration")]
        require(all(document == documents[0] for document in documents), documents)
        metadata = documents[0][1]
        equal(metadata["issuer"], server.url)
        for name in metadata:
            if name.endswith("_endpoint") or name == "jwks_uri":
                path = metadata[name].removeprefix(server.url)
                statuses = [server.request(method, path, token=None)[0] for method in ("GET", "POST")]
                require(any(status != 404 for status in statuses), f"{name} is not there: {statuses}")
        status, keys = server.request("GET", "/.well-known/jwks.json", token=None)
        require(status == 200 and keys["keys"] and "d" not in keys["keys"][0], keys)


@case
def an_mcp_client_connects_by_itself():
    """From nothing to a tool call: discover, register, log in, consent, token; then refresh; after revocation log in again."""

    async def journey(server):
        async with browser() as chromium:
            for mode in ("auto", "legacy"):
                application = Application(server, await person(chromium, "alice"))
                async with application.session(mode) as client:
                    await said(client, "add_memories", {"memories": [{"text": f"Alice likes {mode} mode."}]})
                    found = await said(client, "search_memory", {"query": f"{mode} mode"})
                    require(found["memories"], found)
                equal((application.flows, application.person.pages), (1, ["login", "consent"]), mode)

                # A session later: the tokens serve, nobody is asked.
                async with application.session(mode) as client:
                    await said(client, "list_memories", {})
                equal(application.flows, 1, mode)

                await refreshes(server, application)

                # The person disconnects the application at /applications: the very next call has to ask again.
                await disconnect(server, application.person)
                async with application.session(mode) as client:
                    await said(client, "list_memories", {})
                equal((application.flows, application.person.pages), (2, ["consent"]), mode)

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


async def refreshes(server, application):
    """The refresh token gives new tokens, which work for REST too."""
    client, tokens = application.storage.client, application.storage.tokens
    async with httpx2.AsyncClient() as carrier:
        def ask(token):
            return carrier.post(f"{server.url}/oauth/token", data={
                "grant_type": "refresh_token", "refresh_token": token, "client_id": client.client_id})

        first = await ask(tokens.refresh_token)
        equal(first.status_code, 200, first.text)
        equal(first.headers["cache-control"], "no-store")
        fresh = first.json()
        status, _ = server.request("GET", "/v1/working-memory/", token=fresh["access_token"])
        equal(status, 200, "the new access token works for REST too")
        application.storage.tokens = tokens.model_copy(
            update={"access_token": fresh["access_token"], "refresh_token": fresh["refresh_token"]})


async def disconnect(server, person):
    page = await person.page()
    await page.goto(f"{server.url}/applications")
    questions = page.locator("summary:has-text('Disconnect')")
    before = await questions.count()
    await questions.last.click()
    async with page.expect_navigation():
        await page.click("details[open] button.danger")
    equal(await questions.count(), before - 1, "connected applications")
    await leave(page)


@case
def an_mcp_client_connects_at_localhost():
    """The official SDK goes through the whole walk at http://localhost, though the server listens on 127.0.0.1."""

    async def journey(server):
        async with browser() as chromium:
            url = f"http://localhost:{server.port}"
            application = Application(server, await person(chromium, "alice"), url=url)
            async with application.session("auto") as client:
                await said(client, "add_memories", {"memories": [{"text": "Alice keeps bees."}]})
                require((await said(client, "search_memory", {"query": "bees"}))["memories"], "nothing found")
            equal(application.flows, 1)
            equal({asked["resource"] for asked in application.asked}, {f"{url}/mcp"})

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


@case
def two_people_do_not_see_each_other():
    """Two people through the same application: each finds their own memories and no others."""

    async def journey(server):
        async with browser() as chromium:
            applications = {name: Application(server, await person(chromium, name)) for name in ("alice", "bob")}
            for name, application in applications.items():
                async with application.session("auto") as client:
                    await said(client, "add_memories", {"memories": [{"text": f"The secret of {name} is a blue door."}]})
            for name, application in applications.items():
                async with application.session("auto") as client:
                    listed = await said(client, "list_memories", {})
                    equal([memory["text"] for memory in listed["memories"]], [f"The secret of {name} is a blue door."])

    with server_with_people("alice", "bob") as server:
        asyncio.run(journey(server))


@case
def a_person_may_say_no():
    """Denying sends the application an error, with state and issuer, and no code."""

    async def journey(server):
        async with browser() as chromium:
            someone = await person(chromium, "alice")
            status, client = server.request("POST", "/oauth/register", {
                "client_name": "Nosy", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"}, token=None)
            equal(status, 201)
            url = f"{server.url}/oauth/authorize?" + urllib.parse.urlencode({
                "response_type": "code", "client_id": client["client_id"], "redirect_uri": REDIRECT, "state": "s t",
                "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"})
            # As fastmcp does before it opens the browser: the same URL, fetched plainly, twice.
            for _ in range(2):
                require(server.request("GET", url.removeprefix(server.url), token=None)[0] in (200, 302, 303), "pre-flight")
            answer = urllib.parse.parse_qs(urllib.parse.urlparse(await someone.authorize(url, "deny")).query)
            equal((answer["error"], answer["state"], answer["iss"]), (["access_denied"], ["s t"], [server.url]))
            require("code" not in answer, answer)
            unknown = url.replace(client["client_id"], "amc_unknown")
            equal(server.request("GET", unknown.removeprefix(server.url), token=None)[0], 400, "an unknown client is a page")
            page = await someone.page()
            await page.goto(unknown)
            equal(someone.console, [message for message in someone.console if "400" in message], "no policy was violated")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


@case
def the_first_password_is_set_with_the_printed_token():
    """The setup page takes the token of the first start and a password; then login works, once only."""

    async def journey(server):
        async with browser() as chromium:
            page = await chromium.new_page()
            for expected in ("Your password is set", "has a password already"):
                await page.goto(f"{server.url}/setup")
                await page.fill("input[name=token]", server.token)
                await page.fill("input[name=password]", PASSWORD)
                await page.click("button:has-text('Save password')")
                require(expected in await page.inner_text("body"), await page.inner_text("body"))
            # The first time logged the person in.
            await page.goto(f"{server.url}/account")
            await log_out(page)
            await page.goto(f"{server.url}/account")
            for password, heading in (("wrong password here", "Log in"), (PASSWORD, "Your account")):
                await page.fill("input[name=username]", "admin")
                await page.fill("input[name=password]", password)
                await page.click("button.primary")
                equal(await page.inner_text("h1"), heading)
            await page.fill("input[name=description]", "from the page")
            await page.click("button:has-text('Create token')")
            token = await page.inner_text("code.secret")
            equal(server.request("GET", "/v1/working-memory/", token=token)[0], 200)
            await log_out(page)
            await page.goto(f"{server.url}/account")
            equal(await page.inner_text("h1"), "Log in")

    with server_with_people() as server:
        asyncio.run(journey(server))
