import Base

/// What the credentials of a request's header come to: exactly one token, or the fault to answer with. Pure, and part
/// of the warm path: it works on bytes, and what has the right place but the wrong characters is told by `read`, after
/// the cache.
///
/// Whether the answer carries an `error` follows RFC 6750 §3.1: a caller that presented nothing, or used another
/// scheme, was merely unaware and gets a bare challenge (`missingCredential`); one that presented something unreadable
/// gets `invalidToken`. The two sentences are those that clients of the Redis server know; the advice beside them says
/// what to change.
package enum AuthorizationHeader {
    /// - Parameters:
    ///   - values: every `Authorization` field of the request, in order.
    ///   - apiKeys: every field of the header that may carry a bare token (`X-API-Key`); empty where that is not
    ///     offered.
    /// - Throws: `missingCredential`, `invalidToken`, or `invalidRequest` when there is more than one credential: two
    ///   readers could then believe in two different callers (RFC 6750 §2).
    package static func parse(_ values: [String], apiKeys: [String] = []) throws -> PresentedToken {
        guard values.count <= 1, apiKeys.count <= 1 else { throw ambiguous }
        switch (values.first, apiKeys.first) {
        case (nil, nil): throw Fault(.missingCredential, "Missing authorization header", hints: .init(advice: form))
        case (let header?, nil): return try presented(ofBearer: header)
        case (nil, let key?): return try presented(key[...])
        case (let header?, let key?):
            let (first, second) = (try presented(ofBearer: header), try presented(key[...]))
            guard first == second else { throw ambiguous }
            return first
        }
    }

    /// The same, read at once, for where no token is known by sight.
    package static func token(_ values: [String]) throws -> BearerToken { try read(parse(values)) }

    /// The token of a caller that is not known yet.
    /// - Throws: `invalidToken` when it cannot be one by its characters.
    package static func read(_ presented: PresentedToken) throws -> BearerToken {
        guard let token = BearerToken(presented) else {
            throw Fault(.invalidToken, "Missing bearer token", hints: .init(advice: advice(about: presented)))
        }
        return token
    }

    private static let form = "Send the header Authorization: Bearer <token>."

    private static func advice(about presented: PresentedToken) -> String {
        switch TokenFlaw(presented.text) {
        case .quotes: "Send the token without the quotes around it."
        case .placeholder: "Put the token itself in place of the placeholder."
        case .scheme, .character:
            "The header holds a character that no token has, such as a space or a line end. \(form)"
        }
    }

    /// `Bearer`, in any case, then one or more spaces, then a b64token (RFC 9110 §11.4, RFC 6750 §2.1).
    private static func presented(ofBearer header: String) throws -> PresentedToken {
        let bytes = header.utf8
        guard let start = tokenStart(bytes.span) else { throw missingToken }
        return try presented(Substring(bytes[bytes.index(bytes.startIndex, offsetBy: start)...]))
    }

    /// Where the token begins; nil when the scheme is another.
    private static func tokenStart(_ header: Span<UInt8>) -> Int? {
        let (scheme, space): (StaticString, _) = ("bearer", UInt8(ascii: " "))
        let end = scheme.utf8CodeUnitCount
        guard header.count >= end, header.count == end || header[end] == space else { return nil }
        // Bit 5 is the case of a letter, and no other byte becomes one of these by it.
        for index in 0..<end where header[index] | 0x20 != scheme.utf8Start[index] { return nil }
        var start = end
        while start < header.count, header[start] == space { start += 1 }
        return start
    }

    private static func presented(_ text: Substring) throws -> PresentedToken {
        guard !text.isEmpty else { throw missingToken }
        guard let token = PresentedToken(text) else {
            throw Fault(
                .invalidToken,
                "The token is longer than \(PresentedToken.maximumBytes) bytes.",
                hints: .init(advice: "Have the issuer put less into its access tokens, such as fewer groups.")
            )
        }
        return token
    }

    private static var missingToken: Fault {
        Fault(.missingCredential, "Missing bearer token", hints: .init(advice: form))
    }

    private static var ambiguous: Fault { Fault(.invalidRequest, "Send exactly one credential.") }
}
