import Dispatch
import Glibc
import Testing

@testable import agent_memory

/// Only the watchdog ends a process whose threads all hang.
@Suite(.serialized) struct WatchdogTests {
    @Test("A signal starts the watchdog's clock")
    func signalStartsTheClock() {
        let ended = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(signals: [SIGWINCH], patience: 0) { ended.signal() }
        #expect(ended.wait(timeout: .now() + .milliseconds(20)) == .timedOut)
        // Sends the signal repeatedly: the handler is registered on another thread, and the signal is ignored until
        // then.
        var outcome = DispatchTimeoutResult.timedOut
        for _ in 0..<200 where outcome == .timedOut {
            kill(getpid(), SIGWINCH)
            outcome = ended.wait(timeout: .now() + .milliseconds(50))
        }
        withExtendedLifetime(watchdog) { #expect(outcome == .success) }
    }

    @Test("The watchdog ends the process once")
    func endsTheProcessOnce() {
        let ended = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(signals: [], patience: 0) { ended.signal() }
        watchdog.arm()
        watchdog.arm()
        #expect(ended.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(ended.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    }
}
