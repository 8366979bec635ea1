import Foundation
import Testing

/// Dependencies between the folders of a target form no circle. A folder depends on another if one of its files names a
/// type that is declared there.
@Suite struct FolderTests {
    /// Dependencies that close a circle: `A → B` lets a file of A name a type of B, although B depends on A.
    ///
    /// All are by design: a protocol in `Stores` names the values it stores, and the verbs next to these values use the
    /// store. The test fails for an entry that no longer closes a circle.
    private static let closing: [String: Set<String>] = [
        "Authorization": [
            "Stores → Clients", "Stores → Connections", "Stores → Keys", "Stores → Login", "Stores → Invitations",
            "Stores → Passkeys",
            "Stores → Requests", "Stores → Sessions", "Stores → Tokens",
        ],
        "Identity": ["Stores → APITokens", "Stores → Principals"],
        "Memories": ["Stores → Embedding", "Stores → Model", "Stores → Search"],
    ]

    @Test(
        "Apart from the listed exceptions, folders of a target depend on each other without circles",
        arguments: Set(SourceTree.sources.map(\.target)).sorted()
    )
    func noCircles(target: String) {
        let edges = Self.edges(of: target)
        let closing = Self.closing[target] ?? []
        let all = Self.reach(edges.mapValues { Set($0.keys) })
        for way in closing {
            let ends = way.components(separatedBy: " → ")
            #expect(
                edges[ends[0]]?[ends[1]] != nil && all[ends[1]]?.contains(ends[0]) == true,
                "\(way) closes no circle"
            )
        }
        let left = edges.map { from, ways in (from, Set(ways.keys.filter { !closing.contains("\(from) → \($0)") })) }
        let reach = Self.reach(Dictionary(uniqueKeysWithValues: left))
        for (from, reached) in reach where reached.contains(from) {
            let circle = reached.filter { reach[$0]?.contains(from) == true }
            let evidence = (edges[from] ?? [:]).filter { circle.contains($0.key) }.sorted { $0.key < $1.key }.map {
                "\(from) → \($0.key) by \($0.value.sorted().prefix(8).joined(separator: ", "))"
            }
            Issue.record("\(target): \(evidence.joined(separator: "; "))")
        }
    }

    /// The dependencies between folders, with the files and types that cause them.
    private static func edges(of target: String) -> [String: [String: Set<String>]] {
        let files = SourceTree.sources.filter { $0.target == target }
        var homes: [String: Set<String>] = [:]
        for file in files {
            for name in declaredTypes(in: file) { homes[name, default: []].insert(folder(of: file)) }
        }
        var edges: [String: [String: Set<String>]] = [:]
        for file in files {
            let (own, text) = (folder(of: file), names(in: file))
            for word in Set(text.matches(of: /\.?\b[A-Z][A-Za-z0-9]*/).map { String($0.output) }) {
                // A name that two folders declare may mean either; one after a dot is of the type before it.
                guard let home = homes[word], home.count == 1, let other = home.first, other != own else { continue }
                edges[own, default: [:]][other, default: []].insert("\(file.name): \(word)")
            }
        }
        return edges
    }

    /// The code without remarks and without what stands in quotes.
    private static func names(in file: SourceTree.File) -> String {
        file.code.joined(separator: "\n").replacing(/"""(.|\n)*?"""/, with: "").replacing(/"([^"\\\n]|\\.)*"/, with: "")
    }

    /// The folder below the target's own; the target's name for a file that lies in none.
    private static func folder(of file: SourceTree.File) -> String {
        let steps = file.path.split(separator: "/").dropFirst(2)
        return steps.count > 1 ? String(steps.first ?? "") : "."
    }

    /// Types of the file's outermost level: nested ones are named by way of these.
    private static func declaredTypes(in file: SourceTree.File) -> [String] {
        let declaration =
            /(?:@\w+ )*(?:(?:package|public|internal|final|indirect) )*(?:struct|class|enum|actor|protocol|typealias) ([A-Z]\w*)/
        return file.code.compactMap { line in
            guard let first = line.utf8.first, first != UInt8(ascii: " ") else { return nil }
            return line.prefixMatch(of: declaration).map { String($0.output.1) }
        }
    }

    /// All that each folder knows of, by however many steps.
    private static func reach(_ edges: [String: Set<String>]) -> [String: Set<String>] {
        var reach = edges
        var grew = true
        while grew {
            grew = false
            for (from, known) in reach {
                let further = known.reduce(into: known) { $0.formUnion(reach[$1] ?? []) }
                guard further.count > known.count else { continue }
                reach[from] = further
                grew = true
            }
        }
        return reach
    }
}
