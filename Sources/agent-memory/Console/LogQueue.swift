import Dispatch
import Glibc
import Synchronization

/// The lines of a server for standard error or output. A separate thread writes them: a pipe that nobody reads blocks
/// the log and not the server.
///
/// When more than `limit` bytes wait, further lines are dropped and counted, and their number is written as soon as
/// there is room.
final class LogQueue: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private let limit: Int
    private let write: @Sendable ([UInt8]) -> Void
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "agent-memory.log")

    /// - Parameters:
    ///   - limit: bytes that may wait.
    ///   - write: may block.
    init(limit: Int = 1 << 20, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.limit = limit
        self.write = write
    }

    convenience init(to descriptor: Int32) {
        self.init { Self.write($0, to: descriptor) }
    }

    /// For the logger.
    var lines: VisibleLines { VisibleLines { self.put($0) } }

    /// Never waits.
    func put(_ line: [UInt8]) {
        let mustStart = state.withLock { state in
            guard state.waiting.count + line.count <= limit else {
                state.dropped += 1
                return false
            }
            state.waiting += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { thread.async { self.drain() } }
    }

    /// Waits until all lines so far are written, and at most for `time`. For the end of the process.
    func flush(within time: DispatchTimeInterval = .seconds(1)) {
        let done = DispatchSemaphore(value: 0)
        thread.async { done.signal() }
        _ = done.wait(timeout: .now() + time)
    }

    private func drain() {
        while true {
            let (bytes, dropped) = state.withLock { state in
                let next = (state.waiting, state.dropped)
                state.waiting = []
                state.dropped = 0
                if next.0.isEmpty, next.1 == 0 { state.isWriting = false }
                return next
            }
            if bytes.isEmpty, dropped == 0 { return }
            if !bytes.isEmpty { write(bytes) }
            if dropped > 0 {
                write(Array("agent-memory: \(dropped) log lines were dropped because nobody read them in time\n".utf8))
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // The parent process may share the pipe and may have made it non-blocking.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, 1_000)
                continue
            }
            // The reader is gone.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
