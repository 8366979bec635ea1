package import Base

/// The header of a token, read but not yet believed (RFC 7515 §4).
package struct JWSHeader: Sendable, Hashable {
    /// `alg` as written; nil in `algorithm` when it is not an asymmetric one of ours.
    package let algorithmName: String
    package let algorithm: Algorithm?
    /// `kid`: text of the sender's choice, not fit for a log or a query.
    package let keyID: String?
    /// `typ` as written.
    package let type: String?
    /// Everything, for `token explain`.
    package let parameters: [String: JSONValue]

    /// From the decoded first part. Throws `malformed(.header, …)` for anything but one unambiguous JSON object whose `alg`,
    /// `kid` and `typ` are strings.
    init(_ bytes: [UInt8]) throws(JOSEError) {
        let value: JSONValue
        do { value = try StrictJSON.parse(bytes) } catch { throw .malformed(.header, .json(error.flaw)) }
        guard case .object(let parameters) = value else { throw .malformed(.header, .notAnObject) }
        guard case .string(let name)? = parameters["alg"] else { throw .malformed(.header, .member) }
        algorithmName = name
        algorithm = Algorithm(name: name)
        keyID = try Self.text(parameters["kid"])
        type = try Self.text(parameters["typ"])
        self.parameters = parameters
    }

    /// Whether there is nothing in it beyond `alg`, `kid` and `typ`: no other parameter need be looked for.
    var isPlain: Bool { parameters.count == 1 + (keyID == nil ? 0 : 1) + (type == nil ? 0 : 1) }

    private static func text(_ value: JSONValue?) throws(JOSEError) -> String? {
        guard let value else { return nil }
        guard case .string(let text) = value else { throw .malformed(.header, .member) }
        return text
    }
}
