import Base
import Identity
import JOSE
import SQLStorage
import Synchronization
import TestSupport
import Testing

@testable import Authorization

/// Two servers on one PostgreSQL database, with a credential of every kind.
final class SharedServers: Sendable {
    /// One server, and what it knows of the revocations of the other.
    struct Instance: Sendable {
        let fixture: AuthorizationFixture
        let state: SharedState

        /// Asks the database what was revoked.
        func poll() async throws { try await fixture.epoch.listen(state.revocationNumber) }

        /// The result of a request with this token.
        func verdict(_ token: Secret) async -> String {
            do {
                let bearer = try #require(BearerToken(token.reveal()))
                if let known = fixture.tokens.known(bearer.presented, at: fixture.now) { return Self.text(known) }
                return Self.text(try await fixture.tokens.authenticate(bearer, at: fixture.now))
            } catch let fault as Fault {
                return "\(fault.code)"
            } catch {
                return "\(error)"
            }
        }

        /// Whether a request with this token is answered without asking the database.
        func isKnown(_ token: Secret) -> Bool {
            BearerToken(token.reveal()).flatMap { fixture.tokens.known($0.presented, at: fixture.now) } != nil
        }

        private static func text(_ principal: Principal) -> String {
            let entries = principal.entries.map { "\($0.workspace) \($0.role) \($0.privacy)" }.sorted()
            return """
                \(principal.kind) \(principal.scopes.names) \(entries) \(principal.isAdministrator ? "administers" : "") \
                \(principal.pausedAt.map { "paused \($0)" } ?? "")
                """
        }
    }

    let backend: TemporaryStores
    /// The monotonic clock of both servers.
    let elapsed: Elapsed
    let one: Instance
    let other: Instance
    /// Never hears of anything, and so asks the database at every request.
    let asking: Instance
    let team: Workspace
    /// By name.
    let credentials: [String: Secret]
    let client: Client
    let registrationToken: Secret
    let code: String
    let refreshToken: Secret

    final class Elapsed: Sendable {
        private let time = Mutex<Duration>(.zero)
        var now: Duration { time.withLock { $0 } }
        func advance(by duration: Duration) { time.withLock { $0 += duration } }
    }

    init() async throws {
        let backend = try Backend.postgres.open()
        let (clock, elapsed) = (ManualClock(), Elapsed())
        let alice = People.user("alice", isAdministrator: true)
        (self.backend, self.elapsed, team) = (backend, elapsed, People.team("shop"))
        try await backend.add(people: [], teams: [team])
        for name in ["alice", "bob"] {
            let user = People.user(name, isAdministrator: true)
            _ = try await backend.identity.users.add(user, personal: People.personal(name))
            _ = try await backend.identity.workspaces.setMember(user.id, of: team.id, role: .admin)
        }
        func instance(_ seed: UInt64) async throws -> Instance {
            let stores = try backend.again()
            let epoch = RevocationEpoch(database: DatabaseEpoch { elapsed.now })
            var trust = IssuerTrust(
                name: "idp",
                issuer: "https://idp.example",
                audiences: [AuthorizationFixture.resource]
            )
            trust.services = ["machine": "shop"]
            let issuers = TrustedIssuers([
                IssuerVerifier(
                    trust: trust,
                    keys: FixedKeys(set: TestIssuer.keys),
                    stores: stores.identity,
                    provisioning: Provisioning(time: clock, random: SeededRandom(seed))
                )
            ])
            let fixture = try await AuthorizationFixture(
                backend,
                instance: stores,
                epoch: epoch,
                preset: PresetToken(
                    Secret("the-preset-token-of-the-operator"),
                    userName: "alice",
                    stores: stores.identity
                ),
                others: [issuers],
                clock: clock,
                random: SeededRandom(seed),
                alice: alice,
                algorithm: .es256
            )
            return Instance(fixture: fixture, state: try #require(stores.shared))
        }
        one = try await instance(11)
        other = try await instance(12)
        asking = try await instance(14)
        let fixture = one.fixture
        let mint = APITokenMint(stores: fixture.identity, hashing: .sha256, time: clock, random: SeededRandom(13))
        func token(_ owner: APIToken.Owner, _ workspace: ID<Workspace>, _ scopes: ScopeSet) async throws -> Secret {
            try await mint.mint(.init(label: "test", owner: owner, workspace: workspace, scopes: scopes)).secret
        }
        func foreign(_ subject: String, client: String? = nil) -> Secret {
            let now = fixture.now.seconds
            return Secret(
                TestIssuer.token(
                    [
                        "iss": "https://idp.example", "sub": .string(subject),
                        "aud": .string(AuthorizationFixture.resource), "exp": .integer(now + 3_600),
                        "iat": .integer(now), "client_id": .string(client ?? "app"),
                        "scope": "memory:read memory:write", "preferred_username": .string(subject),
                    ],
                    typ: "at+jwt"
                )
            )
        }
        let registered = try await fixture.client()
        client = registered.client
        registrationToken = registered.registrationToken
        code = try await fixture.code(client)
        let issued = try await fixture.exchange(code, client)
        refreshToken = try #require(issued.refreshToken)
        credentials = [
            "API token of a person": try await token(.user(alice.id), alice.personalWorkspace, .admin),
            "API token for a team": try await token(.user(alice.id), team.id, .write),
            "API token of a back end": try await token(.service, team.id, .admin),
            "access token": issued.accessToken,
            "preset token": Secret("the-preset-token-of-the-operator"),
            "token of an identity provider": foreign("carol"),
            "token of a provider for a back end": foreign("machine", client: "machine"),
        ]
        for instance in [one, other] { try await instance.poll() }
    }
}
