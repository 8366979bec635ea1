import Base
import HTTPAPI
import Identity
import Logging
import Outbound
import Settings

/// The identity providers whose access tokens are accepted, put together.
struct TrustedIssuerWiring {
    /// One of them: its rules, where its keys come from, whether there is a start without it, and whether clients can
    /// be sent to it.
    struct Issuer {
        let trust: IssuerTrust
        let source: JWKSKeySource
        let connection: IssuerConnection
        let isRequired: Bool
        let canBeAsked: Bool
    }

    let issuers: [Issuer]

    /// - Throws: `SettingProblems` with everything that is wrong with the issuers together.
    init(_ settings: ServerSettings, time: any TimeSource = Surroundings.time) async throws {
        try SettingProblems.report(await Self.problems(settings))
        var issuers: [Issuer] = []
        for issuer in settings.auth.issuers {
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
            let connection = IssuerConnection(
                name: trust.name,
                issuer: trust.issuer,
                cache: JWKSKeyCache(source, algorithms: trust.algorithms),
                time: time
            )
            // Where the keys are elsewhere, the issuer may be a name and no more.
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

    /// Everything that is wrong with the issuers together, without full stops.
    static func problems(_ settings: ServerSettings) async throws -> [String] {
        var problems: [String] = []
        // What lacks its URL or audience was refused with the settings.
        let complete = settings.auth.issuers.filter { !$0.url.isEmpty && !$0.trust.audiences.isEmpty }
        for issuer in complete { problems += await issuer.unreachable(try issuer.http(settings.outbound)) }
        return problems + IssuerTrust.problems(of: complete.map(\.trust))
    }

    /// Those that clients can be sent to for a token, in the operator's order.
    var authorizationServers: [IssuerTrust] { issuers.filter(\.canBeAsked).map(\.trust) }

    /// Nil when there is none.
    func verifier(stores: IdentityStores, provisioning: Provisioning) -> TrustedIssuers? {
        guard !issuers.isEmpty else { return nil }
        return TrustedIssuers(
            issuers.map {
                IssuerVerifier(trust: $0.trust, keys: $0.connection, stores: stores, provisioning: provisioning)
            }
        )
    }

    /// Before the server listens: those it must not start without.
    /// - Throws: `CommandFailure` naming the cause.
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

    /// For a process that acts with one token: when it may be an issuer's, each is given its three attempts. Those that
    /// do not answer are in the log, and the token is refused with its sentence.
    func open(for token: BearerToken, logger: Logger) async {
        guard case .success = token.read() else { return }
        await withTaskGroup { group in
            for issuer in issuers { group.addTask { try? await Self.start(logger).open(issuer.connection) } }
        }
    }

    /// Beside the server: the others, until they answer.
    func keepOpening(logger: Logger) async {
        await withTaskGroup { group in
            for issuer in issuers where !issuer.isRequired {
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

    /// Which of its addresses nothing could be fetched from, ever, and why. The issuer's own is a name and no more
    /// where another setting says where its keys are.
    fileprivate func unreachable(_ http: GuardedHTTP) async -> [String] {
        await http.objections(to: [
            ("auth.issuer.\(name).url", jwksURL == nil && discoveryURL == nil && !url.isEmpty ? url : nil),
            ("auth.issuer.\(name).jwksUrl", jwksURL),
            ("auth.issuer.\(name).discoveryUrl", jwksURL == nil ? discoveryURL : nil),
        ])
    }
}
