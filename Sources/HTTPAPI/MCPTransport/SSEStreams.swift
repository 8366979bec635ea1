import Base
import Identity
import MCP
import Synchronization

/// The open streams of MCP's former transport, in this process. A stream belongs to the credential that opened it:
/// nobody else can send messages to it, and it carries nothing but the responses to those messages.
final class SSEStreams: Sendable {
    /// The caller that opened a stream. The token may be a newer one of the same grant.
    struct Owner: Sendable, Hashable {
        private let kind: Principal.Kind
        private let name: Identifier?
        private let credential: Credential
        private let client: Identifier?

        init(_ principal: Principal) {
            kind = principal.kind
            name = principal.userName.map(Identifier.init)
            credential = principal.credential
            client = principal.client.map(Identifier.init)
        }
    }

    struct Stream: Sendable {
        let id: String
        let owner: Owner
        /// The server at the address of the stream.
        let dispatcher: Dispatcher
        fileprivate let continuation: AsyncStream<ServerEvent>.Continuation
        fileprivate let number: Int
    }

    /// Responses that wait for a client that does not read; with more, its stream ends.
    static let mostWaiting = 256
    /// Streams of one credential. The oldest ends when there are more: its client has lost it.
    static let mostOfOne = 16
    /// All streams, each of which holds a connection.
    static let most = 2_048

    private let streams = Mutex<(open: [String: Stream], count: Int)>(([:], 0))

    /// - Parameter id: unguessable.
    /// - Returns: the stream, and its events. It closes when nobody holds the events any more.
    /// - Throws: `unavailable` when the server has too many streams.
    func open(_ id: String, for principal: Principal, dispatcher: Dispatcher) throws -> (
        Stream, events: AsyncStream<ServerEvent>
    ) {
        let owner = Owner(principal)
        let (events, continuation) = AsyncStream.makeStream(
            of: ServerEvent.self,
            bufferingPolicy: .bufferingOldest(Self.mostWaiting)
        )
        let (stream, oldest) = try streams.withLock { state throws(Fault) -> (Stream, Stream?) in
            let own = state.open.values.filter { $0.owner == owner }
            let oldest = own.count < Self.mostOfOne ? nil : own.min { $0.number < $1.number }
            if let oldest { state.open[oldest.id] = nil }
            guard state.open.count < Self.most else {
                throw Fault(.unavailable, "Too many streams are open.", hints: .init(retryAfter: 30))
            }
            state.count += 1
            let stream = Stream(
                id: id,
                owner: owner,
                dispatcher: dispatcher,
                continuation: continuation,
                number: state.count
            )
            state.open[id] = stream
            return (stream, oldest)
        }
        oldest?.continuation.finish()
        continuation.onTermination = { [weak self] _ in self?.close(id) }
        return (stream, events)
    }

    /// The stream with this id if the caller opened it.
    func stream(_ id: String, of principal: Principal) -> Stream? {
        streams.withLock { $0.open[id] }.flatMap { $0.owner == Owner(principal) ? $0 : nil }
    }

    /// How many are open.
    var count: Int { streams.withLock { $0.open.count } }

    private func close(_ id: String) { streams.withLock { $0.open[id] = nil } }
}

extension SSEStreams.Stream {
    /// Sends an event; a client that does not read loses its stream.
    func send(_ event: ServerEvent) {
        guard case .dropped = continuation.yield(event) else { return }
        continuation.finish()
    }

    /// The end of it that the server holds.
    var end: AsyncStream<ServerEvent>.Continuation { continuation }
}
