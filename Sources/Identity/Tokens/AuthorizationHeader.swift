import Base

/// What the credentials of a request's header come to: exactly one token, or the fault to answer with. Pure.
///
/// Whether the answer carries an `error` follows RFC 6750 §3.1: a caller that presented nothing, or used another scheme, was
/// merely unaware and gets a bare challenge (`missingCredential`); one that presented something unreadable gets
/// `invalidToken`. The two sentences are those that clients of the Redis server know.
package enum AuthorizationHeader {
    /// - Parameters:
    ///   - values: every `Authorization` field of the request, in order.
    ///   - apiKeys: every field of the header that may carry a bare token (`X-API-Key`); empty where that is not offered.
    /// - Throws: `missingCredential`, `invalidToken`, or `invalidRequest` when there is more than one credential: two readers
    ///   could then believe in two different callers (RFC 6750 §2).
    package static func parse(_ values: [String], apiKeys: [String] = []) throws -> BearerToken {
        guard values.count <= 1, apiKeys.count <= 1 else { throw ambiguous }
        switch (values.first, apiKeys.first) {
        case (nil, nil): throw Fault(.missingCredential, "Missing authorization header")
        case (let header?, nil): return try token(ofBearer: header)
        case (nil, let key?): return try token(key[...])
        case (let header?, let key?):
            let (first, second) = (try token(ofBearer: header), try token(key[...]))
            guard first.digest == second.digest else { throw ambiguous }
            return first
        }
    }

    /// `Bearer`, in any case, then one or more spaces, then a b64token (RFC 9110 §11.4, RFC 6750 §2.1).
    private static func token(ofBearer header: String) throws -> BearerToken {
        let scheme = header.prefix { $0 != " " }
        guard scheme.utf8.count == 6, scheme.lowercased() == "bearer" else {
            throw Fault(.missingCredential, "Missing bearer token")
        }
        return try token(header.dropFirst(6).drop { $0 == " " })
    }

    private static func token(_ text: Substring) throws -> BearerToken {
        guard !text.isEmpty else { throw Fault(.missingCredential, "Missing bearer token") }
        guard text.utf8.count <= BearerToken.maximumBytes else { throw Fault(.invalidToken, "Invalid token") }
        guard let token = BearerToken(text) else { throw Fault(.invalidToken, "Missing bearer token") }
        return token
    }

    private static var ambiguous: Fault { Fault(.invalidRequest, "Send exactly one credential.") }
}
