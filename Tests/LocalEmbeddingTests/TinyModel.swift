import Foundation
import TestSupport

@testable import LocalEmbedding

/// A model of a few kilobytes with invented weights, for all tests that do not need good vectors.
enum TinyModel {
    static let shape = EncoderShape(
        width: 32,
        inner: 64,
        layers: 1,
        heads: 2,
        vocabulary: 40,
        positions: 16,
        tokenLimit: 16
    )

    /// The letters a to z, and a to j as continuations.
    static let vocabulary: String = {
        let letters = "abcdefghijklmnopqrstuvwxyz".map { String($0) }
        let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + letters + letters.prefix(10).map { "##" + $0 }
        return pieces.joined(separator: "\n") + "\n"
    }()

    /// Names and shapes, in the order of the file.
    static let tensors: [(String, [Int])] = {
        let layer = "encoder.layer.0."
        var tensors: [(String, [Int])] = [
            ("embeddings.word_embeddings.weight", [40, 32]), ("embeddings.position_embeddings.weight", [16, 32]),
            ("embeddings.token_type_embeddings.weight", [2, 32]),
        ]
        for norm in ["embeddings.LayerNorm", layer + "attention.output.LayerNorm", layer + "output.LayerNorm"] {
            tensors += [(norm + ".weight", [32]), (norm + ".bias", [32])]
        }
        for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
            tensors += [(layer + name + ".weight", [32, 32]), (layer + name + ".bias", [32])]
        }
        tensors += [(layer + "intermediate.dense.weight", [64, 32]), (layer + "intermediate.dense.bias", [64])]
        tensors += [(layer + "output.dense.weight", [32, 64]), (layer + "output.dense.bias", [32])]
        return tensors
    }()

    static func weights() -> Data {
        var header: [String: Any] = ["__metadata__": ["format": "pt"]]
        var values = Data()
        var state: UInt32 = 7
        for (name, shape) in tensors {
            let start = values.count
            for _ in 0..<shape.reduce(1, *) {
                state = state &* 1_664_525 &+ 1_013_904_223
                withUnsafeBytes(of: Float(Int32(bitPattern: state)) / Float(Int32.max)) {
                    values.append(contentsOf: $0)
                }
            }
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [start, values.count]] as [String: Any]
        }
        return safeTensors(header: header, values: values)
    }

    static func safeTensors(header: [String: Any], values: Data) -> Data {
        var json = (try? JSONSerialization.data(withJSONObject: header)) ?? Data()
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        var file = Data()
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
        return file + json + values
    }

    static func load(from directory: TemporaryDirectory) throws -> LocalModel {
        try weights().write(to: directory.url("model.safetensors"))
        try Data(vocabulary.utf8).write(to: directory.url("vocab.txt"))
        return try LocalModel(directory: directory.path, shape: shape, precision: .int8, instructionSet: .best)
    }
}
