import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Connected applications") struct ConnectedApplicationTests {
    private let fixture: AuthorizationFixture
    private var applications: ConnectedApplications { fixture.applications }
    private var alice: ID<User> { fixture.alice.id }

    init() async throws {
        fixture = try await AuthorizationFixture()
    }

    /// Registers a client and connects it for Alice, one minute after the last.
    private func connect(_ name: String, at redirect: String) async throws -> (client: Client, tokens: TokenResponse) {
        fixture.clock.advance(by: .seconds(60))
        let client = try await fixture.client([
            "client_name": .string(name), "redirect_uris": [.string(redirect)],
        ]).client
        return (client, try await tokens(client, at: redirect))
    }

    private func tokens(_ client: Client, at redirect: String) async throws -> TokenResponse {
        let code = try await fixture.code(client, ["redirect_uri": redirect])
        return try await fixture.exchange(code, client, ["redirect_uri": redirect])
    }

    @Test("A client that registers again at each start is one entry with its history, and disconnects as one")
    func registeringAgain() async throws {
        var tokens: [Secret] = []
        for port in 0..<3 {
            tokens.append(
                try await connect("Codex", at: "http://127.0.0.1:\(4_000 + port)/callback").tokens.accessToken
            )
        }
        let newest = try await connect("Codex", at: "http://127.0.0.1:5000/callback")
        let other = try await connect("Codex", at: "https://codex.example/callback")
        let cursor = try await connect("Cursor", at: "http://127.0.0.1:4000/callback")
        let list = try await applications.list(of: alice)
        #expect(list.map(\.name) == ["Codex", "Codex", "Cursor"])
        let entry = try #require(list.first)
        #expect(entry.target == "http://127.0.0.1/callback" && entry.client == newest.client.id)
        #expect(entry.connections.count == 4 && entry.connections.first?.client == newest.client.id)
        let times = entry.connections.map(\.createdAt)
        #expect(times == times.sorted(by: >) && Set(times).count == 4)

        try await applications.disconnect(entry.id, from: alice)
        for token in tokens + [newest.tokens.accessToken] {
            #expect(await faultCode { _ = try await fixture.principal(token) } == .invalidToken)
        }
        #expect(try await applications.list(of: alice).map(\.name) == ["Codex", "Cursor"])
        for left in [other, cursor] { #expect(try await fixture.principal(left.tokens.accessToken) != nil) }
    }

    @Test("Disconnecting one redirect target of a client id that devices share leaves the others connected")
    func sharedClientID() async throws {
        let places = ["https://one.example/callback", "https://two.example/callback"]
        let client = try await fixture.client(["redirect_uris": .array(places.map(JSONValue.string))]).client
        let (one, two) = (try await tokens(client, at: places[0]), try await tokens(client, at: places[1]))
        let list = try await applications.list(of: alice)
        #expect(Set(list.compactMap(\.target)) == Set(places))
        let entry = try #require(list.first { $0.target == places[0] })
        try await applications.disconnect(entry.id, from: alice)
        #expect(await faultCode { _ = try await fixture.principal(one.accessToken) } == .invalidToken)
        #expect(try await fixture.principal(two.accessToken) != nil)
        #expect(try await fixture.refresh(#require(two.refreshToken), client).refreshToken != nil)
    }

    @Test("One device of an application can be disconnected alone, and only by its person")
    func oneDevice() async throws {
        let (client, first) = try await connect("Claude Code", at: "http://127.0.0.1:4000/callback")
        fixture.clock.advance(by: .seconds(60))
        let second = try await tokens(client, at: "http://127.0.0.1:4001/callback")
        let entry = try #require(try await applications.list(of: alice).first)
        #expect(entry.connections.count == 2)
        for stranger in [entry.id, entry.connections[0].id.rawValue] {
            try await applications.disconnect(stranger, from: ID("us-stranger"))
        }
        try await applications.disconnect(entry.connections[0].id.rawValue, from: alice)
        #expect(await faultCode { _ = try await fixture.principal(second.accessToken) } == .invalidToken)
        #expect(try await fixture.principal(first.accessToken) != nil)
    }

    @Test("A paused application that registers again stays paused: same person, name and redirect target")
    func pauseSurvivesRegistration() async throws {
        let pauses = ApplicationPauses(store: fixture.backend.identity.pauses, revocations: fixture.epoch)
        let first = try await connect("Codex", at: "http://127.0.0.1:4000/callback")
        let entry = try #require(try await applications.list(of: alice).first)
        try await pauses.pause(entry.application, by: alice, at: fixture.now)
        func isPaused(_ tokens: TokenResponse) async throws -> Bool {
            let bearer = try #require(BearerToken(tokens.accessToken.reveal()))
            return try await fixture.tokens.authenticate(bearer, at: fixture.now).pausedAt != nil
        }
        #expect(try await isPaused(first.tokens))
        let again = try await connect("Codex", at: "http://127.0.0.1:5000/callback")
        #expect(try await isPaused(again.tokens))
        for (name, place) in [
            ("Codex", "https://codex.example/callback"), ("Cursor", "http://127.0.0.1:4000/callback"),
        ] {
            #expect(try await !isPaused(connect(name, at: place).tokens), "\(name) \(place)")
        }
        for application in try #require(try await applications.list(of: alice).first).applications {
            _ = try await pauses.resume(application, by: alice)
        }
        #expect(try await !isPaused(connect("Codex", at: "http://127.0.0.1:6000/callback").tokens))
    }

    @Test("A pause outlives the registration it was made for, until the person resumes the application")
    func pauseSurvivesDeletion() async throws {
        let pauses = ApplicationPauses(store: fixture.backend.identity.pauses, revocations: fixture.epoch)
        let first = try await connect("Codex", at: "http://127.0.0.1:4000/callback")
        let entry = try #require(try await applications.list(of: alice).first)
        try await pauses.pause(entry.application, by: alice, at: fixture.now)
        #expect(try await fixture.stores.clients.delete(first.client.id))
        #expect(try await applications.list(of: alice).isEmpty)
        func isPaused(_ tokens: TokenResponse) async throws -> Bool {
            let bearer = try #require(BearerToken(tokens.accessToken.reveal()))
            return try await fixture.tokens.authenticate(bearer, at: fixture.now).pausedAt != nil
        }
        #expect(try await !isPaused(connect("Codex", at: "https://codex.example/callback").tokens))
        let again = try await connect("Codex", at: "http://127.0.0.1:5000/callback")
        #expect(try await isPaused(again.tokens))
        let found = try await applications.list(of: alice).first { $0.client == again.client.id }
        let renewed = try #require(found)
        #expect(Set(renewed.applications.map(\.id)) == [first.client.id.rawValue, again.client.id.rawValue])
        for application in renewed.applications { _ = try await pauses.resume(application, by: alice) }
        #expect(try await !isPaused(connect("Codex", at: "http://127.0.0.1:6000/callback").tokens))
    }

    @Test("An ended connection is told until the application has connected again, under any registration")
    func endedConnections() async throws {
        let (client, response) = try await connect("Codex", at: "http://127.0.0.1:4000/callback")
        let token = try #require(response.refreshToken)
        _ = try await fixture.refresh(token, client)
        fixture.clock.advance(by: .seconds(61))
        #expect(await faultCode { _ = try await fixture.refresh(token, client) } == .invalidGrant)
        _ = try await connect("Codex", at: "https://codex.example/callback")
        #expect(try await applications.ended(of: alice).map(\.name) == ["Codex"])
        #expect(try await applications.ended(of: ID("us-stranger")).isEmpty)
        _ = try await connect("Codex", at: "http://127.0.0.1:4007/callback")
        #expect(try await applications.ended(of: alice).isEmpty)
    }
}
