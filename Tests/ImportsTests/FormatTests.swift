import Base
import Identity
import Memories
import Testing

@testable import Imports

/// One fixture for each format, made up, and what it becomes.
@Suite("What other systems keep becomes memories") struct FormatTests {
    private func read(_ kind: ImportKind, _ text: String, _ owners: ImportOwners = .all("ana")) throws -> ImportSource {
        try ImportSource.read(kind, .file(Array(text.utf8)), owners, unpackedLimit: 1 << 20)
    }

    /// Memories, or the reasons why there is none.
    private func contents(_ source: ImportSource) -> [JSONValue] {
        source.records.map { record in
            switch record.content {
            case .memory(let value): value
            case .refused(let reason): .string(reason)
            }
        }
    }

    private func texts(_ source: ImportSource) -> [String] {
        contents(source).map { $0["text"]?.string ?? $0.string ?? "" }
    }

    @Test("Redis Agent Memory Server: answers of REST, and hashes as redis-cli writes them")
    func redisAMS() throws {
        let lines = """
            {"id":"m1","text":"Likes tea","user_id":"kim","session_id":"s","namespace":"n","topics":["food"],"entities":["Kim"],"memory_type":"episodic","created_at":"2026-01-02T03:04:05.123456Z","updated_at":"2026-01-03T00:00:00Z","last_accessed":"2026-01-04T00:00:00Z","event_date":"2026-01-01T00:00:00Z","access_count":3,"pinned":true,"memory_hash":"x"}
            ["id_","m2","text","From a hash","topics","a,b","created_at","1767323045.5","pinned","0","access_count","2","discrete_memory_extracted","t","vector","\u{fffd}\u{0}"]
            {"id_":"m3","text":"Object","vector":"x"}
            not json
            ["odd"]
            {"id":"m4","text":"  "}
            """.replacing("\u{0}", with: "\\u0000")
        let source = try read(.redisAMS, lines)
        let expected: [JSONValue] = [
            [
                "id": "m1", "text": "Likes tea", "user_id": "ana", "session_id": "s", "namespace": "n",
                "topics": ["food"],
                "entities": ["Kim"], "memory_type": "episodic", "created_at": "2026-01-02T03:04:05.123Z",
                "updated_at": "2026-01-03T00:00:00.000Z", "last_accessed": "2026-01-04T00:00:00.000Z",
                "event_date": "2026-01-01T00:00:00.000Z", "access_count": 3, "pinned": true,
            ],
            [
                "id": "m2", "text": "From a hash", "user_id": "ana", "topics": ["a", "b"], "memory_type": "semantic",
                "created_at": "2026-01-02T03:04:05.500Z", "updated_at": "2026-01-02T03:04:05.500Z",
                "last_accessed": "2026-01-02T03:04:05.500Z", "access_count": 2,
            ],
            ["id": "m3", "text": "Object", "user_id": "ana", "memory_type": "semantic"],
            "It is not a JSON object.", "It is not a JSON object.", "It has no text.",
        ]
        #expect(contents(source) == expected)
        #expect(source.lost == ["embeddings, which are computed again"] && source.keepsUsers)
    }

    @Test("MCP Memory Service: its export, with the type and what a memory replaced")
    func mcpMemoryService() throws {
        let export = """
            {"export_metadata":{"exporter_version":"5.0.1"},"memories":[
            {"content":"Uses SQLite","content_hash":"h1","tags":["db","decision"],"created_at":1735689600.25,"updated_at":1735689700,"memory_type":"decision","metadata":{"conversation_id":"c1","k":[1]},"store":"work","export_source":"host"},
            {"content":"Used MySQL","content_hash":"h0","tags":["untagged"],"created_at":1735600000,"updated_at":1735600000,"memory_type":null,"metadata":{"superseded_by":"h1"},"store":"default","embedding":[0.1]}]}
            """
        let source = try read(.mcpMemoryService, export, .caller)
        let expected: [JSONValue] = [
            [
                "id": "h1", "text": "Uses SQLite", "topics": ["db", "decision"], "namespace": "work",
                "session_id": "c1",
                "memory_type": "semantic", "metadata": ["memory_type": "decision", "k": [1]], "supersedes": ["h0"],
                "created_at": "2025-01-01T00:00:00.250Z", "updated_at": "2025-01-01T00:01:40.000Z",
                "last_accessed": "2025-01-01T00:00:00.250Z",
            ],
            [
                "id": "h0", "text": "Used MySQL", "memory_type": "semantic", "created_at": "2024-12-30T23:06:40.000Z",
                "updated_at": "2024-12-30T23:06:40.000Z", "last_accessed": "2024-12-30T23:06:40.000Z",
            ],
        ]
        #expect(contents(source) == expected && !source.keepsUsers)
        #expect(throws: Fault.self) { try read(.mcpMemoryService, "{}") }
        #expect(throws: Fault.self) { try read(.mcpMemoryService, "{\"memories\": [") }
    }

    @Test("OpenMemory: its backup, and the same from a dump of PostgreSQL")
    func openMemory() throws {
        let backup = try ImportSource.read(.openMemory, .file(Archives.openMemory), .caller, unpackedLimit: 1 << 20)
        let first: JSONValue = [
            "id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1", "text": "Works on the shop", "topics": ["work"],
            "memory_type": "semantic", "metadata": ["k": 1, "app": "cursor"], "created_at": "2025-05-01T10:00:00.000Z",
            "updated_at": "2025-05-02T10:00:00.000Z", "last_accessed": "2025-05-01T10:00:00.000Z",
        ]
        let found = contents(backup)
        #expect(found[0] == first && found[1]["archived"] == true && found[2] == "It is deleted there.")
        #expect(found[3]["metadata"] == ["state": "paused"] && backup.lost == ["the history of states"])

        let dump = """
            COPY public.users (id, user_id) FROM stdin;
            11111111-1111-1111-1111-111111111111\tkim
            \\.
            COPY public.apps (id, name) FROM stdin;
            22222222-2222-2222-2222-222222222222\tcursor
            \\.
            COPY public.categories (id, name) FROM stdin;
            33333333-3333-3333-3333-333333333333\twork
            \\.
            COPY public.memories (id, user_id, app_id, content, metadata, state, created_at, updated_at) FROM stdin;
            aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1\t11111111-1111-1111-1111-111111111111\t22222222-2222-2222-2222-222222222222\tWorks on the shop\t{"k": 1}\tactive\t2025-05-01 10:00:00+00\t2025-05-02 12:00:00+02
            \\.
            COPY public.memory_categories (memory_id, category_id) FROM stdin;
            aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1\t33333333-3333-3333-3333-333333333333
            \\.
            """
        #expect(contents(try read(.openMemory, dump, .caller)) == [first])
        #expect(throws: Fault.self) { try read(.openMemory, "SELECT 1;") }
    }

    @Test("mem0: what get_all returns, and the list in it")
    func mem0() throws {
        let record = """
            {"id":"8a3c","memory":"Plays chess","hash":"h","metadata":{"source":"chat"},"created_at":"2025-03-01T08:00:00.5-08:00","updated_at":null,"user_id":"kim","run_id":"r1","agent_id":"bot","categories":["games"],"score":null}
            """
        let expected: JSONValue = [
            "id": "8a3c", "text": "Plays chess", "user_id": "ana", "session_id": "r1", "topics": ["games"],
            "memory_type": "semantic", "metadata": ["source": "chat", "agent_id": "bot"],
            "created_at": "2025-03-01T16:00:00.500Z", "updated_at": "2025-03-01T16:00:00.500Z",
            "last_accessed": "2025-03-01T16:00:00.500Z",
        ]
        for text in ["[\(record)]", "{\"results\":[\(record)]}", "{\"memories\":[\(record)]}"] {
            #expect(contents(try read(.mem0, text)) == [expected])
        }
        let graph = try read(.mem0, "{\"results\":[],\"relations\":[{\"source\":\"a\"}]}")
        #expect(graph.records.isEmpty && graph.lost == ["relations of the graph"])
        #expect(throws: Fault.self) { try read(.mem0, "{\"id\":\"x\"}") }
    }

    @Test("Couchbase Agent Memory: facts, and both sides of a turn")
    func couchbase() throws {
        let blocks: [JSONValue] = [
            [
                "block_id": "b1", "user_id": "kim", "session_id": "s", "fact": "Lives in Turin",
                "ingested_at": "2026-01-02T00:00:00Z", "created_at": "2026-01-01T00:00:00Z",
                "annotations": ["app": "x"],
                "summary": "Turin", "contexts": [], "status": "ready",
            ],
            [
                "block_id": "b2", "user_id": "kim", "session_id": "s",
                "message": ["user_content": "Hi", "assistant_content": "Hello"],
            ],
        ]
        let source = try ImportSource.read(.couchbase, .values(blocks), .all("ana"), unpackedLimit: 0)
        let expected: [JSONValue] = [
            [
                "id": "b1", "text": "Lives in Turin", "user_id": "ana", "session_id": "s", "memory_type": "semantic",
                "metadata": ["annotations": ["app": "x"], "summary": "Turin"], "created_at": "2026-01-01T00:00:00.000Z",
                "updated_at": "2026-01-02T00:00:00.000Z", "last_accessed": "2026-01-01T00:00:00.000Z",
            ],
            [
                "id": "b2", "text": "User: Hi\nAssistant: Hello", "user_id": "ana", "session_id": "s",
                "memory_type": "message",
            ],
        ]
        #expect(contents(source) == expected)
    }

    @Test("ChatGPT and Claude: lines and items, with dates and headings")
    func chats() throws {
        let text = """
            ```
            ## Work
            [2026-02-03] - Builds a shop in Swift
            [unknown] - Prefers short answers,
              in English
            - 2025-12-24: Has a cat
            **Food:**
            1. No peanuts
            * No *raw* fish
            ```
            """
        for kind in [ImportKind.chatGPT, .claude] {
            let found = contents(try read(kind, text))
            #expect(
                found.map { $0["text"] } == [
                    "Builds a shop in Swift", "Prefers short answers,\nin English", "Has a cat", "No peanuts",
                    "No *raw* fish",
                ]
            )
            #expect(found.map { $0["topics"] } == [["Work"], ["Work"], ["Work"], ["Food"], ["Food"]])
            #expect(
                found.map { $0["created_at"] } == [
                    "2026-02-03T00:00:00.000Z", nil, "2025-12-24T00:00:00.000Z", nil, nil,
                ]
            )
        }
        #expect(
            texts(try read(.chatGPT, "Likes tea\n\nLikes tea\nMoved in 2024.\n")) == [
                "Likes tea", "Record 1 has the same text.", "Moved in 2024.",
            ]
        )
        let export = try ImportSource.read(.claude, .file(Archives.claude), .caller, unpackedLimit: 1 << 20)
        #expect(texts(export) == ["Builds a shop.", "Prefers tabs.", "Uses Swift."])
        #expect(contents(export).map { $0["namespace"] } == [nil, nil, "p-1"])
    }

    @Test("Ids stay where they can be ids here; others become the same digest every time")
    func ids() {
        for id in ["8a3c-1", "urn:x_1.2~3", String(repeating: "a", count: 128)] {
            #expect(Draft.id(id, of: .mem0) == id)
        }
        for id in ["", "a b", "a/b", "é", String(repeating: "a", count: 129), "a%2F", "a?b"] {
            let made = Draft.id(id, of: .mem0)
            #expect(made == Draft.id(id, of: .mem0) && made != Draft.id(id, of: .markdown))
            #expect(made.hasPrefix("mem0-") && made.count == 37)
        }
    }

    @Test("What a memory cannot hold is named once, and control characters leave its labels")
    func lost() throws {
        let many = (0..<70).map { "\"t\($0)\"" }.joined(separator: ",")
        let record = "{\"id\":\"a\",\"memory\":\"x\",\"categories\":[\" a\\u0000b \",\(many)]}"
        let source = try read(.mem0, "[\(record)]")
        #expect(
            contents(source)[0]["topics"]?.array?.count == 64 && contents(source)[0]["topics"]?.array?.first == "ab"
        )
        #expect(source.lost == ["topics beyond 64 of one memory"])
    }
}
