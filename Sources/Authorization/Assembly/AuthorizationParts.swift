package import Base
package import Identity
package import Logging

/// The parts of the authorization server, assembled over one set of stores, for the executable and for tests.
package struct AuthorizationParts: Sendable {
    /// The options that differ between deployments.
    package struct Options: Sendable {
        /// The issuer identifier of this server (RFC 8414 §2): an origin without a trailing slash.
        package var issuer: String
        package var resources: ResourceCatalogue
        package var registration: ClientRegistration.Policy
        /// The workspace of clients that register for `client_credentials` with the initial access token; nil refuses them.
        package var registrationWorkspace: String?
        /// The largest number of clients that registered themselves.
        package var clientLimit = 10_000
        package var schemes = RedirectSchemes.known
        package var codeLifetime = Duration.seconds(60)
        package var accessTokenLifetime = Duration.seconds(3_600)
        /// The lifetime for hosts that are known not to refresh in time.
        package var longAccessTokenLifetime = Duration.seconds(86_400)
        /// The lifetime of an unused refresh token.
        package var refreshTokenLifetime = Duration.seconds(30 * 86_400)
        /// How long after its rotation a refresh token may be presented again; zero for never.
        package var refreshReuseWindow = Duration.seconds(60)
        /// The number of servers that count an address's registrations for themselves.
        package var instances = 1
        /// Fetches client ID metadata documents; nil when they are not accepted.
        package var documents: (any ClientDocumentSource)?
        /// Fetches the key sets of clients that authenticate with assertions; nil accepts registered keys only.
        package var clientKeys: (any ClientKeySource)?
        package var log = Logger(label: "agent-memory.tokens")

        package init(issuer: String, resources: ResourceCatalogue, registration: ClientRegistration.Policy) {
            self.issuer = issuer
            self.resources = resources
            self.registration = registration
        }
    }

    package let options: Options
    package let keys: KeyRing
    package let accessTokens: OwnAccessTokens
    package let clients: ClientDirectory
    package let authenticator: ClientAuthenticator
    package let registration: ClientRegistration
    package let server: AuthorizationServer
    package let grants: [any Grant]
    package let issuer: TokenIssuer
    package let tokens: TokenEndpoint
    package let revocation: Revocation
    package let introspection: Introspection
    package let userinfo: Userinfo
    /// Collects the steps of connecting clients.
    package let trace: ConnectionTrace

    package init(
        _ options: Options,
        stores: AuthorizationStores,
        identity: IdentityStores,
        keys: KeyRing,
        revocations: RevocationEpoch,
        random: any RandomSource
    ) {
        self.options = options
        self.keys = keys
        let (name, resources) = (options.issuer, options.resources)
        trace = ConnectionTrace(store: stores.traces)
        clients = ClientDirectory(clients: stores.clients, documents: options.documents)
        authenticator = ClientAuthenticator(
            clients: clients,
            assertions: ClientAssertionVerifier(issuer: name, oneTime: stores.oneTime, keySets: options.clientKeys)
        )
        registration = ClientRegistration(
            clients: stores.clients,
            random: random,
            policy: options.registration,
            limit: options.clientLimit,
            schemes: options.schemes,
            revocations: revocations,
            services: options.registrationWorkspace.map {
                MachineRegistration(workspace: $0, workspaces: identity.workspaces)
            }
        )
        server = AuthorizationServer(
            options: .init(issuer: name, resources: resources, codeLifetime: options.codeLifetime),
            clients: clients,
            stores: stores,
            workspaces: identity.workspaces,
            succession: PauseSuccession(clients: stores.clients, pauses: identity.pauses),
            random: random
        )
        let refresh = RefreshTokenPolicy(
            idleLifetime: options.refreshTokenLifetime,
            reuseWindow: options.refreshReuseWindow,
            random: random
        )
        let ending = ConnectionEnding(grants: stores.grants, revocations: revocations, log: options.log)
        grants = [
            AuthorizationCodeGrant(
                codes: stores.codes,
                resources: resources,
                refreshTokens: refresh,
                ending: ending
            ),
            RefreshTokenGrant(
                grants: stores.grants,
                resources: resources,
                policy: refresh,
                ending: ending,
                log: options.log
            ),
            ClientCredentialsGrant(
                grants: stores.grants,
                resources: resources,
                random: random,
                lifetime: options.accessTokenLifetime
            ),
        ]
        issuer = TokenIssuer(
            issuer: name,
            keys: keys,
            users: identity.users,
            random: random,
            lifetimes: AccessTokenLifetimes(
                usual: options.accessTokenLifetime,
                long: options.longAccessTokenLifetime
            )
        )
        tokens = TokenEndpoint(
            authenticator: authenticator,
            grants: grants,
            issuer: issuer,
            clients: stores.clients,
            log: options.log
        )
        accessTokens = OwnAccessTokens(issuer: name, resources: resources, keys: keys, grants: stores.grants)
        revocation = Revocation(accessTokens: accessTokens, grants: stores.grants, revocations: revocations)
        introspection = Introspection(accessTokens: accessTokens, grants: stores.grants, issuer: name)
        userinfo = Userinfo(accessTokens: accessTokens, grants: stores.grants, pauses: identity.pauses)
    }
}
