import Base
import HTTPAPI
import Hummingbird
import Memories

/// The responses of MCP Memory Service's REST API.
enum MCPMemoryWire {
    /// The response to a search. How long it took depends on other people's memories, too, so it is not told.
    static func results(
        _ found: [(memory: Memory, score: Double?)],
        query: String,
        type: String,
        total: Int? = nil,
        reason: (Memory, Double?) -> String?
    ) -> Response {
        return .json([
            "results": .array(
                found.map { memory, score in
                    [
                        "memory": MCPMemoryRecord.json(memory),
                        "similarity_score": score.map(JSONValue.number) ?? .null,
                        "relevance_reason": reason(memory, score).map(JSONValue.string) ?? .null,
                    ]
                }
            ),
            "total_found": .integer(Int64(total ?? found.count)), "query": .string(query),
            "search_type": .string(type), "processing_time_ms": .null,
        ])
    }

    static func similarity(_ memory: Memory, _ score: Double?) -> String? {
        score.map { "Semantic similarity: \(Double(Int($0 * 1_000)) / 1_000)" }
    }

    /// The response to an operation on many memories.
    static func operation(_ name: String, _ message: String, affected: Int, success: Bool = true) -> Response {
        .json([
            "success": .bool(success), "message": .string(message), "affected_count": .integer(Int64(affected)),
            "operation": .string(name),
        ])
    }
}
