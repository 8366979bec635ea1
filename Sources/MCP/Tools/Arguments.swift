package import Base
import Memories

/// The arguments of one call, already checked against their shape: a member may be absent, but never has the wrong
/// shape.
package struct Arguments: Sendable {
    private let values: [String: JSONValue]

    /// - Throws: `validationFailed` with one sentence that names every problem.
    init(_ values: [String: JSONValue], of properties: [Shape.Property]) throws {
        let shape = Shape.record(properties)
        let read = shape.reading(.object(values))
        let problems = shape.problems(in: read)
        guard problems.isEmpty else {
            let shown = problems.prefix(8).joined(separator: "; ")
            throw Fault(.validationFailed, "Invalid arguments: \(shown)\(problems.count > 8 ? "; and more" : "").")
        }
        var given = (read.object ?? [:]).filter { !$0.value.isNull }
        for property in properties where given[property.name] == nil { given[property.name] = property.fallback }
        self.values = given
    }

    /// The `arguments` of a request: empty when left out or null. A client may also send the object as JSON text.
    static func object(in params: [String: JSONValue]) throws(RPCError) -> [String: JSONValue] {
        switch Shape.object.reading(params["arguments"] ?? .null) {
        case .null: [:]
        case .object(let values): values
        default: throw RPCError(.invalidParams, "params.arguments must be an object.")
        }
    }

    /// A record in a list that was checked together with its list.
    init(checked value: JSONValue) {
        self.values = value.object?.filter { !$0.value.isNull } ?? [:]
    }

    /// Sets the given members of a record.
    func read<Record>(_ members: [Member<Record>], into record: inout Record) {
        for member in members {
            guard let json = values[member.name], let value = MemberValue(json, checkedAs: member.property.shape)
            else { continue }
            member.set?(&record, value)
        }
    }

    package func string(_ name: String) -> String? { values[name]?.string }
    package func integer(_ name: String) -> Int? { values[name]?.integer.flatMap { Int(exactly: $0) } }
    package func flag(_ name: String) -> Bool? { values[name]?.bool }
    package func date(_ name: String) -> Timestamp? { string(name).flatMap(Timestamp.init(iso8601:)) }
    package func strings(_ name: String) -> [String]? { values[name]?.array?.compactMap(\.string) }
    package func records(_ name: String) -> [Arguments]? { values[name]?.array?.map(Arguments.init(checked:)) }

    package func number(_ name: String) -> Double? { values[name]?.number }
    package func json(_ name: String) -> JSONValue? { values[name] }

    /// Any JSON object, unchanged.
    package func object(_ name: String) -> JSONValue? { values[name].flatMap { $0.object == nil ? nil : $0 } }

    /// A required text.
    package func text(_ name: String) -> String { string(name) ?? "" }
}
