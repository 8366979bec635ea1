import Memories

/// Vectors distributed like those of texts: around subjects, and within each subject around narrower ones. The same in
/// every run.
struct SampleVectors {
    static let dimension = 384
    private static let subjects = 200
    private static let narrower = 25

    private var generator: SplitMix
    private let centres: [[Float]]
    private let narrowerCentres: [[Float]]

    init(seed: UInt64) {
        // All seeds share the centres; a seed chooses the vectors drawn around them.
        var common = SplitMix(state: 7)
        centres = (0..<Self.subjects).map { _ in Self.direction(&common) }
        narrowerCentres = (0..<Self.subjects * Self.narrower).map { _ in Self.direction(&common) }
        generator = SplitMix(state: seed)
    }

    /// Two vectors of one narrower subject have a cosine of about 0.56, of one subject 0.36, others 0.
    mutating func next() -> Vector {
        let narrow = Int(generator.next() % UInt64(narrowerCentres.count))
        let noise = Self.direction(&generator)
        let (centre, near) = (centres[narrow / Self.narrower], narrowerCentres[narrow])
        let elements = [Float](unsafeUninitializedCapacity: Self.dimension) { buffer, count in
            for index in 0..<Self.dimension {
                buffer[index] = 0.6 * centre[index] + 0.447 * near[index] + 0.663 * noise[index]
            }
            count = Self.dimension
        }
        return Vector(normalising: elements)!
    }

    /// A vector of about unit length in a random direction: with so many dimensions, uniform elements are close enough
    /// to normal ones.
    private static func direction(_ generator: inout SplitMix) -> [Float] {
        let scale = 1 / (Float(dimension) * 5_461).squareRoot()
        return [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
            for start in stride(from: 0, to: dimension, by: 8) {
                var word = generator.next()
                for index in start..<start + 8 {
                    buffer[index] = Float(Int8(truncatingIfNeeded: word)) * scale
                    word >>= 8
                }
            }
            count = dimension
        }
    }
}

/// SplitMix64.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}

/// Many vectors in one array, compared exactly.
struct ExactVectors {
    private(set) var elements: [Float] = []
    var count: Int { elements.count / SampleVectors.dimension }

    mutating func append(_ vector: Vector) { elements += vector.elements }
    mutating func reserve(_ count: Int) { elements.reserveCapacity(count * SampleVectors.dimension) }

    /// The indices of the ten nearest vectors of each query, in 32-bit arithmetic.
    func nearest(_ queries: [Vector]) -> [[Int]] {
        var best = queries.map { _ in [(similarity: Float, index: Int)]() }
        for index in 0..<count {
            for (number, query) in queries.enumerated() {
                let similarity = similarity(query, index)
                if best[number].count == 10, similarity <= best[number][9].similarity { continue }
                let place = best[number].firstIndex { $0.similarity < similarity } ?? best[number].count
                best[number].insert((similarity, index), at: place)
                if best[number].count > 10 { best[number].removeLast() }
            }
        }
        return best.map { $0.map(\.index) }
    }

    func similarity(_ query: Vector, _ index: Int) -> Float {
        query.elements.withUnsafeBytes { query in
            elements.withUnsafeBytes { elements in
                let base = index * SampleVectors.dimension * 4
                var (first, second) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
                for offset in stride(from: 0, to: SampleVectors.dimension * 4, by: 128) {
                    first +=
                        query.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                        * elements.loadUnaligned(fromByteOffset: base + offset, as: SIMD16<Float>.self)
                    second +=
                        query.loadUnaligned(fromByteOffset: offset + 64, as: SIMD16<Float>.self)
                        * elements.loadUnaligned(fromByteOffset: base + offset + 64, as: SIMD16<Float>.self)
                }
                return (first + second).sum()
            }
        }
    }
}
