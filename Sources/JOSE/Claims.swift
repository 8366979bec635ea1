package import Base

/// The claims of a token with a valid signature (RFC 7519 §4). Made from a `VerifiedJWS` only.
///
/// The accessors refuse what is present but of the wrong type; whether an absent claim matters, and whether its value
/// is the expected one, is the caller's policy.
package struct Claims: Sendable {
    package let header: JWSHeader
    /// Every claim as received.
    package let values: [String: JSONValue]

    /// Throws `malformed(.payload, …)` unless the payload is one unambiguous JSON object.
    package init(_ verified: VerifiedJWS) throws(JOSEError) {
        header = verified.header
        values = try Self.values(of: verified.jws)
    }

    fileprivate init(header: JWSHeader, values: [String: JSONValue]) {
        self.header = header
        self.values = values
    }

    static func values(of jws: JWS) throws(JOSEError) -> [String: JSONValue] {
        try jws.withPayload { (payload) throws(JOSEError) in
            let value: JSONValue
            do throws(StrictJSON.Refusal) { value = try StrictJSON.parse(payload) } catch {
                throw .malformed(.payload, .json(error.flaw))
            }
            guard case .object(let values) = value else { throw .malformed(.payload, .notAnObject) }
            return values
        }
    }

    package subscript(_ name: String) -> JSONValue? { values[name] }

    /// `iss`.
    package func issuer() throws(JOSEError) -> String? { try text("iss") }
    /// `exp`.
    package func expiresAt() throws(JOSEError) -> Timestamp? { try time("exp") }
    /// `nbf`.
    package func notBefore() throws(JOSEError) -> Timestamp? { try time("nbf") }
    /// `iat`.
    package func issuedAt() throws(JOSEError) -> Timestamp? { try time("iat") }

    /// `aud`, a string or a list of strings (RFC 7519 §4.1.3); empty when absent or an empty list.
    package func audience() throws(JOSEError) -> [String] {
        guard let value = values["aud"] else { return [] }
        if case .array(let elements) = value {
            var names: [String] = []
            for element in elements { names.append(try Self.text(element, claim: "aud")) }
            return names
        }
        return [try Self.text(value, claim: "aud")]
    }

    /// A claim that names something: a string, not empty, without control characters (NUL truncates in C, line breaks
    /// forge log lines). Throws `badClaim(name)` when it is present and invalid.
    package func text(_ name: String) throws(JOSEError) -> String? {
        guard let value = values[name] else { return nil }
        return try Self.text(value, claim: name)
    }

    /// A NumericDate (RFC 7519 §2): seconds since 1970, fractions kept to the millisecond, from 0 to the end of the
    /// year 9999. Throws `badClaim(name)` when it is present and invalid.
    package func time(_ name: String) throws(JOSEError) -> Timestamp? {
        guard let value = values[name] else { return nil }
        let latest: Int64 = 253_402_300_799
        switch value {
        case .integer(let seconds) where (0...latest).contains(seconds): return Timestamp(seconds: seconds)
        case .number(let seconds) where (0...Double(latest)).contains(seconds):
            return Timestamp(milliseconds: Int64((seconds * 1_000).rounded(.down)))
        default: throw .badClaim(name)
        }
    }

    private static func text(_ value: JSONValue, claim: String) throws(JOSEError) -> String {
        guard case .string(let text) = value, !text.isEmpty, !hasControl(text) else { throw .badClaim(claim) }
        return text
    }

    /// Has no early exit, so that the compiler can vectorise it.
    private static func hasControl(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var found: UInt8 = 0
        for index in bytes.indices { found |= bytes[index] < 0x20 || bytes[index] == 0x7f ? 1 : 0 }
        return found != 0
    }
}

extension JWSVerifier {
    /// Verifies a token that was already read to learn its issuer, without reading the payload a second time.
    /// Throws what `verify(_:keys:)` throws.
    package func verify(_ unverified: UnverifiedClaims, keys: JWKSet) throws(JOSEError) -> Claims {
        try checkSignature(of: unverified.jws, keys: keys)
        return Claims(header: unverified.header, values: unverified.values)
    }

    /// The same with a MAC. Throws what `verify(_:sharedKey:)` throws.
    package func verify(_ unverified: UnverifiedClaims, sharedKey: SharedKey) throws(JOSEError) -> Claims {
        try checkSignature(of: unverified.jws, sharedKey: sharedKey)
        return Claims(header: unverified.header, values: unverified.values)
    }
}
