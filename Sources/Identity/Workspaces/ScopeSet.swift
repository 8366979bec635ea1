/// The rights of a credential on memories, as a bit mask. Broader scopes include narrower ones (`admin` ⊃ `write` ⊃
/// `read`).
///
/// The names are OAuth scopes (RFC 6749 §3.3).
package struct ScopeSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let read = ScopeSet(rawValue: 1)
    package static let write = ScopeSet(rawValue: 1 << 1 | 1)
    package static let admin = ScopeSet(rawValue: 1 << 2 | 1 << 1 | 1)

    /// Every single scope with its name, narrowest first.
    package static let named: [(name: String, scope: ScopeSet)] = [
        ("memory:read", .read), ("memory:write", .write), ("memory:admin", .admin),
    ]

    /// The scope with this name; nil for an unknown name.
    package init?(name: some StringProtocol) {
        guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
        self = match.scope
    }

    /// The names of all contained scopes, narrowest first: `["memory:read", "memory:write"]`.
    package var names: [String] {
        Self.named.filter { contains($0.scope) }.map(\.name)
    }
}
