package import Base

/// Makes compact tokens with one key and one `typ`. The header is written once and repeated.
package struct JWSSigner: Sendable {
    private let key: Key
    /// The first part and its dot.
    private let prefix: [UInt8]

    private enum Key: Sendable {
        case own(SigningKey)
        case shared(SharedKey)
    }

    /// - Parameter type: `typ`, say `at+jwt` (RFC 9068 §2.1); tokens of different purpose must not share one.
    package init(key: SigningKey, type: String) {
        self.key = .own(key)
        prefix = Self.prefix(algorithm: key.algorithm.name, type: type, id: key.id)
    }

    package init(sharedKey: SharedKey, type: String) {
        key = .shared(sharedKey)
        prefix = Self.prefix(algorithm: SharedKey.algorithmName, type: type, id: sharedKey.id)
    }

    /// Throws `malformed(.payload, …)` for a claim that has no JSON, or `signingFailed`.
    package func sign(_ claims: [String: JSONValue]) throws(JOSEError) -> String {
        let payload: [UInt8]
        do { payload = try StrictJSON.encode(.object(claims)) } catch { throw .malformed(.payload, .json(error)) }
        return try sign(payload: payload)
    }

    /// Signs any bytes.
    package func sign(payload: [UInt8]) throws(JOSEError) -> String {
        var text = prefix
        text.reserveCapacity(prefix.count + payload.count * 4 / 3 + 400)
        Base64URL.append(payload, to: &text)
        let signature =
            switch key {
            case .own(let key): try key.signature(for: text)
            case .shared(let key): key.code(for: text)
            }
        text.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The `at_hash` of an access token, in an ID token of this signer (OIDC Core §3.1.3.6).
    package func leftHalf(of token: String) -> String {
        switch key {
        case .own(let key): key.algorithm.leftHalf(of: token)
        case .shared: TokenHash.sha256.leftHalf(of: token)
        }
    }

    private static func prefix(algorithm: String, type: String, id: String?) -> [UInt8] {
        var header = ["alg": algorithm, "typ": type]
        header["kid"] = id
        let json = StrictJSON.encode(header)
        var text: [UInt8] = []
        Base64URL.append(json, to: &text)
        text.append(UInt8(ascii: "."))
        return text
    }
}
