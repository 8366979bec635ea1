import Base
import Identity
import TestSupport
import Testing

@testable import MCP

@Suite("Other users' memories and sessions look as if they did not exist")
struct ReachTests {
    /// Ana's memory, and clients of Bob and of a service in another workspace.
    private func strangers() async throws -> (id: String, clients: [Client]) {
        let ana = try await Client(as: People.person("ana"))
        let added = try await ana.use("add_memories", ["memories": [["text": "Ana's secret garden."]]])
        _ = try await ana.use(
            "set_working_memory",
            ["session_id": "hers", "messages": [["role": "user", "content": "Hello."]]]
        )
        let id = try #require(added["results"]?.array?.first?["id"]?.string)
        return (id, [ana.acting(as: People.person("bob")), ana.acting(as: People.service(in: People.team("other")))])
    }

    @Test("tools do not reach another user's memories")
    func tools() async throws {
        let (id, clients) = try await strangers()
        for client in clients {
            for (name, arguments) in [
                ("get_memory", ["memory_id": .string(id)]), ("update_memory", ["memory_id": .string(id), "text": "x"]),
                ("get_working_memory", ["session_id": "hers"]),
            ] as [(String, JSONValue)] {
                let foreign = await client.call("tools/call", ["name": .string(name), "arguments": arguments])
                #expect(foreign["isError"] == true, "\(name)")
                let text = foreign["content"]?.array?.first?["text"]?.string ?? ""
                #expect(text.hasSuffix("not found") && !text.contains("garden"))
            }
            #expect(try await client.use("delete_memories", ["memory_ids": [.string(id)]]) == ["deleted": 0])
            #expect(try await client.use("archive_memories", ["memory_ids": [.string(id)]]) == ["changed": 0])
            #expect(try await client.use("search_memory", ["query": "secret garden"])["memories"] == [])
            #expect(try await client.use("list_memories", [:])["total"] == 0)
            #expect(try await client.use("memory_prompt", ["query": "secret garden"])["memories"] == [])
        }
    }

    @Test("resources, completions, cursors and prompts do not reach another user's data")
    func resources() async throws {
        let (id, clients) = try await strangers()
        for client in clients {
            let foreign = await client.send("resources/read", uri: MemoryURI.text(id: id))
            let absent = await client.send("resources/read", uri: "memory://nowhere")
            #expect(foreign.status == absent.status)
            #expect(foreign.body["error"]?["message"] == absent.body["error"]?["message"])
            #expect(foreign.body["error"]?["code"] == -32602)
            #expect(foreign.body["error"]?["data"] == ["uri": .string(MemoryURI.text(id: id))])
            #expect(await client.call("resources/list")["resources"] == [])
            #expect(await client.call("resources/list", ["cursor": "offset-0"])["resources"] == [])
            let ids = await client.call(
                "completion/complete",
                ["ref": ["type": "ref/resource", "uri": "memory://{id}"], "argument": ["name": "id", "value": ""]]
            )
            #expect(ids["completion"]?["values"] == [])
            let params: JSONValue = ["name": "summarise_session", "arguments": ["session_id": "hers"]]
            let prompt = await client.send(
                "prompts/get",
                params.with(Client.meta),
                headers: Client.headers("prompts/get", params)
            )
            #expect(prompt.body["error"]?["code"] == -32602)
        }
    }

    @Test("a person cannot read or write under another user's name")
    func names() async throws {
        let client = try await Client(as: People.person("bob"))
        for (name, arguments) in [
            ("add_memories", ["memories": [["text": "x"]], "user_id": "ana"]), ("list_memories", ["user_id": "ana"]),
        ] as [(String, JSONValue)] {
            #expect(
                await client.call("tools/call", ["name": .string(name), "arguments": arguments])["isError"] == true
            )
        }
    }
}
