import Base
import Crypto
import FoundationEssentials

/// The certificate that proves the control of a name in a TLS handshake (RFC 8737 §3). Signed by itself.
enum ChallengeCertificate {
    /// - Parameter proof: the key authorization (RFC 8555 §8.1).
    static func pem(for name: String, proof: String, _ key: CertificateKey) throws -> String {
        let digest = Array(SHA256.hash(data: Array(proof.utf8)))
        let acmeIdentifier = DER.sequence(
            DER.identifier(1, 3, 6, 1, 5, 5, 7, 1, 31),
            critical,
            DER.octets(DER.octets(digest))
        )
        let content = DER.sequence(
            DER.element(0xa0, DER.integer(2)),
            DER.integer(1),
            CertificateKey.algorithm,
            title,
            // It proves nothing outside of its handshake, so it needs no end (RFC 5280 §4.1.2.5).
            DER.sequence(
                DER.element(0x17, Array("200101000000Z".utf8)),
                DER.element(0x18, Array("99991231235959Z".utf8))
            ),
            title,
            key.publicInfo,
            DER.element(0xa3, DER.sequence(CertificateRequest.alternativeNames([name]), acmeIdentifier))
        )
        return PEM.text(try key.signed(content), label: "CERTIFICATE")
    }

    private static let critical = DER.element(0x01, [0xff])
    private static let title = DER.sequence(
        DER.set(DER.sequence(DER.identifier(2, 5, 4, 3), DER.text("ACME challenge")))
    )
}

/// The text form of certificates and keys (RFC 7468).
enum PEM {
    static func text(_ bytes: [UInt8], label: String) -> String {
        let body = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n"
    }
}
