"""The pages of administrators in a real browser: people, invitations, applications and keys, as the administrator and as somebody else."""

import asyncio

from authorization import PASSWORD, server_with_people
from browser import browser
from harness import case, equal, require
from pages import looked_at
from person_pages import connects, log_in

PAGES = ("/admin/people", "/admin/applications", "/admin/providers", "/admin/keys", "/admin/limits", "/admin/settings", "/admin/health", "/admin/token")


async def pressed(page, row, summary, button):
    """Opens the question of a row and confirms it."""
    await row.locator(f"summary:has-text('{summary}')").first.click()
    await row.locator(f"button:has-text('{button}')").first.click()
    return await page.inner_text("main")


async def invited(chromium, admin, server, name):
    """A new person creates an account by the administrator's link, which works once."""
    await admin.goto(f"{server.url}/admin/people")
    await admin.fill("#invite-note", name)
    await admin.click("button:has-text('Create invitation')")
    link = await admin.inner_text("code.secret")
    guest = await (await chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})).new_page()
    await guest.goto(link)
    await looked_at(guest, "join-server")
    await guest.fill("#username", name)
    await guest.fill("#password", PASSWORD)
    await guest.click("button:has-text('Create account')")
    require(f"Your user name is {name}." in await guest.inner_text("main"), await guest.inner_text("main"))
    equal((await guest.goto(link)).status, 404, "the status of a used link")
    return guest


@case
def administrators_manage_people_applications_and_keys():
    """Invite, end a session, disable, erase, remove an application, rotate and revoke a key; everybody else sees no such page."""

    async def journey(server, scripts):
        async with browser() as chromium:
            admin = await (await chromium.new_context(java_script_enabled=scripts)).new_page()
            await log_in(admin, server, "/admin/people")
            printed = server.command("user", "invite", "--for", "carol@example.com").stdout.split()[-1]
            require("/join/" in printed, printed)
            await admin.reload()
            require("carol@example.com" in await admin.inner_text("main"), "an operator's invitation is not shown")
            said = await pressed(admin, admin.locator("main li:has-text('carol')"), "Withdraw", "Withdraw the invitation")
            require("The invitation is withdrawn" in said, said)
            eve = await invited(chromium, admin, server, f"eve{int(scripts)}")
            for path in PAGES:
                equal((await eve.goto(f"{server.url}{path}")).status, 404, f"{path} for somebody else")
            await admin.goto(f"{server.url}/admin/people")
            await admin.click(f"main a:has-text('eve{int(scripts)}')")
            person = admin.url
            equal((await eve.goto(person)).status, 404, "a person's page for somebody else")
            said = await pressed(admin, admin.locator("main"), "End session", "End the session")
            require("The session is ended." in said, said)
            await eve.goto(f"{server.url}/account")
            require("/login" in eve.url, eve.url)
            said = await pressed(admin, admin.locator("main"), "Disable", "Disable the person")
            require("is disabled" in said, said)
            await log_in(eve, server, "/login", f"eve{int(scripts)}")
            require("/login" in eve.url, eve.url)
            for word, said in (("eve", "Nothing was erased."), (f"eve{int(scripts)}", f"eve{int(scripts)}")):
                await admin.goto(person)
                await admin.locator("summary:has-text('Erase')").click()
                await admin.fill("#confirm", word)
                await admin.click("button:has-text('Erase the person')")
                require(said in await admin.inner_text("body"), await admin.inner_text("body"))
            await looked_at(admin, "erased-person")
            equal((await admin.goto(person)).status, 404, "the page of an erased person")

            page = await (await chromium.new_context()).new_page()
            await log_in(page, server, "/login", "bob")
            token = await connects(server, page, f"Nice App {int(scripts)}")
            equal(server.request("GET", "/v1/working-memory", None, token)[0], 200)
            await admin.goto(f"{server.url}/admin/keys")
            said = await pressed(admin, admin.locator("main"), "Rotate", "Create a new key")
            require("A new key signs from now on." in said, said)
            equal(server.request("GET", "/v1/working-memory", None, token)[0], 200)
            await admin.goto(f"{server.url}/admin/applications")
            row = admin.locator(f"main li:has-text('Nice App {int(scripts)}')")
            said = await pressed(admin, row, "Remove", "Remove the application")
            require("The application is removed" in said, said)
            equal(server.request("GET", "/v1/working-memory", None, token)[0], 401)
            await admin.goto(f"{server.url}/admin/keys")
            said = await pressed(admin, admin.locator("main"), "Revoke", "Revoke the key")
            require("The key is revoked" in said, said)
            await admin.goto(f"{server.url}/teams")
            await admin.fill("#team-name", f"ops{int(scripts)}")
            await admin.click("button:has-text('Create team')")
            require("is created. Invite people below." in await admin.inner_text("main"), await admin.inner_text("main"))

    with server_with_people("alice", "bob") as server:
        server.command("user", "edit", "alice", "--administrator")
        for scripts in (True, False):
            asyncio.run(journey(server, scripts))
