import Base

/// The members of one request that nobody asked for, found by noting which were: clients that misspell a member learn
/// of it from the response, instead of from an answer that is wider than they meant.
final class IgnoredMembers {
    /// The members of objects of one kind that were asked for: all memories of a batch share one.
    final class Asked {
        fileprivate var names: Set<Identifier> = []

        func note(_ name: String) { names.insert(Identifier(name)) }
    }

    private var kinds: [Identifier: Asked] = [:]
    private var objects: [(path: [String], names: [String], asked: Asked)] = []

    /// More than these help nobody.
    static let most = 20

    /// An object that is being read.
    func enter(_ path: [String], _ names: some Sequence<String>) -> Asked {
        // Places in a list are one kind.
        let kind = Identifier(path.map { Int($0) == nil ? $0 : "*" }.joined(separator: "\u{0}"))
        let asked = kinds[kind] ?? Asked()
        kinds[kind] = asked
        objects.append((path, Array(names), asked))
        return asked
    }

    /// `colour`, `memories.0.colour`: without the first step, which names the part of the request. At most `most`, fit
    /// to be shown.
    var names: [String] {
        var found: [String] = []
        for object in objects {
            for name in object.names.sorted() where !object.asked.names.contains(Identifier(name)) {
                guard found.count < Self.most else { return found }
                found.append((object.path.dropFirst() + [name]).map(WireProblems.shown).joined(separator: "."))
            }
        }
        return found
    }
}
