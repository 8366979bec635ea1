import Base
import HTTPAPI
import Identity
import Logging
import Outbound
import Settings

/// The identity providers whose access tokens are accepted.
struct TrustedIssuerWiring {
    /// One provider: its rules, the source of its keys, whether the server must not start without it, and whether
    /// clients can be sent to it.
    struct Issuer {
        let trust: IssuerTrust
        let source: JWKSKeySource
        let connection: IssuerConnection
        let isRequired: Bool
        let canBeAsked: Bool
    }

    let issuers: [Issuer]

    /// - Parameters:
    ///   - fresh: the issuers, when they are not those of `settings`: a reload changes nothing else.
    ///   - kept: issuers of before, used in place of those with the same name.
    /// - Throws: `SettingProblems` with all problems of the issuers.
    init(
        _ settings: ServerSettings,
        issuers fresh: [IssuerSettings]? = nil,
        keeping kept: [Issuer] = [],
        time: any TimeSource = Surroundings.time,
        metrics: ServerMetrics? = nil
    ) async throws {
        let wanted = fresh ?? settings.auth.issuers
        try SettingProblems.report(await Self.problems(settings, wanted))
        var issuers: [Issuer] = []
        for issuer in wanted {
            if let known = kept.first(where: { $0.trust.name == issuer.name }) {
                issuers.append(known)
                continue
            }
            var trust = issuer.trust
            if let resources = settings.resources { trust.resources = resources }
            let http = try issuer.http(settings.outbound)
            let location: JWKSKeySource.Location =
                issuer.jwksURL.map { .keySet($0) }
                ?? .discovered(
                    IssuerMetadata(
                        issuer: trust.issuer,
                        aliases: trust.aliases.sorted().map(\.text),
                        document: issuer.discoveryURL,
                        http: http,
                        time: time
                    )
                )
            let source = JWKSKeySource(location, http: http)
            let fetching: any JWKSFetching = metrics.map { MeasuredKeys(source, of: trust.name, $0) } ?? source
            let connection = IssuerConnection(
                name: trust.name,
                issuer: trust.issuer,
                cache: JWKSKeyCache(fetching, algorithms: trust.algorithms),
                time: time
            )
            // When the keys come from elsewhere, the issuer URL may be only a name.
            let canBeAsked = await http.objection(to: trust.issuer) == nil
            issuers.append(
                Issuer(
                    trust: trust,
                    source: source,
                    connection: connection,
                    isRequired: issuer.required,
                    canBeAsked: canBeAsked
                )
            )
        }
        self.issuers = issuers
    }

    /// All problems of the issuers, including conflicts between them, without full stops.
    static func problems(_ settings: ServerSettings, _ fresh: [IssuerSettings]? = nil) async throws -> [String] {
        var problems: [String] = []
        // Issuers without URL or audience were already refused with the settings.
        let complete = (fresh ?? settings.auth.issuers).filter { !$0.url.isEmpty && !$0.trust.audiences.isEmpty }
        for issuer in complete { problems += await issuer.unreachable(try issuer.http(settings.outbound)) }
        return problems + IssuerTrust.problems(of: complete.map(\.trust))
    }

    /// The issuers that clients can be sent to for a token, in the operator's order.
    var authorizationServers: [IssuerTrust] { issuers.filter(\.canBeAsked).map(\.trust) }

    /// Verifies tokens of these issuers; nil when none is configured.
    func verifier(stores: IdentityStores, provisioning: Provisioning) -> TrustedIssuers? {
        guard !issuers.isEmpty else { return nil }
        return TrustedIssuers(
            issuers.map {
                IssuerVerifier(trust: $0.trust, keys: $0.connection, stores: stores, provisioning: provisioning)
            }
        )
    }

    /// Opens the issuers that the server must not start without, before it listens.
    /// - Throws: `CommandFailure` with the cause.
    func openRequired(logger: Logger) async throws {
        for remark in issuers.flatMap(\.trust.remarks) { logger.warning("\(remark)") }
        for issuer in issuers where issuer.isRequired {
            do {
                try await Self.start(logger).open(issuer.connection)
            } catch let unreachable as IssuerUnreachable {
                throw CommandFailure("\(unreachable).")
            }
        }
    }

    /// Opens the issuers that a reload added, before their tokens are accepted.
    /// - Throws: `CommandFailure` for a required one that does not respond; the others are tried again later.
    func openFresh(logger: Logger) async throws {
        try await withThrowingTaskGroup { group in
            for issuer in issuers where !issuer.connection.isKnown {
                group.addTask {
                    do { try await Self.start(logger).open(issuer.connection) } catch let error as IssuerUnreachable {
                        if issuer.isRequired { throw CommandFailure("\(error).") }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// For a process that acts with one token: if an issuer may have issued it, each issuer gets its three attempts.
    /// Issuers that do not respond are logged, and the token is then refused with a sentence.
    func open(for token: BearerToken, logger: Logger) async {
        guard case .success = token.read() else { return }
        await withTaskGroup { group in
            for issuer in issuers { group.addTask { try? await Self.start(logger).open(issuer.connection) } }
        }
    }

    /// Opens the other issuers in the background, until they respond.
    func keepOpening(logger: Logger) async {
        await withTaskGroup { group in
            for issuer in issuers where !issuer.isRequired && !issuer.connection.isKnown {
                group.addTask { try? await Self.start(logger).keepOpening(issuer.connection) }
            }
        }
    }

    private static func start(_ logger: Logger) -> IssuerStart {
        IssuerStart { event in
            switch event {
            case .initialized: logger.notice("\(event)")
            case .failed: logger.warning("\(event)")
            }
        }
    }
}

extension IssuerSettings {
    fileprivate func http(_ outbound: OutboundSettings) throws -> GuardedHTTP {
        let http = try outbound.operatorChosen(limits: JWKSKeySource.limits)
        return localhostAliases ? http.reaching(.operatorChosenFromContainer) : http
    }

    /// The addresses of this issuer that can never be fetched, each with the reason. The issuer URL is only a name when
    /// another setting gives the address of its keys.
    fileprivate func unreachable(_ http: GuardedHTTP) async -> [String] {
        await http.objections(to: [
            ("auth.issuer.\(name).url", jwksURL == nil && discoveryURL == nil && !url.isEmpty ? url : nil),
            ("auth.issuer.\(name).jwksUrl", jwksURL),
            ("auth.issuer.\(name).discoveryUrl", jwksURL == nil ? discoveryURL : nil),
        ])
    }
}
