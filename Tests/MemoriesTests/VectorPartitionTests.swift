import CVectorScan
import Testing

@testable import Memories

private let levels = [CVSLevel.plain, .AVX2, .AVX512, .NEON].filter { cvs_supports($0) != 0 }.map(Level.init)

struct Level: CustomTestStringConvertible {
    let value: CVSLevel
    var testDescription: String { "level \(value.rawValue)" }
}

@Suite struct VectorPartitionTests {
    private func partition(
        _ vectors: [Vector],
        level: CVSLevel = cvs_best_level(),
        bitsFirst: VectorPartition.BitsFirst = .init()
    ) -> VectorPartition {
        var partition = VectorPartition(dimension: vectors[0].dimension, level: level, bitsFirst: bitsFirst)
        for (row, vector) in vectors.enumerated() { partition.append(Int64(row), vector) }
        return partition
    }

    private func exact(_ query: Vector, _ vectors: [Vector], _ limit: Int) -> [Int64] {
        vectors.enumerated().map { (row: Int64($0), similarity: cosine(query, $1)) }
            .sorted { ($0.similarity, $1.row) > ($1.similarity, $0.row) }.prefix(limit).map(\.row)
    }

    /// Scores again with floats, as a store does.
    private func rescored(
        _ found: [(row: Int64, similarity: Float)],
        _ query: Vector,
        _ vectors: [Vector],
        _ limit: Int
    ) -> [Int64] {
        found.map { (row: $0.row, similarity: cosine(query, vectors[Int($0.row)])) }
            .sorted { ($0.similarity, $1.row) > ($1.similarity, $0.row) }.prefix(limit).map(\.row)
    }

    @Test(arguments: levels, [384, 100, 33])
    func similaritiesMatchThoseOfTheFloatsWithinTheQuantisation(level: Level, dimension: Int) {
        var maker = VectorMaker()
        let vectors = maker.clusters(200, of: dimension, centres: 10)
        let found = partition(vectors, level: level.value).nearest(vectors[3], limit: 200, allowed: nil)
        #expect(found.count == 200)
        for (row, similarity) in found { #expect(abs(similarity - cosine(vectors[3], vectors[Int(row)])) < 0.01) }
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.similarity >= $1.similarity })
    }

    @Test func everyLevelGivesTheSameBits() {
        var maker = VectorMaker()
        let vectors = maker.clusters(500, of: 384, centres: 25)
        let answers = levels.map { level in
            partition(vectors, level: level.value).nearest(vectors[7], limit: 50, allowed: nil).map {
                "\($0.row) \($0.similarity)"
            }
        }
        #expect(Set(answers).count == 1)
    }

    @Test func theFiftyNearestContainTheTrueTen() {
        var maker = VectorMaker()
        let vectors = maker.clusters(2_000, of: 384, centres: 40)
        let partition = partition(vectors)
        var hits = 0
        for index in 0..<20 {
            let query = maker.vector(384, near: vectors[index * 2])
            let found = rescored(partition.nearest(query, limit: 50, allowed: nil), query, vectors, 10)
            hits += Set(exact(query, vectors, 10)).intersection(found).count
        }
        #expect(hits == 200)
    }

    @Test(arguments: levels)
    func signBitsFindTheNearestAmongMany(level: Level) {
        var maker = VectorMaker(11)
        let vectors = maker.clusters(4_000, of: 128, centres: 100)
        let partition = partition(vectors, level: level.value, bitsFirst: .init(above: 3_999, chosen: 400))
        var hits = 0
        for index in 0..<5 {
            let found = rescored(
                partition.nearest(vectors[index], limit: 50, allowed: nil),
                vectors[index],
                vectors,
                10
            )
            hits += Set(exact(vectors[index], vectors, 10)).intersection(found).count
        }
        #expect(hits >= 49)
    }

    @Test func signBitsRespectTheFilter() {
        var maker = VectorMaker(11)
        let vectors = maker.clusters(2_000, of: 64, centres: 100)
        let allowed = Set((0..<Int64(vectors.count)).filter { $0 > 500 })
        let found = partition(vectors, bitsFirst: .init(above: 1_000, chosen: 200)).nearest(
            vectors[0],
            limit: 100,
            allowed: allowed
        )
        #expect(found.count == 100)
        #expect(found.allSatisfy { allowed.contains($0.row) })
    }

    @Test func onlyAllowedRowsAreFound() {
        var maker = VectorMaker()
        let vectors = maker.clusters(100, of: 64, centres: 5)
        let partition = partition(vectors)
        #expect(Set(partition.nearest(vectors[0], limit: 10, allowed: [4, 9, 77]).map(\.row)) == [4, 9, 77])
        #expect(partition.nearest(vectors[0], limit: 10, allowed: [5_000]).isEmpty)
        #expect(partition.nearest(vectors[0], limit: 10, allowed: []).isEmpty)
    }

    @Test func aRemovedVectorIsGoneAndTheOthersStay() {
        var maker = VectorMaker()
        let vectors = maker.clusters(50, of: 64, centres: 5)
        var partition = partition(vectors)
        for row in stride(from: Int64(0), to: 50, by: 2) { partition.remove(row: row) }
        partition.remove(row: 0)
        partition.remove(row: 4_711)
        #expect(partition.count == 25)
        for row in stride(from: Int64(1), to: 50, by: 2) {
            #expect(partition.nearest(vectors[Int(row)], limit: 1, allowed: nil).first?.row == row)
        }
        #expect(partition.nearest(vectors[0], limit: 50, allowed: nil).allSatisfy { $0.row % 2 == 1 })
        for row in stride(from: Int64(1), to: 50, by: 2) { partition.remove(row: row) }
        #expect(partition.count == 0 && partition.byteCount == 0)
        partition.append(1, vectors[1])
        #expect(partition.nearest(vectors[1], limit: 1, allowed: nil).first?.row == 1)
    }

    @Test func theSameRowIsReplaced() {
        var maker = VectorMaker()
        let vectors = maker.clusters(3, of: 64, centres: 3)
        var partition = partition(vectors)
        partition.append(0, vectors[2])
        #expect(partition.count == 3)
        #expect(partition.nearest(vectors[2], limit: 2, allowed: nil).map(\.row) == [0, 2])
    }

    @Test func equalSimilaritiesRankTheLowerRowFirst() {
        var maker = VectorMaker()
        let vector = maker.vector(384)
        let partition = partition(Array(repeating: vector, count: 300))
        #expect(partition.nearest(vector, limit: 5, allowed: nil).map(\.row) == [0, 1, 2, 3, 4])
    }

    @Test func emptyInputsFindNothing() {
        var maker = VectorMaker()
        let query = maker.vector(64)
        #expect(VectorPartition(dimension: 64).nearest(query, limit: 10, allowed: nil).isEmpty)
        let one = partition([query])
        #expect(one.nearest(query, limit: 0, allowed: nil).isEmpty)
        #expect(one.nearest(maker.vector(65), limit: 1, allowed: nil).isEmpty)
        #expect(one.nearest(query, limit: 10, allowed: nil).count == 1)
    }

    @Test func codesOfTheWrongLengthOrAnInvalidScaleAreRefused() {
        var partition = VectorPartition(dimension: 64)
        let codes = [Int8](repeating: 1, count: 63)
        #expect(codes.withUnsafeBytes { partition.append(row: 1, codes: $0, scale: 1) } == false)
        #expect(
            [Int8](repeating: 1, count: 64).withUnsafeBytes { partition.append(row: 1, codes: $0, scale: .nan) }
                == false
        )
        #expect(partition.count == 0)
    }

    @Test func theLargestElementUsesTheWholeRange() {
        let (codes, scale) = VectorPartition.quantise(Vector(normalising: [0.6, -0.8, 0, 0])!)
        #expect(codes == [95, -127, 0, 0])
        #expect(abs(scale - 0.8 / 127) < 1e-7)
    }
}
