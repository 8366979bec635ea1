import Base

/// A certificate authority that issues the server's certificate (ACME, RFC 8555).
package struct CertificateAuthoritySettings: Sendable, Hashable {
    /// DNS names, at least one.
    package let domains: [String]
    /// The URL of the authority's directory.
    package let directory: String
    package let email: String?
    /// The port for challenges over HTTP; nil answers them in TLS handshakes at `http.port`.
    package let httpPort: Int?

    private static let letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory"
    /// The most names that Let's Encrypt puts into one certificate.
    private static let mostDomains = 100

    /// Nil when `tls.acme.domains` is not set.
    init?(_ s: SettingReader) {
        domains = s.list(
            "tls.acme.domains",
            "The DNS names of this server. It gets a certificate for them from a certificate authority (ACME) and renews it, so "
                + "`tls.certificate` is not needed. One of them must be the host of `http.publicUrl`.",
            each: Self.domain
        )
        let agrees = s.bool(
            "tls.acme.agree",
            default: false,
            "Whether you agree to the terms of service of the certificate authority. Required for `tls.acme.domains`."
        )
        directory = s.string(
            "tls.acme.directory",
            default: Self.letsEncrypt,
            form: "URL",
            "The ACME directory of the certificate authority. For an authority of your own, name its root certificate in "
                + "`outbound.caFile`."
        )
        email =
            s.parsed(
                "tls.acme.email",
                form: "email address",
                "Where the certificate authority can send warnings.",
                fault: "is not an email address",
                Self.email
            )
        httpPort = s.optionalInt(
            "tls.acme.httpPort",
            in: 1...65_535,
            "A port that answers the authority over HTTP (HTTP-01) and redirects browsers to HTTPS. The authority connects to port 80, "
                + "which must lead to it. By default the authority connects to port 443, which must lead to `http.port` (TLS-ALPN-01)."
        )
        guard s.source(of: "tls.acme.domains") != .byDefault else { return nil }
        if !agrees {
            s.note(
                "tls.acme.domains needs tls.acme.agree: true. Read the terms of service of the certificate authority first "
                    + "(Let's Encrypt: https://letsencrypt.org/repository)."
            )
        }
        if domains.count > Self.mostDomains {
            s.note("tls.acme.domains has \(domains.count) names. At most \(Self.mostDomains) are possible.")
        }
    }

    private static func domain(_ text: String) -> ListEntry<String> {
        if text.hasPrefix("*.") {
            return .refused("is a wildcard, for which this server cannot get a certificate; write each name in full")
        }
        guard let host = Host(text), host.address == nil else {
            return .refused("is not a DNS name; write names such as memory.example, without a scheme and a port")
        }
        if let flaw = InternationalName.flaw(in: host) { return .refused(flaw) }
        return .usable(host.description)
    }

    /// One address, without the header fields and further addresses that a `mailto:` URL could have (RFC 8555 §7.3).
    private static func email(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"?,&%<>".utf8.contains($0) }
        guard parts.count == 2, !parts[0].isEmpty, Host(parts[1]) != nil, isPlain, text.utf8.count <= 254 else {
            return nil
        }
        return text
    }
}
