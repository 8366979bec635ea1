import Base

/// The arguments of one call, already held against their shape: reading a member can no longer go wrong, only be
/// absent.
struct Arguments: Sendable {
    private let values: [String: JSONValue]

    /// - Throws: `validationFailed` with one sentence that names every problem.
    init(_ values: [String: JSONValue], of members: [Shape.Member]) throws {
        let shape = Shape.record(members)
        let read = shape.reading(.object(values))
        let problems = shape.problems(in: read)
        guard problems.isEmpty else {
            let shown = problems.prefix(8).joined(separator: "; ")
            throw Fault(.validationFailed, "Invalid arguments: \(shown)\(problems.count > 8 ? "; and more" : "").")
        }
        var given = (read.object ?? [:]).filter { !$0.value.isNull }
        for member in members where given[member.name] == nil { given[member.name] = member.fallback }
        self.values = given
    }

    /// The `arguments` of a request: none when left out or null, and an object also when a client sends it as JSON
    /// text.
    static func object(in params: [String: JSONValue]) throws(RPCError) -> [String: JSONValue] {
        switch Shape.object.reading(params["arguments"] ?? .null) {
        case .null: [:]
        case .object(let values): values
        default: throw RPCError(.invalidParams, "params.arguments must be an object.")
        }
    }

    /// A record inside a list that was checked with its list.
    init(checked value: JSONValue) {
        self.values = value.object?.filter { !$0.value.isNull } ?? [:]
    }

    func string(_ name: String) -> String? { values[name]?.string }
    func integer(_ name: String) -> Int? { values[name]?.integer.flatMap { Int(exactly: $0) } }
    func flag(_ name: String) -> Bool? { values[name]?.bool }
    func date(_ name: String) -> Timestamp? { string(name).flatMap(Timestamp.init(iso8601:)) }
    func strings(_ name: String) -> [String]? { values[name]?.array?.compactMap(\.string) }
    func records(_ name: String) -> [Arguments]? { values[name]?.array?.map(Arguments.init(checked:)) }
    func value(_ name: String) -> JSONValue? { values[name] }
    func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
        string(name).flatMap { Choice(rawValue: $0) }
    }

    /// A required text.
    func text(_ name: String) -> String { string(name) ?? "" }
}
