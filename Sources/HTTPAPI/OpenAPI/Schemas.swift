import Base
import Memories

/// A member of an object in the document.
typealias Property = Shape.Property

/// All named objects of requests and responses.
enum Schemas {
    /// - Parameter limits: this server's.
    static func all(_ limits: MemoryLimits) -> [String: JSONValue] { shapes(limits).mapValues { $0.schema(.open) } }

    /// The shapes by their names.
    static func shapes(_ limits: MemoryLimits) -> [String: Shape] {
        let shapes: [Shape] =
            ServerSchemas.all + SessionSchemas.all(limits) + MemorySchemas.all(limits) + SearchSchemas.all(limits)
            + UserSchemas.all
        let named = shapes.compactMap { shape -> (String, Shape)? in
            guard case .named(let name, let shape) = shape else { return nil }
            return (name, shape)
        }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
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

extension Shape {
    /// An object in a request: null stands for an absent member.
    static func request(_ members: [Property]) -> Shape {
        .record(
            members.map { member in
                Property(
                    member.name,
                    member.shape,
                    member.description,
                    isRequired: member.isRequired,
                    isNullable: !member.isRequired,
                    fallback: member.fallback
                )
            }
        )
    }
}
