import FoundationEssentials

/// The size of an RSA private key in PKCS #8 (RFC 5958, RFC 8017 §A.1.2), for messages about keys that are not accepted.
enum RSAKeySize {
    /// RFC 7518 §3.3 demands 2048 bits; larger keys than these cost too much to verify.
    static let allowed = 2048...8192

    private static let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]

    /// The bits of the modulus; nil when the text is not such a key.
    static func bits(ofPEM text: String) -> Int? {
        guard let body = text.firstMatch(of: /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+\/=\s]+)-----END/)?.1,
            let der = Data(base64Encoded: String(body.filter { !$0.isWhitespace })),
            let algorithm = Array(der).firstRange(of: rsaEncryption)
        else { return nil }
        var rest = Array(der)[algorithm.upperBound...]
        // NULL, OCTET STRING, SEQUENCE, version, modulus: the two in the middle contain what follows.
        for tag in [0x05, 0x04, 0x30, 0x02, 0x02] as [UInt8] {
            guard rest.popFirst() == tag, let length = length(&rest), length <= rest.count else { return nil }
            if tag == 0x02, length > 8 {
                let modulus = rest.prefix(length).drop { $0 == 0 }
                return modulus.first.map { modulus.count * 8 - $0.leadingZeroBitCount }
            }
            if tag == 0x05 || tag == 0x02 { rest = rest.dropFirst(length) }
        }
        return nil
    }

    private static func length(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.popFirst() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7f)
        guard count <= 3, bytes.count >= count else { return nil }
        var length = 0
        for _ in 0..<count { length = length << 8 | Int(bytes.removeFirst()) }
        return length
    }
}
