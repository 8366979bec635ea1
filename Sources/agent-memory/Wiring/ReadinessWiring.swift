import HTTPAPI
import Outbound
import SQLStorage

/// The checks of `/health/ready`.
extension Wiring {
    var readiness: [ReadinessCheck] {
        [
            ReadinessCheck(.database) { [stores] in stores.trouble == nil },
            ReadinessCheck(.migrations) { [stores] in (try? await stores.pendingMigrations().isEmpty) == true },
            ReadinessCheck(.model) { [embedding] in embedding.isLoaded() },
            ReadinessCheck(.issuers) { [trust] in trust.current.issuers.allSatisfy(\.connection.isKnown) },
        ]
    }
}
