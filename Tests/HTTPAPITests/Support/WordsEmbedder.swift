import Base
import Memories

/// A model whose vectors represent the words of a text. It fails for texts with the word “outage”, and refuses texts
/// with “unspeakable”.
struct WordsEmbedder: EmbeddingProvider {
    let model = EmbeddingModel(name: "words", dimension: 32)

    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector] {
        if texts.contains(where: { $0.contains("outage") }) { throw Fault(.unavailable, "out") }
        if texts.contains(where: { $0.contains("unspeakable") }) { throw Fault(.invalidRequest, "no") }
        return texts.map { text in
            var elements = [Float](repeating: 0.01, count: 32)
            for word in text.lowercased().split(separator: " ") {
                elements[word.utf8.reduce(7) { ($0 * 31 + Int($1)) % 32 }] += 1
            }
            return Vector(normalising: elements)!
        }
    }
}
