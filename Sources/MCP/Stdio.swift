import Base
package import Identity

/// MCP on standard input and output: one JSON-RPC message on each line, UTF-8, nothing else (2026-07-28
/// transports/stdio). The executable provides the streams; it logs to standard error.
package struct Stdio: Sendable {
    private let dispatcher: Dispatcher
    /// Called before every message, so that a revoked token stops working here too. Throws `Fault`.
    private let principal: @Sendable () async throws -> Principal
    private let write: @Sendable ([UInt8]) async throws -> Void
    private let maximumLineBytes: Int

    /// - Parameters:
    ///   - maximumLineBytes: of one message; a longer one is refused and not kept in memory.
    ///   - write: takes one whole line, with its line feed, and has sent it when it returns.
    package init(
        dispatcher: Dispatcher,
        maximumLineBytes: Int,
        principal: @escaping @Sendable () async throws -> Principal,
        write: @escaping @Sendable ([UInt8]) async throws -> Void
    ) {
        self.dispatcher = dispatcher
        self.maximumLineBytes = maximumLineBytes
        self.principal = principal
        self.write = write
    }

    /// Responds to one message after another until the input ends.
    /// - Parameter chunks: the input as it arrives, in pieces of any size.
    package func serve(_ chunks: some AsyncSequence<[UInt8], any Error>) async throws {
        var lines = LineSplitter(maximumBytes: maximumLineBytes)
        for try await chunk in chunks {
            for line in lines.add(chunk) { try await answer(line) }
        }
        if let line = lines.finish() { try await answer(line) }
    }

    private func answer(_ line: LineSplitter.Line) async throws {
        switch line {
        case .tooLong:
            try await send(
                RPCError(.invalidRequest, "A message may have \(maximumLineBytes) bytes at most.").response(to: nil)
            )
        case .complete(let bytes):
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) else { return }
            let asking: Principal
            do {
                asking = try await principal()
            } catch {
                let messages = (try? RPCMessage.json(bytes)).map { $0.array ?? [$0] } ?? []
                for case .request(let request) in messages.compactMap({ try? RPCMessage($0) }) {
                    try await send(Fault(any: error).rpcError.response(to: request.id))
                }
                return
            }
            switch await dispatcher.outcome(of: bytes, through: .stdio, for: asking) {
            case .reply(_, let response): try await send(response)
            case .text(let text): try await write(text + [0x0a])
            case .accepted: return
            case .refused(let fault): try await send(fault.rpcError.response(to: nil))
            }
        }
    }

    private func send(_ message: JSONValue) async throws {
        try await write(try StrictJSON.encode(message) + [0x0a])
    }
}

/// Cuts a stream of bytes into lines; it does not read the stream itself.
struct LineSplitter {
    enum Line: Sendable, Hashable {
        case complete([UInt8])
        /// A line longer than the limit; its bytes are dropped.
        case tooLong
    }

    private let maximumBytes: Int
    private var pending: [UInt8] = []
    private var isOverflowing = false

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// The lines that `chunk` completes.
    mutating func add(_ chunk: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: 0x0a) {
            append(rest[..<end])
            if let line = finish() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        append(rest)
        return lines
    }

    /// The text after the last line feed; nil when there is none.
    mutating func finish() -> Line? {
        defer {
            pending = []
            isOverflowing = false
        }
        if isOverflowing { return .tooLong }
        return pending.isEmpty ? nil : .complete(pending)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isOverflowing else { return }
        if pending.count + bytes.count > maximumBytes {
            isOverflowing = true
            pending = []
        } else {
            pending += bytes
        }
    }
}
