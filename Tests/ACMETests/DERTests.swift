import Base
import Crypto
import Foundation
import Testing

@testable import ACME

@Suite struct DERTests {
    @Test(
        "X.690 §8.1.3: lengths have the shortest form",
        arguments: [
            (0, [0x04, 0x00]), (127, [0x04, 0x7f]), (128, [0x04, 0x81, 0x80]), (256, [0x04, 0x82, 0x01, 0x00]),
        ] as [(Int, [UInt8])]
    )
    func lengths(count: Int, head: [UInt8]) {
        let content = [UInt8](repeating: 7, count: count)
        #expect(DER.octets(content) == head + content)
    }

    @Test("X.690 §8.19: object identifiers, also with arcs above 127")
    func identifiers() {
        #expect(DER.identifier(1, 2, 840, 113_549, 1, 9, 14) == [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14])
        #expect(DER.identifier(2, 5, 29, 17) == [6, 3, 0x55, 0x1d, 0x11])
        #expect(DER.identifier(1, 2, 840, 10_045, 4, 3, 2) == [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])
    }

    @Test("RFC 2986: a request is signed by its own key and has every name")
    func request() throws {
        let key = CertificateKey()
        let names = ["memory.example", "www.memory.example"]
        let bytes = try CertificateRequest.bytes(for: names, key)
        let content = DER.sequence(
            DER.integer(0),
            DER.sequence(),
            key.publicInfo,
            DER.element(
                0xa0,
                DER.sequence(
                    DER.identifier(1, 2, 840, 113_549, 1, 9, 14),
                    DER.set(DER.sequence(CertificateRequest.alternativeNames(names)))
                )
            )
        )
        let start = try #require(bytes.firstRange(of: content))
        // The algorithm follows, then the bits of the signature.
        let rest = bytes[start.upperBound...].dropFirst(CertificateKey.algorithm.count)
        let signature = try P256.Signing.ECDSASignature(derRepresentation: Data(rest.dropFirst(3)))
        let publicKey = try P256.Signing.PublicKey(derRepresentation: Data(key.publicInfo))
        #expect(publicKey.isValidSignature(signature, for: Data(content)))
    }

    @Test("RFC 8737 §3: a challenge certificate has the digest of the proof in a critical extension")
    func challenge() throws {
        let pem = try ChallengeCertificate.pem(for: "memory.example", proof: "token.thumbprint", CertificateKey())
        let lines = pem.split(separator: "\n").dropFirst().dropLast().joined()
        let bytes = Array(try #require(Data(base64Encoded: lines)))
        let digest = Array(SHA256.hash(data: Data("token.thumbprint".utf8)))
        let identifier: [UInt8] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1f]
        #expect(bytes.contains(identifier + [0x01, 0x01, 0xff, 0x04, 0x22, 0x04, 0x20] + digest))
        #expect(bytes.contains([0x82, 14] + Array("memory.example".utf8)))
    }
}
