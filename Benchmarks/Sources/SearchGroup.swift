import Base
import Foundation
import Identity
import Memories
import SQLStorage

/// How long a search takes, how many of the true nearest it finds, and the size of a memory's vector.
struct SearchGroup {
    let effort: Effort

    private var contents: FilledStore.Contents {
        switch effort {
        case .quick: .init(sizes: [1_000, 10_000], crowd: (users: 10, each: 100))
        case .full: .init(sizes: [1_000, 10_000, 100_000, 1_000_000], crowd: (users: 1_000, each: 100))
        }
    }

    /// Milliseconds of processor time for a semantic search that returns its memories.
    private static let aims = [10_000: 1.0, 100_000: 3.0, 1_000_000: 10.0]

    func measure() async throws -> [Figure] {
        let store = try await FilledStore(contents, vectorCacheBytes: 1 << 30, say: Self.say)
        defer { try? store.stores.close() }
        var figures: [Figure] = []
        func note(_ more: [Figure]) {
            for figure in more {
                Self.say("\(figure.name): \(Table.number(figure.value)) \(figure.unit)")
            }
            figures += more
        }
        for size in contents.sizes {
            let number = min(effort == .full ? 200 : 20, 100_000_000 / size)
            let questions = Questions(seed: UInt64(size), count: number)
            let (scan, truth) = scans(size, questions)
            note(scan.figures)
            let service = SearchedStore(store.stores.stores, questions, try FilledStore.access(size: size))
            note(try await service.measure("\(size)", scan: scan.codes, truth: truth, aim: Self.aims[size]))
        }
        note(try await CrowdSearch(store: store).measure())
        return figures
    }

    private static func say(_ line: String) {
        FileHandle.standardError.write(Data("  \(line)\n".utf8))
    }

    /// The vectors of one user in memory only: as floats, and as codes and bits, of which the best fifty are scored by
    /// their floats.
    private func scans(_ size: Int, _ questions: Questions)
        -> (scan: (figures: [Figure], codes: Figure), truth: [Set<String>])
    {
        Self.say("\(size): the vectors are created")
        var source = FilledStore.vectors(ofSize: size)
        var exact = ExactVectors()
        var partition = VectorPartition(dimension: SampleVectors.dimension)
        exact.reserve(size)
        partition.reserve(size)
        for row in 0..<size {
            let vector = source.next()
            exact.append(vector)
            let (codes, scale) = VectorPartition.quantise(vector)
            _ = codes.withUnsafeBytes { partition.append(row: Int64(row), codes: $0, scale: scale) }
        }
        let truth = exact.nearest(questions.all.map(\.vector)).map { Set($0.map { "m\($0)" }) }
        let floats = questions.all.prefix(max(3, min(questions.all.count, 5_000_000 / size))).map { question in
            Self.time { keep(exact.nearest([question.vector])) }
        }
        let codes = (questions.all.prefix(5) + questions.all).map { question in
            Self.time {
                let best = partition.nearest(question.vector, limit: 50, allowed: nil).map { near in
                    (row: near.row, similarity: exact.similarity(question.vector, Int(near.row)))
                }
                keep(best.sorted { $0.similarity > $1.similarity }.prefix(10))
            }
        }.dropFirst(5)
        let name = "\(size) vectors"
        let floatScan = Figure("\(name): float32 scan, p50", floats, "ms")
        var codeScan = Figure("\(name): codes, then floats of 50, p50", Array(codes), "ms")
        codeScan.ratio = .init(
            to: "float32 scan",
            value: codeScan.value / floatScan.value,
            moreIsBetter: false,
            aim: nil
        )
        let bytes = Figure(
            name: "\(name): bytes each in memory",
            value: Double(partition.byteCount) / Double(size),
            unit: "B",
            isExact: true
        )
        return (([floatScan, codeScan, bytes], codeScan), truth)
    }

    static func time(_ body: () -> Void) -> Double {
        let start = Measure.processorTime()
        body()
        return Double(Measure.processorTime() - start) / 1e6
    }
}
