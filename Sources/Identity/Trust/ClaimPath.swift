import Base

/// The path of a claim in a token: `sub`, `realm_access.roles`, `https://example.com/roles`. A dot descends into an
/// object, or is part of a name, depending on what exists.
package struct ClaimPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    let members: [String]

    package init(_ text: String) {
        members = text.split(separator: ".").map(String.init)
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    package var description: String { members.joined(separator: ".") }

    func value(in claims: [String: JSONValue]) -> JSONValue? { Self.value(members[...], in: .object(claims)) }

    /// Descends first; if that finds nothing, the dot is part of the name (a client's id, Auth0's custom claims).
    private static func value(_ members: ArraySlice<String>, in value: JSONValue) -> JSONValue? {
        guard !members.isEmpty else { return value }
        for count in 1...members.count {
            let name = members.prefix(count).joined(separator: ".")
            if let inner = value[name], let found = Self.value(members.dropFirst(count), in: inner) { return found }
        }
        return nil
    }
}
