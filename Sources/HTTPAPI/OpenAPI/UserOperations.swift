import Base
import HTTPTypes
import Memories

/// The users of a workspace, in the shapes of Couchbase Agent Memory.
enum UserOperations {
    private static let userID = Operation.Parameter.path(
        "user_id",
        "The user's id: what its memories have as `user_id`."
    )
    private static let missing = Operation.Answer(
        status: 404,
        description: "There is no such user within reach, or no such workspace.",
        schema: "CouchbaseFault"
    )

    static let all: [Operation] = [
        operation(
            .users,
            .post,
            summary: "Makes a user; for administrators.",
            description: "Makes no account: nobody can log in by it. The id takes none of / ? # %.",
            parameters: [.workspace],
            body: .init(
                schema: "NewUser",
                example: #"{"user_id": "dana", "name": "Dana", "metadata": {"plan": "trial"}}"#
            ),
            success: .init(status: 201, description: "The user.", schema: "User"),
            faults: [
                .init(
                    status: 409,
                    description: "There is a user of this id, or a member of this name.",
                    schema: "CouchbaseFault"
                )
            ]
        ),
        operation(
            .users,
            .get,
            summary: "Lists users, oldest first: everybody for administrators, a person else only themself.",
            description: "Members of the workspace are among them; nobody had to make them.",
            parameters: [
                .workspace, .query("limit", .integer(1...500), "At most so many; 50 by default."),
                .query("offset", .count, "Leaves out so many."),
                .query("name", .string, "Only those of this name."),
                .query("metadata", .string, "`key=value`, as often as wanted: only those with all of these texts."),
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
            summary: "Changes a user's name, metadata or both; for administrators.",
            description: "What is left out is kept; metadata is replaced as a whole.",
            parameters: [userID, .workspace],
            body: .init(schema: "UserChange", example: #"{"metadata": {"plan": "paid"}}"#),
            success: .init(status: 200, description: "The user as changed.", schema: "User"),
            faults: [missing]
        ),
        operation(
            .user,
            .delete,
            summary: "Removes a user with all memories and sessions in this workspace; for administrators.",
            description: "A member of the workspace keeps the account, and stays listed.",
            parameters: [userID, .workspace],
            success: .init(status: 204, description: "All of it is gone.", schema: nil),
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
