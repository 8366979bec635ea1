import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// The rights to see and manage users at `/users`.
@Suite struct CouchbaseUserRightsTests {
    @Test func aPersonSeesOnlyThemselves() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for token in [fixture.alice, try await fixture.token(of: "alice", scopes: .read)] {
                let list = try await call(.get, "/users", token: token).json
                #expect(list["users"] == [["id": "alice", "name": "alice", "metadata": [:]]] && list["total"] == 1)
                #expect(try await call(.get, "/users/alice", token: token).json["id"] == "alice")
                for other in ["bob", "nobody"] {
                    #expect(try await call(.get, "/users/\(other)", token: token).words == "404 User not found")
                }
            }
            // In a personal workspace the owner is administrator, but manages only themselves.
            #expect(
                try await call(.put, "/users/alice", token: fixture.alice, json: ["name": "Alice L."]).json["name"]
                    == "Alice L."
            )
            #expect(try await call(.put, "/users/bob", token: fixture.alice, json: ["name": "x"]).status == 404)
            #expect(try await call(.delete, "/users/bob", token: fixture.alice).status == 404)
            let refusal = try await call(.post, "/users", token: fixture.alice, json: CouchbaseUserTests.dana)
            #expect(refusal.status == 403 && refusal.words.contains("Create users in a shared workspace"))
        }
    }

    @Test func aTeamAdministratorManagesUsersAndMembersSeeThemselves() async throws {
        let fixture = try await ServerFixture()
        let crew = try await fixture.workspaces.add(name: "crew", privacy: .shared)
        try await fixture.workspaces.setMember(try await fixture.users.user("alice"), of: crew, role: .admin)
        try await fixture.workspaces.setMember(try await fixture.users.user("bob"), of: crew, role: .member)
        let boss = try await fixture.token(of: "alice", in: crew.id)
        let weakBoss = try await fixture.token(of: "alice", in: crew.id, scopes: .write)
        let member = try await fixture.token(of: "bob", in: crew.id, scopes: .write)
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, "/users", token: boss, json: CouchbaseUserTests.dana).status == 201)
            func ids(_ token: String) async throws -> [String] {
                try await call(.get, "/users", token: token).json["users"]?.array?.compactMap { $0["id"]?.string }
                    .sorted() ?? []
            }
            #expect(try await ids(boss) == ["alice", "bob", "dana"])
            #expect(try await ids(weakBoss) == ["alice"])
            #expect(try await ids(member) == ["bob"])
            #expect(try await call(.get, "/users/dana", token: member).status == 404)
            #expect(
                try await call(.post, "/users", token: boss, json: ["user_id": "bob", "name": "x"]).status == 409,
                "a member"
            )
            for token in [weakBoss, member] {
                for (method, path) in [
                    (HTTPRequest.Method.post, "/users"), (.put, "/users/dana"), (.delete, "/users/dana"),
                ] {
                    let answer = try await call(
                        method,
                        path,
                        token: token,
                        json: method == .delete ? nil : CouchbaseUserTests.dana
                    )
                    #expect(answer.status == 403)
                    #expect(
                        answer.json["details"]?["scope"] == "memory:admin"
                            && answer.headers[.wwwAuthenticate]?.contains("memory:admin") == true
                    )
                }
            }
            // Deleting a member removes the profile, but keeps the account.
            #expect(try await call(.put, "/users/bob", token: boss, json: ["name": "Bobby"]).json["name"] == "Bobby")
            #expect(try await call(.delete, "/users/bob", token: boss).status == 204)
            #expect(try await call(.get, "/users/bob", token: boss).json["name"] == "bob")
            #expect(try await ids(member) == ["bob"])
        }
    }

    @Test func aServerAdministratorManagesUsersInWorkspacesTheyAreAMemberOf() async throws {
        let fixture = try await ServerFixture()
        let root = try await fixture.users.add(name: "root", isAdministrator: true)
        let crew = try await fixture.workspaces.add(name: "crew", privacy: .shared)
        try await fixture.workspaces.setMember(root, of: crew, role: .reader)
        let (full, narrow) = (try await fixture.token(of: "root"), try await fixture.token(of: "root", scopes: .write))
        try await fixture.serve { (call) async throws in
            let there: HTTPFields = [.workspace: crew.id.rawValue]
            #expect(
                try await call(.post, "/users", token: narrow, headers: there, json: CouchbaseUserTests.dana).status
                    == 403
            )
            #expect(
                try await call(.post, "/users", token: full, headers: there, json: CouchbaseUserTests.dana).status
                    == 201
            )
            #expect(try await call(.get, "/users", token: full, headers: there).json["total"] == 2)
            #expect(try await call(.delete, "/users/dana", token: full, headers: there).status == 204)
            // This gives no right to write memories: a reader still only reads.
            let memory: JSONValue = ["memories": [["id": "x", "text": "x"]]]
            #expect(
                try await call(.post, "/v1/long-term-memory", token: full, headers: there, json: memory).status == 403
            )
            let elsewhere = try await call(.get, "/users", token: full, headers: [.workspace: fixture.team.rawValue])
            #expect(elsewhere.words == "404 Workspace not found")
        }
    }

    @Test func anApplicationWithoutAdminScopeCannotManageUsers() async throws {
        let fixture = try await ServerFixture()
        let reader = try await fixture.mint(.service, fixture.team, scopes: .write)
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, "/users", token: fixture.app, json: CouchbaseUserTests.dana).status == 201)
            #expect(try await call(.get, "/users/dana", token: reader).status == 200)
            #expect(try await call(.get, "/users", token: reader).status == 403)
            #expect(try await call(.delete, "/users/dana", token: reader).status == 403)
        }
    }

    @Test func usersOfAnotherWorkspaceAreAbsent() async throws {
        let fixture = try await ServerFixture()
        let other = try await fixture.workspaces.add(name: "other", privacy: .privatePerUser)
        let stranger = try await fixture.mint(.service, other.id)
        try await fixture.serve { (call) async throws in
            #expect(try await call(.post, "/users", token: fixture.app, json: CouchbaseUserTests.dana).status == 201)
            for (method, body) in [(HTTPRequest.Method.get, nil), (.put, ["name": "x"]), (.delete, nil)]
                as [(HTTPRequest.Method, JSONValue?)]
            {
                #expect(
                    try await call(method, "/users/dana", token: stranger, json: body).words == "404 User not found"
                )
                let named = try await call(
                    method,
                    "/users/dana",
                    token: stranger,
                    headers: [.workspace: fixture.team.rawValue],
                    json: body
                )
                #expect(named.words == "404 Workspace not found")
            }
            #expect(try await call(.get, "/users", token: stranger).json["total"] == 0)
            // The same id is a different user in the other workspace.
            #expect(
                try await call(.post, "/users", token: stranger, json: ["user_id": "dana", "name": "Other"]).status
                    == 201
            )
            #expect(try await call(.delete, "/users/dana", token: stranger).status == 204)
            #expect(try await call(.get, "/users/dana", token: fixture.app).json["name"] == "Dana")
        }
    }
}
