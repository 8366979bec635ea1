import CEncoder

/// The vector instructions that the kernels use.
package enum InstructionSet: String, Sendable, CaseIterable {
    /// Portable code: SSE2 on x86-64, NEON on arm64.
    case plain
    /// arm64 with dot-product instructions.
    case neon
    case avx2
    /// AVX-512 with VNNI.
    case avx512

    /// The fastest this machine can run.
    package static var best: InstructionSet { allCases.last { $0.isSupported } ?? .plain }

    package var isSupported: Bool { ce_supports(level) }

    var level: ce_level {
        switch self {
        case .plain: .plain
        case .neon: .neon
        case .avx2: .avx2
        case .avx512: .avx512
        }
    }
}

/// The arithmetic of the encoder. Vectors of both precisions can be compared: they belong to one model.
package enum Precision: String, Sendable, CaseIterable {
    /// Exact to float rounding; the reference for the other one.
    case float32
    /// Weights and activations in 8 bits: three times as fast, a quarter of the memory, cosine about 0.997 with
    /// float32.
    case int8

    /// int8, or float32 on machines without instructions for int8, where float32 is faster.
    package static func fastest(on instructionSet: InstructionSet) -> Precision {
        switch instructionSet {
        case .plain: .float32
        case .neon, .avx2, .avx512: .int8
        }
    }
}
