import Base

/// The query of a URL. Of a repeated parameter the last value counts, save where all are asked for.
package struct QueryWire {
    private let pairs: [(name: String, value: String)]
    /// Each parameter as text, to be read like the members of a body.
    package let wire: WireObject

    /// - Throws: `invalidRequest` for a broken escape.
    package init(_ query: String?) throws {
        pairs = try (query ?? "").split(separator: "&").map { part in
            let name = part.prefix { $0 != "=" }
            guard let key = Percent.decode(name, plusIsSpace: true),
                let value = Percent.decode(part.dropFirst(name.count + 1), plusIsSpace: true)
            else { throw Fault(.invalidRequest, "A query parameter is not percent-encoded UTF-8.") }
            return (key, value)
        }
        let members = Dictionary(pairs.map { ($0.name, JSONValue.string($0.value)) }, uniquingKeysWith: { _, last in last })
        wire = WireObject(members: members, path: ["query"], problems: WireProblems())
    }

    package func values(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    package func check() throws {
        try wire.problems.check()
    }
}
