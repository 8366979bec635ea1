import Base
import Memories

/// A member of an object in the document.
typealias Property = Shape.Property

/// All named objects of requests and responses.
enum Schemas {
    static let all = Dictionary(
        named.map { ($0.name, $0.shape.schema(.open)) },
        uniquingKeysWith: { first, _ in first }
    )

    private static let shapes: [Shape] =
        ServerSchemas.all + SessionSchemas.all + MemorySchemas.all + SearchSchemas.all + UserSchemas.all

    private static let named: [(name: String, shape: Shape)] = shapes.compactMap { shape in
        guard case .named(let name, let shape) = shape else { return nil }
        return (name, shape)
    }

    static func reference(_ name: String) -> JSONValue { Shape.named(name, .object).schema(.open) }

    static let ignoredFields = Property(
        "ignored_fields",
        .list(of: .string),
        """
        The request's members and parameters that the server does not know; the header `X-Ignored-Fields` names them \
        too, percent-encoded.
        """
    )
    static let notice = Property(
        "notice",
        .string,
        "Present when the response differs from what was requested: the reason."
    )
}

extension Property {
    /// A member that a response always has.
    static func always(_ name: String, _ shape: Shape, _ description: String, isNullable: Bool = false) -> Self {
        Self(name, shape, description, isRequired: true, isNullable: isNullable)
    }
}
