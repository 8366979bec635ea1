import Memories
import Testing

@testable import LocalEmbedding

@Suite(.enabled(if: TestModel.isWanted, TestModel.whyNot)) struct EncoderTests {
    static let levels = InstructionSet.allCases.filter(\.isSupported)
    static let texts = Reference.recorded.vectors

    static func embed(_ texts: [String], _ precision: Precision, _ level: InstructionSet) throws -> [[Float]] {
        let model = try LocalModel(directory: TestModel.directory, precision: precision, instructionSet: level)
        return try model.embed(texts, workspace: model.makeWorkspace()).map { $0?.elements ?? [] }
    }

    @Test(arguments: levels) func float32MatchesTheReference(level: InstructionSet) throws {
        let vectors = try Self.embed(Self.texts.map(\.text), .float32, level)
        try #require(vectors.count == Self.texts.count)
        for (vector, reference) in zip(vectors, Self.texts) {
            #expect(cosine(vector, reference.elements) >= 0.999_999, "\(reference.text.prefix(40))")
            #expect(zip(vector, reference.elements).allSatisfy { abs($0 - $1) < 2e-6 }, "\(reference.text.prefix(40))")
        }
    }

    @Test(arguments: levels) func int8IsCloseToTheReference(level: InstructionSet) throws {
        let vectors = try Self.embed(Self.texts.map(\.text), .int8, level)
        try #require(vectors.count == Self.texts.count)
        let cosines = zip(vectors, Self.texts).map { cosine($0, $1.elements) }
        let mean = cosines.reduce(0, +) / Double(cosines.count)
        #expect(mean >= 0.994)
        #expect((cosines.min() ?? 0) >= 0.98)
    }

    /// One machine stores a vector and another searches it. The integer products are equal; floats between them are
    /// rounded differently and move some values to the next integer, so the vectors are close, not equal.
    @Test(arguments: levels.filter { $0 != .plain }) func int8VectorsOfAllProcessorsAreClose(level: InstructionSet)
        throws
    {
        let some = Self.texts.prefix(24).map(\.text)
        let plain = try Self.embed(some, .int8, .plain)
        for (a, b) in zip(plain, try Self.embed(some, .int8, level)) {
            #expect(cosine(a, b) >= 0.995)
        }
    }

    @Test(arguments: Precision.allCases) func aVectorDoesNotDependOnOtherTexts(precision: Precision) throws {
        let some = Self.texts.suffix(30).map(\.text)
        let together = try Self.embed(some, precision, .best)
        let model = try LocalModel(directory: TestModel.directory, precision: precision)
        let workspace = model.makeWorkspace()
        for (text, vector) in zip(some, together) {
            #expect(try model.embed([text], workspace: workspace).first??.elements == vector)
        }
    }

    @Test func relatedTextsAreCloser() throws {
        let vectors = try Self.embed(
            [
                "What does the user like to drink?", "The user prefers tea to coffee.",
                "The deployment failed last night.",
            ],
            .int8,
            .best
        )
        #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.3)
    }

    @Test func tokensAfterThe256thHaveNoInfluence() throws {
        let model = try LocalModel(directory: TestModel.directory)
        let long = String(repeating: "word ", count: 300)
        #expect(model.tokens(long).count == 256)
        let vectors = try model.embed([long, long + "something else entirely"], workspace: model.makeWorkspace())
        #expect(vectors[0] != nil)
        #expect(vectors[0] == vectors[1])
    }
}
