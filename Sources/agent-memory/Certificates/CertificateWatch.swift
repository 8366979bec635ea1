import HTTPAPI
import Logging

/// Looks for a renewed certificate alongside the server.
struct CertificateWatch {
    static let interval: Duration = .seconds(5)

    let certificate: ServerCertificate
    let logger: Logger

    func turn() {
        switch certificate.renew() {
        case .unchanged: break
        case .renewed:
            let end = certificate.validity.map { "\($0.until)" } ?? ""
            logger.notice("the TLS certificate was renewed", metadata: ["valid_until": "\(end)"])
        case .refused(let sentence):
            logger.error(
                "the new TLS certificate cannot be used; the old one stays in use",
                metadata: ["cause": "\(sentence)"]
            )
        }
    }
}
