import HTTPAPI
import Logging

/// Looks for a renewed certificate alongside the server.
struct CertificateWatch {
    static let interval: Duration = .seconds(5)

    let certificate: ServerCertificate
    let logger: Logger

    func task() -> PeriodicTask {
        PeriodicTask("TLS certificate", every: Self.interval, logger: logger) { turn() }
    }

    private func turn() {
        switch certificate.renew() {
        case .unchanged: break
        case .renewed:
            logger.notice("the TLS certificate was renewed", metadata: ["valid_until": "\(certificate.expiry)"])
        case .refused(let sentence):
            logger.error(
                "the new TLS certificate cannot be used; the old one stays in use",
                metadata: ["cause": "\(sentence)"]
            )
        }
    }
}
