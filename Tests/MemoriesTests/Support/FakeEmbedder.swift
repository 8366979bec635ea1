import Base
import Synchronization

@testable import Memories

/// A model that knows synonyms: texts with words of one group are near each other. It behaves as the test says.
final class FakeEmbedder: EmbeddingProvider {
    enum Behaviour: Sendable {
        case answers
        case fails(Fault)
        /// Never answers, not even when cancelled.
        case hangs
        /// Refuses every batch with a text that contains this word.
        case chokes(on: String)
        /// Is unavailable for every batch with a text that contains this word.
        case stumbles(on: String)
        /// Returns one vector too few.
        case breaksContract
    }

    let model: EmbeddingModel
    private let state: Mutex<(behaviour: Behaviour, calls: [[String]])>

    init(_ behaviour: Behaviour = .answers, name: String = "fake") {
        model = EmbeddingModel(name: name, dimension: 8)
        state = Mutex((behaviour, []))
    }

    var calls: [[String]] { state.withLock { $0.calls } }
    var behaviour: Behaviour {
        get { state.withLock { $0.behaviour } }
        set { state.withLock { $0.behaviour = newValue } }
    }

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        let behaviour = state.withLock { state in
            state.calls.append(texts)
            return state.behaviour
        }
        switch behaviour {
        case .answers: return texts.map(Self.vector)
        case .fails(let fault): throw fault
        case .hangs:
            await withCheckedContinuation { Self.hanging.append($0) }
            return []
        case .chokes(let word):
            guard !texts.contains(where: { $0.contains(word) }) else { throw Fault(.internal, "bad text") }
            return texts.map(Self.vector)
        case .stumbles(let word):
            guard !texts.contains(where: { $0.contains(word) }) else { throw Fault(.unavailable, "HTTP 500") }
            return texts.map(Self.vector)
        case .breaksContract: return texts.dropFirst().map(Self.vector)
        }
    }

    private static let hanging = Hanging()
    private static let groups: [[String]] = [
        ["tea", "drink", "beverage"], ["dog", "pet", "puppy"], ["oslo", "norway", "city"], ["red", "colour"],
    ]

    private static func vector(_ text: String) -> Vector {
        let words = QueryWords.of(text)
        var elements = [Float](repeating: 0, count: 8)
        elements[7] = 0.2
        for (index, group) in groups.enumerated() { elements[index] = Float(words.count { group.contains($0) }) }
        return Vector(normalising: elements)!
    }
}

/// Keeps continuations that are never resumed, so that the runtime does not report them as leaked.
private final class Hanging: Sendable {
    private let kept = Mutex<[CheckedContinuation<Void, Never>]>([])

    func append(_ continuation: CheckedContinuation<Void, Never>) {
        kept.withLock { $0.append(continuation) }
    }
}
