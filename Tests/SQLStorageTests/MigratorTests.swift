import Base
import SQLStorage
import Testing

@Suite struct MigratorTests {
    private let known = SQLiteSchema.migrations

    @Test func numbersCountFromOneWithoutGaps() {
        #expect(known.map(\.number) == (1...Int64(known.count)).map { $0 })
    }

    @Test func aNewDatabaseGetsAllMigrationsAndACurrentOneNone() throws {
        #expect(try Migrator.pending(known, applied: []).map(\.number) == known.map(\.number))
        #expect(try Migrator.pending(known, applied: known.map { ($0.number, $0.name) }).isEmpty)
    }

    @Test func anOlderDatabaseGetsTheMissingMigrations() throws {
        #expect(try Migrator.pending(known, applied: [(1, "identity")]).first?.number == 2)
    }

    @Test func aMigrationOfAnotherNameIsRefused() {
        #expect(throws: StoreFailure.self) { try Migrator.pending(known, applied: [(1, "something else")]) }
    }
}
