import CEncoder

/// One weight matrix with its bias, packed for the kernels once and then only read.
final class Linear: @unchecked Sendable {
    let inputs: Int
    let outputs: Int
    private let weights: Weights
    private let bias: AlignedMemory

    private enum Weights {
        case float32(AlignedMemory)
        case int8(AlignedMemory, scales: AlignedMemory, sums: AlignedMemory)
    }

    /// Stacks the named layers in one matrix: query, key and value become one product.
    init(_ names: [String], in file: SafeTensors, inputs: Int, outputsEach: Int, precision: Precision) throws {
        self.inputs = inputs
        outputs = outputsEach * names.count
        bias = AlignedMemory(bytes: 4 * outputs)
        switch precision {
        case .float32:
            weights = .float32(AlignedMemory(bytes: 4 * outputs * inputs))
        case .int8:
            weights = .int8(
                AlignedMemory(bytes: outputs * inputs),
                scales: AlignedMemory(bytes: 4 * outputs),
                sums: AlignedMemory(bytes: 4 * outputs)
            )
        }
        for (index, name) in names.enumerated() {
            let source = try file.floats(name + ".weight", shape: [outputsEach, inputs])
            let shift = try file.floats(name + ".bias", shape: [outputsEach])
            let row = index * outputsEach
            // The kernels use raw pointers, so the memory must outlive their use.
            withExtendedLifetime((source, shift)) {
                bias.floats.advanced(by: row).update(from: shift.floats, count: outputsEach)
                switch weights {
                case .float32(let packed):
                    ce_pack_f32(source.floats, outputsEach, inputs, packed.floats + row * inputs)
                case .int8(let packed, let scales, let sums):
                    ce_pack_i8(
                        source.floats,
                        outputsEach,
                        inputs,
                        packed.bytes + row * inputs,
                        scales.floats + row,
                        sums.integers + row
                    )
                }
            }
        }
    }

    /// y = x · weights + bias for `count` rows.
    func apply(
        _ x: UnsafePointer<Float>,
        count: Int,
        to y: UnsafeMutablePointer<Float>,
        workspace: Workspace,
        level: ce_level
    ) {
        switch weights {
        case .float32(let packed):
            ce_linear_f32(level, x, count, inputs, packed.floats, bias.floats, outputs, y)
        case .int8(let packed, let scales, let sums):
            ce_linear_i8(
                level,
                x,
                count,
                inputs,
                packed.bytes,
                scales.floats,
                sums.integers,
                bias.floats,
                outputs,
                y,
                workspace.quantised.raw,
                workspace.scales.floats
            )
        }
    }
}

/// Zeroed memory, aligned to a cache line.
final class AlignedMemory {
    let raw: UnsafeMutableRawPointer

    init(bytes: Int) {
        raw = .allocate(byteCount: bytes, alignment: 64)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    }

    deinit { raw.deallocate() }

    var floats: UnsafeMutablePointer<Float> { raw.assumingMemoryBound(to: Float.self) }
    var integers: UnsafeMutablePointer<Int32> { raw.assumingMemoryBound(to: Int32.self) }
    var bytes: UnsafeMutablePointer<Int8> { raw.assumingMemoryBound(to: Int8.self) }
}
