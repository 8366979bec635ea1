import Synchronization
import TestSupport

@testable import Outbound

/// A resolver that returns the next of its results for each look-up of a name, and repeats the last one.
final class ScriptedNames: NameResolver {
    private let answers: [[String]]
    private let count = Mutex(0)

    var lookUps: Int { count.withLock { $0 } }

    init(_ answers: [String]...) {
        self.answers = answers
    }

    func addresses(of host: String) async throws -> [String] {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return answers[min(number, answers.count - 1)]
    }
}

/// The failure of a request; nil when it succeeds.
func failure(_ body: () async throws -> some Sendable) async -> OutboundFailure? {
    await thrown(OutboundFailure.self, by: body)
}
