/// The files with which the server speaks HTTPS itself.
package struct TLSSettings: Sendable {
    /// The server's certificate and those between it and the root, in PEM.
    package let certificate: String
    /// The private key of the server's certificate, in PEM.
    package let key: String
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
        guard let certificate, let key else {
            if let missing = Self.missing(certificate, key, clientAuthorities) { s.note(missing) }
            return nil
        }
        self.certificate = certificate
        self.key = key
    }

    private static func missing(_ certificate: String?, _ key: String?, _ clientAuthorities: String?) -> String? {
        if certificate != nil { return "tls.certificate needs tls.key, the file with the certificate's private key." }
        if key != nil { return "tls.key needs tls.certificate, the file with the certificate." }
        return clientAuthorities == nil ? nil : "tls.clientCa needs tls.certificate and tls.key."
    }
}
