package import Base
package import Memories
import Synchronization

/// A language model that gives the test's answers, one after another, and records what it was asked.
package final class ScriptedModel: LanguageModel {
    package let name: String
    private let state: Mutex<(answers: [Result<String, Fault>], asked: [LanguageQuestion])>

    /// - Parameter answers: when they are used up, the answer is that nothing is worth remembering.
    package init(name: String = "scripted", _ answers: [Result<String, Fault>]) {
        self.name = name
        state = Mutex((answers, []))
    }

    package convenience init(_ answers: String...) {
        self.init(answers.map(Result.success))
    }

    package var asked: [LanguageQuestion] { state.withLock { $0.asked } }

    package func answer(_ question: LanguageQuestion) async throws -> String {
        try state.withLock { state in
            state.asked.append(question)
            return state.answers.isEmpty ? .success(#"{"memories": []}"#) : state.answers.removeFirst()
        }.get()
    }

    /// The answer with one memory for each text.
    package static func memories(_ texts: String...) -> String {
        let items = texts.map { JSONValue.object(["type": "semantic", "text": .string($0), "topics": ["life"]]) }
        return String(decoding: (try? StrictJSON.encode(["memories": .array(items)])) ?? [], as: UTF8.self)
    }
}
