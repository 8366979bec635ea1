import Base

/// Where in a token something stands: `sub`, `realm_access.roles`, `https://example.com/roles`. Dots descend into
/// objects, or belong to a name, whichever finds something.
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

    /// Descends where it can; where that leads nowhere, the dot was part of the name (a client's id, Auth0's custom
    /// claims).
    private static func value(_ members: ArraySlice<String>, in value: JSONValue) -> JSONValue? {
        guard !members.isEmpty else { return value }
        for count in 1...members.count {
            let name = members.prefix(count).joined(separator: ".")
            if let inner = value[name], let found = Self.value(members.dropFirst(count), in: inner) { return found }
        }
        return nil
    }
}
