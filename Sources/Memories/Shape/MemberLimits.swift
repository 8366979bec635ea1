import Base

extension Member {
    /// The shape of the value with this server's limits. Schemas show it, and MCP and the service check values against
    /// it, so a limit that a setting changes is the same everywhere.
    package func shape(under limits: MemoryLimits) -> Shape {
        switch (measure, property.shape) {
        case (.label, .characters): .characters(.label(upTo: limits.idLength))
        case (.labels, .list): .labels(upTo: limits.labelLength, count: 0...limits.labelCount)
        case (.length(let limit), .characters(let range)): .characters(range.limited(to: limits[keyPath: limit]))
        case (.atMost(let limit), .integer(let range)):
            .integer(range.lowerBound...max(range.lowerBound, limits[keyPath: limit]))
        case (.none, _), (.label, _), (.labels, _), (.length, _), (.bytes, _), (.atMost, _): property.shape
        }
    }

    /// The member in a request with this server's limits.
    package func property(under limits: MemoryLimits) -> Shape.Property {
        let shape = shape(under: limits)
        return Shape.Property(
            name,
            shape,
            description(under: limits),
            isRequired: property.isRequired,
            fallback: property.fallback.map { fallback(under: shape, $0) },
            isAbsentWhenEmpty: isAbsentWhenEmpty
        )
    }

    /// Whether an empty text means an absent value: an optional name.
    package var isAbsentWhenEmpty: Bool {
        guard case .label = measure else { return false }
        return !property.isRequired
    }

    /// JSON Schema cannot limit the size of an object, so the description does.
    private func description(under limits: MemoryLimits) -> String {
        guard case .bytes(let limit) = measure else { return property.description }
        let depth = MemoryLimits.jsonDepth
        return "\(property.description) At most \(limits[keyPath: limit]) bytes as JSON text and \(depth) levels."
    }

    /// A default that fits a maximum smaller than it.
    private func fallback(under shape: Shape, _ fallback: JSONValue) -> JSONValue {
        guard case .integer(let range) = shape, let number = fallback.integer else { return fallback }
        return .integer(min(number, Int64(range.upperBound)))
    }
}

extension Shape {
    /// Names such as topics.
    package static func labels(upTo limit: Int, count: ClosedRange<Int>) -> Shape {
        .list(of: .characters(.label(upTo: limit)), count: count)
    }
}
