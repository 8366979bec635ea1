import Logging
import ServiceLifecycle

/// Keeps the keys of the trusted identity providers fresh: of those of the start, and after a reload of the new ones.
struct IssuerUpkeep {
    let trust: LiveTrust
    let logger: Logger
    /// The task that renews the keys of one provider.
    let renewal: @Sendable (TrustedIssuerWiring.Issuer) -> PeriodicTask

    func run() async {
        var work: Task<Void, Never>?
        for await issuers in trust.generations {
            work?.cancel()
            work = Task { await keep(issuers) }
        }
        work?.cancel()
        await work?.value
    }

    private func keep(_ issuers: TrustedIssuerWiring) async {
        await withTaskGroup { group in
            group.addTask { await issuers.keepOpening(logger: logger) }
            for issuer in issuers.issuers {
                group.addTask { try? await renewal(issuer).run() }
            }
        }
    }
}
