import ACME
import Base
import HTTPAPI
import Outbound
import Settings

extension Examination {
    /// The certificate of the server, and the certificate authority that issues it.
    func certificate(_ findings: inout Findings) async {
        do {
            guard let certificate = try settings.serverCertificate() else { return }
            if let validity = certificate.validity { Self.judge(validity, isRenewedHere: isRenewedHere, &findings) }
        } catch {
            findings.bad("tls", error)
        }
        if case .authority(let authority)? = settings.http.tls?.source { await judge(authority, &findings) }
    }

    private var isRenewedHere: Bool {
        if case .authority? = settings.http.tls?.source { true } else { false }
    }

    private static func judge(
        _ validity: ServerCertificate.Validity,
        isRenewedHere: Bool,
        _ findings: inout Findings
    ) {
        let (now, expiry) = (Surroundings.time.now(), validity.until)
        let days = expiry.since(now) / .seconds(86_400)
        let due = RenewalTime.of(validFrom: validity.from, until: expiry, spread: 1)
        switch days {
        case ..<0: findings.bad("tls", "the certificate expired on \(expiry); clients refuse it")
        case _ where isRenewedHere && now < due:
            findings.fine("tls", "the certificate is valid until \(expiry) and will be renewed by \(due)")
        case ..<14 where !isRenewedHere:
            findings.note("tls", "the certificate expires on \(expiry), in \(Int(days)) days; renew it")
        default: findings.fine("tls", "the certificate is valid until \(expiry)")
        }
    }

    private func judge(_ authority: CertificateAuthoritySettings, _ findings: inout Findings) async {
        let folder = settings.certificateFolder
        do {
            switch try folder.certificate() {
            case nil:
                findings.note(
                    "tls",
                    "there is no certificate yet; a running server gets it from \(authority.directory)"
                )
            case let stored? where !stored.isFor(authority):
                findings.note(
                    "tls",
                    "the certificate is for other domains or of another authority; a running server replaces it"
                )
            case _?: break
            }
        } catch {
            // `serverCertificate` has reported it.
        }
        if let failure = folder.failure() {
            findings.bad(
                "tls",
                "the last attempt to get a certificate failed at \(failure.time): \(failure.reason) Next attempt: \(failure.next)"
            )
        }
        do {
            let transport = AuthorityConnection(try settings.outbound.operatorChosen(), Surroundings.time)
            _ = try await AuthorityDirectory.read(from: authority.directory, over: transport)
            findings.fine("tls", "the certificate authority at \(ShownText.of(authority.directory)) responds")
        } catch {
            findings.bad("tls", error)
        }
    }
}
