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
        "Asks for a language model to rewrite the question. This server ignores it, and `notice` says so."
    )
    private static let missing = Operation.Answer.problem(
        404,
        "No memory with this id that the caller may see, or no such workspace."
    )

    static func all(_ limits: MemoryLimits) -> [Operation] {
        [
            Operation(
                endpoint: .longTermMemory,
                method: .post,
                group: group,
                summary: "Stores memories: all of them, or none.",
                description:
                    "A memory with the same id and user is replaced. With `deduplicate` (the default), a text that the user already has is not stored again.",
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
                success: .init(status: 200, description: "The memories are stored.", schema: "StoredAnswer")
            ),
            Operation(
                endpoint: .longTermSearch,
                method: .post,
                group: group,
                summary: "Searches memories: semantic, keyword or hybrid search.",
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
                success: .init(status: 200, description: "The memories found, best first.", schema: "SearchAnswer")
            ),
            Operation(
                endpoint: .longTermMemory,
                method: .delete,
                group: group,
                summary: "Deletes memories.",
                parameters: [
                    .workspace,
                    .query(
                        "memory_ids",
                        .list(of: .string, count: 0...limits.batchSize),
                        "The ids of the memories; repeat the parameter for each."
                    ),
                ],
                success: .init(
                    status: 200,
                    description: "`status` says how many were deleted.",
                    schema: "Acknowledgement"
                )
            ),
            Operation(
                endpoint: .longTermItem,
                method: .get,
                group: group,
                summary: "Reads a memory.",
                parameters: [.workspace, memoryID],
                success: .init(status: 200, description: "The memory.", schema: "Memory"),
                faults: [missing]
            ),
            Operation(
                endpoint: .longTermItem,
                method: .patch,
                group: group,
                summary: "Updates a memory.",
                parameters: [.workspace, memoryID],
                body: .init(schema: "MemoryChange", example: #"{"text": "Is allergic to all nuts", "pinned": true}"#),
                success: .init(status: 200, description: "The updated memory.", schema: "Memory"),
                faults: [missing]
            ),
            Operation(
                endpoint: .longTermForget,
                method: .post,
                group: group,
                summary: "Deletes memories by policy: old or unused ones, or those beyond a budget.",
                parameters: [
                    .workspace, .userID, .namespace, .query("session_id", .string, "Only memories of this session."),
                    .query(
                        "limit",
                        .integer(1...limits.forgetScan),
                        "How many memories to check at most; 1000 by default."
                    ),
                    .query("dry_run", .flag, "Only lists what would be deleted; true by default."),
                ],
                body: .init(
                    schema: "Forgetting",
                    example: #"{"policy": {"max_age_days": 365, "max_inactive_days": 90}, "pinned_ids": ["food-1"]}"#
                ),
                success: .init(
                    status: 200,
                    description: "The memories that were deleted, or would be.",
                    schema: "ForgettingAnswer"
                )
            ),
            Operation(
                endpoint: .longTermArchive,
                method: .post,
                group: group,
                summary: "Archives memories, or takes them out of the archive.",
                description:
                    "Searches and lists leave archived memories out unless `archived` asks for them. Nothing is lost.",
                parameters: [.workspace],
                body: .init(schema: "Archiving", example: #"{"memory_ids": ["food-1"], "archived": true}"#),
                success: .init(
                    status: 200,
                    description: "`status` says how many changed.",
                    schema: "Acknowledgement"
                )
            ),
            Operation(
                endpoint: .longTermImport,
                method: .post,
                group: group,
                summary: "Imports memories of an export, with their ids.",
                description:
                    "Doing it again changes nothing. The memories belong to the caller; only a service may name other users.",
                parameters: [
                    .workspace, .query("dry_run", .flag, "Only says what would happen; false by default."),
                ],
                body: .init(
                    schema: "Importing",
                    example:
                        #"{"memories": [{"id": "food-1", "text": "Ana is vegetarian.", "created_at": "2026-01-31T09:00:00Z"}]}"#
                ),
                success: .init(
                    status: 200,
                    description: "What was done, or would be.",
                    schema: "ImportAnswer"
                )
            ),
            Operation(
                endpoint: .longTermCompact,
                method: .post,
                group: group,
                summary: "Merges identical memories.",
                parameters: [.workspace, .userID, .namespace],
                success: .init(
                    status: 200,
                    description: "`status` says how many memories remain.",
                    schema: "Acknowledgement"
                )
            ),
            Operation(
                endpoint: .prompt,
                method: .post,
                group: group,
                summary: "Builds a prompt: the query with its session and related memories.",
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
                success: .init(status: 200, description: "The messages, in order.", schema: "PromptAnswer")
            ),
        ]
    }
}
