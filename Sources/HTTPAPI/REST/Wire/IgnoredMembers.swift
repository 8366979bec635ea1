import Base

/// The members of one request that no reader asked for. Clients that misspell a member learn this from the response,
/// and not from a result that is wider than they meant.
final class IgnoredMembers {
    /// The members that readers asked for in objects of one kind; all memories of a batch share one.
    final class Asked {
        fileprivate var names: Set<Identifier> = []

        func note(_ name: String) { names.insert(Identifier(name)) }
    }

    private var kinds: [Identifier: Asked] = [:]
    private var objects: [(path: [String], names: [String], asked: Asked)] = []

    /// The maximum number of names; a longer list would not help.
    static let most = 20

    /// Registers an object that is being read.
    func enter(_ path: [String], _ names: some Sequence<String>) -> Asked {
        // All elements of a list are of one kind.
        let kind = Identifier(path.map { Int($0) == nil ? $0 : "*" }.joined(separator: "\u{0}"))
        let asked = kinds[kind] ?? Asked()
        kinds[kind] = asked
        objects.append((path, Array(names), asked))
        return asked
    }

    /// The names, such as `colour` and `memories.0.colour`, without the first step, which names the part of the
    /// request. At most `most`, safe to display.
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
