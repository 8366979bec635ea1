package import Base
import Identity
import Synchronization

/// Collects the steps of connecting clients in memory and writes them in batches: requests of strangers must not cost a
/// commit each. Bounded: between two writes the latest step of each client, address and stage counts, and of one network
/// at most 200 of them.
package final class ConnectionTrace: Sendable {
    private struct Place: Hashable {
        let stage: ConnectionStage
        let client: ID<Client>?
        let address: Identifier
    }

    private struct State {
        var pending: [Place: ConnectionStep] = [:]
        /// The number of pending steps by network.
        var sites: [String: Int] = [:]
        /// When a call was last noted, so that a busy client is written once in ten minutes.
        var called: [Place: Timestamp] = [:]
    }

    private static let mostPending = 1_000
    private static let mostPendingOfSite = 200
    private static let callInterval = Duration.seconds(600)
    private let state = Mutex(State())
    private let store: any ConnectionTraceStore

    package init(store: any ConnectionTraceStore) {
        self.store = store
    }

    /// Notes a step; a step without an address is not noted.
    /// - Parameters:
    ///   - client: as sent. Ids of other forms than this server issues or reads are left out: they may be anything.
    ///   - remark: a sentence of this server, without secrets.
    package func note(
        _ stage: ConnectionStage,
        client: String?,
        name: String? = nil,
        from address: String?,
        at now: Timestamp,
        passed: Bool = true,
        remark: String? = nil
    ) {
        guard let address else { return }
        let id = client.flatMap { Self.isClientID($0) ? ID<Client>($0) : nil }
        let place = Place(stage: stage, client: id, address: Identifier(address))
        state.withLock { state in
            if stage == .call, passed {
                if let last = state.called[place], last.isWithin(Self.callInterval, of: now) { return }
                if state.called.count >= Self.mostPending { state.called.removeAll() }
                state.called[place] = now
            }
            let former = state.pending[place]
            let step = ConnectionStep(
                stage: stage,
                client: id,
                name: name.map { String($0.prefix(100)) } ?? former?.name,
                address: address,
                at: now,
                passed: passed,
                remark: remark.map { String($0.prefix(500)) }
            )
            if former == nil {
                let site = step.site
                let count = state.sites[site] ?? 0
                guard state.pending.count < Self.mostPending, count < Self.mostPendingOfSite else { return }
                state.sites[site] = count + 1
            }
            state.pending[place] = step
        }
    }

    /// Writes the collected steps. After a failure they are collected no longer.
    package func write() async throws {
        let steps = state.withLock { state in
            defer {
                state.pending.removeAll()
                state.sites.removeAll()
            }
            return Array(state.pending.values)
        }
        guard !steps.isEmpty else { return }
        try await store.record(steps)
    }

    private static func isClientID(_ text: String) -> Bool {
        text.utf8.count <= 512 && (text.hasPrefix("amc_") || ClientDocumentURL(text) != nil)
    }
}
