import Base
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Memories
import TestSupport
import Testing

@testable import HTTPAPI

/// A server with a model and an open workspace; alice, who reads; and others, in workspaces that she cannot see.
struct World: Sendable {
    let oauth: OAuthFixture
    /// Alice's tokens for three workspaces: her own; one in which people are private to each other; and a shared one,
    /// which only she uses.
    let alice, aliceInTeam, aliceInClub: String
    /// The workspace that everyone may read without a credential.
    let open: Workspace
    let writerOfOpen: String
    private let otherTokens: [String]
    private let services: Set<String>
    let verbs: ReadVerbs

    init(seed: UInt64) async throws {
        oauth = try await OAuthFixture(embedder: WordsEmbedder())
        let fixture = oauth.server
        _ = try await fixture.users.add(name: "carol")
        let team = try await fixture.workspaces.workspace(fixture.team.rawValue)
        let club = try await fixture.workspaces.add(name: "club", privacy: .shared)
        let theirs = try await fixture.workspaces.add(name: "theirs", privacy: .shared)
        let vault = try await fixture.workspaces.add(name: "vault", privacy: .privatePerUser)
        open = try await fixture.workspaces.add(name: "open", privacy: .shared)
        for (name, workspaces) in [("alice", [team, club]), ("bob", [team, theirs]), ("carol", [team, theirs])] {
            for workspace in workspaces {
                try await fixture.workspaces.setMember(fixture.users.user(name), of: workspace, role: .member)
            }
        }
        alice = fixture.alice
        aliceInTeam = try await fixture.token(of: "alice", in: team.id, scopes: .write)
        aliceInClub = try await fixture.token(of: "alice", in: club.id, scopes: .write)
        writerOfOpen = try await fixture.mint(.service, open.id)
        let inVault = try await fixture.mint(.service, vault.id)
        services = [fixture.app, inVault]
        otherTokens = [
            fixture.bob, try await fixture.token(of: "carol"),
            try await fixture.token(of: "bob", in: team.id, scopes: .write),
            try await fixture.token(of: "carol", in: team.id, scopes: .write),
            try await fixture.token(of: "bob", in: theirs.id, scopes: .write),
            try await fixture.token(of: "carol", in: theirs.id, scopes: .write), fixture.app, inVault,
        ]
        var dice = Dice(seed ^ 0x5eed)
        let random = (0..<3).map { _ in dice.text() }
        verbs = ReadVerbs(
            ids: (0...6).map { "m\($0)" },
            sessions: ["s0", "s1"],
            texts: [
                "oncology appointment", "nightingale\u{200d}is\u{200d}7431", "Where is the code?", "花生", "running",
                "7431",
            ] + random
        )
    }

    func serve(_ body: @Sendable (Caller) async throws -> Void) async throws {
        let anonymous = try #require(AnonymousReading(in: open, anywhere: true))
        try await oauth.serve(anonymous: anonymous, more: oauth.server.couchbase(HTTPOptions()), body)
    }

    /// Stores memories and sessions with one token, some with the same text, and more texts that the model refuses than
    /// one background batch holds.
    func fill(_ call: Caller, _ token: String, _ dice: inout Dice) async throws {
        let memories = (0...6).map { JSONValue.object(dice.memory(id: "m\($0)")) }
        let body: JSONValue = ["memories": .array(memories), "deduplicate": false]
        #expect(try await call(.post, "/v1/long-term-memory", token: token, json: body).status == 200)
        let refused = (0..<40).map { number -> JSONValue in
            ["id": .string("refused-\(number)"), "text": .string("unspeakable \(number)")]
        }
        let more: JSONValue = ["memories": .array(refused), "deduplicate": false]
        #expect(try await call(.post, "/v1/long-term-memory", token: token, json: more).status == 200)
        for session in ["s0", "s1"] {
            let messages: JSONValue = [
                ["role": "user", "content": .string(dice.text()), "created_at": "2026-01-01T00:00:00Z"]
            ]
            let body: JSONValue = ["messages": messages, "namespace": session == "s0" ? "work" : .null]
            #expect(try await call(.put, "/v1/working-memory/\(session)", token: token, json: body).status == 200)
        }
    }

    /// Embeds everything possible, so that none of the reader's memories still waits for its vector.
    func catchUp() async throws {
        let upkeep = oauth.server.memories.upkeep
        while true {
            do {
                guard try await upkeep.embedOnce() > 0 else { return }
            } catch let fault as Fault where fault.code == .unavailable {
                // A batch of refused texts.
            }
        }
    }

    /// Alice's pages in a browser, and her application's requests.
    func pages(_ call: Caller) async throws -> PageVerbs {
        let metadata: JSONValue = [
            "client_name": "Alice's", "redirect_uris": [.string(OAuthFixture.redirect)],
            "token_endpoint_auth_method": "client_secret_post",
            "grant_types": ["authorization_code", "refresh_token"],
        ]
        let registered = try await call(.post, "/oauth/register", json: metadata).json
        var application = try await ClientApplication(call)
        application = application.with(
            id: try #require(registered["client_id"]?.string),
            secret: try #require(registered["client_secret"]?.string)
        )
        let tokens = try await application.tokens()
        let browser = try await call.loggedIn()
        return PageVerbs(
            call: call,
            browser: browser,
            stranger: Browser(call),
            application: application,
            accessToken: try #require(tokens["access_token"]?.string, "\(tokens)"),
            registrationToken: try #require(registered["registration_access_token"]?.string)
        )
    }

    /// The verbs that pages would use for the holder of the token.
    func records(of token: String) async throws -> RecordVerbs {
        let fixture = oauth.server
        let bearer = try #require(BearerToken(token))
        let principal = try await fixture.authenticator().authenticate(bearer, at: fixture.clock.now())
        return RecordVerbs(service: fixture.memories, principal: principal, ids: verbs.ids)
    }

    func others(_ call: Caller) async throws -> OtherPeople {
        OtherPeople(oauth: oauth, call: call, tokens: otherTokens, services: services, texts: verbs.texts)
    }
}
