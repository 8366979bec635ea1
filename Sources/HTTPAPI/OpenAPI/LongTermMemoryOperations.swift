import Base
import HTTPTypes
import Memories

enum LongTermMemoryOperations {
    private static let group = "Long-term memory"
    private static let memoryID = Operation.Parameter.path(
        "memory_id",
        "The memory's id; a slash in it is written %2F."
    )
    private static let optimizeQuery = Operation.Parameter.query(
        "optimize_query",
        .flag,
        "Would have a language model rewrite the question. Ignored; `notice` then says so."
    )
    private static let missing = Operation.Answer.problem(
        404,
        "There is no such memory within reach, or no such workspace."
    )

    static let all: [Operation] = [
        Operation(
            endpoint: .longTermMemory,
            method: .post,
            group: group,
            summary: "Keeps memories: all of them, or none.",
            description:
                "The same id of the same user replaces. With `deduplicate` (the default), a text the user already has is kept once.",
            parameters: [.workspace],
            body: .init(
                schema: "NewMemories",
                example: """
                    {
                      "memories": [
                        {"id": "food-1", "text": "Is allergic to peanuts", "topics": ["food"], "entities": ["peanuts"]}
                      ],
                      "deduplicate": true
                    }
                    """
            ),
            success: .init(status: 200, description: "They are kept.", schema: "Acknowledgement")
        ),
        Operation(
            endpoint: .longTermSearch,
            method: .post,
            group: group,
            summary: "Finds memories by meaning, by words or both.",
            parameters: [.workspace, optimizeQuery],
            body: .init(
                schema: "Search",
                example: """
                    {
                      "text": "what should she not eat?",
                      "search_mode": "hybrid",
                      "topics": {"any": ["food", "health"]},
                      "created_at": {"gte": "2020-01-01T00:00:00Z"},
                      "limit": 5
                    }
                    """
            ),
            success: .init(status: 200, description: "What was found, best first.", schema: "SearchAnswer")
        ),
        Operation(
            endpoint: .longTermMemory,
            method: .delete,
            group: group,
            summary: "Deletes memories.",
            parameters: [.workspace, .query("memory_ids", .list(of: .string), "Their ids; repeat the parameter.")],
            success: .init(status: 200, description: "How many there were.", schema: "Acknowledgement")
        ),
        Operation(
            endpoint: .longTermItem,
            method: .get,
            group: group,
            summary: "A memory.",
            parameters: [.workspace, memoryID],
            success: .init(status: 200, description: "The memory.", schema: "Memory"),
            faults: [missing]
        ),
        Operation(
            endpoint: .longTermItem,
            method: .patch,
            group: group,
            summary: "Changes a memory.",
            parameters: [.workspace, memoryID],
            body: .init(schema: "MemoryChange", example: #"{"text": "Is allergic to all nuts", "pinned": true}"#),
            success: .init(status: 200, description: "The memory as it is now.", schema: "Memory"),
            faults: [missing]
        ),
        Operation(
            endpoint: .longTermForget,
            method: .post,
            group: group,
            summary: "Forgets by policy: what is old, unused or too much.",
            parameters: [
                .workspace, .userID, .namespace, .query("session_id", .string, "Only memories of this session."),
                .query("limit", .integer(1...100_000), "Looks at so many; 1000 by default."),
                .query("dry_run", .flag, "Only tells what would go; true by default."),
            ],
            body: .init(
                schema: "Forgetting",
                example: #"{"policy": {"max_age_days": 365, "max_inactive_days": 90}, "pinned_ids": ["food-1"]}"#
            ),
            success: .init(status: 200, description: "What went, or would go.", schema: "ForgettingAnswer")
        ),
        Operation(
            endpoint: .longTermCompact,
            method: .post,
            group: group,
            summary: "Merges identical memories.",
            parameters: [.workspace, .userID, .namespace],
            success: .init(status: 200, description: "How many remain.", schema: "Acknowledgement")
        ),
        Operation(
            endpoint: .prompt,
            method: .post,
            group: group,
            summary: "A query with what is known about it, ready for a model.",
            parameters: [.workspace, optimizeQuery],
            body: .init(
                schema: "Prompt",
                example: """
                    {
                      "query": "Which seat shall I book?",
                      "session": {"session_id": "trip", "namespace": "travel", "context_window_max": 16000},
                      "long_term_search": {"limit": 5}
                    }
                    """
            ),
            success: .init(status: 200, description: "Messages in order.", schema: "PromptAnswer")
        ),
    ]
}
