import Base
import GRDB
import Identity
import Memories
import SQLStorage
import TestSupport
import Testing

@testable import Imports

@Suite("Databases of other systems") struct DatabaseTests {
    private func read(_ kind: ImportKind, _ sql: String) throws -> [JSONValue] {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/other.db"
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        let tables = try ForeignDatabase.tables(at: path, named: ImportSource.tables(of: kind))
        let source = try ImportSource.read(kind, .tables(SourceTables(tables)), .caller, unpackedLimit: 0)
        return source.records.map { record in
            switch record.content {
            case .memory(let value): value
            case .refused(let reason): .string(reason)
            }
        }
    }

    @Test("The database of MCP Memory Service")
    func mcpMemoryService() throws {
        let found = try read(
            .mcpMemoryService,
            """
            CREATE TABLE memories (id INTEGER PRIMARY KEY, content_hash TEXT UNIQUE NOT NULL, content TEXT NOT NULL, tags TEXT,
              memory_type TEXT, metadata TEXT, created_at REAL, updated_at REAL, deleted_at REAL, superseded_by TEXT, store TEXT);
            INSERT INTO memories VALUES (1, 'h1', 'First', 'a,b', 'note', '{"k": 1}', 1735689600.5, 1735689600.5, NULL, NULL, 'default'),
              (2, 'h2', 'Gone', '', NULL, NULL, 1735689600, 1735689600, 1735690000, NULL, 'default'),
              (3, 'h3', 'Old', NULL, NULL, 'broken', 1735689600, 1735689600, NULL, 'h1', 'work');
            """
        )
        #expect(found.map { $0["text"] ?? $0 } == ["First", "It is deleted there.", "Old"])
        #expect(
            found[0]["topics"] == ["a", "b"] && found[0]["supersedes"] == ["h3"] && found[2]["namespace"] == "work"
        )
        #expect(found[0]["metadata"] == ["k": 1, "memory_type": "note"])
    }

    @Test("The database of OpenMemory, whose ids have no hyphens")
    func openMemory() throws {
        let found = try read(
            .openMemory,
            """
            CREATE TABLE users (id CHAR(32) PRIMARY KEY, user_id TEXT); CREATE TABLE apps (id CHAR(32), name TEXT);
            CREATE TABLE categories (id CHAR(32), name TEXT); CREATE TABLE memory_categories (memory_id CHAR(32), category_id CHAR(32));
            CREATE TABLE memories (id CHAR(32), user_id CHAR(32), app_id CHAR(32), content TEXT, vector TEXT, metadata JSON, state TEXT,
              created_at DATETIME, updated_at DATETIME);
            INSERT INTO users VALUES ('11111111111111111111111111111111', 'kim');
            INSERT INTO apps VALUES ('22222222222222222222222222222222', 'cursor');
            INSERT INTO categories VALUES ('33333333333333333333333333333333', 'work');
            INSERT INTO memories VALUES ('aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaa1', '11111111111111111111111111111111',
              '22222222222222222222222222222222', 'Works on the shop', NULL, '{"k": 1}', 'active', '2025-05-01 10:00:00.000000',
              '2025-05-02 10:00:00.000000');
            INSERT INTO memory_categories VALUES ('aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaa1', '33333333333333333333333333333333');
            """
        )
        let expected: JSONValue = [
            "id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1", "text": "Works on the shop", "topics": ["work"],
            "memory_type": "semantic", "metadata": ["k": 1, "app": "cursor"], "created_at": "2025-05-01T10:00:00.000Z",
            "updated_at": "2025-05-02T10:00:00.000Z", "last_accessed": "2025-05-01T10:00:00.000Z",
        ]
        #expect(found == [expected])
    }

    @Test("A missing file, another database, and a view in the place of a table are refused")
    func refused() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: Fault.self) { try ForeignDatabase.tables(at: directory.path + "/none.db", named: ["memories"]) }
        #expect(throws: Fault.self) { try read(.mcpMemoryService, "CREATE TABLE other (id INTEGER)") }
        #expect(throws: Fault.self) {
            try read(.mcpMemoryService, "CREATE VIEW memories AS SELECT 1 AS content_hash, 'x' AS content")
        }
    }
}
