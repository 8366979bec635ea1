import Base
import SQLStorage

/// The servers of a database, and the clocks.
extension Examination {
    func servers(_ shared: SharedState, _ findings: inout Findings) async throws {
        let running = try await shared.instances.running()
        let (clock, asked) = (ClockComparison(), Surroundings.time.now())
        let time = try await shared.instances.time()
        clock.note(time, askedAt: asked, answeredAt: Surroundings.time.now())
        if running.isEmpty { findings.note("servers", "no server uses the database at the moment") }
        for one in running {
            let age = one.seenAt.map { max(.zero, time.since($0)).components.seconds } ?? 0
            findings.fine("servers", "\(one.place) runs version \(one.version), last seen \(age) s ago")
        }
        if let excess = clock.excess {
            findings.bad("clock", excess)
        } else if let remark = clock.remark {
            findings.note("clock", remark)
        }
    }
}
