import Base
import HTTPTypes
import Memories

enum WorkingMemoryOperations {
    private static let group = "Working memory"
    private static let sessionID = Operation.Parameter.path(
        "session_id",
        "The session's id; a slash in it is written %2F."
    )

    static let all: [Operation] = [
        Operation(
            endpoint: .sessions,
            method: .get,
            group: group,
            summary: "The sessions there are, most recently updated first.",
            parameters: [
                .workspace,
                .query(
                    "limit",
                    .integer(1...Int.max),
                    "At most so many; 20 by default, 100 unless `limits.pageSize` says otherwise."
                ),
                .query("offset", .count, "Skips so many."), .namespace, .userID,
            ],
            success: .init(status: 200, description: "Their ids.", schema: "SessionList")
        ),
        Operation(
            endpoint: .session,
            method: .get,
            group: group,
            summary: "A session.",
            description: "Where several users or namespaces have a session of this id, name the one that is meant.",
            parameters: [.workspace, sessionID, .userID, .namespace] + Operation.Parameter.window,
            success: .init(status: 200, description: "The session.", schema: "WorkingMemory"),
            faults: [
                .problem(404, "There is no such session within reach, or no such workspace."),
                .problem(409, "Several sessions have this id; name the user or the namespace."),
            ]
        ),
        Operation(
            endpoint: .session,
            method: .put,
            group: group,
            summary: "Replaces a session, or makes it.",
            description: "What `memories` holds is kept as long-term memories, in the background and without loss. "
                + "A message without `created_at` is answered with the header X-Deprecation-Warning.",
            parameters: [.workspace, sessionID] + Operation.Parameter.window,
            body: .init(
                schema: "WorkingMemoryInput",
                example: """
                    {
                      "messages": [
                        {"role": "user", "content": "I prefer window seats.", "created_at": "2026-01-01T12:00:00Z"}
                      ],
                      "memories": [
                        {"id": "seat-1", "text": "Prefers window seats", "memory_type": "semantic", "topics": ["travel"]}
                      ],
                      "namespace": "travel",
                      "ttl_seconds": 86400
                    }
                    """
            ),
            success: .init(status: 200, description: "The session as it is now.", schema: "WorkingMemory"),
            faults: [.problem(501, "A strategy was asked for that needs a language model.")]
        ),
        Operation(
            endpoint: .session,
            method: .delete,
            group: group,
            summary: "Deletes a session; one that is not there is deleted already.",
            parameters: [.workspace, sessionID, .userID, .namespace],
            success: .init(status: 200, description: "It is gone.", schema: "Acknowledgement")
        ),
    ]
}
