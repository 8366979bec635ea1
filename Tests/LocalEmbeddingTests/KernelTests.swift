import CEncoder
import Foundation
import Testing

@testable import LocalEmbedding

/// Every level compared with the simplest arithmetic, at the edges of the kernels' blocks.
@Suite struct KernelTests {
    static let levels = InstructionSet.allCases.filter(\.isSupported)

    /// Reproducible values in -1...1.
    private static func values(_ count: Int, seed: UInt32) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int32(bitPattern: state)) / Float(Int32.max)
        }
    }

    private static func product(_ x: [Float], rows: Int, depth: Int, _ w: [Float], _ bias: [Float]) -> [Float] {
        (0..<rows).flatMap { i in
            bias.indices.map { j in
                (0..<depth).reduce(bias[j]) { $0 + x[i * depth + $1] * w[j * depth + $1] }
            }
        }
    }

    @Test(arguments: levels) func productsAreCorrectForEveryNumberOfRows(level: InstructionSet) {
        let (depth, columns) = (48, 64)
        let (w, bias) = (Self.values(columns * depth, seed: 1), Self.values(columns, seed: 2))
        var packed = [Float](repeating: 0, count: w.count)
        var packed8 = [Int8](repeating: 0, count: w.count)
        var scale = [Float](repeating: 0, count: columns)
        var sums = [Int32](repeating: 0, count: columns)
        ce_pack_f32(w, columns, depth, &packed)
        ce_pack_i8(w, columns, depth, &packed8, &scale, &sums)
        for rows in 1...27 {
            let x = Self.values(rows * depth, seed: UInt32(rows))
            let expected = Self.product(x, rows: rows, depth: depth, w, bias)
            var y = [Float](repeating: .nan, count: rows * columns)
            ce_linear_f32(level.level, x, rows, depth, packed, bias, columns, &y)
            #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "float32, \(rows) rows")
            var scratch = [UInt8](repeating: 0, count: 2 * rows * depth)
            var scales = [Float](repeating: 0, count: rows)
            y = y.map { _ in .nan }
            ce_linear_i8(level.level, x, rows, depth, packed8, scale, sums, bias, columns, &y, &scratch, &scales)
            #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 0.1 }, "int8, \(rows) rows")
        }
    }

    /// The largest magnitudes, all with the same sign: narrow sums would overflow here.
    @Test(arguments: levels, [1, -1] as [Float]) func int8SumsDoNotSaturate(level: InstructionSet, sign: Float) {
        let (depth, columns) = (1536, 32)
        let x = [Float](repeating: sign, count: 13 * depth)
        let w = [Float](repeating: 1, count: columns * depth)
        let bias = [Float](repeating: 0, count: columns)
        var packed = [Int8](repeating: 0, count: w.count)
        var scale = bias
        var sums = [Int32](repeating: 0, count: columns)
        ce_pack_i8(w, columns, depth, &packed, &scale, &sums)
        var y = [Float](repeating: 0, count: 13 * columns)
        var scratch = [UInt8](repeating: 0, count: 2 * x.count)
        var scales = [Float](repeating: 0, count: 13)
        ce_linear_i8(level.level, x, 13, depth, packed, scale, sums, bias, columns, &y, &scratch, &scales)
        #expect(y.allSatisfy { abs($0 - sign * Float(depth)) < 0.01 })
    }

    @Test(arguments: levels) func aRowOfZerosGivesTheBias(level: InstructionSet) {
        let (w, bias) = (Self.values(32 * 16, seed: 3), Self.values(32, seed: 4))
        var packed = [Int8](repeating: 0, count: w.count)
        var scale = [Float](repeating: 0, count: 32)
        var sums = [Int32](repeating: 0, count: 32)
        ce_pack_i8(w, 32, 16, &packed, &scale, &sums)
        var y = [Float](repeating: .nan, count: 32)
        var (scratch, scales) = ([UInt8](repeating: 0, count: 32), [Float](repeating: 0, count: 1))
        ce_linear_i8(
            level.level,
            [Float](repeating: 0, count: 16),
            1,
            16,
            packed,
            scale,
            sums,
            bias,
            32,
            &y,
            &scratch,
            &scales
        )
        #expect(zip(y, bias).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(arguments: levels) func geluUsesTheErrorFunction(level: InstructionSet) {
        var x = (0..<512).map { Float($0 - 256) / 20 }
        let expected = x.map { 0.5 * Double($0) * (1 + erf(Double($0) / 2.0.squareRoot())) }
        ce_gelu(level.level, &x, x.count)
        #expect(zip(x, expected).allSatisfy { abs(Double($0) - $1) < 2e-6 })
    }

    @Test(arguments: levels) func layerNormHasMeanZeroAndVarianceOne(level: InstructionSet) {
        let (rows, width) = (3, 48)
        var x = Self.values(rows * width, seed: 5)
        let (residual, original) = (Self.values(rows * width, seed: 6), x)
        let (gain, shift) = (Self.values(width, seed: 7), Self.values(width, seed: 8))
        ce_add_layer_norm(level.level, &x, residual, gain, shift, rows, width, 1e-12)
        for row in 0..<rows {
            let sum = (0..<width).map { Double(original[row * width + $0] + residual[row * width + $0]) }
            let mean = sum.reduce(0, +) / Double(width)
            let deviation = (sum.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)).squareRoot()
            for c in 0..<width {
                let expected = (sum[c] - mean) / deviation * Double(gain[c]) + Double(shift[c])
                #expect(abs(Double(x[row * width + c]) - expected) < 1e-5)
            }
        }
    }

    @Test(arguments: levels, [1, 2, 15, 16, 17, 33]) func attentionIsSoftmaxWeighted(level: InstructionSet, tokens: Int)
    {
        let (heads, size) = (2, 16)
        let width = heads * size
        let x = Self.values(tokens * 3 * width, seed: 9).map { $0 * 3 }
        var out = [Float](repeating: .nan, count: tokens * width)
        var scratch = [Float](repeating: .nan, count: ce_attention_scratch(tokens, size))
        ce_attention(level.level, x, tokens, heads, size, &out, &scratch)
        for head in 0..<heads {
            for i in 0..<tokens {
                let scores = (0..<tokens).map { j in
                    exp(
                        (0..<size).reduce(0.0) { sum, d in
                            sum + Double(x[i * 3 * width + head * size + d])
                                * Double(x[j * 3 * width + width + head * size + d])
                        } / Double(size).squareRoot()
                    )
                }
                let total = scores.reduce(0, +)
                for d in 0..<size {
                    let expected = (0..<tokens).reduce(0.0) {
                        $0 + scores[$1] / total * Double(x[$1 * 3 * width + 2 * width + head * size + d])
                    }
                    #expect(abs(Double(out[i * width + head * size + d]) - expected) < 1e-5)
                }
            }
        }
    }
}
