/// The contents of the files that make a server's TLS, in PEM.
package struct PEMFiles: Sendable, Equatable {
    /// The server's certificate, then those of the authorities between it and the root.
    package let certificates: [UInt8]
    /// The private key of the first certificate.
    package let key: [UInt8]
    /// The authorities of which clients must show a certificate; nil asks clients for none.
    package let clientAuthorities: [UInt8]?

    package init(certificates: [UInt8], key: [UInt8], clientAuthorities: [UInt8]? = nil) {
        self.certificates = certificates
        self.key = key
        self.clientAuthorities = clientAuthorities
    }
}
