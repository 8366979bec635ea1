package import Base

/// The steps of one client from one address, in the order of the stages.
package struct ConnectionWalk: Sendable, Hashable {
    /// Nil for a client that never said which one it is.
    package let client: ID<Client>?
    package let name: String?
    package let address: String
    package let steps: [ConnectionStep]

    package var lastAt: Timestamp { steps.map(\.at).max() ?? steps[0].at }

    /// The walks in these steps, the latest first. Discovery happens before a client has a name, so the discovery of an
    /// address belongs to every client of that address.
    package static func all(in steps: [ConnectionStep]) -> [ConnectionWalk] {
        struct Place: Hashable {
            let client: ID<Client>?
            let address: Identifier
        }
        let groups = Dictionary(grouping: steps) { Place(client: $0.client, address: Identifier($0.address)) }
        return groups.compactMap { place, steps in
            let unnamed = groups[Place(client: nil, address: place.address)] ?? []
            let isAlone = place.client == nil && groups.keys.count { $0.address == place.address } == 1
            // The discovery of named clients belongs to their walks.
            guard place.client != nil || isAlone || steps.contains(where: { $0.stage != .discovery }) else {
                return nil
            }
            let found = place.client == nil ? [] : unnamed.filter { $0.stage == .discovery }
            let all = (found + steps).sorted { $0.stage.order < $1.stage.order }
            return ConnectionWalk(
                client: place.client,
                name: steps.compactMap(\.name).first,
                address: steps[0].address,
                steps: all
            )
        }
        .sorted { ($0.lastAt, $0.address) > ($1.lastAt, $1.address) }
    }

    /// One walk with the latest step of each stage, of this walk and of others of the same client.
    package func joined(with others: some Sequence<ConnectionWalk>) -> ConnectionWalk {
        let all = Dictionary(grouping: steps + others.flatMap(\.steps), by: \.stage).values
        let latest = all.compactMap { $0.max { $0.at < $1.at } }
        return ConnectionWalk(
            client: client,
            name: name,
            address: address,
            steps: latest.sorted { $0.stage.order < $1.stage.order }
        )
    }

    /// Whether the walk is of this client: its id, or part of its name in any case.
    package func isOf(_ text: String) -> Bool {
        client?.rawValue.isExactly(text) ?? false || name?.lowercased().contains(text.lowercased()) ?? false
    }
}

extension ConnectionStage {
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
