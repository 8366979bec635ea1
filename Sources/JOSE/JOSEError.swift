package import Base

/// Why a token, key or claim was refused. Contains no part of the token's text, so it may be logged and shown.
package enum JOSEError: Error, Sendable, Hashable {
    // the text
    /// Longer than the caller allows; refused before parsing.
    case tooLarge(limit: Int)
    case malformed(Part, Flaw)

    // the header
    /// `alg` is unknown, `none`, a MAC, or not on the caller's list.
    case algorithmNotAllowed
    /// `crit` is present: we understand no extension (RFC 7515 §4.1.11).
    case criticalNotUnderstood
    /// `b64` (RFC 7797) or `zip` (a JWE parameter) other than `NONE` is present.
    case payloadEncodingNotAllowed
    /// `jwk`, `jku`, `x5u` or `x5c` is present: a token does not bring its own key (RFC 8725 §3.10).
    case keyInHeader
    /// The caller does not accept this `typ` (RFC 8725 §3.11).
    case typeNotAllowed

    // the key
    /// No `kid`, and not exactly one key that could have signed it.
    case missingKeyID
    /// No key has this `kid`.
    case unknownKey
    /// The key with this `kid` is for another algorithm.
    case keyNotForAlgorithm
    case badSignature
    /// A key could not be imported.
    case unusableKey(KeyFlaw)
    case signingFailed

    // the claims
    /// The claim of this name (one we asked for) is of the wrong type or out of range.
    case badClaim(String)

    /// The part that was being read.
    package enum Part: String, Sendable, Hashable {
        case token
        case header
        case payload
        case signature
        case keySet = "key set"
    }

    package enum Flaw: Sendable, Hashable {
        /// Not three parts separated by two dots (RFC 7515 §7.1).
        case notThreeParts
        /// Not canonical base64url.
        case encoding
        case json(StrictJSON.Flaw)
        /// JSON, but not an object.
        case notAnObject
        /// A member is missing or of the wrong type.
        case member
        /// More keys than a set may have.
        case tooMany(limit: Int)
    }

    package enum KeyFlaw: String, Sendable, Hashable, CaseIterable {
        case notAKey = "it is not a key of a form this server reads"
        case kind = "its kty or crv is not one this server verifies with"
        case symmetric = "it is symmetric and must not be published"
        case privateMembers = "its private part is published with it"
        case use = "its use or key_ops do not allow verifying"
        case algorithm = "its alg is unknown or does not fit the key"
        case keyID = "its kid is not a string"
        case members = "a member is missing or not canonical"
        case size = "its size is out of bounds"
        case exponent = "its public exponent is even or too small"
        case weakModulus = "its modulus is of the ROCA family"
        case point = "its point is not on the curve"
        case repeated = "too many keys before it have its kid"
    }
}

extension JOSEError: CustomStringConvertible {
    /// One sentence without a full stop, safe to show to anyone.
    package var description: String {
        switch self {
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .malformed(let part, let flaw): "the \(part.rawValue) \(flaw.phrase)"
        case .algorithmNotAllowed: "the signature algorithm is not allowed"
        case .criticalNotUnderstood: "the header demands an extension this server does not understand"
        case .payloadEncodingNotAllowed: "the payload is unencoded or compressed"
        case .keyInHeader: "the header brings its own key"
        case .typeNotAllowed: "the token is of another type"
        case .missingKeyID: "the header names no key and more or less than one could have signed it"
        case .unknownKey: "no key has the identifier the header names"
        case .keyNotForAlgorithm: "the key the header names is for another algorithm"
        case .badSignature: "the signature is not valid"
        case .unusableKey(let flaw): "the key cannot be used: \(flaw.rawValue)"
        case .signingFailed: "signing failed"
        case .badClaim(let name): "the claim \(name) is of the wrong type or out of range"
        }
    }
}

extension JOSEError.Flaw {
    fileprivate var phrase: String {
        switch self {
        case .notThreeParts: "is not three parts separated by dots"
        case .encoding: "is not canonical base64url"
        case .json(.syntax): "is not JSON"
        case .json(.byteOrderMark): "begins with a byte order mark, which JSON does not allow"
        case .json(.duplicateMember): "has a member twice"
        case .json(.notUTF8): "is not UTF-8"
        case .json(.numberOutOfRange): "has a number out of range"
        case .json(.tooDeep): "is nested too deeply"
        case .json(.trailingBytes): "has bytes after its end"
        case .notAnObject: "is not a JSON object"
        case .member: "lacks a member or has one of the wrong type"
        case .tooMany(let limit): "has more than \(limit) keys"
        }
    }
}
