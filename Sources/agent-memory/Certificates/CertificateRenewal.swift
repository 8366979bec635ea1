import ACME
import Base
import HTTPAPI
import Logging
import Outbound
import Settings

/// Gets the server's certificate from a certificate authority, and renews it before it expires.
actor CertificateRenewal {
    private let settings: CertificateAuthoritySettings
    private let folder: CertificateFolder
    private let issuance: CertificateIssuance
    private let time: any TimeSource
    private let logger: Logger
    /// Where in the allowed range this process renews, and how long it waits after a failure: 0..<1.
    private let spread: Double
    /// When the next attempt is due; nil before the files were read.
    private var next: Timestamp?

    /// - Parameter random: spreads attempts of many servers over time.
    init(
        _ settings: CertificateAuthoritySettings,
        _ folder: CertificateFolder,
        over transport: any AuthorityTransport,
        answeringAt place: any ChallengePlace,
        time: any TimeSource,
        random: any RandomSource,
        logger: Logger
    ) {
        self.settings = settings
        self.folder = folder
        issuance = CertificateIssuance(over: transport, answeringAt: place)
        self.time = time
        spread = Double(random.bytes(2).reduce(0) { $0 << 8 | Int($1) }) / 65_536
        self.logger = logger
    }

    /// Gets a certificate if it is time to. Failures are logged and remembered; the certificate in use stays.
    /// - Throws: `CancellationError` when the server is stopping.
    func turn() async throws {
        let now = time.now()
        if next == nil { next = try startingTime() }
        guard let next, now >= next else { return }
        do {
            logger.notice(
                "getting a TLS certificate",
                metadata: [
                    "domains": "\(settings.domains.joined(separator: ", "))", "authority": "\(settings.directory)",
                ]
            )
            let issued = try await issuance.certificate(
                IssuanceRequest(
                    directory: settings.directory,
                    names: settings.domains,
                    contact: settings.email,
                    agreesToTerms: true,
                    kinds: settings.httpPort == nil ? [.tls] : [.http, .tls],
                    account: try folder.accountKey()
                )
            )
            let stored = StoredCertificate(issued, for: settings)
            let due = try Self.due(stored, spread: spread)
            try folder.store(stored)
            self.next = due
            logger.notice("the certificate authority issued a TLS certificate", metadata: ["renewal": "\(due)"])
        } catch {
            try Task.checkCancellation()
            if error is CancellationError { throw error }
            try remember(error, at: now)
        }
    }

    private func remember(_ error: any Error, at now: Timestamp) throws {
        let reason = "\(CommandFailure.readable(error))"
        let failed = FailedAttempt(
            after: folder.failure(),
            at: now,
            reason: reason,
            asked: (error as? IssuanceFailure)?.retryAfter,
            spread: spread
        )
        next = failed.next
        logger.error(
            "no TLS certificate from the certificate authority",
            metadata: ["cause": "\(reason)", "next_attempt": "\(failed.next)", "failures": "\(failed.count)"]
        )
        try folder.store(failed)
    }

    /// When a server that has just started asks for the first time.
    private func startingTime() throws -> Timestamp {
        let due: Timestamp
        if let stored = try folder.certificate(), stored.isFor(settings) {
            due = try Self.due(stored, spread: spread)
        } else {
            due = time.now()
        }
        return max(due, folder.failure()?.nextAfterStart ?? due)
    }

    /// When the certificate is renewed.
    /// - Throws: `UnusableCertificate`.
    static func due(_ stored: StoredCertificate, spread: Double) throws -> Timestamp {
        guard let validity = try ServerCertificate({ stored.files(clientAuthorities: nil) }).validity else {
            throw UnusableCertificate.noCertificate
        }
        return RenewalTime.of(validFrom: validity.from, until: validity.until, spread: spread)
    }
}
