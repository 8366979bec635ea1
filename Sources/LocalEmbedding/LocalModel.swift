package import Memories

/// A model in memory: tokenizer and encoder. `LocalEmbedder`'s workers run it; benchmarks call it on their own thread.
package final class LocalModel: Sendable {
    private let tokenizer: WordPiece
    private let encoder: Encoder

    /// Reads the weights and packs them, which takes about 70 ms for int8. The directory contains `model.safetensors`
    /// and `vocab.txt`. `ModelStore.verify` checks the digests.
    /// - Throws: when a file is missing or has the wrong shape.
    package convenience init(directory: String, precision: Precision = .int8, instructionSet: InstructionSet = .best)
        throws
    {
        try self.init(directory: directory, shape: .miniLM, precision: precision, instructionSet: instructionSet)
    }

    init(directory: String, shape: EncoderShape, precision: Precision, instructionSet: InstructionSet) throws {
        let vocabulary = try ModelFile(path: directory + "/vocab.txt").bytes().withUnsafeBytes {
            try Vocabulary(file: $0)
        }
        let file = try SafeTensors(path: directory + "/model.safetensors")
        encoder = try Encoder(file: file, shape: shape, precision: precision, instructionSet: instructionSet)
        // The encoder trusts ids, so all of them must be inside its table
        guard vocabulary.count == encoder.shape.vocabulary else {
            throw MalformedModel(
                "the vocabulary has \(vocabulary.count) pieces, the weights \(encoder.shape.vocabulary)"
            )
        }
        tokenizer = WordPiece(vocabulary: vocabulary)
    }

    package func makeWorkspace() -> Workspace { Workspace(encoder.shape) }

    /// How much of the words the vocabulary knows, 0…1: the mean over all words of the known share of their pieces.
    ///
    /// A word spelt letter by letter counts half, as words of other scripts and codes are. The model was trained on
    /// English and knows their letters, not their meaning.
    package func knownShare(of words: [String]) -> Double {
        guard !words.isEmpty else { return 1 }
        let shares = words.map { word -> Double in
            let pieces = tokens(word).dropFirst().dropLast()
            let isSpelt = pieces.count > 1 || !word.utf8.allSatisfy { $0 < 0x80 }
            let known = pieces.reduce(0.0) { sum, piece in
                guard piece != tokenizer.vocabulary.unknown else { return sum }
                return sum + (isSpelt && tokenizer.vocabulary.isOneLetter(piece) ? 0.5 : 1)
            }
            return known / Double(max(1, pieces.count))
        }
        return shares.reduce(0, +) / Double(words.count)
    }

    /// Token ids, at most 256: the rest of a longer text does not influence its vector.
    package func tokens(_ text: String) -> [Int32] { tokenizer.encode(text, limit: encoder.shape.tokenLimit) }

    /// Vectors in the order of the texts; nil where the result is zero or not finite.
    /// - Parameter pause: called before each layer of the encoder, about every millisecond.
    /// - Throws: `MalformedModel` when the file of the weights cannot be read or was changed.
    package func embed(_ texts: [String], workspace: Workspace, pause: () -> Void = {}) throws -> [Vector?] {
        var vectors: [Vector?] = []
        vectors.reserveCapacity(texts.count)
        var pass: [[Int32]] = []
        var count = 0
        func flush() throws {
            guard !pass.isEmpty else { return }
            for mean in try encoder.embed(pass, workspace: workspace, pause: pause) {
                vectors.append(Vector(normalising: mean))
            }
            pass.removeAll(keepingCapacity: true)
            count = 0
        }
        for text in texts {
            let ids = tokens(text)
            if count + ids.count > workspace.tokens { try flush() }
            pass.append(ids)
            count += ids.count
        }
        try flush()
        return vectors
    }
}
