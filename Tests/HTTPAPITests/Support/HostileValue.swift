import Base
import HTTPTypes
import Memories

/// One value at the same place of REST and of MCP, and the verdict that both must give.
struct HostileValue: Sendable, CustomStringConvertible {
    enum Verdict: Sendable, Hashable {
        case accepted, refused
    }

    let description: String
    let verdict: Verdict
    let method: HTTPRequest.Method
    let path: String
    let body: JSONValue?
    let tool: String
    let arguments: JSONValue

    /// - Parameter members: of the memory besides its id and text.
    static func memory(_ members: [String: JSONValue], _ verdict: Verdict) -> Self {
        let memory = members.merging(["text": "likes tea"]) { given, _ in given }
        return Self(
            description: "memory \(shown(members))",
            verdict: verdict,
            method: .post,
            path: "/v1/long-term-memory",
            body: ["memories": [.object(memory.merging(["id": "m1"]) { given, _ in given })]],
            tool: "add_memories",
            arguments: ["memories": [.object(memory)]]
        )
    }

    static func memories(count: Int, _ verdict: Verdict) -> Self {
        let memories = (0..<count).map { JSONValue.object(["id": .string("m\($0)"), "text": .string("text \($0)")]) }
        return Self(
            description: "\(count) memories",
            verdict: verdict,
            method: .post,
            path: "/v1/long-term-memory",
            body: ["memories": .array(memories)],
            tool: "add_memories",
            arguments: ["memories": .array(memories.map { ["text": $0["text"] ?? JSONValue.null] })]
        )
    }

    static func deletion(count: Int, _ verdict: Verdict) -> Self {
        let ids = (0..<count).map { "none\($0)" }
        return Self(
            description: "deleting \(count) memories",
            verdict: verdict,
            method: .delete,
            path: "/v1/long-term-memory?" + ids.map { "memory_ids=\($0)" }.joined(separator: "&"),
            body: nil,
            tool: "delete_memories",
            arguments: ["memory_ids": .array(ids.map(JSONValue.string))]
        )
    }

    /// - Parameter id: the session's id as REST writes it in the path.
    static func session(_ members: [String: JSONValue], id: String = "s1", _ verdict: Verdict) -> Self {
        Self(
            description: "session \(shown(members)) \(id.prefix(20))",
            verdict: verdict,
            method: .put,
            path: "/v1/working-memory/\(id)",
            body: .object(members),
            tool: "set_working_memory",
            arguments: .object(members.merging(["session_id": .string(id.replacing("%20", with: " "))]) { $1 })
        )
    }

    static func message(_ members: [String: JSONValue], _ verdict: Verdict) -> Self {
        session(
            ["messages": [.object(members.merging(["role": "user", "content": "hi"]) { given, _ in given })]],
            verdict
        )
    }

    static func search(_ members: [String: JSONValue], _ verdict: Verdict) -> Self {
        var arguments = members
        arguments["text"] = nil
        arguments["query"] = members["text"] ?? "tea"
        return Self(
            description: "search \(shown(members))",
            verdict: verdict,
            method: .post,
            path: "/v1/long-term-memory/search",
            body: .object(members.merging(["text": "tea"]) { given, _ in given }),
            tool: "search_memory",
            arguments: .object(arguments)
        )
    }

    static func list(_ members: [String: JSONValue], _ verdict: Verdict) -> Self {
        Self(
            description: "list \(shown(members))",
            verdict: verdict,
            method: .post,
            path: "/v1/long-term-memory/search",
            body: .object(members),
            tool: "list_memories",
            arguments: .object(members)
        )
    }

    /// A filter on a label: in MCP its value, in REST an operator.
    static func filter(_ name: String, _ value: JSONValue, _ verdict: Verdict) -> Self {
        let filter: JSONValue = value.array == nil ? ["eq": value] : ["any": value]
        return Self(
            description: "filter \(shown([name: value]))",
            verdict: verdict,
            method: .post,
            path: "/v1/long-term-memory/search",
            body: ["text": "tea", "\(name)": filter],
            tool: "search_memory",
            arguments: ["query": "tea", "\(name)": value]
        )
    }

    static func prompt(_ query: String, _ verdict: Verdict) -> Self {
        Self(
            description: "prompt \(query.prefix(20)) of \(query.count)",
            verdict: verdict,
            method: .post,
            path: "/v1/memory/prompt",
            body: ["query": .string(query), "session": ["session_id": "s1"]],
            tool: "memory_prompt",
            arguments: ["query": .string(query), "session_id": "s1", "include_long_term_search": false]
        )
    }

    static func window(_ members: [String: JSONValue], _ verdict: Verdict) -> Self {
        Self(
            description: "window \(shown(members))",
            verdict: verdict,
            method: .post,
            path: "/v1/memory/prompt",
            body: ["query": "tea", "session": .object(members.merging(["session_id": "s1"]) { $1 })],
            tool: "memory_prompt",
            arguments: .object(
                members.merging(["query": "tea", "session_id": "s1", "include_long_term_search": false]) { $1 }
            )
        )
    }

    private static func shown(_ members: [String: JSONValue]) -> String {
        String(decoding: ((try? StrictJSON.encode(.object(members))) ?? []).prefix(60), as: UTF8.self)
    }
}
