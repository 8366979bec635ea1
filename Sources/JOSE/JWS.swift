import Glibc

/// A signed token in the compact serialisation (RFC 7515 §7.1), split but not verified: the header is parsed, the
/// payload is not decoded. To read the payload without verifying, use `UnverifiedClaims`.
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
        header = try Self.decoded(bytes, 0..<first, .header) { (bytes) throws(JOSEError) in try JWSHeader(bytes) }
    }

    /// The signed bytes: the first two parts as received, never re-encoded.
    func withSigningInput<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<payloadEnd])) }
    }

    /// Throws `malformed(.signature, .encoding)`.
    func withSignature<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) throws(JOSEError) -> Result {
        try Self.decoded(text, (payloadEnd + 1)..<text.count, .signature) { (bytes) throws(JOSEError) in body(bytes) }
    }

    /// Throws `malformed(.payload, .encoding)`, and what `body` throws.
    func withPayload<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws(JOSEError) -> Result) throws(JOSEError)
        -> Result
    {
        try Self.decoded(text, (headerEnd + 1)..<payloadEnd, .payload, body)
    }

    /// Where the dots stand, if there are exactly two. Looked for with `memchr`: byte by byte it would cost as much as
    /// the JSON.
    private static func dots(in text: [UInt8]) -> (Int, Int)? {
        text.withUnsafeBytes { text in
            guard let base = text.baseAddress else { return nil }
            func dot(from start: Int) -> Int? {
                memchr(base + start, Int32(UInt8(ascii: ".")), text.count - start).map { UnsafeRawPointer($0) - base }
            }
            guard let first = dot(from: 0), let second = dot(from: first + 1), dot(from: second + 1) == nil else {
                return nil
            }
            return (first, second)
        }
    }

    /// Calls `body` with the decoded bytes of a part of the token. Throws `malformed(part, .encoding)`, and what `body`
    /// throws.
    private static func decoded<Output>(
        _ text: [UInt8],
        _ range: Range<Int>,
        _ part: JOSEError.Part,
        _ body: (UnsafeBufferPointer<UInt8>) throws(JOSEError) -> Output
    ) throws(JOSEError) -> Output {
        let result = text.withUnsafeBufferPointer { text in
            Base64URL.withDecoded(UnsafeBufferPointer(rebasing: text[range])) { bytes in
                Result { () throws(JOSEError) in try body(bytes) }
            }
        }
        guard let result else { throw .malformed(part, .encoding) }
        return try result.get()
    }
}
