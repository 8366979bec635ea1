package import Base

/// One member of a record, declared once: its name, shape, meaning, place in the record, and the service's
/// requirements. REST and MCP read, write, check and document the record by its members.
package struct Member<Record>: Sendable {
    package let property: Shape.Property
    package let measure: Measure
    /// Whether the record may have no value: null in REST, no member in MCP.
    package let isOptional: Bool
    package let get: @Sendable (Record) -> MemberValue?
    /// Nil for a member that only the server sets: accepted in a request, because clients send back what they received,
    /// and ignored there.
    package let set: (@Sendable (inout Record, MemberValue) -> Void)?

    package var name: String { property.name }
}

/// The service's limit for a value, set in `MemoryLimits`; number ranges are part of the shape.
package enum Measure: Sendable {
    case none
    /// A text of limited length without control characters.
    case label
    case labels
    case length(any KeyPath<MemoryLimits, Int> & Sendable)
    /// JSON text of limited size.
    case bytes(any KeyPath<MemoryLimits, Int> & Sendable)
    case atMost(any KeyPath<MemoryLimits, Int> & Sendable)
}

extension Member {
    /// A member that always has a value.
    package init<Value: MemberType>(
        _ name: String,
        _ path: any WritableKeyPath<Record, Value> & Sendable,
        _ description: String,
        shape: Shape = Value.shape,
        measure: Measure = Value.measure,
        isRequired: Bool = false,
        fallback: JSONValue? = nil
    ) {
        property = Shape.Property(name, shape, description, isRequired: isRequired, fallback: fallback)
        self.measure = measure
        isOptional = false
        get = { $0[keyPath: path].memberValue }
        set = { record, value in
            if let value = Value(value) { record[keyPath: path] = value }
        }
    }

    /// A member that may have no value.
    package init<Value: MemberType>(
        _ name: String,
        _ path: any WritableKeyPath<Record, Value?> & Sendable,
        _ description: String,
        shape: Shape = Value.shape,
        measure: Measure = Value.measure
    ) {
        property = Shape.Property(name, shape, description)
        self.measure = measure
        isOptional = true
        get = { $0[keyPath: path]?.memberValue }
        set = { record, value in
            if let value = Value(value) { record[keyPath: path] = value }
        }
    }

    /// A member that only the server sets.
    package init<Value: MemberType>(
        ofServer name: String,
        _ path: any KeyPath<Record, Value> & Sendable,
        _ description: String,
        shape: Shape = Value.shape
    ) {
        property = Shape.Property(name, shape, description)
        measure = .none
        isOptional = false
        get = { $0[keyPath: path].memberValue }
        set = nil
    }

    /// A member that only the server sets and that may have no value.
    package init<Value: MemberType>(
        ofServer name: String,
        _ path: any KeyPath<Record, Value?> & Sendable,
        _ description: String,
        shape: Shape = Value.shape
    ) {
        property = Shape.Property(name, shape, description)
        measure = .none
        isOptional = true
        get = { $0[keyPath: path]?.memberValue }
        set = nil
    }
}

extension Member {
    /// The same member for one protocol, with a different name, shape or description.
    package func presented(
        as name: String? = nil,
        shape: Shape? = nil,
        _ description: String? = nil,
        isRequired: Bool = false,
        fallback: JSONValue? = nil
    ) -> Self {
        Self(
            property: Shape.Property(
                name ?? property.name,
                shape ?? property.shape,
                description ?? property.description,
                isRequired: isRequired,
                fallback: fallback
            ),
            measure: measure,
            isOptional: isOptional,
            get: get,
            set: set
        )
    }

    /// The same member of another record, which stores it elsewhere or not at all.
    package func kept<Other, Value: MemberType>(
        at path: any WritableKeyPath<Other, Value?> & Sendable
    ) -> Member<Other> {
        Member<Other>(name, path, property.description, shape: property.shape, measure: measure)
    }

    /// The member in a REST response: always present, null when there is no value.
    package var answered: Shape.Property {
        Shape.Property(name, property.shape, property.description, isRequired: true, isNullable: isOptional)
    }

    /// The member in an MCP result: absent when there is no value.
    package var told: Shape.Property {
        Shape.Property(name, property.shape, property.description, isRequired: !isOptional)
    }
}
