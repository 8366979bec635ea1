import Dispatch
import Glibc
import Testing

@testable import agent_memory

/// A process whose threads all hang is ended by nothing but this.
@Suite(.serialized) struct WatchdogTests {
    @Test func aSignalStartsTheClock() {
        let ended = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(signals: [SIGWINCH], patience: 0) { ended.signal() }
        #expect(ended.wait(timeout: .now() + .milliseconds(20)) == .timedOut)
        // Again and again, for it is registered on another thread; ignored until then.
        var outcome = DispatchTimeoutResult.timedOut
        for _ in 0..<200 where outcome == .timedOut {
            kill(getpid(), SIGWINCH)
            outcome = ended.wait(timeout: .now() + .milliseconds(50))
        }
        withExtendedLifetime(watchdog) { #expect(outcome == .success) }
    }

    @Test func itEndsTheProcessOnce() {
        let ended = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(signals: [], patience: 0) { ended.signal() }
        watchdog.arm()
        watchdog.arm()
        #expect(ended.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(ended.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    }
}
