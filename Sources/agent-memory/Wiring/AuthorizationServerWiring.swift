import Authorization
import Base
import HTTPAPI
import Identity
import JOSE
import Logging
import Outbound
import SQLStorage
import Settings

/// The assembled authorization server; nil when it is switched off or has no issuer URL.
struct AuthorizationServerWiring {
    private let parts: AuthorizationParts
    private let stores: AuthorizationStores
    private let settings: ServerSettings
    private let tools: OperatorTools
    private let time: any TimeSource
    /// For the pages of administrators.
    let managed: ManagedAuthorization

    /// Creates, seals and retires signing keys: only the one server of a data directory may do so.
    init?(
        _ settings: ServerSettings,
        stores: AuthorizationStores,
        tools: OperatorTools,
        time: any TimeSource,
        random: any RandomSource,
        logger: Logger
    ) async throws {
        guard let (issuer, resources) = settings.authorizationNames else { return nil }
        self.settings = settings
        self.stores = stores
        self.tools = tools
        self.time = time
        let (oauth, now) = (settings.oauth, time.now())
        let rotation = KeyRotation(store: stores.keys, vault: try oauth.signing.vault, revocations: tools.revocations)
        try await rotation.start(on: oauth.signing.algorithm, given: oauth.signing.key, at: now)
        managed = ManagedAuthorization(
            stores: stores,
            revoker: tools.revoker,
            rotation: rotation,
            algorithm: oauth.signing.algorithm,
            keySetting: try oauth.signing.key == nil ? nil : oauth.signing.keySetting
        )
        parts = AuthorizationParts(
            .init(settings, issuer: issuer, resources: resources, logger: logger),
            stores: stores,
            identity: tools.stores,
            keys: try await KeyRing(settings.oauth, tools, at: now),
            revocations: tools.revocations,
            random: random
        )
    }

    var issuer: String { parts.options.issuer }
    var keys: KeyRing { parts.keys }
    var receipts: ReceiptSigner { ReceiptSigner(keys: parts.keys, issuer: issuer) }

    /// Verifies the access tokens that this server issues.
    var accessTokens: OwnAccessTokens { parts.accessTokens }

    /// - Parameter people: the pages where people log in and consent.
    /// - Returns: the endpoints, and the object that tells the login page which application sent the person.
    func feature(
        people: any ConsentPages,
        proxies: TrustedProxies
    ) -> (endpoints: AuthorizationEndpoints, asker: AuthorizationAsker) {
        let endpoints = AuthorizationEndpoints(parts, people: people, notes: notes(proxies), time: time)
        return (endpoints, AuthorizationAsker(server: parts.server))
    }

    /// Notes the steps of connecting clients.
    func notes(_ proxies: TrustedProxies) -> StepNotes {
        StepNotes(trace: parts.trace, proxies: proxies, time: time)
    }

    /// Writes the collected steps.
    func writeTrace() async throws { try await parts.trace.write() }

    /// Discards registrations, consents and sessions when `oauth.resetsAtStart` is set.
    func open() async throws {
        guard settings.oauth.resetsAtStart else { return }
        try await tools.revoker.forgetAll()
    }

    /// Removes expired codes, grants, clients and keys.
    func purge() async throws {
        try await stores.removeExpired(
            at: time.now(),
            clientsUnusedFor: .seconds(settings.oauth.unusedClientDays * 86_400)
        )
    }
}

extension AuthorizationParts.Options {
    /// The options according to the settings.
    fileprivate init(_ settings: ServerSettings, issuer: String, resources: ResourceCatalogue, logger: Logger) {
        let oauth = settings.oauth
        self.init(issuer: issuer, resources: resources, registration: oauth.registration)
        registrationWorkspace = oauth.registrationWorkspace
        clientLimit = oauth.clientLimit
        schemes = RedirectSchemes(adding: oauth.redirectSchemes)
        codeLifetime = .seconds(oauth.codeSeconds)
        accessTokenLifetime = .seconds(oauth.accessTokenSeconds)
        longAccessTokenLifetime = .seconds(oauth.longAccessTokenSeconds)
        refreshTokenLifetime = .seconds(oauth.refreshTokenDays * 86_400)
        refreshReuseWindow = .seconds(oauth.refreshReuseSeconds)
        instances = settings.auth.instances
        clientKeys = ClientKeys(http: .internet())
        log = logger
        guard oauth.documents else { return }
        documents = ClientDocuments(
            http: .internet(limits: Self.documentLimits),
            allowedDomains: Set(oauth.documentDomains),
            schemes: schemes,
            instances: instances
        )
    }

    private static var documentLimits: GuardedHTTP.Limits {
        var limits = GuardedHTTP.Limits()
        limits.bytes = ClientDocuments.sizeLimit
        limits.timeout = .seconds(5)
        return limits
    }
}
