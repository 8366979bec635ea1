import Base
import HTTPTypes
import Hummingbird

/// Something that the server needs before it can do all its work.
package struct ReadinessCheck: Sendable {
    package enum Name: String, Sendable, Hashable, CaseIterable {
        /// The last write succeeded.
        case database
        /// The schema of the database is the one of this program.
        case migrations
        /// The clock is near enough to that of the database.
        case clock
        /// The embedding model is loaded, if there is one.
        case model
        /// The keys of every configured identity provider are known.
        case issuers
    }

    let name: Name
    let isMet: @Sendable () async -> Bool

    package init(_ name: Name, isMet: @escaping @Sendable () async -> Bool) {
        (self.name, self.isMet) = (name, isMet)
    }
}

/// Whether the server is alive, and whether it is ready, for supervisors and load balancers without a credential. Both
/// name what is checked and say nothing else: no reason, no number, no memory.
struct ReadinessRoutes: Feature {
    let checks: [ReadinessCheck]

    func mount(on doors: Doors) {
        doors.open().on(.healthLive, .get) { _, _ in .json { $0.member("status", "ok") } }
        doors.open().on(.healthReady, .get) { _, _ in
            var found: [(ReadinessCheck.Name, Bool)] = []
            for check in checks { found.append((check.name, await check.isMet())) }
            let isReady = found.allSatisfy { $0.1 }
            return .json(status: isReady ? .ok : .serviceUnavailable) { text in
                text.member("status", isReady ? "ready" : "not_ready")
                text.object("checks") { text in
                    for (name, isMet) in found { text.member(name.rawValue, isMet ? "ok" : "not_ok") }
                }
            }
        }
    }
}
