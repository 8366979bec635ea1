import Base
import Identity

/// Who asks the embedding model: what one party sends neither delays, nor pauses, nor is told to another.
struct EmbeddingParty: Sendable, Hashable {
    let workspace: ID<Workspace>
    private let author: Identifier
    private let isAnonymous: Bool

    init(_ access: Access) {
        workspace = access.workspace
        author = Identifier(access.author ?? "")
        isAnonymous = access.isAnonymous
    }
}

/// What waits for a lane. Workspaces take turns, and within one its parties; what one party sends keeps its order.
struct FairQueue<Item> {
    private typealias Party = (party: EmbeddingParty, items: ArraySlice<Item>)
    private var workspaces: [(id: ID<Workspace>, parties: [Party])] = []

    var count: Int { workspaces.reduce(0) { $0 + $1.parties.reduce(0) { $0 + $1.items.count } } }

    mutating func append(_ items: [Item], of party: EmbeddingParty) {
        guard !items.isEmpty else { return }
        guard let place = workspaces.firstIndex(where: { $0.id == party.workspace }) else {
            workspaces.append((party.workspace, [(party, items[...])]))
            return
        }
        if let index = workspaces[place].parties.firstIndex(where: { $0.party == party }) {
            workspaces[place].parties[index].items += items
        } else {
            workspaces[place].parties.append((party, items[...]))
        }
    }

    /// The next item; nil when none waits, or when the next does not fit: nothing overtakes it, or it would wait
    /// forever.
    mutating func take(if fits: (Item) -> Bool) -> Item? {
        guard let next = workspaces.first?.parties.first?.items.first, fits(next) else { return nil }
        var (id, parties) = workspaces.removeFirst()
        var (party, items) = parties.removeFirst()
        items.removeFirst()
        if !items.isEmpty { parties.append((party, items)) }
        if !parties.isEmpty { workspaces.append((id, parties)) }
        return next
    }

    mutating func remove(of party: EmbeddingParty, where isUnwanted: (Item) -> Bool) {
        guard let place = workspaces.firstIndex(where: { $0.id == party.workspace }),
            let index = workspaces[place].parties.firstIndex(where: { $0.party == party })
        else { return }
        workspaces[place].parties[index].items.removeAll(where: isUnwanted)
        if workspaces[place].parties[index].items.isEmpty { workspaces[place].parties.remove(at: index) }
        if workspaces[place].parties.isEmpty { workspaces.remove(at: place) }
    }
}
