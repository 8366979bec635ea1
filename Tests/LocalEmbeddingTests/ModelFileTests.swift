import Foundation
import TestSupport
import Testing

@testable import LocalEmbedding

@Suite struct ModelFileTests {
    private func read(_ file: Data, _ name: String = "t", shape: [Int] = [2]) throws -> [Float] {
        let directory = try TemporaryDirectory()
        try file.write(to: directory.url("f"))
        let tensors = try SafeTensors(path: directory.path + "/f")
        let values = try tensors.floats(name, shape: shape)
        return withExtendedLifetime(values) {
            Array(UnsafeBufferPointer(start: values.floats, count: shape.reduce(1, *)))
        }
    }

    private func file(_ dtype: String, _ shape: [Int], _ offsets: [Int], bytes: Int = 16) -> Data {
        TinyModel.safeTensors(
            header: ["t": ["dtype": dtype, "shape": shape, "data_offsets": offsets] as [String: Any]],
            values: Data(count: bytes)
        )
    }

    @Test func readsTheTensorAtItsOffset() throws {
        var values = Data(count: 8)
        for value in [1.5, -2] as [Float] { withUnsafeBytes(of: value) { values.append(contentsOf: $0) } }
        let header: [String: Any] = [
            "__metadata__": ["format": "pt"],
            "t": ["dtype": "F32", "shape": [2], "data_offsets": [8, 16]] as [String: Any],
        ]
        #expect(try read(TinyModel.safeTensors(header: header, values: values)) == [1.5, -2])
    }

    @Test func refusesATensorOutsideTheFile() {
        for offsets in [[16, 24], [12, 20], [-4, 4], [0, 4], [0, 16], [2, 10], [Int.max - 8, Int.max], [8], []] {
            #expect(throws: MalformedModel.self, "\(offsets)") { try read(file("F32", [2], offsets)) }
        }
    }

    @Test func refusesAWrongTypeShapeOrName() {
        #expect(throws: MalformedModel.self) { try read(file("F16", [2], [0, 8])) }
        #expect(throws: MalformedModel.self) { try read(file("F32", [1, 2], [0, 8])) }
        #expect(throws: MalformedModel.self) { try read(file("F32", [2], [0, 8]), "other") }
    }

    @Test(arguments: [
        Data(), Data(count: 7), Data([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7b, 0x7d]),
        Data([9, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]), Data([2, 0, 0, 0, 0, 0, 0, 0, 0x5b, 0x5d]),
        Data([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b]),
    ])
    func refusesABrokenHeader(bytes: Data) {
        #expect(throws: MalformedModel.self) { try read(bytes) }
    }

    /// The encoder looks ids up without a check, so a vocabulary with more pieces than rows must never load.
    @Test(arguments: ["extra\n", "extra\nmore\n"]) func refusesAVocabularyOfTheWrongSize(extra: String) throws {
        let directory = try TemporaryDirectory()
        _ = try TinyModel.load(from: directory)
        try Data((TinyModel.vocabulary + extra).utf8).write(to: directory.url("vocab.txt"))
        #expect(throws: MalformedModel.self) {
            try LocalModel(directory: directory.path, shape: TinyModel.shape, precision: .int8, instructionSet: .best)
        }
    }

    @Test func refusesAVocabularyWithoutSpecialPieces() throws {
        let directory = try TemporaryDirectory()
        try Data("a\nb\n[UNK]\n".utf8).write(to: directory.url("vocab.txt"))
        let bytes = try ModelFile(path: directory.path + "/vocab.txt").bytes()
        #expect(throws: MalformedModel.self) { try bytes.withUnsafeBytes { try Vocabulary(file: $0) } }
    }

    /// If the files were mapped, the first search after the truncation would end the process with SIGBUS.
    @Test("A loaded model outlives its name and its vocabulary; when its weights were changed, it gives no vectors")
    func changedWeights() throws {
        let directory = try TemporaryDirectory()
        let model = try TinyModel.load(from: directory)
        let weights = directory.path + "/model.safetensors"
        let workspace = model.makeWorkspace()
        let before = try model.embed(["a b"], workspace: workspace)
        #expect(truncate(directory.path + "/vocab.txt", 0) == 0)
        try FileManager.default.moveItem(atPath: weights, toPath: weights + ".old")
        #expect(try model.embed(["a b"], workspace: workspace) == before)
        let file = try #require(FileHandle(forWritingAtPath: weights + ".old"))
        try file.write(contentsOf: Data([0]))
        try file.close()
        #expect(throws: MalformedModel.self) { try model.embed(["a b"], workspace: workspace) }
        #expect(truncate(weights + ".old", 0) == 0)
        #expect(throws: MalformedModel.self) { try model.embed(["a b"], workspace: workspace) }
    }

    @Test func aFileTruncatedDuringReadingIsAnError() throws {
        let directory = try TemporaryDirectory()
        try Data(count: 100).write(to: directory.url("f"))
        let file = try ModelFile(path: directory.path + "/f")
        #expect(try file.bytes().count == 100)
        #expect(truncate(directory.path + "/f", 40) == 0)
        #expect(throws: MalformedModel.self) { try file.bytes() }
    }
}
