import Base
import FoundationEssentials
import Testing

@testable import SQLStorage

@Suite final class SQLiteWriterTests {
    private let file: TemporaryDatabase
    private var path: String { file.path }
    private var database: SQLiteDatabase { file.database }

    init() throws {
        file = try TemporaryDatabase()
    }

    @Test(
        "Short batches share a commit; a long one has its own",
        arguments: [
            ([], 0), ([1], 1), ([1, 64, 3], 3), ([65], 1), ([65, 1], 1), ([1, 65, 1], 1), ([1, 2, 65], 2),
        ] as [([Int], Int)]
    )
    func groups(steps: [Int], size: Int) {
        #expect(SQLiteWriter.groupSize(ofSteps: steps) == size)
        let many = Array(repeating: 1, count: 1_000)
        #expect(SQLiteWriter.groupSize(ofSteps: many + steps) == SQLiteWriter.groupLimit)
    }

    /// The end of a batch: it is refused, fails, or is stored.
    enum End: CaseIterable {
        case refused, failed, stored
    }

    @Test("A batch is all or nothing, short or long, also among others", arguments: [1, 100], End.allCases)
    func allOrNothing(length: Int, end: End) async throws {
        let (database, insertion) = (database, insertion)
        var steps = (0..<length).map { SQLStep.run(insertion("step-\($0)", "step-\($0)")) }
        switch end {
        case .refused: steps.append(.require("UPDATE workspaces SET name = 'x' WHERE id = 'missing'"))
        case .failed: steps.append(.run(insertion("taken", "step-0")))
        case .stored: break
        }
        let batch = steps
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { _ = try? await database.change(insertion("other-\(number)", "other-\(number)")) }
            }
            group.addTask { _ = try? await database.atomically(batch) }
        }
        let stored = try await database.number("SELECT count(*) FROM workspaces WHERE id LIKE 'step-%'")
        #expect(stored == (end == .stored ? length : 0))
        #expect(try await database.number("SELECT count(*) FROM workspaces WHERE id LIKE 'other-%'") == 50)
    }

    private let insertion: @Sendable (_ id: String, _ name: String) -> SQL = { id, name in
        "INSERT INTO workspaces (id, name, kind, privacy, created_at) VALUES (\(id), \(name), 'team', 'shared', 0)"
    }
}
