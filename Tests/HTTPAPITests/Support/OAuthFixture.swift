import Authorization
import Base
import Hummingbird
import HummingbirdTesting
import Identity
import JOSE
import Memories
import TestSupport

@testable import HTTPAPI

/// A `ServerFixture` whose server is also an authorization server; alice and bob have the password `correct horse`.
struct OAuthFixture: Sendable {
    static let issuer = "https://memory.example"
    static let resource = "https://memory.example/mcp"
    static let redirect = "http://127.0.0.1:9999/callback"
    static let verifier = String(repeating: "v", count: 64)
    static let password = "correct horse"
    /// Cheap parameters, so that tests are fast.
    private static let passwordHash = PasswordHash(
        encoded: "scrypt$10$8$1$AAAAAAAAAAAAAAAAAAAAAA==$6T3EPrWlvRG/y8+HDJ+XRLH2SiAP9RFvuF7ZslX9Uhw="
    )

    let server: ServerFixture
    let keys: KeyRing
    let alice: User
    private let issuer: String
    private let proxies: TrustedProxies
    private let authenticator: TokenAuthenticator
    let features: [any Feature]
    private let notes: StepNotes
    /// The steps of clients that connect to this server.
    let trace: ConnectionTrace

    /// - Parameter issuesTokens: whether there is an authorization server; the pages are there in any case.
    init(
        issuer: String = Self.issuer,
        registration: ClientRegistration.Policy = .open,
        providers: [any IdentityProvider] = [],
        policies: [Identifier: LoginPolicy] = [:],
        localLogin: Bool = true,
        issuesTokens: Bool = true,
        proxies: TrustedProxies = TrustedProxies(),
        embedder: (any EmbeddingProvider)? = nil,
        keySetting: String? = nil,
        meter: (any RequestMeter)? = nil
    ) async throws {
        self.issuer = issuer
        self.proxies = proxies
        server = try await ServerFixture(embedder: embedder)
        let (stores, identity, random, clock) = (
            server.stores.authorization, server.stores.identity, server.random, server.clock
        )
        alice = try await server.users.user("alice")
        for name in ["alice", "bob"] {
            _ = try await stores.passwords.setPassword(Self.passwordHash, of: server.users.user(name).id)
        }
        let catalogue = ResourceCatalogue(names: ResourceMetadataRoutes.resources(publicURL: issuer))
        let vault = try KeyVault(encryptionKey: nil)
        let rotation = KeyRotation(store: stores.keys, vault: vault, revocations: server.revocations)
        try await rotation.start(on: .es256, at: clock.now())
        keys = try await KeyRing(
            store: stores.keys,
            vault: vault,
            algorithm: .es256,
            revocations: server.revocations,
            at: clock.now()
        )
        let parts = AuthorizationParts(
            .init(issuer: issuer, resources: catalogue, registration: registration),
            stores: stores,
            identity: identity,
            keys: keys,
            revocations: server.revocations,
            random: random
        )
        authenticator = TokenAuthenticator(
            apiTokens: identity.apiTokens,
            pauses: identity.pauses,
            verifiers: [parts.accessTokens],
            cache: PrincipalCache(revocations: server.revocations)
        )
        let environment = PageEnvironment(
            sessions: BrowserSessions(store: stores.sessions, random: random),
            workspaces: identity.workspaces,
            origin: issuer,
            proxies: proxies,
            meter: meter,
            random: random,
            time: clock
        )
        let notes = StepNotes(trace: parts.trace, proxies: proxies, time: clock)
        self.notes = notes
        trace = parts.trace
        let endpoints = AuthorizationEndpoints(parts, people: environment, notes: notes, time: clock)
        let pages = AccountPages(
            environment: environment,
            login: LoginMeans(
                passwords: LocalLogin(users: identity.users, passwords: stores.passwords),
                offersPassword: localLogin,
                federation: FederatedLogin(
                    providers: providers,
                    policies: policies,
                    sessions: stores.sessions,
                    users: identity.users,
                    provisioning: Provisioning(time: clock, random: random),
                    random: random
                ),
                passkeys: RelyingParty(origin: issuer).map { party in
                    Passkeys(party: party, store: stores.passkeys, spent: stores.oneTime, random: random)
                },
                asker: issuesTokens ? AuthorizationAsker(server: parts.server) : nil
            ),
            authenticator: authenticator,
            holdings: PersonalHoldings(
                identity: identity,
                authorization: stores,
                logins: Logins(stores: stores, revocations: server.revocations),
                tokens: APITokenDirectory(tokens: identity.apiTokens, revocations: server.revocations),
                mint: APITokenMint(stores: identity, time: clock, random: random),
                applications: issuesTokens
                    ? ConnectedApplications(
                        stores: stores,
                        workspaces: identity.workspaces,
                        revocations: server.revocations
                    ) : nil,
                memories: server.memories,
                pauses: ApplicationPauses(store: identity.pauses, revocations: server.revocations),
                profiles: UserProfiles(store: server.stores.userProfiles, time: clock),
                receipts: issuesTokens ? ReceiptSigner(keys: keys, issuer: issuer) : nil
            ),
            directories: Directories(
                users: server.users,
                workspaces: server.workspaces,
                invitations: Invitations(
                    store: stores.invitations,
                    provisioning: Provisioning(time: clock, random: random),
                    revocations: server.revocations,
                    random: random,
                    lifetime: .seconds(7 * 86_400)
                ),
                inspection: StubInspection(),
                managed: issuesTokens
                    ? ManagedAuthorization(
                        stores: stores,
                        revoker: AccessRevoker(stores: stores, revocations: server.revocations),
                        rotation: rotation,
                        algorithm: .es256,
                        keySetting: keySetting
                    ) : nil,
                version: "1.2.3",
                settings: [
                    ShownSetting(
                        key: "http.port",
                        help: "TCP port; 0 picks a free one.",
                        value: nil,
                        fallback: "8000",
                        source: "default",
                        isSecret: false,
                        isSet: false
                    ),
                    ShownSetting(
                        key: "oauth.keyEncryption",
                        help: "Seals the signing keys <in the database>.",
                        value: "very secret",
                        fallback: "",
                        source: "environment",
                        isSecret: true,
                        isSet: true
                    ),
                ]
            ),
            mcpURL: catalogue.names[0]
        )
        let resource = ResourceMetadataRoutes(publicURL: issuer, authorizationServers: [issuer])
        features = issuesTokens ? [endpoints, pages, resource] : [pages]
    }

    /// Runs `body` against the server.
    /// - Parameter live: whether to use a real connection, so that the peer has an address.
    func serve(
        live: Bool = false,
        anonymous: AnonymousReading? = nil,
        more: [any Feature] = [],
        _ body: @Sendable (Caller) async throws -> Void
    ) async throws {
        var options = HTTPOptions(version: "1.2.3", publicURL: issuer)
        options.trustedProxies = proxies
        options.notes = notes
        options.hosts = HostPolicy(origins: [Origin("https://app.example")!]).answering(Origin(issuer)!)
        (options.resourceMetadata, options.mcpResourceMetadata) = ResourceMetadataRoutes.urls(publicURL: issuer)
        let built = Server(
            options: options,
            authentication: .tokens(authenticator, anonymous: anonymous),
            memories: server.memories,
            dispatcher: server.dispatcher,
            time: server.clock,
            more: features + more
        )
        let application = Application(
            router: built.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: server.log.logger
        )
        try await application.test(live ? .live : .router) { client in try await body(Caller(client: client)) }
    }
}
