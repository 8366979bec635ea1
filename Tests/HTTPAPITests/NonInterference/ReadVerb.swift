import Base
import HTTPTypes
import Memories
import TestSupport
import Testing

@testable import HTTPAPI
@testable import MCP

/// A request that changes nothing.
struct ReadVerb: Sendable, CustomStringConvertible {
    let method: HTTPRequest.Method
    let path: String
    var body: JSONValue?

    var description: String {
        "\(method) \(path) \(body.map { String(decoding: (try? StrictJSON.encode($0)) ?? [], as: UTF8.self) } ?? "")"
    }

    static func get(_ path: String) -> ReadVerb { ReadVerb(method: .get, path: path) }
    static func post(_ path: String, _ body: JSONValue) -> ReadVerb { ReadVerb(method: .post, path: path, body: body) }

    static func mcp(_ method: String, _ params: JSONValue = [:]) -> ReadVerb {
        .post("/mcp", ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params])
    }
}

/// Every read verb of the REST API and of MCP, on ids, sessions and words that the reader and the others use alike. The
/// switches are exhaustive: a new endpoint, method or tool does not pass without an entry here.
struct ReadVerbs {
    let ids: [String]
    let sessions: [String]
    let texts: [String]

    var rest: [ReadVerb] { Endpoint.allCases.flatMap(reads) }
    var all: [ReadVerb] { rest + peers + mcp }
    var mcp: [ReadVerb] { MCP.Method.allCases.flatMap(reads) }

    private func reads(_ endpoint: Endpoint) -> [ReadVerb] {
        let path = endpoint.rawValue
        func filled(_ values: [String], _ name: String, _ more: String = "") -> [ReadVerb] {
            values.map { .get(path.replacing("{\(name)}", with: Percent.encode($0)) + more) }
        }
        switch endpoint {
        case .landing, .docs, .stylesheet, .script, .icon, .guessedIcon, .openAPI, .v1Health, .health, .healthLive,
            .healthReady, .metrics:
            return [.get(path)]
        case .operationDocs: return filled(["postV1LongTermMemory", "none"], "operation")
        case .sessions:
            return [
                "", "?limit=1&offset=1", "?user_id=bob", "?user_id=alice", "?namespace=work", "?limit=0",
                "?limit=9223372036854775807",
            ]
            .map { .get(path + $0) }
        case .session:
            return ["", "?user_id=bob", "?namespace=work", "?context_window_max=100"].flatMap {
                filled(sessions + ["none"], "session_id", $0)
            }
        case .longTermMemory:
            // Writes only. A request for ids that the caller cannot see changes nothing, and says so.
            return [ReadVerb(method: .delete, path: path + "?memory_ids=none&memory_ids=m9&memory_ids=m31")]
        case .longTermItem:
            return filled(ids + ["none", "m9"], "memory_id")
                + [ReadVerb(method: .patch, path: "/v1/long-term-memory/m9", body: ["text": "x"])]
        case .longTermSearch: return searches.map { .post(path, $0) }
        case .longTermForget:
            return [["max_age_days": 1], ["max_inactive_days": 1], ["budget": 2]].map {
                .post(path + "?dry_run=true", ["policy": .object($0)])
            }
        case .longTermImport:
            return [
                .post(path + "?dry_run=true", ["memories": [["id": "m9", "text": "x"], ["id": "none", "text": "y"]]])
            ]
        case .longTermArchive: return [.post(path, ["memory_ids": ["m9", "none"]])]
        // Identical memories were merged before, so this returns the number of memories.
        case .longTermCompact: return [ReadVerb(method: .post, path: path)]
        case .prompt: return prompts.map { .post(path, $0) }
        case .summaryViews, .summaryView, .summaryPartitions, .task: return [.get(path)]
        case .summaryPartitionsRun, .summaryViewRun: return [.post(path, [:])]
        case .users: return ["", "?limit=1&offset=1", "?name=bob", "?metadata=team=red"].map { .get(path + $0) }
        case .user: return filled(["alice", "bob", "carol", "none"], "user_id")
        // MCP has its own methods, below.
        case .mcp: return [.get(path)]
        }
    }

    /// Search bodies: every mode with every text, and every filter with one text.
    private var searches: [JSONValue] {
        let modes = ["keyword", "semantic", "hybrid"]
        let plain = texts.flatMap { text in
            modes.map { mode -> [String: JSONValue] in ["text": .string(text), "search_mode": .string(mode)] }
        }
        let filters: [[String: JSONValue]] = [
            ["user_id": ["eq": "alice"]], ["user_id": ["eq": "bob"]], ["user_id": ["ne": "alice"]],
            ["namespace": ["eq": "work"]],
            ["topics": ["any": ["food", "health"]]], ["entities": ["none": ["Oslo"]]],
            ["session_id": ["startswith": "s"]],
            ["created_at": ["gte": "2020-01-01"]], ["memory_type": ["eq": "episodic"]], ["limit": 2],
            ["limit": 2, "offset": 2],
            ["hybrid_alpha": 0], ["hybrid_alpha": 1], ["recency_boost": false], ["recency_recency_weight": 2],
            ["search_mode": "semantic", "distance_threshold": 0.5], ["text": ""], ["limit": 0],
            ["user_id": ["is": "bob"]],
        ]
        let hybrid: [String: JSONValue] = ["text": .string(texts[0]), "search_mode": "hybrid"]
        return (plain + filters.map { hybrid.merging($0) { _, new in new } }).map(JSONValue.object)
    }

    private var prompts: [JSONValue] {
        let session: JSONValue = ["session_id": .string(sessions[0])]
        let text: JSONValue = .string(texts[0])
        return [
            ["query": text, "long_term_search": true], ["query": text, "session": session],
            ["query": text, "session": session, "long_term_search": ["search_mode": "keyword", "limit": 3]],
            [
                "query": text, "session": ["session_id": .string(sessions[0]), "user_id": "bob"],
                "long_term_search": true,
            ],
            ["query": text, "long_term_search": ["search_mode": "hybrid", "user_id": ["eq": "bob"]]], ["query": text],
        ]
    }

    private func reads(_ method: MCP.Method) -> [ReadVerb] {
        let name = method.rawValue
        switch method {
        case .initialize:
            return [
                .mcp(
                    name,
                    [
                        "protocolVersion": "2025-11-25", "capabilities": [:],
                        "clientInfo": ["name": "test", "version": "1"],
                    ]
                )
            ]
        case .ping, .discover, .listTools, .listResourceTemplates, .listPrompts: return [.mcp(name)]
        case .listResources: return [.mcp(name), .mcp(name, ["cursor": "offset-1"]), .mcp(name, ["cursor": "m9"])]
        case .callTool:
            return Toolbox(MemoryLimits(), hostTools: true).tools.filter { $0.hints == .reads }
                .flatMap { tool in
                    arguments(of: tool.name).map { .mcp(name, ["name": .string(tool.name), "arguments": $0]) }
                }
        case .readResource: return (ids + ["none", "m9"]).map { .mcp(name, ["uri": .string("memory://\($0)")]) }
        case .getPrompt:
            return texts.prefix(3).map { .mcp(name, ["name": "recall", "arguments": ["topic": .string($0)]]) }
                + (sessions + ["none"]).map {
                    .mcp(name, ["name": "summarise_session", "arguments": ["session_id": .string($0)]])
                }
        case .complete:
            return ["", "m", "s"].flatMap { typed -> [ReadVerb] in
                [
                    .mcp(
                        name,
                        [
                            "ref": ["type": "ref/resource", "uri": .string(MemoryURI.template)],
                            "argument": ["name": "id", "value": .string(typed)],
                        ]
                    ),
                    .mcp(
                        name,
                        [
                            "ref": ["type": "ref/prompt", "name": "summarise_session"],
                            "argument": ["name": "session_id", "value": .string(typed)],
                        ]
                    ),
                ]
            }
        }
    }

    private func arguments(of tool: String) -> [JSONValue] {
        switch tool {
        case "search_memory":
            return texts.flatMap { text -> [JSONValue] in
                ["hybrid", "keyword", "semantic"].map { ["query": .string(text), "mode": .string($0), "limit": 3] }
            } + [["query": .string(texts[0]), "topics": ["food"], "offset": 1]]
        case "search": return texts.map { ["query": .string($0)] }
        case "fetch": return (ids + ["none", "m9"]).map { ["id": .string($0)] }
        case "get_memory": return (ids + ["none", "m9"]).map { ["memory_id": .string($0)] }
        case "list_memories":
            return [[:], ["limit": 2, "offset": 1], ["namespace": "work"], ["session_id": .string(sessions[0])]]
        case "get_working_memory": return (sessions + ["none"]).map { ["session_id": .string($0)] }
        case "memory_prompt":
            return [["query": .string(texts[0])], ["query": .string(texts[1]), "session_id": .string(sessions[0])]]
        default:
            Issue.record("the reading tool \(tool) has no arguments here")
            return []
        }
    }
}
