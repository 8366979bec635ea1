import Identity
import Settings
import Synchronization

/// The identity providers that a running server trusts, which a reload replaces.
final class LiveTrust: Sendable {
    /// Judges tokens by the providers of this moment.
    let verifier: LiveIssuers
    private let state: Mutex<(wiring: TrustedIssuerWiring, settings: ServerSettings)>
    private let verifierOf: @Sendable (TrustedIssuerWiring) -> TrustedIssuers?
    private let next: AsyncStream<TrustedIssuerWiring>.Continuation
    /// The providers of the start, then those after each reload: for the one task that keeps their keys fresh.
    let generations: AsyncStream<TrustedIssuerWiring>

    init(
        _ wiring: TrustedIssuerWiring,
        _ settings: ServerSettings,
        verifier: @escaping @Sendable (TrustedIssuerWiring) -> TrustedIssuers?
    ) {
        verifierOf = verifier
        self.verifier = LiveIssuers(verifier(wiring))
        state = Mutex((wiring, settings))
        (generations, next) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        next.yield(wiring)
    }

    var current: TrustedIssuerWiring { state.withLock { $0.wiring } }
    /// The settings that `current` was read from.
    var settings: ServerSettings { state.withLock { $0.settings } }

    func replace(with fresh: TrustedIssuerWiring, _ settings: ServerSettings, revocations: RevocationEpoch) {
        state.withLock { $0 = (fresh, settings) }
        verifier.replace(with: verifierOf(fresh), revocations: revocations)
        next.yield(fresh)
    }
}

extension Wiring {
    /// Trusts the identity providers of settings that were read again, and ends at once what tokens of removed or changed
    /// ones may do. Providers whose settings are the same keep their keys.
    /// - Throws: `SettingProblems`, or `CommandFailure` for a required provider that cannot be reached; then nothing
    ///   changes.
    func reloadIssuers(_ fresh: ServerSettings) async throws {
        let changed = SettingChanges.keys(from: trust.settings, to: fresh).filter(Self.isOfIssuers)
        guard !changed.isEmpty else { return }
        let kept = trust.current.issuers.filter { issuer in
            !changed.contains { $0.hasPrefix("auth.issuer.\(issuer.trust.name).") }
        }
        let issuers = try await TrustedIssuerWiring(
            settings,
            issuers: fresh.auth.issuers,
            keeping: kept,
            metrics: metrics
        )
        try await issuers.openFresh(logger: logger)
        trust.replace(with: issuers, fresh, revocations: operatorTools.revocations)
    }

    static func isOfIssuers(_ key: String) -> Bool { key == "auth.issuers" || key.hasPrefix("auth.issuer.") }

    /// Whether a change of this setting of an identity provider needs a restart as well, because clients read it in
    /// metadata that is made at the start.
    func isPublished(_ key: String, by fresh: ServerSettings) -> Bool {
        guard authorization == nil else { return false }
        return key.hasSuffix(".requestScopes")
            || key == "auth.issuers" && settings.auth.issuers.isEmpty != fresh.auth.issuers.isEmpty
    }
}
