import Base
import Dispatch
import Synchronization

/// The connections of a database. Each belongs to a lane: a queue on which one job at a time waits for the server, so that
/// no event loop and no task does.
final class PostgresLanes: Sendable {
    private final class Lane: @unchecked Sendable {  // only its queue and its creator, before the queue, use it
        let queue: DispatchQueue
        var connection: PostgresConnection?

        init(_ number: Int) {
            queue = DispatchQueue(label: "postgres.\(number)")
        }
    }

    private typealias Job = @Sendable (Lane) -> Void

    private struct State {
        /// The last one used is used next, so that the others stay idle.
        var idle: [Lane]
        var waiting: [Job] = []
        /// Why the server could not be reached, and when that is tried again.
        var unreachable: (failure: StoreFailure, until: ContinuousClock.Instant)?
        var isClosed = false
    }

    /// The most jobs that wait for a connection.
    private static let waitingLimit = 1_024
    /// After a server could not be reached, all jobs fail for so long without trying.
    private static let pause = Duration.milliseconds(500)

    private let options: PostgresOptions
    private let lanes: [Lane]
    private let state: Mutex<State>

    init(_ options: PostgresOptions) {
        self.options = options
        lanes = (0..<max(1, options.connections)).map(Lane.init)
        state = Mutex(State(idle: lanes.reversed()))
    }

    /// Gives the first lane an open connection. Before any job.
    func insert(_ connection: PostgresConnection) { lanes[0].connection = connection }

    /// Runs a job on the next connection that is free.
    /// - Throws: what `work` throws; `StoreFailure(.unavailable)` when too many jobs wait, the server cannot be reached, or
    ///   the database is closed.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                { lane in continuation.resume(with: Swift.Result { try self.perform(work, on: lane) }) },
                refuse: { continuation.resume(throwing: StoreFailure(.unavailable, $0)) }
            )
        }
    }

    private func submit(_ job: @escaping Job, refuse: (String) -> Void) {
        enum Place { case lane(Lane), queue, refused(String) }
        let place = state.withLock { state -> Place in
            guard !state.isClosed else { return .refused("the database is closed") }
            if let lane = state.idle.popLast() { return .lane(lane) }
            guard state.waiting.count < Self.waitingLimit else {
                return .refused("too many statements wait for PostgreSQL")
            }
            state.waiting.append(job)
            return .queue
        }
        switch place {
        case .lane(let lane): lane.queue.async { self.work(on: lane, beginningWith: job) }
        case .queue: break
        case .refused(let reason): refuse(reason)
        }
    }

    private func work(on lane: Lane, beginningWith first: @escaping Job) {
        var job: Job? = first
        while let next = job {
            next(lane)
            job = state.withLock { state in
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                state.idle.append(lane)
                return nil
            }
        }
    }

    /// A statement that only read, or a batch that cannot have been committed, is tried again when the connection was lost:
    /// mostly the server was restarted while the connection was idle.
    private func perform<Result>(_ work: (PostgresConnection) throws -> Result, on lane: Lane) throws -> Result {
        let connection = try connection(of: lane)
        do { return try work(connection) } catch {
            guard Self.isHarmlessLoss(error) else { throw error }
            return try work(try self.connection(of: lane))
        }
    }

    private static func isHarmlessLoss(_ error: any Error) -> Bool {
        switch error {
        case let failure as PostgresFailure: failure.isLostConnection
        case let lost as PostgresConnection.Lost: !lost.mayHaveCommitted
        default: false
        }
    }

    private func connection(of lane: Lane) throws -> PostgresConnection {
        if let connection = lane.connection {
            if connection.isUsable { return connection }
            connection.close()
            lane.connection = nil
        }
        let now = ContinuousClock.now
        if let unreachable = state.withLock({ $0.unreachable }), now < unreachable.until { throw unreachable.failure }
        do {
            let connection = try PostgresConnection(options)
            lane.connection = connection
            state.withLock { $0.unreachable = nil }
            return connection
        } catch let failure as StoreFailure {
            state.withLock { $0.unreachable = (failure, now + Self.pause) }
            throw failure
        }
    }

    /// Refuses later jobs, waits for the others, and closes the connections.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        for lane in lanes {
            lane.queue.sync {
                lane.connection?.close()
                lane.connection = nil
            }
        }
    }
}
