import Base
import Identity

@testable import Memories

extension FakeMemoryStore {
    func lacksVectors(
        _ access: Access,
        of users: TagFilter?,
        model: EmbeddingModel,
        atLeast count: Int
    ) async throws -> Bool {
        try locked { state in
            var filter = MemoryFilter()
            filter.userID = users
            return state.rows.count {
                Self.reaches(access, $0) && Self.passes(filter, $0.stored.memory) && $0.waits(for: model)
            } >= count
        }
    }

    func unembedded(
        for model: EmbeddingModel,
        except postponed: [(row: Int64, version: Int64)],
        after place: Int64,
        limit: Int
    ) async throws -> [UnembeddedMemory] {
        try locked { state in
            let waiting = state.rows.filter { row in
                row.waits(for: model) && !postponed.contains { $0.row == row.number && $0.version == row.version }
            }
            let people = Dictionary(grouping: waiting, by: \.workspace)
            let share = max(1, limit / max(1, people.count))
            let first = Set(people.values.flatMap { $0.prefix(share).map(\.number) })
            let ordered = waiting.filter { first.contains($0.number) } + waiting.filter { !first.contains($0.number) }
            return ordered.prefix(limit).map { Self.unembedded($0, state) }
        }
    }

    func vectorStates(_ access: Access, of rows: [Int64], model: EmbeddingModel) async throws -> [Int64: VectorState] {
        try locked { state in
            let found = state.rows.filter { Self.reaches(access, $0) && rows.contains($0.number) }
            return Dictionary(
                found.map { row in
                    (row.number, row.refusedBy == model ? .refused : row.waits(for: model) ? .waiting : .ready)
                },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    func refused(by model: EmbeddingModel, after last: UnembeddedMemory?, limit: Int) async throws
        -> [UnembeddedMemory]
    {
        try locked { state in
            let refused = state.rows.filter { $0.refusedBy == model }.map { Self.unembedded($0, state) }
                .sorted { ($0.place, $0.row) < ($1.place, $1.row) }
            return Array(
                refused.drop { row in last.map { (row.place, row.row) <= ($0.place, $0.row) } ?? false }.prefix(limit)
            )
        }
    }

    private static func unembedded(_ row: Row, _ state: State) -> UnembeddedMemory {
        let workspaces = Set(state.rows.map(\.workspace.rawValue)).sorted()
        return UnembeddedMemory(
            row: row.number,
            searchText: row.stored.searchText,
            version: row.version,
            place: Int64(workspaces.firstIndex(of: row.workspace.rawValue) ?? 0) + 1
        )
    }

    func refuse(_ rows: [(row: Int64, version: Int64)], model: EmbeddingModel) async throws {
        try locked { state in
            for (number, version) in rows {
                guard let index = state.rows.firstIndex(where: { $0.number == number && $0.version == version }) else {
                    continue
                }
                state.rows[index].refusedBy = model
            }
        }
    }

    func embed(_ vectors: [(row: Int64, version: Int64, vector: Vector)], model: EmbeddingModel) async throws {
        try locked { state in
            for (number, version, vector) in vectors {
                guard let index = state.rows.firstIndex(where: { $0.number == number && $0.version == version }) else {
                    continue
                }
                (state.rows[index].vector, state.rows[index].model) = (vector, model)
            }
        }
    }

    func embeddingProgress(for model: EmbeddingModel) async throws -> (embedded: Int, total: Int) {
        try locked { state in (state.rows.count { !$0.waits(for: model) }, state.rows.count) }
    }
}
