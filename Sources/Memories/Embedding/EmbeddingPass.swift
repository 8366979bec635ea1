import Base

/// One pass of the background embedder over a batch of memories of several people.
///
/// A request holds texts of one person only, so that a text on which the model fails costs nobody else a vector. First
/// it sends everybody's texts in groups; then it sends the texts of failed requests one by one, the people taking
/// turns.
struct EmbeddingPass {
    typealias Embedded = (row: Int64, version: Int64, vector: Vector)

    /// After this many failures of single texts of one person, the rest of that person's texts wait for another pass.
    /// While nothing has succeeded, this many failures end the whole pass: the model itself does not answer.
    static let mostFailures = 4

    private struct Piece {
        let memories: [UnembeddedMemory]
        let bytes: Int

        init(_ memories: [UnembeddedMemory], _ capacity: EmbeddingCapacity) {
            self.memories = memories
            bytes = capacity.cost(ofBytes: memories.reduce(0) { $0 + $1.searchText.utf8.count })
        }
    }

    private enum Outcome {
        case vectors([Vector])
        /// The model cannot embed these texts.
        case refused
        case failed(Fault)
    }

    private let provider: any EmbeddingProvider
    private let capacity: EmbeddingCapacity
    private let keep: ([Embedded]) async throws -> Void
    /// The rows that got a vector.
    private(set) var made: [Int64] = []
    /// The memories that were sent alone and refused.
    private(set) var refused: [UnembeddedMemory] = []
    /// The memories that must be tried later: they failed alone, or their person's texts failed too often.
    private(set) var failed: [UnembeddedMemory] = []
    /// The last failure of the model.
    private(set) var fault: Fault?

    /// - Parameter keep: stores vectors.
    init(_ provider: any EmbeddingProvider, keep: @escaping ([Embedded]) async throws -> Void) {
        self.provider = provider
        self.keep = keep
        capacity = provider.capacity
    }

    /// - Throws: what `keep` throws; `CancellationError`.
    mutating func run(_ batch: [UnembeddedMemory]) async throws {
        let people = Self.byPerson(batch)
        let slices = people.flatMap { memories in
            capacity.slices(of: memories.map(\.searchText)).map { Piece(Array(memories[$0]), capacity) }
        }
        var doubtful: [UnembeddedMemory] = []
        try await send(slices) { pass, piece, outcome in
            switch outcome {
            case .vectors: return
            case .refused where piece.memories.count == 1: pass.refused += piece.memories
            case .failed(let fault):
                pass.fault = fault
                doubtful += piece.memories
            case .refused: doubtful += piece.memories
            }
        }
        try await sendAlone(Self.byPerson(doubtful))
    }

    private mutating func sendAlone(_ people: [[UnembeddedMemory]]) async throws {
        var failures: [Int64: Int] = [:]
        for turn in 0..<(people.map(\.count).max() ?? 0) {
            for memory in people.compactMap({ turn < $0.count ? $0[turn] : nil }) {
                let isHopeless = made.isEmpty && refused.isEmpty && failed.count >= Self.mostFailures
                guard !isHopeless else { return }
                guard failures[memory.place, default: 0] < Self.mostFailures else {
                    failed.append(memory)
                    continue
                }
                try await send([Piece([memory], capacity)]) { pass, piece, outcome in
                    switch outcome {
                    case .vectors: return
                    case .refused: pass.refused += piece.memories
                    case .failed(let fault):
                        pass.fault = fault
                        pass.failed += piece.memories
                        failures[memory.place, default: 0] += 1
                    }
                }
            }
        }
    }

    /// Sends at most as much at the same time as the provider computes at the same time.
    private mutating func send(
        _ pieces: [Piece],
        _ settle: (inout EmbeddingPass, Piece, Outcome) -> Void
    ) async throws {
        var waiting = pieces[...]
        let budget = capacity.budgets(for: .document).all
        var running = EmbeddingBudget.empty
        var unkept: [Embedded] = []
        let provider = provider
        try await withThrowingTaskGroup(of: (Piece, Outcome).self) { group in
            while true {
                while let next = waiting.first, budget.admits(bytes: next.bytes, alongside: running) {
                    waiting.removeFirst()
                    running.add(bytes: next.bytes)
                    group.addTask { (next, try await Self.outcome(of: next, from: provider)) }
                }
                guard let (piece, outcome) = try await group.next() else { break }
                running.remove(bytes: piece.bytes)
                if case .vectors(let vectors) = outcome {
                    unkept += zip(piece.memories, vectors).map { (row: $0.row, version: $0.version, vector: $1) }
                    made += piece.memories.map(\.row)
                } else if !unkept.isEmpty {
                    // Failures can take minutes; finished vectors must not wait for them.
                    try await keep(unkept)
                    unkept = []
                }
                settle(&self, piece, outcome)
            }
        }
        if !unkept.isEmpty { try await keep(unkept) }
    }

    private static func outcome(of piece: Piece, from provider: any EmbeddingProvider) async throws -> Outcome {
        let texts = piece.memories.map(\.searchText)
        do {
            let vectors = try await provider.embed(texts, for: .document)
            return provider.model.fits(vectors, of: texts) ? .vectors(vectors) : .refused
        } catch let fault as Fault where fault.code == .unavailable {
            return .failed(fault)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .refused
        }
    }

    /// One list for each person, in the order in which people appear in the batch.
    private static func byPerson(_ memories: [UnembeddedMemory]) -> [[UnembeddedMemory]] {
        var order: [Int64] = []
        var groups: [Int64: [UnembeddedMemory]] = [:]
        for memory in memories {
            if groups[memory.place] == nil { order.append(memory.place) }
            groups[memory.place, default: []].append(memory)
        }
        return order.compactMap { groups[$0] }
    }
}
