import Base
import Memories

/// Example values of shapes, for the documentation: valid, and about one person's food.
enum ShapeExample {
    /// - Parameter name: of the member, which chooses among the values of its shape.
    static func value(of shape: Shape, named name: String = "") -> JSONValue {
        switch shape {
        case .characters: .string(texts[name] ?? (name.isEmpty ? "text" : name.replacing("_", with: "-")))
        case .choice(let words): .string(words.first ?? "")
        case .integer(let range): .integer(Int64(min(max(integers[name] ?? 1, range.lowerBound), range.upperBound)))
        case .number(let range): .number([0.82, range.bounds.upperBound].first(where: range.contains) ?? 1)
        case .flag: .bool(false)
        case .dateTime: "2026-11-29T08:30:00Z"
        case .list(let element, let count):
            .array(count.upperBound == 0 ? [] : [value(of: element, named: singular(name))])
        case .record(let members):
            .object(
                Dictionary(
                    members.filter { !remarks.contains($0.name) }.map { ($0.name, value(of: $0.shape, named: $0.name)) }
                ) { first, _ in first }
            )
        case .object: ["plan": "trial"]
        case .null: .null
        case .anyOf(let shapes): shapes.first.map { value(of: $0, named: name) } ?? .null
        case .named(_, let shape): value(of: shape, named: name)
        }
    }

    private static func singular(_ name: String) -> String {
        name.hasSuffix("ies") ? name.dropLast(3) + "y" : String(name.dropLast(name.hasSuffix("s") ? 1 : 0))
    }

    /// Members that a response has only when something is unusual.
    private static let remarks: Set = ["notice", "ignored_fields"]

    private static let texts = [
        "id": "food-1", "memory_id": "food-1", "text": "Is allergic to peanuts", "user_id": "dana",
        "session_id": "chat-1",
        "namespace": "kitchen", "topic": "food", "entity": "peanuts", "status": "ok", "role": "user",
        "content": "I must not eat peanuts.", "name": "Dana", "application": "amc_7Qd4mJx0", "person": "dana",
        "version": "0.1.0", "jsonrpc": "2.0", "method": "tools/list", "title": "Not Found",
        "detail": "Memory not found",
    ]

    private static let integers = [
        "now": 1_796_025_000_000, "limit": 10, "total": 1, "next_offset": 10, "ttl_seconds": 3_600, "offset": 0,
    ]
}
