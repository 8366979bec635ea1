import Foundation

/// Keeps processors free for questions: while questions are in progress, an equal number of document workers pause
/// between two passes. Both share caches and often the processor's arithmetic units, so that a question takes longer
/// next to documents.
///
/// A pause is short, so that a stream of questions slows documents down but never stops them.
final class QuestionPrecedence: @unchecked Sendable {
    /// The longest pause before a pass, in seconds.
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

    /// Called before a worker computes documents; returns immediately or after a short pause.
    func beginDocuments() {
        condition.withLock {
            let end = Date(timeIntervalSinceNow: Self.longestPause)
            while questions > 0, documents + questions >= documentWorkers, condition.wait(until: end) {}
            documents += 1
        }
    }

    func endDocuments() {
        condition.withLock {
            documents -= 1
            condition.broadcast()
        }
    }
}
