import Base

/// The query of a URL. The last value of a repeated parameter counts, unless all values are read.
package struct QueryWire {
    private let parameters: FormParameters
    /// Each parameter as text, read like a member of a body.
    package let wire: WireObject

    /// - Throws: `invalidRequest` for a broken escape or too many parameters.
    package init(_ query: String?, atMost limit: Int = 100) throws {
        parameters = try FormParameters(parsing: query ?? "", atMost: limit)
        let members = Dictionary(
            parameters.pairs.map { ($0.name, JSONValue.string($0.value)) },
            uniquingKeysWith: { _, last in last }
        )
        wire = WireObject(members: members, path: ["query"], problems: WireProblems())
    }

    /// All values of a repeated parameter, including empty ones: dropping one would silently widen the result.
    package func values(_ name: String) -> [String] {
        parameters.pairs.filter { $0.name == name }.map(\.value)
    }

    package func check() throws {
        try wire.problems.check()
    }
}
