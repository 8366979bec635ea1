import Base

/// Decides whether a token is signed by one of the caller's keys, under the caller's conditions. Pure: no clock, no
/// network.
///
/// Order: algorithm on the list · no `crit`, `b64`, `zip` · no key in the header · `typ` · key by `kid` · signature.
/// Cheap checks come first; the payload is decoded only after the signature has been verified.
package struct JWSVerifier: Sendable {
    /// The algorithms that the caller allows; a key's own algorithm narrows them further.
    private let algorithms: [Algorithm]
    private let types: TokenTypes

    package init(algorithms: Set<Algorithm>, types: TokenTypes) {
        self.algorithms = Array(algorithms)
        self.types = types
    }

    /// Throws the `JOSEError` of the first check that fails. Fetching the issuer's keys again may help only
    /// after `unknownKey`.
    package func verify(_ jws: JWS, keys: JWKSet) throws(JOSEError) -> VerifiedJWS {
        try checkSignature(of: jws, keys: keys)
        return VerifiedJWS(jws)
    }

    func checkSignature(of jws: JWS, keys: JWKSet) throws(JOSEError) {
        guard let algorithm = jws.header.algorithm, algorithms.contains(algorithm) else { throw .algorithmNotAllowed }
        try check(jws.header)
        let candidates = try keys.candidates(id: jws.header.keyID, algorithm: algorithm)
        let isValid = try jws.withSignature { signature in
            jws.withSigningInput { input in candidates.contains { $0.isValid(signature, for: input) } }
        }
        guard isValid else { throw .badSignature }
    }

    /// Verifies a MAC. The list of algorithms does not apply: passing a `SharedKey` allows exactly its one.
    package func verify(_ jws: JWS, sharedKey: SharedKey) throws(JOSEError) -> VerifiedJWS {
        try checkSignature(of: jws, sharedKey: sharedKey)
        return VerifiedJWS(jws)
    }

    func checkSignature(of jws: JWS, sharedKey: SharedKey) throws(JOSEError) {
        guard jws.header.algorithmName == SharedKey.algorithmName else { throw .algorithmNotAllowed }
        try check(jws.header)
        if let expected = sharedKey.id, let named = jws.header.keyID, !named.isExactly(expected) { throw .unknownKey }
        let isValid = try jws.withSignature { signature in
            jws.withSigningInput { sharedKey.isValid(signature, for: $0) }
        }
        guard isValid else { throw .badSignature }
    }

    private func check(_ header: JWSHeader) throws(JOSEError) {
        if !header.others.isEmpty { try Self.checkParameters(header.others) }
        guard types.allows(header.type) else { throw .typeNotAllowed }
    }

    private static func checkParameters(_ parameters: [String: JSONValue]) throws(JOSEError) {
        guard parameters["crit"] == nil else { throw .criticalNotUnderstood }
        // JWS does not define `zip`; PingAM's tokens use it to say that they are not compressed.
        guard parameters["b64"] == nil, [nil, "NONE"].contains(parameters["zip"]) else {
            throw .payloadEncodingNotAllowed
        }
        guard parameters["jwk"] == nil, parameters["jku"] == nil, parameters["x5u"] == nil, parameters["x5c"] == nil
        else {
            throw .keyInHeader
        }
    }
}

/// A token with a valid signature. Only a `JWSVerifier` can make one; `Claims` reads what it says.
package struct VerifiedJWS: Sendable {
    let jws: JWS
    package var header: JWSHeader { jws.header }

    fileprivate init(_ jws: JWS) {
        self.jws = jws
    }
}
