import Foundation

/// Keeps processors free for questions: while questions are in progress, an equal number of document workers pause
/// before a pass and between its layers. Both share caches and often the processor's arithmetic units, so that a
/// question takes longer next to documents.
///
/// The pauses of a pass are short, so that a stream of questions slows documents down but never stops them.
final class QuestionPrecedence: @unchecked Sendable {
    /// The longest sum of the pauses of one pass, in seconds.
    private static let longestPause = 0.01

    private let documentWorkers: Int
    private let condition = NSCondition()
    // Both are guarded by `condition`.
    private var questions = 0
    private var documents = 0

    init(documentWorkers: Int) {
        self.documentWorkers = documentWorkers
    }

    /// Counts calls with questions that were accepted and are not answered yet.
    func questionsCame(_ count: Int) {
        condition.withLock { questions += count }
    }

    func questionsWent(_ count: Int) {
        guard count > 0 else { return }
        condition.withLock {
            questions -= count
            condition.broadcast()
        }
    }

    /// Computes documents, possibly after a short pause.
    /// - Parameter pass: calls its argument where it can pause.
    func documents<Result>(_ pass: (_ pause: () -> Void) throws -> Result) rethrows -> Result {
        var rest = Self.longestPause
        condition.withLock { enter(&rest) }
        defer { condition.withLock { leave() } }
        return try pass {
            condition.withLock {
                guard questions > 0 else { return }
                leave()
                enter(&rest)
            }
        }
    }

    /// Waits while questions need the processor, but no longer than the rest of the pass's pauses.
    private func enter(_ rest: inout TimeInterval) {
        if questions > 0, documents + questions >= documentWorkers {
            let end = Date(timeIntervalSinceNow: rest)
            while questions > 0, documents + questions >= documentWorkers, condition.wait(until: end) {}
            rest = max(0, end.timeIntervalSinceNow)
        }
        documents += 1
    }

    private func leave() {
        documents -= 1
        condition.broadcast()
    }
}
