@testable import Memories

/// Makes vectors that resemble embeddings: they form clusters, so that near neighbours exist. They are the same in
/// every run.
struct VectorMaker {
    private var state: UInt64

    init(_ seed: UInt64 = 7) {
        state = seed
    }

    mutating func number() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
    }

    mutating func vector(_ dimension: Int, near centre: Vector? = nil) -> Vector {
        Vector(
            normalising: (0..<dimension).map { (centre?.elements[$0] ?? 0) * 8 + number() * (centre == nil ? 1 : 0.5) }
        )!
    }

    mutating func clusters(_ count: Int, of dimension: Int, centres: Int) -> [Vector] {
        let middles = (0..<centres).map { _ in vector(dimension) }
        return (0..<count).map { vector(dimension, near: middles[$0 % centres]) }
    }
}

func cosine(_ a: Vector, _ b: Vector) -> Float {
    a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
            var sum: Float = 0
            for index in a.indices { sum += a[index] * b[index] }
            return sum
        }
    }
}

extension VectorPartition {
    mutating func append(_ row: Int64, _ vector: Vector) {
        let (codes, scale) = Self.quantise(vector)
        codes.withUnsafeBytes { _ = append(row: row, codes: $0, scale: scale) }
    }
}
