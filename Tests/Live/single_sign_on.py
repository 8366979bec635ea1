"""MCP clients whose people log in at a real identity provider, through its pages and ours."""

import asyncio
import contextlib

from authorization import Application, disconnect, refreshes, said
from browser import LEAVING, Person, browser, leave, log_out, upstream_step
from harness import Server, case, equal, require
from identity_providers import SERVER_PORT, glewlwyd, lemonldap
from identity_providers.provider import PEOPLE

REDIRECT = "http://127.0.0.1:9999/callback"


@contextlib.contextmanager
def server_with_providers():
    """A server without accounts of its own, where people come from the two providers."""
    providers = [glewlwyd(), lemonldap()]
    environment = {"AGENT_MEMORY_LOGIN_PROVIDERS": ",".join(provider.name for provider in providers)}
    for provider in providers:
        environment.update(provider.login_settings())
    server = Server(environment=environment)
    server.port = SERVER_PORT
    with server:
        yield server


async def person(chromium, name):
    context = await chromium.new_context()
    return await Person(context, None, None, REDIRECT, upstream=(name, PEOPLE[name])).start()


async def use(application, mode, mark):
    async with application.session(mode) as client:
        await said(client, "add_memories", {"memories": [{"text": f"{mark} keeps a secret."}]})
        listed = await said(client, "list_memories", {})
        return [memory["text"] for memory in listed["memories"]]


async def journey(server, provider):
    async with browser() as chromium:
        applications = {
            name: Application(server, await person(chromium, name), through=provider.name.capitalize()) for name in PEOPLE}
        for mode, (name, application) in zip(("auto", "legacy"), applications.items()):
            mark = f"{name} at {provider.name}"
            equal(await use(application, mode, mark), [f"{mark} keeps a secret."], f"{mark} sees")
            equal(application.flows, 1, "logins")
            pages = application.person.pages
            require(pages.index("login-providers") < pages.index("upstream") < pages.index("consent"), f"pages: {pages}")
            await refreshes(server, application)
            async with application.session(mode) as client:
                await said(client, "list_memories", {})
            equal(application.flows, 1, "logins after a refresh")
            await disconnect(server, application.person)
            async with application.session(mode) as client:
                await said(client, "list_memories", {})
            equal(application.flows, 2, "logins after the application was disconnected")
        await logs_out_everywhere(server, provider, application)


async def logs_out_everywhere(server, provider, application):
    """Logging out here logs out at the provider as well: it asks for the password again."""
    page = await application.person.page()
    await page.goto(f"{server.url}/account")
    await log_out(page)
    for _ in range(40):
        # LemonLDAP::NG sends the person back; Glewlwyd's page stays.
        if page.url == f"{server.url}/login" or "You are disconnected" in await page.inner_text("body"):
            break
        await upstream_step(page, application.person, LEAVING)
    else:
        raise AssertionError(f"{provider.name} did not log out: {page.url} {application.person.console}")
    await leave(page)
    application.storage.tokens = None
    async with application.session("auto") as client:
        await said(client, "list_memories", {})
    require("upstream" in application.person.pages, f"{provider.name} did not ask for the password: {application.person.pages}")


@case
def people_log_in_at_glewlwyd():
    """MCP clients go from nothing to a tool call through Glewlwyd's login; refresh; after revocation and log-out they ask again."""
    with server_with_providers() as server:
        asyncio.run(journey(server, glewlwyd()))


@case
def people_log_in_at_lemonldap():
    """The same through LemonLDAP::NG's."""
    with server_with_providers() as server:
        asyncio.run(journey(server, lemonldap()))
