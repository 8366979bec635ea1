import Base
import HTTPAPI
import Identity
import Memories
import Synchronization

/// The events of MCP Memory Service: what its routes and tools stored and deleted. A stream gets the events about
/// memories that its caller may read, and no others. Searches cause no events.
///
/// Any revocation on the server ends all streams, and an expired credential its own: a client connects again with what it
/// then has.
final class MCPMemoryEvents: Sendable {
    private struct Subscriber: Sendable {
        let access: Access
        let epoch: UInt64
        let expiresAt: Timestamp?
        let continuation: AsyncStream<ServerEvent>.Continuation
    }

    private struct Ticket: Sendable {
        let principal: Principal
        let workspace: ID<Workspace>?
        let epoch: UInt64
        let expiresAt: Timestamp
    }

    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var tickets: [Digest256: Ticket] = [:]
        var count = 0
    }

    static let ticketLifetime = Duration.seconds(60)
    private static let mostTickets = 1_000
    private static let mostStreams = 1_024
    private static let mostWaiting = 256

    private let revocations: RevocationEpoch
    private let state = Mutex(State())

    init(revocations: RevocationEpoch) {
        self.revocations = revocations
    }

    /// The number of open streams that this caller may know of: those of the same credential.
    func count(of principal: Principal) -> Int {
        state.withLock { state in
            state.subscribers.values.count { $0.access.provenance == principal.provenance }
        }
    }

    // MARK: Tickets

    /// A ticket for one stream, for clients that cannot send a header.
    /// - Throws: `rateLimited` when too many wait.
    func ticket(
        for principal: Principal,
        in workspace: ID<Workspace>?,
        at now: Timestamp,
        random: any RandomSource
    ) throws -> String {
        let secret = random.bytes(32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let ticket = Ticket(
            principal: principal,
            workspace: workspace,
            epoch: revocations.current,
            expiresAt: now.advanced(by: Self.ticketLifetime)
        )
        try state.withLock { state throws(Fault) in
            state.tickets = state.tickets.filter { $0.value.expiresAt > now }
            guard state.tickets.count < Self.mostTickets else {
                throw Fault(.rateLimited, "Too many tickets are waiting.", hints: .init(retryAfter: 60))
            }
            state.tickets[Digest256(of: secret)] = ticket
        }
        return secret
    }

    /// The caller behind a ticket, which is spent with this.
    func redeem(_ secret: String, at now: Timestamp) -> (principal: Principal, workspace: ID<Workspace>?)? {
        let ticket = state.withLock { $0.tickets.removeValue(forKey: Digest256(of: secret)) }
        guard let ticket, ticket.expiresAt > now, ticket.epoch == revocations.current else { return nil }
        return (ticket.principal, ticket.workspace)
    }

    // MARK: Streams

    /// - Throws: `unavailable` when the server has too many streams.
    func subscribe(_ access: Access, until expiresAt: Timestamp?) throws -> (
        AsyncStream<ServerEvent>, AsyncStream<ServerEvent>.Continuation
    ) {
        let (events, continuation) = AsyncStream.makeStream(
            of: ServerEvent.self,
            bufferingPolicy: .bufferingOldest(Self.mostWaiting)
        )
        let subscriber = Subscriber(
            access: access,
            epoch: revocations.current,
            expiresAt: expiresAt,
            continuation: continuation
        )
        let number = try state.withLock { state throws(Fault) in
            guard state.subscribers.count < Self.mostStreams else {
                throw Fault(.unavailable, "Too many streams are open.", hints: .init(retryAfter: 30))
            }
            state.count += 1
            state.subscribers[state.count] = subscriber
            return state.count
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.subscribers[number] = nil }
        }
        return (events, continuation)
    }

    func stored(_ memory: Memory, in workspace: ID<Workspace>, at now: Timestamp) {
        let text = memory.text
        let preview = text.count > 100 ? "\(text.prefix(100))..." : text
        publish(
            "memory_stored",
            about: memory,
            in: workspace,
            at: now,
            [
                "content_preview": .string(preview),
                "tags": .array(MCPMemoryRecord.tags(of: memory).map(JSONValue.string)),
                "memory_type": MCPMemoryRecord.type(of: memory).map(JSONValue.string) ?? .null,
                "message": "New memory stored successfully",
            ]
        )
    }

    func deleted(_ memory: Memory, in workspace: ID<Workspace>, at now: Timestamp) {
        publish(
            "memory_deleted",
            about: memory,
            in: workspace,
            at: now,
            ["success": true, "message": "Memory deleted successfully"]
        )
    }

    private func publish(
        _ name: String,
        about memory: Memory,
        in workspace: ID<Workspace>,
        at now: Timestamp,
        _ members: [String: JSONValue]
    ) {
        let epoch = revocations.current
        let subscribers = state.withLock { $0.subscribers.values.filter { $0.access.workspace == workspace } }
        guard !subscribers.isEmpty else { return }
        var data = members
        data["content_hash"] = .string(memory.id)
        data["store"] = "default"
        data["timestamp"] = .string("\(now)")
        guard let text = try? StrictJSON.encode(.object(data)) else { return }
        let event = ServerEvent(name, data: text)
        for subscriber in subscribers {
            // Ends before anything is told: the right to it may be gone.
            guard subscriber.epoch == epoch, subscriber.expiresAt.map({ $0 > now }) ?? true else {
                subscriber.continuation.finish()
                continue
            }
            guard subscriber.access.narrowed(to: memory.userID) != nil else { continue }
            if case .dropped = subscriber.continuation.yield(event) { subscriber.continuation.finish() }
        }
    }
}
