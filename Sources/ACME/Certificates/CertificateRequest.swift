/// The request for a certificate (PKCS #10, RFC 2986): the names, and the key that signs the request.
enum CertificateRequest {
    /// DER.
    static func bytes(for names: [String], _ key: CertificateKey) throws -> [UInt8] {
        let extensionRequest = DER.identifier(1, 2, 840, 113_549, 1, 9, 14)
        let attributes = DER.sequence(extensionRequest, DER.set(DER.sequence(alternativeNames(names))))
        return try key.signed(
            // The subject stays empty: clients look at the alternative names only (RFC 9525 §2).
            DER.sequence(DER.integer(0), DER.sequence(), key.publicInfo, DER.element(0xa0, attributes))
        )
    }

    /// The extension with the names (RFC 5280 §4.2.1.6).
    static func alternativeNames(_ names: [String]) -> [UInt8] {
        let entries = names.flatMap { DER.element(0x82, Array($0.utf8)) }
        return DER.sequence(DER.identifier(2, 5, 29, 17), DER.octets(DER.element(0x30, entries)))
    }
}
