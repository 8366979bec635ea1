import Base
import Identity
import TestSupport
import Testing

@testable import MCP

@Suite("Writes that answer back, and memories that replace others")
struct SupersedeToolTests {
    private func added(_ client: Client, _ memory: JSONValue) async throws -> JSONValue {
        try #require(try await client.use("add_memories", ["memories": [memory]])["results"]?.array?.first)
    }

    @Test("A contradiction comes back with the call that replaces the older memory, and the call does that")
    func contradiction() async throws {
        let client = try await Client(as: People.person("ana"))
        let lisbon = try await added(client, ["text": "Ana lives in Lisbon"])["id"] ?? .null
        let porto = try await added(client, ["text": "Ana lives in Porto"])
        let related = try #require(porto["related"]?.array?.first)
        #expect(related["id"] == lisbon && related["relation"] == "likely_contradiction")
        #expect(related["text"] == "Ana lives in Lisbon")
        #expect(try await client.use("list_memories", [:])["total"] == 2, "nothing is dropped")

        let call = try #require(related["to_replace_it"])
        let changed = try await client.use(call["tool"]?.string ?? "", call["arguments"] ?? .null)
        #expect(changed["text"] == "Ana lives in Porto")
        let found = try await client.use("search_memory", ["query": "Where does Ana live?"])
        #expect(found["memories"]?.array?.map { $0["id"] } == [porto["id"]])
        let all = try await client.use("search_memory", ["query": "Where does Ana live?", "include_superseded": true])
        let old = all["memories"]?.array?.first { $0["id"] == lisbon }
        #expect(old?["superseded_by"] == porto["id"])
        #expect(try await client.use("list_memories", [:])["total"] == 1)
        #expect(try await client.use("list_memories", ["include_superseded": true])["total"] == 2)
        #expect(try await client.use("get_memory", ["memory_id": lisbon])["superseded_by"] == porto["id"])
    }

    @Test(
        "Of several related memories each has its own call, in any order or at the same time",
        arguments: [false, true]
    )
    func severalContradictions(atOnce: Bool) async throws {
        let client = try await Client(as: People.person("ana"))
        for place in ["Lisbon", "Porto", "Bergen"] {
            _ = try await added(client, ["text": .string("Ana lives in \(place)")])
        }
        let berlin = try await added(client, ["text": "Ana lives in Berlin"])
        let calls = (berlin["related"]?.array ?? []).compactMap { $0["to_replace_it"] }
        #expect(calls.count == 3)
        if atOnce {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for call in calls {
                    group.addTask { _ = try await client.use(call["tool"]?.string ?? "", call["arguments"] ?? .null) }
                }
                try await group.waitForAll()
            }
        } else {
            for call in calls { _ = try await client.use(call["tool"]?.string ?? "", call["arguments"] ?? .null) }
        }
        let left = try await client.use("list_memories", [:])["memories"]?.array?.map { $0["text"] }
        #expect(left == ["Ana lives in Berlin"])
        let back: JSONValue = ["memory_id": berlin["id"] ?? .null, "supersedes": []]
        _ = try await client.use("update_memory", back)
        #expect(try await client.use("list_memories", [:])["total"] == 4)
    }

    @Test("A new memory names what it replaces; an id that does not exist is reported")
    func supersedes() async throws {
        let client = try await Client(as: People.person("ana"))
        let lisbon = try await added(client, ["text": "Ana lives in Lisbon"])["id"] ?? .null
        let porto = try await added(client, ["text": "Ana lives in Porto", "supersedes": [lisbon, "none"]])
        #expect(porto["not_found"] == ["none"] && porto["related"] == nil && porto["status"] == "stored")
        #expect(try await client.use("list_memories", [:])["total"] == 1)
        // Back to the old text: it is stored again, because searches leave the old memory out.
        let back = try await added(client, ["text": "Ana lives in Lisbon", "supersedes": [porto["id"] ?? .null]])
        #expect(back["status"] == "stored" && back["id"] != lisbon)
    }

    @Test("Near duplicates are reported; other people's memories never are")
    func duplicates() async throws {
        let ana = try await Client(as: People.person("ana"))
        let text: JSONValue = "Ana prefers dark roast coffee"
        let first = try await added(ana, ["text": text])
        let second = try await added(ana, ["text": "Ana really prefers dark roast coffee"])
        #expect(second["related"]?.array?.map { $0["id"] } == [first["id"]])
        #expect(second["related"]?.array?.map { $0["relation"] } == ["near_duplicate"])
        #expect(try await added(ana, ["text": text])["status"] == "already_known")
        let elsewhere = try await added(ana, ["text": "Ana prefers dark roasted coffee", "namespace": "shop"])
        #expect(elsewhere["related"] == nil, "another namespace")

        let bob = ana.acting(as: People.person("bob"))
        let his = try await added(
            bob,
            ["text": "Ana prefers dark roast coffee!", "supersedes": [first["id"] ?? .null]]
        )
        #expect(his["related"] == nil && his["not_found"] == [first["id"] ?? .null])
        #expect(try await ana.use("get_memory", ["memory_id": first["id"] ?? .null])["superseded_by"] == nil)
    }
}
