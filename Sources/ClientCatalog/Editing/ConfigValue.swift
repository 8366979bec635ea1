import Base

/// A value in a configuration file. Mappings keep the order of their members, because people read them.
package indirect enum ConfigValue: Sendable, Hashable {
    case string(String)
    case bool(Bool)
    case list([ConfigValue])
    case mapping([Member])
    /// Anything else, as it is written: numbers, dates, null.
    case other(String)

    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: ConfigValue

        package init(_ name: String, _ value: ConfigValue) {
            self.name = name
            self.value = value
        }

        package static func == (lhs: Self, rhs: Self) -> Bool {
            lhs.name.isExactly(rhs.name) && lhs.value == rhs.value
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(Identifier(name))
            hasher.combine(value)
        }
    }

    package subscript(name: String) -> ConfigValue? {
        members?.first { $0.name.isExactly(name) }?.value
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var list: [ConfigValue]? { if case .list(let elements) = self { elements } else { nil } }
    package var members: [Member]? { if case .mapping(let members) = self { members } else { nil } }

    /// The same with every text replaced.
    func mapTexts(_ transform: (String) -> String) -> ConfigValue {
        switch self {
        case .string(let text): .string(transform(text))
        case .list(let elements): .list(elements.map { $0.mapTexts(transform) })
        case .mapping(let members): .mapping(members.map { Member($0.name, $0.value.mapTexts(transform)) })
        case .bool, .other: self
        }
    }

    /// Compares texts by their bytes.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.string(let one), .string(let other)), (.other(let one), .other(let other)): one.isExactly(other)
        case (.bool(let one), .bool(let other)): one == other
        case (.list(let one), .list(let other)): one == other
        case (.mapping(let one), .mapping(let other)): one == other
        case (.string, _), (.bool, _), (.list, _), (.mapping, _), (.other, _): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let text), .other(let text): hasher.combine(Identifier(text))
        case .bool(let flag): hasher.combine(flag)
        case .list(let elements): hasher.combine(elements)
        case .mapping(let members): hasher.combine(members)
        }
    }
}
