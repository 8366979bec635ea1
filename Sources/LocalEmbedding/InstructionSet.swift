import CEncoder

/// Which vector instructions the kernels use.
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

/// How the encoder multiplies. Vectors of both compare with one another: they are one model.
package enum Precision: String, Sendable, CaseIterable {
    /// Exact to float rounding; the check on the other.
    case float32
    /// Weights and activations in 8 bits: three times as fast, a quarter of the memory, cosine about 0.997 to float32.
    case int8

    /// int8, but float32 where there are no instructions for int8: there it is the faster of the two.
    package static func fastest(on instructionSet: InstructionSet) -> Precision {
        switch instructionSet {
        case .plain: .float32
        case .neon, .avx2, .avx512: .int8
        }
    }
}
