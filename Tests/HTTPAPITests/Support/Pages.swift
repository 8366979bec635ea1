import Base
import HTTPTypes
import Identity
import Memories

@testable import HTTPAPI

/// alice and bob, both in the shared team `crew`, at browsers.
struct PagesFixture {
    let oauth: OAuthFixture
    let team: Workspace
    var server: ServerFixture { oauth.server }

    /// - Parameter role: alice's in the team.
    init(role: Role = .member, embedder: (any EmbeddingProvider)? = nil) async throws {
        oauth = try await OAuthFixture(embedder: embedder)
        team = try await oauth.server.workspaces.add(name: "crew")
        for (name, role) in [("alice", role), ("bob", .member)] {
            try await server.workspaces.setMember(server.users.user(name), of: team, role: role)
        }
    }

    /// Stores memories by the REST API, as an application of the person does.
    func remember(
        _ call: Caller,
        _ texts: [String],
        as name: String = "alice",
        in workspace: ID<Workspace>? = nil,
        more: [String: JSONValue] = [:]
    ) async throws {
        let memories = texts.enumerated().map { index, text in
            JSONValue.object(
                ["id": .string("\(name)-\(index)"), "text": .string(text)].merging(more) { $1 }
            )
        }
        let answer = try await call(
            .post,
            "/v1/long-term-memory",
            token: server.token(of: name, in: workspace, scopes: .write),
            json: ["memories": .array(memories)]
        )
        guard answer.status == 200 else { throw Fault(.internal, answer.text) }
    }

    /// Stores a session with these messages of the user.
    func converse(_ call: Caller, _ id: String, _ texts: [String], as name: String = "alice", ttl: Int? = nil)
        async throws
    {
        let messages = texts.enumerated().map { index, text in
            JSONValue.object([
                "id": .string("msg\(index)"), "role": .string(index % 2 == 0 ? "user" : "assistant"),
                "content": .string(text),
            ])
        }
        var body: [String: JSONValue] = ["messages": .array(messages)]
        if let ttl { body["ttl_seconds"] = .integer(Int64(ttl)) }
        let answer = try await call(
            .put,
            "/v1/working-memory/\(Percent.encode(id))",
            token: server.token(of: name, scopes: .write),
            json: .object(body)
        )
        guard answer.status == 200 else { throw Fault(.internal, answer.text) }
    }

    func serve(_ body: @Sendable (Caller, Browser) async throws -> Void) async throws {
        try await oauth.serve { (call) async throws in
            let browser = Browser(call)
            try await browser.logIn()
            try await body(call, browser)
        }
    }
}

extension Browser {
    /// Chooses a workspace in the bar.
    func choose(_ workspace: ID<Workspace>) async throws {
        _ = try await submit(get("/memories"), to: "/workspace", ["workspace": workspace.rawValue])
    }
}
