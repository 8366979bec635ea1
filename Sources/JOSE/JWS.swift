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
        let dot = UInt8(ascii: ".")
        guard let first = bytes.firstIndex(of: dot), let second = bytes[(first + 1)...].firstIndex(of: dot),
            !bytes[(second + 1)...].contains(dot)
        else { throw .malformed(.token, .notThreeParts) }
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

    private static func decode(_ text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
        text.withUnsafeBufferPointer { Base64URL.decode(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
