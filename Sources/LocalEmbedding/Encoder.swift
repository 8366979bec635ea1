import CEncoder

/// The dimensions of a BERT encoder.
struct EncoderShape: Sendable {
    let width: Int
    let inner: Int
    let layers: Int
    let heads: Int
    let vocabulary: Int
    /// Rows of position embeddings in the file.
    let positions: Int
    /// The most tokens of a text that the model was trained on.
    let tokenLimit: Int

    /// sentence-transformers/all-MiniLM-L6-v2: config.json and sentence_bert_config.json.
    static let miniLM = EncoderShape(
        width: 384,
        inner: 1536,
        layers: 6,
        heads: 12,
        vocabulary: 30_522,
        positions: 512,
        tokenLimit: 256
    )
}

/// A BERT encoder: turns token ids into one mean-pooled vector for each text (Devlin et al. 2018; Reimers & Gurevych
/// 2019).
///
/// Immutable once loaded, so that any number of workers can share it, each with its own `Workspace`.
final class Encoder: @unchecked Sendable {
    private struct Norm {
        let gain: AlignedMemory
        let shift: AlignedMemory

        init(_ name: String, in file: SafeTensors, width: Int) throws {
            gain = try file.floats(name + ".weight", shape: [width])
            shift = try file.floats(name + ".bias", shape: [width])
        }
    }

    private struct Layer {
        let queryKeyValue: Linear
        let output: Linear
        let widen: Linear
        let narrow: Linear
        let afterAttention: Norm
        let afterInner: Norm
    }

    private static let epsilon: Float = 1e-12

    let shape: EncoderShape
    let instructionSet: InstructionSet
    private let level: ce_level
    private let words: TensorRows
    private let positions: AlignedMemory
    private let type: AlignedMemory
    private let norm: Norm
    private let layers: [Layer]

    init(file: SafeTensors, shape: EncoderShape, precision: Precision, instructionSet: InstructionSet) throws {
        precondition(instructionSet.isSupported, "this machine has no \(instructionSet)")
        self.shape = shape
        self.instructionSet = instructionSet
        level = instructionSet.level
        let width = shape.width
        words = try file.rows("embeddings.word_embeddings.weight", count: shape.vocabulary, width: width)
        positions = try file.floats("embeddings.position_embeddings.weight", shape: [shape.positions, width])
        type = try file.floats("embeddings.token_type_embeddings.weight", shape: [2, width])
        norm = try Norm("embeddings.LayerNorm", in: file, width: width)
        layers = try (0..<shape.layers).map { index in
            let name = "encoder.layer.\(index)."
            func linear(_ names: [String], inputs: Int, outputsEach: Int) throws -> Linear {
                try Linear(
                    names.map { name + $0 },
                    in: file,
                    inputs: inputs,
                    outputsEach: outputsEach,
                    precision: precision
                )
            }
            return Layer(
                queryKeyValue: try linear(
                    ["attention.self.query", "attention.self.key", "attention.self.value"],
                    inputs: width,
                    outputsEach: width
                ),
                output: try linear(["attention.output.dense"], inputs: width, outputsEach: width),
                widen: try linear(["intermediate.dense"], inputs: width, outputsEach: shape.inner),
                narrow: try linear(["output.dense"], inputs: shape.inner, outputsEach: width),
                afterAttention: try Norm(name + "attention.output.LayerNorm", in: file, width: width),
                afterInner: try Norm(name + "output.LayerNorm", in: file, width: width)
            )
        }
    }

    /// The mean of each text's token states, not yet of unit length.
    ///
    /// The tokens of all texts are joined end to end without padding: a text's result does not depend on its
    /// neighbours. There are at most `workspace.tokens`, and every id is in the vocabulary.
    /// - Throws: `MalformedModel` when the table of words, which stays in its file, cannot be read or was changed.
    func embed(_ texts: [[Int32]], workspace: Workspace, pause: () -> Void) throws -> [[Float]] {
        // The kernels use raw pointers, so their owners must stay alive until the kernels are done.
        try withExtendedLifetime((self, workspace)) { try pass(texts, workspace, pause) }
    }

    private func pass(_ texts: [[Int32]], _ workspace: Workspace, _ pause: () -> Void) throws -> [[Float]] {
        let count = texts.reduce(0) { $0 + $1.count }
        precondition(count <= workspace.tokens, "more tokens than a pass takes")
        let (hidden, width) = (workspace.hidden.floats, shape.width)
        try forEachText(texts) { text, row in
            try words.read(text, into: hidden + row * width)
            ce_add_positions(text.count, positions.floats, type.floats, width, hidden + row * width)
        }
        try words.requireUnchanged()
        ce_add_layer_norm(level, hidden, nil, norm.gain.floats, norm.shift.floats, count, width, Self.epsilon)
        for layer in layers {
            pause()
            apply(layer, to: texts, count: count, workspace)
        }
        var means: [[Float]] = []
        means.reserveCapacity(texts.count)
        forEachText(texts) { text, row in
            means.append(
                [Float](unsafeUninitializedCapacity: width) { buffer, initialized in
                    ce_mean(hidden + row * width, text.count, width, buffer.baseAddress)
                    initialized = width
                }
            )
        }
        return means
    }

    private func apply(_ layer: Layer, to texts: [[Int32]], count: Int, _ workspace: Workspace) {
        let (hidden, projected, attended) = (
            workspace.hidden.floats, workspace.projected.floats, workspace.attended.floats
        )
        let (residual, widened, width) = (workspace.residual.floats, workspace.widened.floats, shape.width)
        layer.queryKeyValue.apply(hidden, count: count, to: projected, workspace: workspace, level: level)
        forEachText(texts) { text, row in
            ce_attention(
                level,
                projected + row * 3 * width,
                text.count,
                shape.heads,
                width / shape.heads,
                attended + row * width,
                workspace.attentionScratch.floats
            )
        }
        func addNormalised(_ norm: Norm) {
            ce_add_layer_norm(
                level,
                hidden,
                residual,
                norm.gain.floats,
                norm.shift.floats,
                count,
                width,
                Self.epsilon
            )
        }
        layer.output.apply(attended, count: count, to: residual, workspace: workspace, level: level)
        addNormalised(layer.afterAttention)
        layer.widen.apply(hidden, count: count, to: widened, workspace: workspace, level: level)
        ce_gelu(level, widened, count * shape.inner)
        layer.narrow.apply(widened, count: count, to: residual, workspace: workspace, level: level)
        addNormalised(layer.afterInner)
    }

    private func forEachText(_ texts: [[Int32]], _ body: (_ text: [Int32], _ row: Int) throws -> Void) rethrows {
        var row = 0
        for text in texts {
            try body(text, row)
            row += text.count
        }
    }
}
