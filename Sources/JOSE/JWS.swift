/// A signed token in the compact serialisation (RFC 7515 §7.1), taken apart and not believed: the header is read, the
/// payload is not even decoded. To see inside without verifying, use `UnverifiedClaims`.
package struct JWS: Sendable {
    package let header: JWSHeader
    private let text: [UInt8]
    private let headerEnd: Int
    private let payloadEnd: Int

    /// In bytes. Real access tokens stay below 4 KiB; a web server's header limit is of the same order.
    package static let defaultLimit = 16_384

    /// Throws `tooLarge` or `malformed(.token | .header, …)`.
    package init(compact token: String, limit: Int = defaultLimit) throws(JOSEError) {
        guard token.utf8.count <= limit else { throw .tooLarge(limit: limit) }
        try self.init(bytes: Array(token.utf8), limit: limit)
    }

    /// Throws `tooLarge` or `malformed(.token | .header, …)`.
    package init(bytes: [UInt8], limit: Int = defaultLimit) throws(JOSEError) {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        guard let (first, second) = Self.dots(in: bytes) else { throw .malformed(.token, .notThreeParts) }
        text = bytes
        headerEnd = first
        payloadEnd = second
        guard let header = Self.decode(bytes, 0..<first) else { throw .malformed(.header, .encoding) }
        self.header = try JWSHeader(header)
    }

    /// What was signed: the first two parts as they came, never re-encoded.
    func withSigningInput<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<payloadEnd])) }
    }

    func signature() throws(JOSEError) -> [UInt8] {
        guard let bytes = Self.decode(text, (payloadEnd + 1)..<text.count) else { throw .malformed(.signature, .encoding) }
        return bytes
    }

    func payload() throws(JOSEError) -> [UInt8] {
        guard let bytes = Self.decode(text, (headerEnd + 1)..<payloadEnd) else { throw .malformed(.payload, .encoding) }
        return bytes
    }

    /// Where the dots stand, if there are exactly two. Eight bytes at a time: byte by byte it would cost as much as the JSON.
    private static func dots(in text: [UInt8]) -> (Int, Int)? {
        text.withUnsafeBytes { text in
            var dots = (0, 0)
            var count = 0
            var start = 0
            while start < text.count {
                let end = min(start + 8, text.count)
                // A byte of the word that is zero borrows into its own high bit: no false negatives, rare false positives.
                let word = end - start == 8 ? text.loadUnaligned(fromByteOffset: start, as: UInt64.self) ^ 0x2e2e_2e2e_2e2e_2e2e : 0
                if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 {
                    for index in start..<end where text[index] == UInt8(ascii: ".") {
                        dots = (dots.1, index)
                        count += 1
                    }
                }
                start = end
            }
            return count == 2 ? dots : nil
        }
    }

    private static func decode(_ text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
        text.withUnsafeBufferPointer { Base64URL.decode(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
