import Authorization
import Base
import Identity
import Memories
import TestSupport
import Testing

/// Removing a workspace deletes its contents and everything bound to it, and no part of other workspaces.
@Suite struct WorkspaceRemovalTests {
    @Test("Memories, sessions and vectors are deleted with their workspace only", arguments: Backend.available)
    func contentsAreDeletedWithTheWorkspace(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let workspaces = fixture.stores.identity.workspaces
        for access in [fixture.cyd, fixture.dan, fixture.foreign] {
            try await fixture.remember(access, "m", "word", vector: direction(1))
            #expect(try await fixture.find(access, words: ["word"], vector: direction(1)).count == 1)
        }
        #expect(try await workspaces.contents(of: ID("ws-app")) == WorkspaceContents(memories: 2))
        #expect(try await workspaces.delete(ID("ws-app")))
        #expect(try await workspaces.contents(of: ID("ws-app")) == WorkspaceContents())
        for access in [fixture.cyd, fixture.dan, fixture.everyone] {
            #expect(try await fixture.ids(access) == [])
            #expect(try await fixture.find(access, words: ["word"], vector: direction(1)).isEmpty)
        }
        #expect(try await fixture.find(fixture.foreign, words: ["word"], vector: direction(1)).count == 1)
        #expect(try await workspaces.contents(of: ID("ws-other")) == WorkspaceContents(memories: 1))
        // A request admitted before the removal finds no workspace to write into, not even a new one of the same name.
        #expect(
            try await workspaces.add(
                Workspace(id: ID("ws-2"), name: "app", kind: .team, privacy: .shared, createdAt: People.dawn)
            )
        )
        await #expect {
            try await fixture.remember(fixture.cyd, "late")
        } throws: { error in
            (error as? Fault)?.code == .notFound
        }
    }

    @Test(
        "Members, API tokens, codes, grants, consents and services are deleted with their workspace",
        arguments: Backend.available
    )
    func everythingBoundIsDeletedWithTheWorkspace(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let (workspaces, tokens) = (fixture.identity.workspaces, fixture.identity.apiTokens)
            let crew = ID<Workspace>("ws-crew")
            for (index, workspace) in ["ws-crew", "ws-ann"].enumerated() {
                let owner = APIToken.Owner.user(ID("us-ann"))
                let token = TokenFixture.token("t-\(workspace)", owner: owner, workspace: ID(workspace))
                #expect(try await tokens.add(token, verifier: TokenFixture.verifier(UInt8(index))))
                let seed = UInt8(10 * index)
                try await fixture.live(
                    fixture.grant("g-\(workspace)", workspace: workspace),
                    code: seed + 1,
                    refresh: seed + 2
                )
                try await fixture.codes.add(
                    fixture.code(fixture.grant("late-\(workspace)", workspace: workspace)),
                    digest: fixture.digest(seed + 3)
                )
            }
            var service = try fixture.client("back-end", origin: .preregistered)
            service.workspace = crew
            #expect(try await fixture.clients.add(service, limit: nil))
            #expect(
                try await fixture.grants.add(
                    fixture.grant("own", client: "back-end", user: nil),
                    expiresAt: fixture.later(900)
                )
            )

            #expect(try await workspaces.contents(of: crew) == WorkspaceContents(members: 1, apiTokens: 1, clients: 1))
            #expect(try await workspaces.delete(crew))
            #expect(try await tokens.resolve(ID("t-ws-crew")) == nil)
            #expect(try await fixture.clients.client(ID("back-end")) == nil)
            for grant in ["g-ws-crew", "own"] {
                #expect(try await fixture.grants.resolve(ID(grant)) == nil, "\(grant)")
            }
            #expect(try await fixture.grants.refreshToken(fixture.digest(2)) == nil)
            #expect(try await fixture.codes.code(fixture.digest(3)) == nil)
            // A service that authenticated before the removal gets nothing afterwards.
            #expect(
                try await fixture.grants.add(
                    fixture.grant("late", client: "back-end", user: nil),
                    expiresAt: fixture.later(9)
                ) == false
            )

            #expect(try await tokens.resolve(ID("t-ws-ann"))?.memberships.map(\.workspace) == [ID("ws-ann")])
            #expect(try await fixture.grants.resolve(ID("g-ws-ann")) != nil)
            #expect(try await fixture.codes.code(fixture.digest(13)) != nil)
            #expect(try await workspaces.memberships(of: ID("us-ann")).map(\.workspace.id) == [ID("ws-ann")])
        }
    }
}
