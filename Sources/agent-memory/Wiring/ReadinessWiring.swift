import HTTPAPI
import Outbound
import SQLStorage

/// The checks of `/health/ready`.
extension Wiring {
    var readiness: [ReadinessCheck] {
        [
            ReadinessCheck(.database) { [stores] in stores.trouble == nil },
            ReadinessCheck(.migrations) { [stores] in (try? stores.pendingMigrations().isEmpty) == true },
            ReadinessCheck(.model) { [embedding] in embedding.isLoaded() },
            ReadinessCheck(.issuers) { [trustedIssuers] in trustedIssuers.issuers.allSatisfy(\.connection.isKnown) },
        ]
    }
}
