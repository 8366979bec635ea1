import Base
import Identity
import Testing

@testable import agent_memory

/// The names of workspaces as commands read them.
@Suite struct WorkspaceNameTests {
    @Test("Names of team workspaces are one regardless of case, and commands find them in any case")
    func workspaceNamesInAnyCase() async throws {
        try await withDatabase { data in
            try await run(["workspace", "add", "Team"], data: data)
            try await run(["user", "add", "alice"], data: data)
            for name in ["team", "TEAM", "Team"] {
                let taken = "There is already a workspace named Team."
                #expect(await refusal(of: ["workspace", "add", name], data: data) == taken)
            }
            for typed in ["Team", "team", " TEAM "] {
                for command in [["show"], ["members"], ["members", "--add", "alice"]] {
                    #expect(await refusal(of: ["workspace"] + command + [typed], data: data) == nil)
                }
            }
            try await run(["workspace", "add", "shop"], data: data)
            #expect(await refusal(of: ["workspace", "rename", "shop", "TEAM"], data: data) != nil)
            try await run(["workspace", "rename", "team", "TEAM"], data: data)
            try await run(["workspace", "remove", "team", "--force"], data: data)
            #expect(
                await refusal(of: ["workspace", "show", "Team"], data: data)?.hasPrefix("No workspace named Team.")
                    == true
            )
        }
    }

    @Test("Two workspaces of earlier versions whose names differ in case are named exactly")
    func formerTwins() async throws {
        try await withDatabase { data in
            try await run(["workspace", "add", "Team"], data: data)
            let tools = try operatorTools(data)
            let team = try await tools.workspaces.workspace("Team")
            let twin = Workspace(
                id: ID("w-twin"),
                name: "team",
                kind: .team,
                privacy: team.privacy,
                createdAt: team.createdAt
            )
            #expect(try await tools.stores.workspaces.add(twin))
            #expect(try await tools.workspaces.workspace("team").id == twin.id)
            let sentence = await refusal(of: ["workspace", "show", "TEAM"], data: data)
            #expect(sentence == "No workspace named TEAM. Write the name exactly: Team or team.")
        }
    }

    @Test("A workspace's name is stored in Normalization Form C and found in every spelling")
    func workspaceNamesHaveOneSpelling() async throws {
        try await withDatabase { data in
            let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
            try await run(["workspace", "add", decomposed], data: data)
            let tools = try operatorTools(data)
            for typed in [composed, decomposed] {
                #expect(try await tools.workspaces.workspace(typed).name.isExactly(composed))
                #expect(
                    await refusal(of: ["workspace", "add", typed], data: data)
                        == "There is already a workspace named café."
                )
            }
            try await run(["workspace", "add", "bar"], data: data)
            #expect(await refusal(of: ["workspace", "rename", "bar", decomposed], data: data) != nil)
            try await run(["workspace", "rename", composed, "nai\u{308}ve"], data: data)
            #expect(try await tools.workspaces.workspace("na\u{ef}ve").name.isExactly("na\u{ef}ve"))
        }
    }
}
