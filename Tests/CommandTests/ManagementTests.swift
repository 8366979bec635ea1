import Base
import Identity
import Settings
import Testing

@testable import agent_memory

/// Commands that change users, workspaces and tokens, each on a new database.
@Suite struct ManagementTests {
    @Test("An unknown user, workspace or client is named, with the command that lists them")
    func unknownNames() async throws {
        try await withDatabase { data in
            let user = "No user named carol. Run `agent-memory user list`."
            let workspace = "No workspace named shop. Run `agent-memory workspace list`."
            let cases: [([String], String)] = [
                (["user", "show", "carol"], user), (["user", "edit", "carol", "--email", "c@example.com"], user),
                (["user", "disable", "carol"], user), (["user", "delete", "carol", "--force"], user),
                (["user", "password", "carol"], user),
                (["token", "add", "--description", "x", "--user", "carol"], user),
                (["workspace", "show", "shop"], workspace), (["workspace", "rename", "shop", "store"], workspace),
                (["workspace", "remove", "shop", "--force"], workspace), (["workspace", "members", "shop"], workspace),
                (["token", "add", "--description", "x", "--service", "--workspace", "shop"], workspace),
                (["client", "show", "x"], "No client with the id x. Run `agent-memory client list`."),
            ]
            for (command, sentence) in cases {
                #expect(await refusal(of: command, data: data) == sentence, "\(command)")
            }
        }
    }

    @Test("The last administrator can be disabled, demoted or deleted only with --force")
    func theLastAdministratorNeedsForce() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice", "--administrator"], data: data)
            try await run(["user", "add", "bob"], data: data)
            for command in [["user", "disable", "alice"], ["user", "edit", "alice", "--no-administrator"]] {
                let sentence = await refusal(of: command, data: data)
                #expect(
                    sentence?.hasPrefix("alice is the only administrator.") == true
                        && sentence?.contains("--force") == true
                )
                #expect(await refusal(of: command + ["--force"], data: data) == nil)
                try await run(["user", "enable", "alice"], data: data)
                try await run(["user", "edit", "alice", "--administrator"], data: data)
            }
            try await run(["user", "edit", "bob", "--administrator"], data: data)
            #expect(await refusal(of: ["user", "disable", "alice"], data: data) == nil)
            #expect(await refusal(of: ["user", "delete", "bob", "--force"], data: data) == nil)
        }
    }

    @Test("A team workspace can be renamed and removed; a personal one cannot")
    func workspacesAreRenamedAndRemoved() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice"], data: data)
            for name in ["shop", "other"] { try await run(["workspace", "add", name], data: data) }
            #expect(
                await refusal(of: ["workspace", "rename", "shop", "other"], data: data)
                    == "There is already a workspace named other."
            )
            try await run(["workspace", "rename", "shop", "store"], data: data)
            #expect(await refusal(of: ["workspace", "show", "shop"], data: data) != nil)
            try await run(["token", "add", "--description", "x", "--service", "--workspace", "store"], data: data)
            try await run(["workspace", "remove", "store", "--force"], data: data)
            #expect(await refusal(of: ["workspace", "show", "store"], data: data) != nil)

            let tools = try operatorTools(data)
            #expect(try await tools.tokens.list().isEmpty)
            let personal = try await tools.users.user("alice").personalWorkspace.rawValue
            let sentence = await refusal(of: ["workspace", "remove", personal, "--force"], data: data)
            #expect(sentence?.hasPrefix("A personal workspace cannot be removed on its own.") == true)
            #expect(
                await refusal(of: ["workspace", "rename", personal, "mine"], data: data)
                    == "A personal workspace cannot be renamed."
            )
        }
    }

    @Test("`token remove` requires at least four characters of the id")
    func aShortPrefixRemovesNothing() async throws {
        try await withDatabase { data in
            try await run(["user", "add", "alice"], data: data)
            try await run(["token", "add", "--description", "x"], data: data)
            let tools = try operatorTools(data)
            let id = try #require(try await tools.tokens.list().first?.id.rawValue)
            for words in ["amt_", "", "amt_" + id.prefix(3), String(id.prefix(3))] {
                let sentence = await refusal(of: ["token", "remove", words, "--force"], data: data)
                #expect(sentence?.contains("is too short. Give at least 4 characters") == true, "\(sentence ?? words)")
            }
            #expect(try await tools.tokens.list().count == 1)
            try await run(["token", "remove", "amt_" + id.prefix(4), "--force"], data: data)
            #expect(try await tools.tokens.list().isEmpty)
        }
    }

    @Test(
        "The contents of a workspace are described in words",
        arguments: [
            (WorkspaceContents(), "nothing, it is empty"), (WorkspaceContents(memories: 1), "1 memory"),
            (WorkspaceContents(memories: 2, apiTokens: 1), "2 memories and 1 API token"),
            (
                WorkspaceContents(memories: 3, sessions: 1, members: 2, apiTokens: 2, clients: 1),
                "3 memories, 1 session, 2 memberships, 2 API tokens and 1 client"
            ),
        ]
    )
    func contentsInWords(contents: WorkspaceContents, sentence: String) {
        #expect(WorkspaceRemoval.sentence(contents) == sentence)
    }

    @Test("Settings that name a workspace are found by its complete name")
    func settingsThatNameAWorkspaceAreFound() throws {
        let settings = try ServerSettings(
            SettingInputs(flags: [
                "auth.anonymous.workspace": "shop", "auth.issuers": "house,other",
                "auth.issuer.house.url": "https://idp.example",
                "auth.issuer.house.audiences": "memory", "auth.issuer.house.services": "a=wiki,b=shop",
                "auth.issuer.other.url": "https://other.example", "auth.issuer.other.audiences": "memory",
                "auth.issuer.other.services": "a=workshop",
            ])
        )
        #expect(settings.settings(naming: ["shop"]) == ["auth.anonymous.workspace", "auth.issuer.house.services"])
        #expect(settings.settings(naming: ["wiki", "x"]) == ["auth.issuer.house.services"])
        #expect(settings.settings(naming: ["op"]).isEmpty)
    }

    @Test("Settings that name a workspace that does not exist are found, by name and by id")
    func settingsWithoutTheirWorkspaceAreFound() async throws {
        try await withDatabase { data in
            try await run(["workspace", "add", "wiki"], data: data)
            let tools = try operatorTools(data)
            let id = try await tools.workspaces.workspace("wiki").id.rawValue
            let flags = [
                "auth.anonymous.workspace": "gone", "auth.issuers": "house",
                "auth.issuer.house.url": "https://idp.example",
                "auth.issuer.house.audiences": "memory", "auth.issuer.house.services": "a=wiki,b=\(id),c=shop",
            ]
            let missing = try await ServerSettings(SettingInputs(flags: flags)).missingWorkspaces(
                in: tools.stores.workspaces
            )
            #expect(missing.map(\.setting) == ["auth.anonymous.workspace", "auth.issuer.house.services"])
            #expect(missing.map(\.workspace) == ["gone", "shop"])
        }
    }
}
