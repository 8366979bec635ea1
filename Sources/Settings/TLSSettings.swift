/// How the server speaks HTTPS itself.
package struct TLSSettings: Sendable {
    package enum Source: Sendable {
        /// The server's certificate and those between it and the root, and its private key, as paths of PEM files.
        case files(certificate: String, key: String)
        /// A certificate authority issues the certificate and renews it.
        case authority(CertificateAuthoritySettings)
    }

    package let source: Source
    /// The authorities of the certificates that clients must show, in PEM; nil asks for none.
    package let clientAuthorities: String?

    /// Nil without a certificate: the server speaks HTTP, and a proxy in front of it may speak HTTPS.
    init?(_ s: SettingReader) {
        let certificate = s.optional(
            "tls.certificate",
            form: "path",
            "A PEM file with the server's certificate, then those of its authorities. With it the server speaks HTTPS itself. A renewed file "
                + "is used within seconds; open connections stay."
        )
        let key = s.optional("tls.key", form: "path", "A PEM file with the private key of `tls.certificate`.")
        clientAuthorities = s.optional(
            "tls.clientCa",
            form: "path",
            "A PEM file with certificate authorities. Clients must then show a certificate of one of them, in addition to their token."
        )
        let authority = CertificateAuthoritySettings(s)
        switch (certificate, key, authority) {
        case (let certificate?, let key?, nil): source = .files(certificate: certificate, key: key)
        case (nil, nil, let authority?): source = .authority(authority)
        default:
            if let flaw = Self.flaw(certificate, key, authority, clientAuthorities) { s.note(flaw) }
            return nil
        }
    }

    private static func flaw(
        _ certificate: String?,
        _ key: String?,
        _ authority: CertificateAuthoritySettings?,
        _ clientAuthorities: String?
    ) -> String? {
        if authority != nil {
            return
                "tls.acme.domains and \(certificate == nil ? "tls.key" : "tls.certificate") are both set. Keep one of them."
        }
        if certificate != nil { return "tls.certificate needs tls.key, the file with the certificate's private key." }
        if key != nil { return "tls.key needs tls.certificate, the file with the certificate." }
        return clientAuthorities == nil ? nil : "tls.clientCa needs tls.certificate and tls.key, or tls.acme.domains."
    }

    /// The setting that turns TLS on, for messages.
    var mainSetting: String {
        switch source {
        case .files: "tls.certificate"
        case .authority: "tls.acme.domains"
        }
    }
}
