import Dispatch
import Glibc
import Synchronization

/// Ends the process when it was asked to stop and does not: a service manager or a person who typed Ctrl-C waits for
/// that. The cause may be a thread that hangs in a system call, so nothing here depends on the threads that serve
/// requests.
final class Watchdog: @unchecked Sendable {  // the sources are set up once and only kept
    private let patience: DispatchTimeInterval
    private let end: @Sendable () -> Void
    private let queue = DispatchQueue(label: "agent-memory.watchdog")
    private let isArmed = Atomic<Bool>(false)
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - signals: the signals that arm it, in addition to their other effects.
    ///   - patience: seconds from the signal to the end.
    ///   - end: ends the process without waiting for anything.
    init(signals: [Int32], patience: Int, end: @escaping @Sendable () -> Void = Watchdog.leave) {
        self.patience = .seconds(patience)
        self.end = end
        sources = signals.map { [queue] in DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for source in sources {
            source.setEventHandler { [weak self] in self?.arm() }
            source.resume()
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// Starts the time in which the process must end by itself. A second call changes nothing.
    func arm() {
        guard !isArmed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.asyncAfter(deadline: .now() + patience) { [end] in end() }
    }

    /// Reports the reason, if that is possible without waiting, and ends the process.
    @Sendable static func leave() {
        var ready = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 {
            let line = Array("agent-memory: the server did not stop in time and was terminated\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
        }
        _exit(1)
    }
}
