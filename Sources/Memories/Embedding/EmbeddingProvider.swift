/// Turns texts into vectors.
///
/// Contract: one vector per text in the order given, each of the model's dimension and of unit length. Throws
/// `Fault(.unavailable)` when the model cannot answer now, with `retryAfter` when known, and any other fault when it
/// cannot embed these texts.
package protocol EmbeddingProvider: Sendable {
    var model: EmbeddingModel { get }
    /// How much may be sent to the provider at the same time.
    var capacity: EmbeddingCapacity { get }
    /// The purpose lets a model put its own prefix before the text.
    func embed(_ texts: [String], for purpose: EmbeddingPurpose) async throws -> [Vector]
    /// The share of a question's words that the model knows, 0…1. When a question has emoji or a script that the model
    /// does not know, its vector covers only a part of it, and keyword matches count for more.
    func knownShare(of words: [String]) async -> Double
}

extension EmbeddingProvider {
    package func knownShare(of words: [String]) async -> Double { 1 }
}
