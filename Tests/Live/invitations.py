"""Invitations in a real browser: made on the team's page, used once by a new person, without a script; and from the command line."""

import asyncio
import re

from authorization import PASSWORD, server_with_people
from browser import browser
from harness import case, equal, require
from pages import looked_at
from person_pages import log_in


@case
def an_invitation_brings_a_new_person_into_a_team():
    """The admin's link makes an account once; the command's link works too; the next person with a used link gets a page."""

    async def journey(server, link):
        async with browser() as chromium:
            admin = await (await chromium.new_context(java_script_enabled=False)).new_page()
            await log_in(admin, server, "/teams")
            await admin.click("main a:has-text('crew')")
            await looked_at(admin, "team-admin")
            await admin.fill("#invite-note", "eve@example.com")
            await admin.click("button:has-text('Create invitation')")
            made = await admin.inner_text("code.secret")
            require(made.startswith(f"{server.url}/join/"), made)
            await looked_at(admin, "team-invited")
            for name, path in (("eve", made), ("mallory", link)):
                guest = await (await chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})).new_page()
                await guest.goto(path)
                await looked_at(guest, "join")
                await guest.fill("#username", name)
                await guest.fill("#password", PASSWORD)
                await guest.click("button:has-text('Create account and join')")
                require("You joined the team crew." in await guest.inner_text("main"), await guest.inner_text("main"))
                equal((await guest.goto(path)).status, 404)
            require("invitation accepted with a new account" in server.text, "the log does not say who joined")
            require(made.rsplit("/", 1)[1] not in server.text, "the log has the secret of the link")

    with server_with_people("alice") as server:
        server.command("user", "edit", "alice", "--administrator")
        server.command("workspace", "add", "crew")
        server.command("workspace", "members", "crew", "--add", "alice", "--role", "admin")
        printed = server.command("workspace", "invite", "crew", "--role", "reader").stdout
        path = re.search(r"/join/\S+", printed).group(0)
        asyncio.run(journey(server, f"{server.url}{path}"))
