import Testing

@testable import SQLStorage

/// `deleted_memories` lists the columns of `memories` a second time, because a memory keeps everything while it can be
/// brought back.
@Suite struct DeletedMemoryTests {
    private func columns(of table: String, in database: SQLiteDatabase) async throws -> Set<[String]> {
        let sql: SQLStorage.SQL = "SELECT name, type, \"notnull\" AS filled FROM pragma_table_info(\(table))"
        return Set(
            try await database.rows(sql).map { row in
                [try row.text("name"), try row.text("type"), "\(try row.integer("filled"))"]
            }
        )
    }

    @Test("A deleted memory has every column of a memory but its model, of the same type, and two of its own")
    func sameColumns() async throws {
        let database = try TemporaryDatabase()
        let memories = try await columns(of: "memories", in: database.database)
        let deleted = try await columns(of: "deleted_memories", in: database.database)
        #expect(memories.count > 30)
        // Its text is embedded again when it comes back.
        #expect(memories.subtracting(deleted).map { $0[0] } == ["model_id"])
        #expect(Set(deleted.subtracting(memories).map { $0[0] }) == ["deleted_by", "deleted_at"])
    }
}
