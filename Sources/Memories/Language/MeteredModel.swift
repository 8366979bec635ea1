import Base
import Logging

/// Why a language model gave no usable answer.
enum LanguageRefusal: Error, CustomStringConvertible {
    /// The calls of the day are used up, for one user or for all.
    case budgetSpent(until: Timestamp)
    /// The endpoint did not respond, or refused.
    case unavailable(retryAfter: Int?)
    case unusable(LanguageFlaw)

    /// One sentence part, safe to show to anyone.
    var description: String {
        switch self {
        case .budgetSpent: "the language model's calls of the day are used up"
        case .unavailable: "the language model does not respond"
        case .unusable(let flaw): "the language model gave no usable answer: \(flaw)"
        }
    }
}

/// A language model whose calls are counted, and whose answers are JSON objects.
struct MeteredModel: Sendable {
    let model: any LanguageModel
    let calls: any LanguageCallStore
    let options: LanguageOptions
    let time: any TimeSource
    let log: Logger

    private static let day = Int64(86_400_000)

    /// - Returns: what `read` makes of the answer. A model that gives an unusable answer is asked a second time, which
    ///   counts as well.
    /// - Parameter read: throws `LanguageFlaw` for an answer that cannot be used.
    /// - Throws: `LanguageRefusal`; `StoreFailure`.
    func answer<Value>(
        _ question: LanguageQuestion,
        for payer: LanguagePayer,
        _ read: ([String: JSONValue]) throws(LanguageFlaw) -> Value
    ) async throws -> Value {
        do {
            return try read(LanguageAnswer.object(try await text(question, for: payer)))
        } catch is LanguageFlaw {
            let second = try await text(question, for: payer)
            do { return try read(LanguageAnswer.object(second)) } catch { throw LanguageRefusal.unusable(error) }
        }
    }

    /// Counts before it asks: a crash costs a call, and nobody gets one for nothing.
    private func text(_ question: LanguageQuestion, for payer: LanguagePayer) async throws -> String {
        let now = time.now().milliseconds
        let isPaid = try await calls.spend(
            payer,
            day: Int(now / Self.day),
            limit: options.callsOfPerson,
            limitOfAll: options.callsOfAll
        )
        guard isPaid else {
            throw LanguageRefusal.budgetSpent(until: Timestamp(milliseconds: (now / Self.day + 1) * Self.day))
        }
        do {
            return try await model.answer(question)
        } catch let fault as Fault {
            log.warning(
                "the language model did not answer",
                metadata: ["model": "\(model.name)", "cause": "\(fault.cause.map { "\($0)" } ?? fault.detail)"]
            )
            throw LanguageRefusal.unavailable(retryAfter: fault.hints.retryAfter)
        }
    }

    /// Removes the counts of former days; returns how many.
    func purge() async throws -> Int {
        try await calls.purge(before: Int(time.now().milliseconds / Self.day))
    }
}
