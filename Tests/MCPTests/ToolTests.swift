import Base
import Identity
import TestSupport
import Testing

@testable import MCP

@Suite("Tools (server/tools)")
struct ToolTests {
    @Test("a tool's declaration meets the clients' requirements", arguments: Toolbox.tools.map(\.name))
    func declaration(name: String) throws {
        let tool = try #require(Toolbox.tool(name))
        #expect(name.wholeMatch(of: /[A-Za-z0-9_.\/-]{1,64}/) != nil)
        #expect(!tool.title.isEmpty && tool.description.count > 60)
        for principal in [People.person("ana"), People.service(in: People.team("shop"))] {
            let declarations = Toolbox.standard.declarations(namingUser: principal.userName == nil)
            let declaration = try #require(declarations.first { $0.tool.name == name }).declaration
            for schema in [declaration["inputSchema"], declaration["outputSchema"]] {
                #expect(schema?["type"] == "object")
                #expect(schema?["additionalProperties"] == false)
            }
            let hasUser = declaration["inputSchema"]?["properties"]?["user_id"] != nil
            #expect(hasUser == (principal.userName == nil), "only a service sees user_id")
        }
        #expect(tool.hints.json["readOnlyHint"] == .bool(tool.action == .read))
        for hint in ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] {
            #expect(tool.hints.json[hint]?.bool != nil, "\(hint)")
        }
        #expect(tool.hints.json["openWorldHint"] == false)
    }

    @Test("names are unique and always in the same order")
    func order() async throws {
        let client = try await Client(as: People.person("ana"))
        let first = await client.call("tools/list")
        #expect(await client.call("tools/list") == first)
        let names = first["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(
            names == [
                "search_memory", "add_memories", "get_memory", "update_memory", "delete_memories", "archive_memories",
                "list_memories",
                "get_working_memory", "set_working_memory", "memory_prompt",
            ]
        )
    }

    private static let reading = [
        "search_memory", "get_memory", "list_memories", "get_working_memory", "memory_prompt",
    ]

    @Test(
        "a tool is hidden from callers without the scope or role",
        arguments: [(ScopeSet.read, Role.admin), (.admin, .reader), (.write, .reader)]
    )
    func shown(scopes: ScopeSet, role: Role) async throws {
        let client = try await Client(as: People.person("ana", role: role, scopes: scopes))
        let names = await client.call("tools/list")["tools"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == Self.reading)
    }

    @Test(
        "without the scope, HTTP gets a challenge that names it, before the arguments are checked",
        arguments: Toolbox.tools.map(\.name)
    )
    func scopes(name: String) async throws {
        let action = try #require(Toolbox.tool(name)).action
        let person = People.person("ana", scopes: action == .read ? [] : .read)
        let client = try await Client(as: person, searchAndFetch: .always)
        let fault = try #require(await client.refusal("tools/call", ["name": .string(name), "arguments": ["zzz": 1]]))
        #expect(fault.code == .insufficientScope)
        #expect(fault.hints.scope == (action == .read ? "memory:read" : "memory:write"))
    }

    @Test(
        "resources, prompts and completion also require the scope",
        arguments: [
            ("resources/list", [:]), ("resources/read", ["uri": "memory://x"]),
            ("prompts/get", ["name": "recall", "arguments": ["topic": "x"]]),
            (
                "completion/complete",
                ["ref": ["type": "ref/resource", "uri": "memory://{id}"], "argument": ["name": "id", "value": ""]]
            ),
        ] as [(String, JSONValue)]
    )
    func otherScopes(method: String, params: JSONValue) async throws {
        let client = try await Client(as: People.person("ana", scopes: []))
        #expect(await client.refusal(method, params)?.hints.scope == "memory:read")
    }

    @Test("on stdio a missing scope is a result that the model can read")
    func stdioScopes() async throws {
        let client = try await Client(as: People.person("ana", scopes: .read))
        let result = await client.stdio("tools/call", ["name": "delete_memories", "arguments": ["memory_ids": ["x"]]])[
            "result"
        ]
        #expect(result?["isError"] == true)
        #expect(result?["content"]?.array?.first?["text"]?.string?.contains("memory:write") == true)
        let resources = try await Client(as: People.person("ana", scopes: [])).stdio("resources/list", [:])
        #expect(resources["error"]?["code"] == -31403)
    }

    @Test(
        "an error that the model can correct is a result with a message (SEP-1303)",
        arguments: [
            ("search_memory", [:], "Invalid arguments: query is required."),
            (
                "search_memory", ["query": "x", "limit": 0],
                "Invalid arguments: limit must be a whole number from 1 to 100."
            ),
            ("add_memories", ["memories": "none"], "Invalid arguments: memories must be an array."),
            (
                "add_memories", ["memories": [["text": ""]]],
                "Invalid arguments: memories.0.text must be a string that is not empty."
            ),
            (
                "get_memory", ["id": "x"],
                "Invalid arguments: memory_id is required; unknown member id; known: memory_id."
            ),
            (
                "search_memory", ["query": .string(String(repeating: "x", count: 8_193))],
                "Invalid arguments: query must have at most 8192 characters."
            ),
            (
                "memory_prompt", ["query": .string(String(repeating: "x", count: 8_193))],
                "Invalid arguments: query must have at most 8192 characters."
            ),
            (
                "add_memories", ["memories": [["text": .string(String(repeating: "x", count: 32_769))]]],
                "Invalid arguments: memories.0.text must have at most 32768 characters."
            ),
            ("list_memories", ["user_id": "bob"], nil),
            ("get_memory", ["memory_id": "none"], "Memory with ID none not found"),
            ("update_memory", ["memory_id": "none", "text": "x"], "Memory with ID none not found"),
            ("get_working_memory", ["session_id": "none"], "Session none not found"),
        ] as [(String, JSONValue, String?)]
    )
    func correctable(name: String, arguments: JSONValue, sentence: String?) async throws {
        let result = try await Client(as: People.person("ana")).call(
            "tools/call",
            ["name": .string(name), "arguments": arguments]
        )
        #expect(result["isError"] == true)
        #expect(result["structuredContent"] == nil)
        let text = result["content"]?.array?.first?["text"]?.string
        if let sentence { #expect(text == sentence) } else { #expect(text?.isEmpty == false) }
    }

    @Test("Arguments and their members may be JSON text or null")
    func textualArguments() async throws {
        let client = try await Client(as: People.person("ana"))
        let text: JSONValue = ["text": "Ana owns a red bicycle.", "topics": "[\"cycling\"]"]
        let item = String(decoding: try StrictJSON.encode(text), as: UTF8.self)
        let list = String(decoding: try StrictJSON.encode([.string(item)]), as: UTF8.self)
        let added = try await client.use("add_memories", ["memories": .string(list)])
        #expect(added["results"]?.array?.count == 1)
        let found = try await client.use(
            "search_memory",
            ["query": "bicycle", "limit": "5", "topics": "[\"cycling\"]"]
        )
        #expect(found["memories"]?.array?.map { $0["topics"] } == [["cycling"]])
        #expect(try await client.use("list_memories", nil)["total"] == 1)
        #expect(try await client.use("list_memories", #"{"limit": "1"}"#)["total"] == 1)
        let prompt = await client.call("prompts/get", ["name": "recall", "arguments": #"{"topic": "cycling"}"#])
        #expect(prompt["messages"]?.array?.count == 1)
    }

    @Test(
        "The error for an unknown tool or prompt names it and lists those that the caller may use",
        arguments: [
            (
                "tools/call", "search",
                "Unknown tool search. Known: search_memory, get_memory, list_memories, get_working_memory, memory_prompt."
            ),
            (
                "tools/call", "a b",
                "Unknown tool. Known: search_memory, get_memory, list_memories, get_working_memory, memory_prompt."
            ),
            ("prompts/get", "remember", "Unknown prompt remember. Known: recall, summarise_session."),
        ]
    )
    func unknownNames(method: String, name: String, sentence: String) async throws {
        let client = try await Client(as: People.person("ana", scopes: .read))
        let params: JSONValue = ["name": .string(name)]
        let answer = await client.send(method, params.with(Client.meta), headers: Client.headers(method, params))
        #expect(answer.body["error"]?["message"]?.string == sentence)
    }

    @Test(
        "a memory is added, found, read, changed, listed and deleted; every result has its declared shape"
    )
    func life() async throws {
        let client = try await Client(as: People.person("ana"))
        let added = try await client.use(
            "add_memories",
            [
                "memories": [
                    [
                        "text": "Ana prefers Vim over Emacs.", "topics": ["editors"], "entities": ["Ana"],
                        "metadata": ["source": "chat"],
                    ],
                    [
                        "text": "Ana moved to Lisbon.", "memory_type": "episodic", "event_date": "2026-03-01",
                        "namespace": "life",
                    ],
                ]
            ]
        )
        let results = added["results"]?.array ?? []
        #expect(results.map { $0["status"] } == ["stored", "stored"])
        let vim = try #require(results.first?["id"]?.string)
        let lisbon = try #require(results.last?["id"]?.string)

        let again = try await client.use("add_memories", ["memories": [["text": "Ana prefers Vim over Emacs."]]])
        #expect(again["results"] == [["id": .string(vim), "status": "already_known"]])

        let found = try await client.use("search_memory", ["query": "Vim"])
        #expect(found["memories"]?.array?.first?["id"]?.string == vim)
        let elsewhere = try await client.use("search_memory", ["query": "Vim", "namespace": "life"])
        #expect(elsewhere["memories"]?.array?.contains { $0["id"]?.string == vim } == false)

        let read = try await client.use("get_memory", ["memory_id": .string(lisbon)])
        #expect(read["text"] == "Ana moved to Lisbon.")
        #expect(read["memory_type"] == "episodic")
        #expect(read["namespace"] == "life")
        #expect(read["user_id"] == "ana")
        #expect(read["event_date"] == "2026-03-01T00:00:00.000Z")

        let changed = try await client.use(
            "update_memory",
            ["memory_id": .string(vim), "text": "Ana prefers Helix.", "pinned": true]
        )
        #expect(changed["text"] == "Ana prefers Helix.")
        #expect(changed["pinned"] == true)
        #expect(changed["topics"] == ["editors"])
        #expect(changed["metadata"] == ["source": "chat"])

        let page = try await client.use("list_memories", ["limit": 1])
        #expect(page["total"] == 2)
        #expect(page["next_offset"] == 1)
        let last = try await client.use("list_memories", ["limit": 1, "offset": 1])
        #expect(last["next_offset"] == nil)
        #expect(page["memories"]?.array?.first?["id"] != last["memories"]?.array?.first?["id"])

        #expect(try await client.use("delete_memories", ["memory_ids": [.string(vim), "none"]]) == ["deleted": 1])
        #expect(try await client.use("list_memories", [:])["total"] == 1)
    }

    @Test("a session is stored, read back, and included in a prompt")
    func session() async throws {
        let client = try await Client(as: People.person("ana"))
        let stored = try await client.use(
            "set_working_memory",
            [
                "session_id": "s1", "context": "They greeted each other.", "data": ["step": 2], "ttl_seconds": 3600,
                "messages": [
                    ["role": "user", "content": "Book a table."], ["role": "assistant", "content": "For how many?"],
                ],
            ]
        )
        #expect(stored["session_id"] == "s1")
        let read = try await client.use("get_working_memory", ["session_id": "s1", "recent_messages_limit": 1])
        #expect(read["messages"]?.array?.map { $0["content"] } == ["For how many?"])
        #expect(read["context"] == "They greeted each other.")
        #expect(read["data"] == ["step": 2])
        let prompt = try await client.use(
            "memory_prompt",
            ["query": "Four.", "session_id": "s1", "include_long_term_search": false]
        )
        let said = prompt["messages"]?.array?.compactMap { $0["content"]?.string }.joined(separator: "\n") ?? ""
        #expect(said.contains("For how many?") && said.contains("Four."))
        #expect(prompt["memories"] == nil)
        let searched = try await client.use("memory_prompt", ["query": "Four."])
        #expect(searched["memories"] != nil)
    }

    @Test("a header names the workspace, as in REST; a foreign workspace does not exist")
    func workspaces() async throws {
        let client = try await Client(as: People.person("ana"))
        let params: JSONValue = ["name": "list_memories"]
        for (workspace, isError) in [("ws-ana", false), ("ws-bob", true)] {
            let answer = await client.send(
                "tools/call",
                params.with(Client.meta),
                headers: Client.headers("tools/call", params) + [("X-Workspace", workspace)]
            )
            #expect(answer.body["result"]?["isError"] == .bool(isError), "\(workspace)")
        }
    }

    @Test("a service names the user and sees only that user's memories")
    func services() async throws {
        let client = try await Client(as: People.service(in: People.team("shop")))
        _ = try await client.use("add_memories", ["memories": [["text": "Likes tea."]], "user_id": "u1"])
        _ = try await client.use("add_memories", ["memories": [["text": "Likes coffee."]], "user_id": "u2"])
        let one = try await client.use("list_memories", ["user_id": "u1"])
        #expect(one["memories"]?.array?.map { $0["text"] } == ["Likes tea."])
        #expect(one["memories"]?.array?.map { $0["user_id"] } == ["u1"])
        #expect(try await client.use("list_memories", [:])["total"] == 2)
    }
}
