import Authorization
import Base
import Identity
import Logging
import Memories
import Outbound
import SQLStorage
import ServiceLifecycle
import Settings

/// The tasks that run alongside the server.
struct BackgroundWork {
    private let wiring: Wiring

    init(_ wiring: Wiring) {
        self.wiring = wiring
    }

    /// - Parameter onFailure: called when the data directory changed in a way that requires the server to stop.
    func services(_ lock: ServerLock, onFailure: @escaping @Sendable () -> Void) -> [ServiceGroupConfiguration
        .ServiceConfiguration]
    {
        let wiring = wiring
        // Often, because `agent-memory connect` waits for a client's first call.
        let lastUse = task("last use of tokens", every: .seconds(10)) {
            wiring.authenticator.forgetUnused()
            try await wiring.authenticator.writeLastUse(to: wiring.operatorTools.stores.uses)
        }
        // A separate task, so that a failing purge cannot keep a retired key alive.
        let keys = task("signing keys", every: .seconds(60)) {
            try await wiring.authorization?.keys.reload(at: wiring.time.now())
        }
        let purge = task("expired grants and sessions", every: .seconds(60)) {
            let work: @Sendable () async throws -> Void = {
                try await wiring.authorization?.purge()
                try await wiring.pages?.purge()
            }
            guard let share = wiring.instance?.share else { return try await work() }
            _ = try await share.run("expired grants", every: .seconds(50), work)
        }
        let trace = task("steps of connecting clients", every: .seconds(2)) {
            try await wiring.authorization?.writeTrace()
        }
        let schedule = wiring.stores.sqlite.map { stores in
            ScheduledBackups(
                maker: BackupMaker(stores: stores, directory: wiring.operatorTools.directory, time: wiring.time),
                settings: wiring.settings.backup,
                logger: wiring.logger
            )
        }
        let backups = task("backups", every: .seconds(30)) {
            try await schedule?.turn()
        }
        let issuers = IssuerUpkeep(trust: wiring.trust, logger: wiring.logger) { issuer in
            task("keys of the issuer \(issuer.trust.name)", every: .seconds(10)) {
                try await issuer.connection.renewIfDue()
            }
        }
        return [
            .init("keys of issuers", UntilShutdown { await issuers.run() }),
            .init("upkeep of memories", UntilShutdown { await wiring.memories.upkeep.run() }),
            .init(lastUse.name, lastUse),
            .init(keys.name, keys),
            .init(purge.name, purge),
            .init(trace.name, trace),
            .init(backups.name, backups),
            .init("watch of the data directory", watch(lock, onFailure: onFailure)),
            .init("watch of revocations", UntilShutdown { await revocations.run() }),
            .init("sign of life", UntilShutdown { await instances.run() }),
            .init("embedding model", UntilShutdown { await preload() }),
        ]
    }

    private func task(
        _ name: String,
        every interval: Duration,
        _ work: @escaping @Sendable () async throws -> Void
    ) -> PeriodicTask {
        PeriodicTask(
            name,
            every: interval,
            logger: wiring.logger,
            numbers: wiring.metrics.map { TaskNumbers($0, time: wiring.time) },
            work
        )
    }

    /// - Parameter lock: the server's lock; nil in a process that runs alongside a server.
    func watch(_ lock: ServerLock? = nil, onFailure: @escaping @Sendable () -> Void = {}) -> DirectoryWatch {
        DirectoryWatch(
            stores: wiring.stores,
            revocations: wiring.operatorTools.revocations,
            lock: lock,
            logger: wiring.logger,
            onFailure: onFailure
        )
    }

    /// Learns of revocations by other servers of the database.
    var revocations: RevocationWatch {
        RevocationWatch(
            revocations: wiring.operatorTools.revocations,
            shared: wiring.stores.stores.shared,
            logger: wiring.logger
        )
    }

    var instances: InstanceWatch { InstanceWatch(own: wiring.instance, logger: wiring.logger) }

    /// Writes what was collected in memory and closes the database. Call it after the last request.
    func finish() async throws {
        try await wiring.authenticator.writeLastUse(to: wiring.operatorTools.stores.uses)
        try await wiring.authorization?.writeTrace()
        try await wiring.memories.upkeep.writeTouches()
        try await wiring.memories.upkeep.writeEvents()
        await wiring.embedding.close()
        // What is not removed is forgotten by itself.
        try? await wiring.instance?.leave()
        try wiring.stores.close()
    }

    private func preload() async {
        do {
            try await wiring.embedding.preload()
            // Packing the weights takes several times their size.
            ProcessSurroundings.forgetStart()
        } catch {
            wiring.logger.warning(
                "the embedding model could not be loaded",
                metadata: ["cause": "\(CommandFailure.readable(error))"]
            )
        }
    }
}

/// Runs until the server is asked to stop, and does not end before: if a service finishes by itself while others drain,
/// the group cancels all of them with their running requests, and ends with an error.
struct UntilShutdown: Service {
    let work: @Sendable () async -> Void

    init(_ work: @escaping @Sendable () async -> Void) {
        self.work = work
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
        // Throws when the group is cancelled. Then there is nothing to wait for.
        try? await gracefulShutdown()
    }
}
