import Base
import Identity

/// A user of the embedding model. What one party sends does not delay, pause or become known to another.
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

/// The queue of a lane. Workspaces take turns, and so do the parties within a workspace; the items of one party keep
/// their order.
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

    /// Removes and returns the next item, from the first party that may send one.
    /// - Parameters:
    ///   - mayGo: false when the item's party has enough in flight; then it is the next party's turn.
    ///   - fits: false ends the search: nothing overtakes an item that does not fit, or it would wait forever.
    /// - Returns: nil when no item waits, may go and fits.
    mutating func take(of mayGo: (Item) -> Bool, if fits: (Item) -> Bool) -> Item? {
        for workspace in workspaces.indices {
            for index in workspaces[workspace].parties.indices {
                guard let next = workspaces[workspace].parties[index].items.first, mayGo(next) else { continue }
                return fits(next) ? take(workspace, index) : nil
            }
        }
        return nil
    }

    /// The party's next item; the party and its workspace go to the end of their queues.
    private mutating func take(_ workspace: Int, _ index: Int) -> Item? {
        var (id, parties) = workspaces.remove(at: workspace)
        var (party, items) = parties.remove(at: index)
        let next = items.popFirst()
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
