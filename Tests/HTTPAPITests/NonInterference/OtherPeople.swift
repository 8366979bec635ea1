import Base
import HTTPTypes
import Identity
import Memories
import Testing

@testable import HTTPAPI

/// All people but the reader, doing what people and applications do, right and wrong, at random: the same for the same
/// seed.
struct OtherPeople {
    let oauth: OAuthFixture
    let call: Caller
    /// Tokens of people and applications, each for a workspace that the reader cannot see.
    let tokens: [String]
    /// The tokens of applications among them, with the users they write for.
    let services: Set<String>
    let texts: [String]

    private var fixture: ServerFixture { oauth.server }

    func act(_ times: Int, _ dice: inout Dice) async throws {
        for _ in 0..<times { try await act(&dice) }
        try await leaveABacklog(&dice)
        // Runs the background work, but not quite all of it, so that some memories always wait for vectors.
        let upkeep = fixture.memories.upkeep
        while try await upkeep.promoteOnce() > 0 {}
        _ = try await upkeep.embedOnce()
        try await upkeep.writeTouches()
        try await upkeep.writeEvents()
        _ = try await upkeep.purgeSessions()
    }

    /// Stores memories that wait for their vectors, more than one background batch holds.
    private func leaveABacklog(_ dice: inout Dice) async throws {
        for session in ["b0", "b1"] {
            let memories = (0..<40).map { JSONValue.object(dice.memory(id: "\(session)-\($0)")) }
            let body: JSONValue = ["messages": [], "memories": .array(memories)]
            let answer = try await call(.put, "/v1/working-memory/\(session)", token: fixture.bob, json: body)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    private func act(_ dice: inout Dice) async throws {
        let token = dice.pick(tokens)
        let user: String? = services.contains(token) ? dice.pick(["bob", "carol", "dave", nil]) : nil
        let id = "m\(Int.random(in: 0...12, using: &dice))"
        let item = "/v1/long-term-memory/\(id)"
        let session =
            "/v1/working-memory/s\(Int.random(in: 0...3, using: &dice))" + (user.map { "?user_id=\($0)" } ?? "")
        func memories(_ count: Int) -> JSONValue {
            .array(
                (0..<count).map { _ in
                    var memory = dice.memory(id: "m\(Int.random(in: 0...60, using: &dice))")
                    memory["user_id"] = user.map { .string($0) }
                    return .object(memory)
                }
            )
        }
        var deed = Int.random(in: 0..<16, using: &dice)
        // An application may change all memories in its workspace, including the reader's; here it only adds memories
        // of others.
        if token == fixture.app, [5, 6, 8, 11].contains(deed) { deed = 0 }
        switch deed {
        case 0...3:
            let body: JSONValue = [
                "memories": memories(Int.random(in: 1...6, using: &dice)), "deduplicate": .bool(dice.chance(0.5)),
            ]
            _ = try await call(.post, "/v1/long-term-memory", token: token, json: body)
        case 4:
            _ = try await call(
                .post,
                "/v1/long-term-memory",
                token: token,
                json: ["memories": memories(40), "deduplicate": false]
            )
        case 5: _ = try await call(.patch, item, token: token, json: ["text": .string(dice.text())])
        case 6: _ = try await call(.delete, "/v1/long-term-memory?memory_ids=\(id)&memory_ids=m1", token: token)
        case 7:
            var body: [String: JSONValue] = [
                "messages": [["role": "user", "content": .string(dice.text())]],
                "memories": memories(Int.random(in: 0...40, using: &dice)),
                "data": ["secret": .string(dice.text())],
            ]
            body["user_id"] = user.map { .string($0) }
            _ = try await call(.put, session, token: token, json: .object(body))
        case 8: _ = try await call(.delete, session, token: token)
        case 9, 10:
            let text = dice.chance(0.7) ? dice.pick(texts) : dice.text() + dice.pick(["", " outage", " unspeakable"])
            let body: JSONValue = [
                "text": .string(text), "search_mode": .string(dice.pick(["keyword", "semantic", "hybrid"])),
            ]
            _ = try await call(.post, "/v1/long-term-memory/search", token: token, json: body)
        case 11:
            let path = dice.pick(["/v1/long-term-memory/compact", "/v1/long-term-memory/forget"])
            let policy: JSONValue? = path.hasSuffix("forget") ? ["policy": ["max_age_days": 400]] : nil
            _ = try await call(.post, path, token: token, json: policy)
        case 12:
            let arguments: JSONValue = ["memories": [["text": .string(dice.text())]]]
            _ = try await call(
                .post,
                "/mcp",
                token: token,
                json: [
                    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                    "params": ["name": "add_memories", "arguments": arguments],
                ]
            )
        case 13: try await fail(token, &dice)
        case 14:
            let name = dice.pick(["dave", "erin"])
            let profile: JSONValue = [
                "user_id": .string(name), "name": .string(dice.text()), "metadata": ["team": "red"],
            ]
            _ = try await call(.post, "/users", token: token, json: profile)
            if dice.chance(0.3) { _ = try await call(.delete, "/users/\(name)", token: token) }
        default: try await useTheBrowser(&dice)
        }
    }

    private func fail(_ token: String, _ dice: inout Dice) async throws {
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: _ = try await call(.post, "/v1/long-term-memory", token: token, json: ["memories": [["id": 7]]])
        case 1: _ = try await call(.get, "/v1/long-term-memory/m1", token: "unknown")
        case 2:
            _ = try await call(.get, "/v1/working-memory", token: token, headers: [.workspace: fixture.team.rawValue])
        case 3: _ = try await call(.post, "/v1/long-term-memory/search", token: token, body: "{")
        default:
            _ = try await call(
                .post,
                "/oauth/token",
                body: "grant_type=refresh_token&refresh_token=unknown&client_id=unknown"
            )
        }
    }

    private func useTheBrowser(_ dice: inout Dice) async throws {
        let browser = Browser(call)
        guard dice.chance(0.7) else {
            _ = try await browser.logIn("bob", password: "wrong")
            return
        }
        let application = try await ClientApplication(call, ["client_name": .string(dice.text())])
        try await browser.logIn("bob")
        let answer = try await browser.consent(application.query())
        if let code = answer.returned["code"], dice.chance(0.7) { _ = try await application.redeem(code) }
        _ = try await browser.submit(
            browser.get("/account"),
            to: "/account/tokens",
            ["description": "a script", "days": "30", "scope": "memory:read"]
        )
    }
}
