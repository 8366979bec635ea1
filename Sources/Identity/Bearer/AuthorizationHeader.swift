import Base

/// Parses the credentials of a request's headers: exactly one token, or the fault to respond with. Pure, and part of
/// the warm path: it compares bytes only. `read` checks the characters of the token later, after the cache was asked.
///
/// RFC 6750 §3.1 decides whether the challenge contains an `error`. A caller that presented no token, or used another
/// scheme, gets a bare challenge (`missingCredential`); one that presented an unreadable token gets `invalidToken`.
/// Clients of the Redis server know the two sentences; the added advice says what to change.
package enum AuthorizationHeader {
    /// - Parameters:
    ///   - values: every `Authorization` field of the request, in order.
    ///   - apiKeys: every field of the header that can carry a token without a scheme (`X-API-Key`); empty where that
    ///   header is not accepted.
    /// - Throws: `missingCredential`, `invalidToken`, or `invalidRequest` when there is more than one credential: two
    ///   readers could then see two different callers (RFC 6750 §2).
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

    /// Parses and reads in one step, where there is no cache of known tokens.
    package static func token(_ values: [String]) throws -> BearerToken { try read(parse(values)) }

    /// Checks the characters of a token that the cache does not know.
    /// - Throws: `invalidToken` when the characters cannot be those of a token.
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
        case .placeholder: "Replace the placeholder with the token itself."
        case .scheme: "The token begins with the word Bearer. Remove that word from the token."
        case .character:
            "The header contains a character that tokens never contain, such as a space or a line break. \(form)"
        }
    }

    /// `Bearer`, in any case, then one or more spaces, then a b64token (RFC 9110 §11.4, RFC 6750 §2.1).
    private static func presented(ofBearer header: String) throws -> PresentedToken {
        let bytes = header.utf8
        guard let start = tokenStart(bytes.span) else { throw missingToken }
        return try presented(Substring(bytes[bytes.index(bytes.startIndex, offsetBy: start)...]))
    }

    /// The index where the token begins; nil for another scheme.
    private static func tokenStart(_ header: Span<UInt8>) -> Int? {
        let (scheme, space): (StaticString, _) = ("bearer", UInt8(ascii: " "))
        let end = scheme.utf8CodeUnitCount
        guard header.count >= end, header.count == end || header[end] == space else { return nil }
        // Bit 5 is the case of a letter. Setting it changes no other byte into one of these letters.
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
                hints: .init(advice: "Let the issuer put less into its access tokens, for example fewer groups.")
            )
        }
        return token
    }

    private static var missingToken: Fault {
        Fault(.missingCredential, "Missing bearer token", hints: .init(advice: form))
    }

    private static var ambiguous: Fault { Fault(.invalidRequest, "Send exactly one credential.") }
}
