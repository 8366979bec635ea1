import Base

/// Why the authority refused something (RFC 7807, with the types of RFC 8555 §6.7).
package struct AuthorityProblem: Sendable, Hashable {
    /// The type after `urn:ietf:params:acme:error:`; other types as they are, at most 100 characters.
    package let kind: String
    /// The authority's sentence on one line, at most 500 characters.
    package let detail: String

    private static let prefix = "urn:ietf:params:acme:error:"

    package init(kind: String, detail: String) {
        (self.kind, self.detail) = (kind, detail)
    }

    /// The problem in a response that is not a success. Proxies answer with pages instead of problems: then only the
    /// status is known.
    init(_ response: AuthorityResponse) {
        if response.mediaType == "application/problem+json", let value = try? StrictJSON.parse(response.body) {
            self.init(value)
        } else {
            self.init(
                kind: "status \(response.status)",
                detail: "The authority answered with status \(response.status)."
            )
        }
    }

    /// The `error` of an order or a challenge. The problems of single names follow the sentence.
    init(_ value: JSONValue) {
        let type = value["type"]?.string ?? ""
        kind = String((type.hasPrefix(Self.prefix) ? type.dropFirst(Self.prefix.count) : type[...]).prefix(100)).escaped
        let parts = (value["subproblems"]?.array ?? []).prefix(5).compactMap { part in
            part["detail"]?.string.map { "\(part["identifier"]?["value"]?.string ?? "?"): \($0)" }
        }
        let sentence = ([value["detail"]?.string ?? "No reason is given."] + parts).joined(separator: " ")
        detail = String(sentence.escaped.prefix(500))
    }
}
