package import Base

/// The header of a token, parsed but not verified (RFC 7515 §4).
package struct JWSHeader: Sendable, Hashable {
    /// `alg` as written; nil in `algorithm` when it is not one of our asymmetric algorithms.
    package let algorithmName: String
    package let algorithm: Algorithm?
    /// `kid`: untrusted text; do not use it in a log or a query.
    package let keyID: String?
    /// `typ` as written.
    package let type: String?
    /// All parameters other than these three, which every token has.
    let others: [String: JSONValue]

    /// Everything, for `token explain`.
    package var parameters: [String: JSONValue] {
        var all = others
        all["alg"] = .string(algorithmName)
        all["kid"] = keyID.map { .string($0) }
        all["typ"] = type.map { .string($0) }
        return all
    }

    /// From the decoded first part. Throws `malformed(.header, …)` for anything but one unambiguous JSON object whose
    /// `alg`, `kid` and `typ` are strings.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(JOSEError) {
        var (name, keyID, type): (JSONValue?, JSONValue?, JSONValue?)
        var others: [String: JSONValue] = [:]
        let isObject: Bool
        do throws(StrictJSON.Refusal) {
            isObject = try StrictJSON.members(of: bytes) { member, value in
                switch member {
                case "alg": Self.isFirst(value, &name)
                case "kid": Self.isFirst(value, &keyID)
                case "typ": Self.isFirst(value, &type)
                default: others.updateValue(value, forKey: member) == nil
                }
            }
        } catch {
            throw .malformed(.header, .json(error.flaw))
        }
        guard isObject else { throw .malformed(.header, .notAnObject) }
        guard case .string(let name)? = name else { throw .malformed(.header, .member) }
        algorithmName = name
        algorithm = Algorithm(name: name)
        self.keyID = try Self.text(keyID)
        self.type = try Self.text(type)
        self.others = others
    }

    private static func isFirst(_ value: JSONValue, _ place: inout JSONValue?) -> Bool {
        defer { place = value }
        return place == nil
    }

    private static func text(_ value: JSONValue?) throws(JOSEError) -> String? {
        guard let value else { return nil }
        guard case .string(let text) = value else { throw .malformed(.header, .member) }
        return text
    }
}
