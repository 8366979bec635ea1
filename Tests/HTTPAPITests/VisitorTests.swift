import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// A person at a browser reads memories as the principal that `SessionAuthenticator` creates from the session.
@Suite("A visitor of the pages") struct VisitorTests {
    /// alice and bob, both in the team `crew`, with memories of both in every workspace they may write to.
    private struct Crew {
        let oauth: OAuthFixture
        let team: Workspace
        var fixture: ServerFixture { oauth.server }

        init(role: Role = .member) async throws {
            oauth = try await OAuthFixture()
            team = try await oauth.server.workspaces.add(name: "crew")
            for (name, role) in [("alice", role), ("bob", .member)] {
                try await fixture.workspaces.setMember(fixture.users.user(name), of: team, role: role)
            }
        }

        func remember(_ call: Caller, _ count: Int, as name: String, in workspace: ID<Workspace>? = nil) async throws {
            let memories = (0..<count).map { number in
                JSONValue.object([
                    "id": .string("\(name)-\(number)"), "text": .string("\(name) likes tea \(number)"),
                ])
            }
            let answer = try await call(
                .post,
                "/v1/long-term-memory",
                token: fixture.token(of: name, in: workspace, scopes: .write),
                json: ["memories": .array(memories)]
            )
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test("The account page counts the person's own memories in each workspace, and nobody else's")
    func counts() async throws {
        let crew = try await Crew()
        try await crew.oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            let before = try await browser.get("/account").text
            #expect(before.contains("<li>your own memories: 0 memories</li>"))
            try await crew.remember(call, 2, as: "alice")
            try await crew.remember(call, 1, as: "alice", in: crew.team.id)
            try await crew.remember(call, 3, as: "bob")
            try await crew.remember(call, 4, as: "bob", in: crew.team.id)
            let text = try await browser.get("/account").text
            #expect(
                text.contains("<li>your own memories: 2 memories</li>") && text.contains("<li>team crew: 1 memory</li>")
            )
        }
    }

    @Test("A person who was removed from a workspace no longer sees it on the next page")
    func removedMember() async throws {
        let crew = try await Crew()
        try await crew.oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            #expect(try await browser.get("/account").text.contains("team crew"))
            try await crew.fixture.workspaces.removeMember(crew.oauth.alice, of: crew.team)
            let page = try await browser.get("/account")
            #expect(page.status == 200 && !page.text.contains("crew"))
        }
    }

    @Test(
        "A disabled person and an ended session lead to the login page",
        arguments: ["disabled", "ended", "expired"]
    )
    func nobody(kind: String) async throws {
        let crew = try await Crew()
        try await crew.oauth.serve { (call) async throws in
            let browser = try await call.loggedIn()
            #expect(try await browser.get("/account").status == 200)
            switch kind {
            case "disabled": _ = try await crew.fixture.users.disable("alice")
            case "ended":
                _ = try await crew.fixture.stores.authorization.sessions.endAll(of: crew.oauth.alice.id, except: nil)
            default: crew.fixture.clock.advance(by: .seconds(13 * 3_600))
            }
            let answer = try await browser.get("/account")
            #expect(answer.location == "/login?continue=%2Faccount" && !answer.text.contains("memories"))
        }
    }

    @Test(
        "A session's principal may do what the person's role allows in each workspace, and no more",
        arguments: [(Role.reader, false, false), (.member, true, false), (.admin, true, true)]
    )
    func principal(role: Role, writes: Bool, administers: Bool) async throws {
        let crew = try await Crew(role: role)
        let fixture = crew.fixture
        let sessions = BrowserSessions(store: fixture.stores.authorization.sessions, random: fixture.random)
        let cookie = try await sessions.begin(for: crew.oauth.alice, userAgent: nil, at: fixture.clock.now())
        let authenticator = SessionAuthenticator(sessions: sessions, workspaces: fixture.stores.identity.workspaces)
        let visitor = try #require(try await authenticator.visitor(cookie, at: fixture.clock.now()))
        let principal = visitor.principal
        #expect(principal.credential == .browserSession(visitor.session.id.rawValue))
        #expect(principal.userName == "alice" && principal.expiresAt == visitor.session.expiresAt)
        for (action, isAllowed) in [(Action.read, true), (.write, writes), (.administer, administers)] {
            let access = try? AccessPolicy.access(principal, workspace: crew.team.id, to: action)
            #expect((access != nil) == isAllowed, "\(action)")
        }
        let bob = try await fixture.users.user("bob")
        #expect(throws: Fault.self) {
            try AccessPolicy.access(principal, workspace: bob.personalWorkspace, to: .read)
        }
        #expect(
            try await authenticator.visitor(Secret("another cookie, not a session"), at: fixture.clock.now()) == nil
        )
    }
}
