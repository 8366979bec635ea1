import Base
import HTTPTypes
import Memories

enum WorkingMemoryOperations {
    private static let group = "Working memory"
    private static func sessionID(_ limits: MemoryLimits) -> Operation.Parameter {
        .path(
            "session_id",
            "The session's id; a slash in it is written %2F.",
            MemoryMembers.sessionID.shape(under: limits)
        )
    }

    static func all(_ limits: MemoryLimits) -> [Operation] {
        [
            Operation(
                endpoint: .sessions,
                method: .get,
                group: group,
                summary: "Lists sessions, most recently updated first.",
                parameters: [
                    .workspace,
                    .query(QueryMembers.limit.presented("How many sessions to return; 20 by default."), limits),
                    .query(QueryMembers.offset.presented("How many sessions to skip."), limits), .namespace, .userID,
                ],
                success: .init(status: 200, description: "The ids of the sessions.", schema: "SessionList")
            ),
            Operation(
                endpoint: .session,
                method: .get,
                group: group,
                summary: "Reads a session.",
                description:
                    "When several users or namespaces have a session with this id, pass `user_id` or `namespace`.",
                parameters: [.workspace, sessionID(limits), .userID, .namespace] + Operation.Parameter.window(limits),
                success: .init(status: 200, description: "The session.", schema: "WorkingMemory"),
                faults: [
                    .problem(404, "No session with this id that the caller may see, or no such workspace."),
                    .problem(409, "Several sessions have this id; pass `user_id` or `namespace`."),
                ]
            ),
            Operation(
                endpoint: .session,
                method: .put,
                group: group,
                summary: "Creates or replaces a session.",
                description: "The server stores `memories` as long-term memories, in the background and without loss. "
                    + "A message without `created_at` gets the response header X-Deprecation-Warning.",
                parameters: [.workspace, sessionID(limits)] + Operation.Parameter.window(limits),
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
                success: .init(status: 200, description: "The stored session.", schema: "WorkingMemory")
            ),
            Operation(
                endpoint: .session,
                method: .delete,
                group: group,
                summary: "Deletes a session; succeeds also when there is none.",
                parameters: [.workspace, sessionID(limits), .userID, .namespace],
                success: .init(status: 200, description: "The session is deleted.", schema: "Acknowledgement")
            ),
        ]
    }
}
