import ACME
import Base
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private let start = Timestamp(seconds: 1_000_000)

    @Test(
        "A certificate is renewed after two thirds of its lifetime, a little spread",
        arguments: [(0.0, 60.0), (0.5, 61.875)]
    )
    func renewal(spread: Double, days: Double) {
        let due = RenewalTime.of(validFrom: start, until: start.advanced(by: .seconds(90 * 86_400)), spread: spread)
        #expect(due.since(start) == .seconds(days * 86_400))
    }

    @Test("A certificate whose end is before its beginning is renewed at once")
    func backwards() {
        #expect(RenewalTime.of(validFrom: start, until: Timestamp(seconds: 1), spread: 0.9) == start)
    }

    @Test("Pauses after failures double up to twelve hours and are spread by a quarter")
    func pauses() {
        var attempt: FailedAttempt?
        var minutes: [Int64] = []
        for _ in 1...11 {
            let next = FailedAttempt(after: attempt, at: start, reason: "no", asked: nil, spread: 0)
            minutes.append(next.next.since(start).components.seconds / 60)
            attempt = next
        }
        #expect(minutes == [2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720])
        let spread = FailedAttempt(after: nil, at: start, reason: "no", asked: nil, spread: 0.5)
        #expect(spread.next.since(start) == .seconds(135))
    }

    @Test("A longer pause that the authority asks for is kept, also over a start; others are two minutes then")
    func asked() {
        let asked = FailedAttempt(after: nil, at: start, reason: "no", asked: .seconds(7_200), spread: 0)
        #expect(asked.next.since(start) == .seconds(7_200))
        #expect(asked.nextAfterStart == asked.next)
        var many = asked
        for _ in 1...6 { many = FailedAttempt(after: many, at: start, reason: "no", asked: .seconds(1), spread: 0) }
        #expect(many.next.since(start) == .seconds(7_680))
        #expect(many.nextAfterStart.since(start) == .seconds(120))
    }

    @Test("A failed attempt is read back from its file; anything else is not one")
    func file() {
        let attempt = FailedAttempt(after: nil, at: start, reason: "line\nbreak", asked: nil, spread: 0.3)
        #expect(FailedAttempt(attempt.json) == attempt)
        #expect(attempt.reason == "line\\u{a}break")
        guard case .object(let members) = attempt.json else { return }
        for name in members.keys {
            #expect(FailedAttempt(.object(members.filter { $0.key != name })) == nil, "without \(name)")
        }
        #expect(FailedAttempt(.object(members.merging(["failures": 0]) { $1 })) == nil)
    }
}
