package import Base

/// The public half of a signature key (RFC 7517). It has no room for private members, so publishing it cannot leak one.
package struct JWK: Sendable, Hashable {
    /// The numbers, in bytes as defined by RFC 7518 §6 and RFC 8037 §2.
    package enum Material: Sendable, Hashable {
        /// Big-endian without leading zeros.
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// Coordinates of the curve's full length.
        case ec(EllipticCurve, x: [UInt8], y: [UInt8])
        /// 32 bytes.
        case ed25519([UInt8])
    }

    package let material: Material
    /// `kid`.
    package let id: String?
    /// `alg`; nil when the key does not say.
    package let algorithm: Algorithm?

    package init(material: Material, id: String?, algorithm: Algorithm?) {
        self.material = material
        self.id = id
        self.algorithm = algorithm
    }

    package var kind: KeyKind {
        switch material {
        case .rsa: .rsa
        case .ec(let curve, _, _): .ec(curve)
        case .ed25519: .ed25519
        }
    }

    /// Reads a published key. Throws `unusableKey` unless it is a public key for verifying signatures:
    /// symmetric keys, keys with private members, `use` other than `sig`, `key_ops` without `verify` and an `alg` that
    /// is unknown or of another kind of key are refused. `VerificationKey` checks its numbers.
    package init(_ value: JSONValue) throws(JOSEError) {
        guard case .object(let members) = value, case .string(let kind)? = members["kty"] else {
            throw .unusableKey(.notAKey)
        }
        guard kind != "oct", members["k"] == nil else { throw .unusableKey(.symmetric) }
        // RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2: everyone who has read the set can sign with such a key.
        guard members["d"] == nil, members["p"] == nil, members["q"] == nil else { throw .unusableKey(.privateMembers) }
        try Self.checkUse(members)
        material = try Self.material(kind, members)
        id = try Self.text("kid", of: members, else: .keyID)
        guard let name = try Self.text("alg", of: members, else: .algorithm) else {
            algorithm = nil
            return
        }
        guard let algorithm = Algorithm(name: name) else { throw .unusableKey(.algorithm) }
        self.algorithm = algorithm
        guard algorithm.keyKind == self.kind else { throw .unusableKey(.algorithm) }
    }

    /// The key as it is published: its numbers, `kid`, `alg` and `use`.
    package var json: JSONValue {
        var members = requiredMembers
        members["use"] = "sig"
        members["kid"] = id
        members["alg"] = algorithm?.name
        return .object(members.mapValues { .string($0) })
    }

    /// `kty` and the numbers: what RFC 7638 §3.2 takes the thumbprint of.
    var requiredMembers: [String: String] {
        switch material {
        case .rsa(let modulus, let exponent):
            ["kty": "RSA", "n": Base64URL.encode(modulus), "e": Base64URL.encode(exponent)]
        case .ec(let curve, let x, let y):
            ["kty": "EC", "crv": curve.rawValue, "x": Base64URL.encode(x), "y": Base64URL.encode(y)]
        case .ed25519(let x):
            ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(x)]
        }
    }

    /// RFC 7517 §4.2, §4.3. Both may be absent; where both are present, both must allow it.
    private static func checkUse(_ members: [String: JSONValue]) throws(JOSEError) {
        if let use = members["use"], use != "sig" { throw .unusableKey(.use) }
        guard let operations = members["key_ops"] else { return }
        guard case .array(let names) = operations, names.contains("verify"), Set(names).count == names.count else {
            throw .unusableKey(.use)
        }
    }

    private static func material(_ kind: String, _ members: [String: JSONValue]) throws(JOSEError) -> Material {
        switch (kind, members["crv"]?.string) {
        case ("RSA", nil):
            return .rsa(modulus: try number("n", of: members), exponent: try number("e", of: members))
        case ("EC", let name?):
            guard let curve = EllipticCurve(rawValue: name) else { throw .unusableKey(.kind) }
            let length = curve.coordinateBytes
            return .ec(curve, x: try bytes("x", length, of: members), y: try bytes("y", length, of: members))
        case ("OKP", "Ed25519"?):
            return .ed25519(try bytes("x", 32, of: members))
        default:
            throw .unusableKey(.kind)
        }
    }

    private static func text(
        _ name: String,
        of members: [String: JSONValue],
        else flaw: JOSEError.KeyFlaw
    ) throws(JOSEError) -> String? {
        guard let value = members[name] else { return nil }
        guard case .string(let text) = value else { throw .unusableKey(flaw) }
        return text
    }

    private static func bytes(_ name: String, _ count: Int, of members: [String: JSONValue]) throws(JOSEError)
        -> [UInt8]
    {
        guard let text = members[name]?.string, let bytes = Base64URL.decode(text), bytes.count == count else {
            throw .unusableKey(.members)
        }
        return bytes
    }

    /// Base64urlUInt: at least one byte, no leading zero (RFC 7518 §2).
    private static func number(_ name: String, of members: [String: JSONValue]) throws(JOSEError) -> [UInt8] {
        guard let text = members[name]?.string, let bytes = Base64URL.decode(text), let first = bytes.first, first != 0
        else {
            throw .unusableKey(.members)
        }
        return bytes
    }
}
