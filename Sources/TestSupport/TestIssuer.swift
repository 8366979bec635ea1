package import Base
package import JOSE

/// Creates tokens like issuers and attackers do: any header and payload, signed with any key.
package struct TestIssuer {
    /// Generated once, because RSA keys take long. All belong to the issuer except `foreign`.
    package static let rsa = try! SigningKey.generate(.rs256, id: "rsa-1")
    package static let ec = try! SigningKey.generate(.es256, id: "ec-1")
    package static let pss = try! SigningKey.generate(.ps256, id: "rsa-2")
    package static let next = try! SigningKey.generate(.es256, id: "ec-2")
    package static let foreign = try! SigningKey.generate(.es256, id: "ec-1")
    /// The published keys; two of them are for the same algorithm.
    package static let keys = JWKSet(keys: [ec, next, rsa].map(\.verificationKey))

    package static func token(
        _ claims: [String: JSONValue],
        header: [String: JSONValue] = [:],
        typ: String? = "JWT",
        key: SigningKey = ec
    ) -> String {
        token(payload: try! StrictJSON.encode(.object(claims)), header: header, typ: typ, key: key)
    }

    package static func token(
        payload: [UInt8],
        header: [String: JSONValue] = [:],
        typ: String? = "JWT",
        key: SigningKey = ec
    ) -> String {
        var all: [String: JSONValue] = ["alg": .string(key.algorithm.name), "kid": .string(key.id)]
        if let typ { all["typ"] = .string(typ) }
        all.merge(header) { _, new in new }
        let encoded = try! StrictJSON.encode(.object(all.filter { $0.value != .null }))
        return token(payload: payload, rawHeader: encoded, key: key)
    }

    package static func token(payload: [UInt8], rawHeader: [UInt8], key: SigningKey = ec) -> String {
        let input = Base64URL.encode(rawHeader) + "." + Base64URL.encode(payload)
        return input + "." + Base64URL.encode(try! key.signature(for: Array(input.utf8)))
    }

    package static func published(_ keys: [SigningKey]) -> [UInt8] {
        try! StrictJSON.encode(JWKSet(keys: keys.map(\.verificationKey)).json)
    }
}
