import Authorization
import Base
import HTTPAPI
import Identity
import Memories
import SQLStorage

/// The pages for people, for the one user of a `TokenFixture`, without an authorization server.
struct PeopleFixture {
    static let origin = "http://127.0.0.1"

    private let fixture: TokenFixture
    private let revocations = RevocationEpoch()
    private let random = SystemRandom()
    private var stores: AuthorizationStores { fixture.database.stores.authorization }
    private var identity: IdentityStores { fixture.database.stores.identity }
    private var sessions: BrowserSessions { BrowserSessions(store: stores.sessions, random: random) }

    init(_ fixture: TokenFixture) {
        self.fixture = fixture
    }

    /// The header field of a browser in which the user is logged in.
    func cookie() async throws -> String {
        let secret = try await sessions.begin(for: fixture.user, userAgent: "bench", at: fixture.now)
        return "am_session=\(secret.reveal())"
    }

    func pages(_ memories: MemoryService) -> AccountPages {
        let time = TokenFixture.time
        let directories = IdentityDirectories(
            stores: identity,
            provisioning: fixture.provisioning,
            revocations: revocations
        )
        return AccountPages(
            environment: PageEnvironment(
                sessions: sessions,
                workspaces: identity.workspaces,
                origin: Self.origin,
                proxies: TrustedProxies(),
                random: random,
                time: time
            ),
            login: LoginMeans(
                passwords: LocalLogin(users: identity.users, passwords: stores.passwords),
                offersPassword: true,
                federation: FederatedLogin(
                    providers: [],
                    policies: [:],
                    sessions: stores.sessions,
                    users: identity.users,
                    provisioning: fixture.provisioning,
                    random: random
                )
            ),
            authenticator: fixture.authenticator(),
            holdings: PersonalHoldings(
                identity: identity,
                authorization: stores,
                logins: Logins(stores: stores, revocations: revocations),
                tokens: APITokenDirectory(tokens: identity.apiTokens, revocations: revocations),
                mint: APITokenMint(stores: identity, time: time, random: random),
                applications: nil,
                memories: memories,
                pauses: ApplicationPauses(store: identity.pauses, revocations: revocations),
                profiles: UserProfiles(store: fixture.database.stores.userProfiles, time: time),
                receipts: nil
            ),
            directories: Directories(
                users: directories.users,
                workspaces: directories.workspaces,
                invitations: Invitations(
                    store: stores.invitations,
                    provisioning: fixture.provisioning,
                    revocations: revocations,
                    random: random,
                    lifetime: .seconds(86_400)
                ),
                inspection: NoInspection(),
                managed: nil,
                version: "0",
                settings: []
            ),
            mcpURL: "\(Self.origin)/mcp"
        )
    }
}

/// Pages of administrators are not measured.
private struct NoInspection: ServerInspection {
    func explain(_ pasted: Secret) async throws -> TokenExplanation { throw Problem("not measured") }
    func findings() async -> [ServerFinding] { [] }
    func providers() async -> (providers: [ProviderExamination], general: [ServerFinding]) { ([], []) }
    func databaseBytes() -> Int64? { nil }
}
