import HTTPAPI
import Outbound
import SQLStorage

/// The checks of `/health/ready`.
extension Wiring {
    var readiness: [ReadinessCheck] {
        [
            ReadinessCheck(.database) { [stores] in stores.trouble == nil },
            ReadinessCheck(.migrations) { [stores] in
                if let shared = stores.stores.shared { return (try? await shared.isMigrated()) == true }
                return (try? await stores.pendingMigrations().isEmpty) == true
            },
            ReadinessCheck(.model) { [embedding] in embedding.isLoaded() },
            ReadinessCheck(.clock) { [instance] in instance?.clock.isUsable ?? true },
            ReadinessCheck(.issuers) { [trust] in trust.current.issuers.allSatisfy(\.connection.isKnown) },
        ]
    }
}
