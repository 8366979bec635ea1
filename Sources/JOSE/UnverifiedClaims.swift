package import Base

/// The claims of a token that is not verified. For `token explain`, and for choosing whose keys to verify with
/// (`claimedIssuer`).
///
/// It shares neither type nor protocol with `Claims`, so that it cannot be passed where verified claims are required.
package struct UnverifiedClaims: Sendable {
    package let header: JWSHeader
    package let values: [String: JSONValue]
    let jws: JWS

    /// Throws `malformed(.payload, …)` unless the payload is one unambiguous JSON object.
    package init(_ jws: JWS) throws(JOSEError) {
        self.jws = jws
        header = jws.header
        values = try Claims.values(of: jws)
    }

    /// `iss` when it is a string. Look it up among the issuers trusted already; never fetch it.
    package var claimedIssuer: String? { values["iss"]?.string }
}
