import Base
import HTTPTypes
import Memories

/// The users of a workspace, in the format of Couchbase Agent Memory.
enum UserOperations {
    private static let userID = Operation.Parameter.path(
        "user_id",
        "The user's id, the `user_id` of the user's memories."
    )
    private static let missing = Operation.Answer(
        status: 404,
        description: "No user with this id that the caller may see, or no such workspace.",
        schema: "CouchbaseFault"
    )

    static let all: [Operation] = [
        operation(
            .users,
            .post,
            summary: "Creates a user; for administrators.",
            description: "Creates a profile, not an account for logging in. The id must not contain / ? # or %.",
            parameters: [.workspace],
            body: .init(
                schema: "NewUser",
                example: #"{"user_id": "dana", "name": "Dana", "metadata": {"plan": "trial"}}"#
            ),
            success: .init(status: 201, description: "The user.", schema: "User"),
            faults: [
                .init(
                    status: 409,
                    description: "A user with this id, or a member with this name, already exists.",
                    schema: "CouchbaseFault"
                )
            ]
        ),
        operation(
            .users,
            .get,
            summary: "Lists users, oldest first. Administrators see all users; everyone else sees only themselves.",
            description: "The list includes the members of the workspace; no one has to create them here.",
            parameters: [
                .workspace, .query("limit", .integer(1...500), "How many users to return at most; 50 by default."),
                .query("offset", .count, "How many users to skip."),
                .query("name", .string, "Only users with this name."),
                .query(
                    "metadata",
                    .string,
                    "`key=value`, repeatable: only users whose metadata has all of these texts."
                ),
            ],
            success: .init(status: 200, description: "A page of users.", schema: "UserList")
        ),
        operation(
            .user,
            .get,
            summary: "Reads a user.",
            parameters: [userID, .workspace],
            success: .init(status: 200, description: "The user.", schema: "User"),
            faults: [missing]
        ),
        operation(
            .user,
            .put,
            summary: "Updates a user's name, metadata or both; for administrators.",
            description: "Omitted members keep their values; metadata is replaced as a whole.",
            parameters: [userID, .workspace],
            body: .init(schema: "UserChange", example: #"{"metadata": {"plan": "paid"}}"#),
            success: .init(status: 200, description: "The updated user.", schema: "User"),
            faults: [missing]
        ),
        operation(
            .user,
            .delete,
            summary: "Deletes a user with all memories and sessions in this workspace; for administrators.",
            description: "A member of the workspace keeps the account and stays in the list.",
            parameters: [userID, .workspace],
            success: .init(status: 204, description: "The user is deleted.", schema: nil),
            faults: [missing]
        ),
    ]

    private static func operation(
        _ endpoint: Endpoint,
        _ method: HTTPRequest.Method,
        summary: String,
        description: String? = nil,
        parameters: [Operation.Parameter],
        body: Operation.Body? = nil,
        success: Operation.Answer,
        faults: [Operation.Answer] = []
    ) -> Operation {
        Operation(
            endpoint: endpoint,
            method: method,
            group: "Users",
            summary: summary,
            description: description,
            parameters: parameters,
            body: body,
            success: success,
            faults: faults,
            faultSchema: "CouchbaseFault"
        )
    }
}
