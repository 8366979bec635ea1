import Base
import Identity
import JOSE
import SQLStorage
import TestSupport
import Testing

@testable import Authorization

/// An authorization server over real stores, with a user, a clock, and the values that a client would hold.
final class AuthorizationFixture: Sendable {
    static let issuer = "https://memory.example"
    static let resource = "https://memory.example/mcp"
    static let redirect = "http://127.0.0.1:9999/callback"
    static let verifier = String(repeating: "v", count: 64)

    let backend: TemporaryStores
    let clock: ManualClock
    let random: SeededRandom
    let keys: KeyRing
    let vault: KeyVault
    let parts: AuthorizationParts
    /// The verifier with its cache, as requests use it.
    let tokens: TokenAuthenticator
    let epoch: RevocationEpoch
    let stores: AuthorizationStores
    let identity: IdentityStores
    let alice: User
    let log = LogRecorder()

    var directory: ClientDirectory { parts.clients }
    var registration: ClientRegistration { parts.registration }
    var server: AuthorizationServer { parts.server }
    var grants: [any Grant] { parts.grants }
    var issuer: TokenIssuer { parts.issuer }
    var endpoint: TokenEndpoint { parts.tokens }
    var accessTokens: OwnAccessTokens { parts.accessTokens }
    var revocation: Revocation { parts.revocation }
    var introspection: Introspection { parts.introspection }
    var authenticator: ClientAuthenticator { parts.authenticator }
    var now: Timestamp { clock.now() }
    var applications: ConnectedApplications {
        ConnectedApplications(stores: stores, workspaces: identity.workspaces, revocations: epoch)
    }

    /// - Parameter change: of the options that a server has by default.
    convenience init(
        algorithm: TokenAlgorithm = .es256,
        _ change: (inout AuthorizationParts.Options) -> Void = { _ in }
    ) async throws {
        let backend = try TemporaryStores()
        let alice = People.user("alice")
        _ = try await backend.identity.users.add(alice, personal: People.personal("alice"))
        try await self.init(
            backend,
            clock: ManualClock(),
            random: SeededRandom(7),
            alice: alice,
            algorithm: algorithm,
            change: change
        )
    }

    /// - Parameters:
    ///   - instance: the stores of this server, when it is one of several on the database.
    ///   - others: verifiers of tokens that this server did not issue.
    init(
        _ backend: TemporaryStores,
        instance: Stores? = nil,
        epoch: RevocationEpoch = RevocationEpoch(),
        preset: PresetToken? = nil,
        others: [any AccessTokenVerifier] = [],
        clock: ManualClock,
        random: SeededRandom,
        alice: User,
        algorithm: TokenAlgorithm,
        given: TokenKey? = nil,
        change: (inout AuthorizationParts.Options) -> Void = { _ in }
    ) async throws {
        self.backend = backend
        self.clock = clock
        self.random = random
        self.alice = alice
        self.epoch = epoch
        stores = instance?.authorization ?? backend.authorization
        identity = instance?.identity ?? backend.identity
        let catalogue = ResourceCatalogue(names: [Self.resource, Self.issuer])
        vault = try KeyVault(encryptionKey: nil)
        try await KeyRotation(store: stores.keys, vault: vault, revocations: epoch).start(
            on: algorithm,
            given: given,
            at: clock.now()
        )
        keys = try await KeyRing(
            store: stores.keys,
            vault: vault,
            algorithm: algorithm,
            revocations: epoch,
            at: clock.now()
        )
        var options = AuthorizationParts.Options(issuer: Self.issuer, resources: catalogue, registration: .open)
        options.log = log.logger
        change(&options)
        parts = AuthorizationParts(
            options,
            stores: stores,
            identity: identity,
            keys: keys,
            revocations: epoch,
            random: random
        )
        tokens = TokenAuthenticator(
            apiTokens: identity.apiTokens,
            pauses: identity.pauses,
            preset: preset,
            verifiers: [parts.accessTokens] + others,
            cache: PrincipalCache(revocations: epoch)
        )
    }

    /// The same server after a restart with another `oauth.algorithm` and the key of its settings.
    func restarted(on algorithm: TokenAlgorithm, given: TokenKey? = nil) async throws -> AuthorizationFixture {
        try await AuthorizationFixture(
            backend,
            clock: clock,
            random: random,
            alice: alice,
            algorithm: algorithm,
            given: given
        )
    }

    /// A client that registered itself.
    func client(_ metadata: [String: JSONValue] = [:]) async throws -> ClientRegistration.Registered {
        let usual: [String: JSONValue] = [
            "client_name": "Test", "redirect_uris": [.string(Self.redirect)], "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"],
        ]
        return try await registration.register(
            .object(usual.merging(metadata) { _, new in new }),
            initialAccessToken: nil,
            at: now
        )
    }

    /// Registration over the same stores under other rules.
    func registration(
        policy: ClientRegistration.Policy = .open,
        limit: Int = 10_000,
        schemes: RedirectSchemes = .known
    ) -> ClientRegistration {
        ClientRegistration(
            clients: stores.clients,
            random: random,
            policy: policy,
            limit: limit,
            schemes: schemes,
            revocations: epoch
        )
    }

    /// The token endpoint over another store of clients.
    func endpoint(storing clients: any ClientStore) -> TokenEndpoint {
        TokenEndpoint(
            authenticator: authenticator,
            grants: grants,
            issuer: issuer,
            clients: clients,
            log: parts.options.log
        )
    }

    func query(_ client: Client, _ changes: [String: String?] = [:]) -> FormParameters {
        var values: [String: String?] = [
            "response_type": "code", "client_id": client.id.rawValue, "redirect_uri": Self.redirect, "state": "xyz",
            "code_challenge": PKCE.challenge(of: Self.verifier), "code_challenge_method": "S256",
            "resource": Self.resource,
            "scope": "memory:read memory:write",
        ]
        values.merge(changes) { _, new in new }
        return FormParameters(values.compactMap { name, value in value.map { (name, $0) } })
    }

    var session: BrowserSession {
        BrowserSession(
            id: ID("s"),
            user: alice.id,
            createdAt: now,
            authenticatedAt: now,
            expiresAt: now.advanced(by: .seconds(3_600))
        )
    }

    /// A code for Alice's personal workspace.
    func code(_ client: Client, _ changes: [String: String?] = [:]) async throws -> String {
        let parameters = query(client, changes)
        let target = try await server.target(parameters, at: now)
        let request = try AuthorizationRequest(parameters, target: target, resources: server.options.resources)
        return try await server.approve(
            Approval(request, user: alice, session: session, workspace: alice.personalWorkspace),
            at: now
        )
    }

    func exchange(_ code: String, _ client: Client, _ changes: [String: String?] = [:]) async throws -> TokenResponse {
        var values: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirect,
            "client_id": client.id.rawValue,
            "code_verifier": Self.verifier,
        ]
        values.merge(changes) { _, new in new }
        return try await post(values)
    }

    /// Expects that an exchange with these changes is refused, and that the code then still works.
    func expectRefusedAndNotBurnt(
        _ changes: [String: String?],
        as expected: FaultCode,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let client = try await client().client
        let code = try await code(client)
        #expect(
            await faultCode { _ = try await exchange(code, client, changes) } == expected,
            sourceLocation: sourceLocation
        )
        let response = try await exchange(code, client)
        #expect(try await principal(response.accessToken) != nil, sourceLocation: sourceLocation)
    }

    func refresh(_ token: Secret, _ client: Client, _ changes: [String: String?] = [:]) async throws -> TokenResponse {
        var values: [String: String?] = [
            "grant_type": "refresh_token", "refresh_token": token.reveal(), "client_id": client.id.rawValue,
        ]
        values.merge(changes) { _, new in new }
        return try await post(values)
    }

    func post(_ values: [String: String?], authorization: String? = nil) async throws -> TokenResponse {
        let form = FormParameters(values.compactMap { name, value in value.map { (name, $0) } })
        return try await endpoint.issue(form, authorization: authorization, from: "192.0.2.1", at: now)
    }

    func principal(_ token: Secret) async throws -> Principal? {
        guard let bearer = BearerToken(token.reveal()) else { return nil }
        return try await accessTokens.verify(bearer.read(), at: now)
    }
}

/// The code of the fault a body throws; nil when it throws none.
func faultCode(_ body: () async throws -> Void) async -> FaultCode? {
    do {
        try await body()
        return nil
    } catch let fault as Fault {
        return fault.code
    } catch {
        return .internal
    }
}
