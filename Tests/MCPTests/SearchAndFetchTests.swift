import Base
import Identity
import TestSupport
import Testing

@testable import MCP

@Suite("The tools search and fetch, for ChatGPT outside its developer mode")
struct SearchAndFetchTests {
    private static func names(_ client: Client) async -> [String] {
        await client.call("tools/list")["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test(
        "They are offered by the setting, and by default to ChatGPT's client metadata document only",
        arguments: [
            (.auto, "https://chatgpt.com/oauth/ab12/client.json", true), (.auto, "https://ChatGPT.com/x", true),
            (.never, "https://chatgpt.com/oauth/ab12/client.json", false), (.always, nil, true), (.auto, nil, false),
            (.auto, "cl-1", false), (.auto, "https://chatgpt.com.evil.example/x", false),
            (.auto, "https://evil.example/chatgpt.com", false), (.auto, "http://chatgpt.com/x", false),
            (.auto, "https://chatgpt.com@evil.example/x", false),
        ] as [(SearchAndFetch, String?, Bool)]
    )
    func offered(setting: SearchAndFetch, client: String?, isOffered: Bool) async throws {
        let client = try await Client(as: People.person("ana", client: client), searchAndFetch: setting)
        let names = await Self.names(client)
        #expect(names.count == (isOffered ? 12 : 10))
        #expect(names.contains("search") == isOffered && names.contains("fetch") == isOffered)
        let params: JSONValue = ["name": "search", "arguments": ["query": "tea"]]
        let answer = await client.send(
            "tools/call",
            params.with(Client.meta),
            headers: Client.headers("tools/call", params)
        )
        #expect((answer.body["result"] != nil) == isOffered)
    }

    @Test(
        "A registered client that is recognised gets them; a document's client is judged by its host only",
        arguments: [
            (.auto, "amc_1", true), (.auto, "amc_2", false), (.never, "amc_1", false),
            (.auto, "https://evil.example/amc_1", false), (.auto, nil, false),
        ] as [(SearchAndFetch, String?, Bool)]
    )
    func recognised(setting: SearchAndFetch, client: String?, isOffered: Bool) async throws {
        let client = try await Client(as: People.person("ana", client: client), searchAndFetch: setting) {
            $0.hasSuffix("amc_1")
        }
        #expect(await Self.names(client).contains("search") == isOffered)
    }

    @Test("Search returns id, title and URL, and fetch the whole memory, as one JSON text each")
    func shapes() async throws {
        let client = try await Client(as: People.person("ana"), searchAndFetch: .always)
        let text = "Ana prefers Vim.\n" + String(repeating: "She types fast. ", count: 20)
        let added = try await client.use(
            "add_memories",
            ["memories": [["text": .string(text), "topics": ["editors"]]]]
        )
        let id = try #require(added["results"]?.array?.first?["id"]?.string)
        let url = JSONValue.string("https://memory.example/memories/\(id)")
        let found = try await client.use("search", ["query": "Vim"])
        #expect(found == ["results": [["id": .string(id), "title": "Ana prefers Vim.", "url": url]]])
        let fetched = try await client.use("fetch", ["id": .string(id)])
        #expect(fetched["id"]?.string == id && fetched["title"] == "Ana prefers Vim." && fetched["url"] == url)
        #expect(fetched["text"]?.string == text)
        #expect(fetched["metadata"]?["topics"] == ["editors"] && fetched["metadata"]?["memory_type"] == "semantic")
        #expect(fetched["metadata"]?["text"] == nil)
        let other = client.acting(as: People.person("bob"))
        #expect(try await other.use("search", ["query": "Vim"]) == ["results": []])
    }
}
