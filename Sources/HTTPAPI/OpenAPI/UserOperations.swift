import Base
import HTTPTypes

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
                .workspace, .query("limit", Schema.integer(1, 500), "At most so many; 50 by default."),
                .query("offset", Schema.integer(0), "Leaves out so many."),
                .query("name", Schema.text, "Only those of this name."),
                .query("metadata", Schema.text, "`key=value`, as often as wanted: only those with all of these texts."),
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

    static let schemas: [String: JSONValue] = [
        "NewUser": Schema.object(
            ["user_id": Schema.text, "name": Schema.text, "metadata": Schema.optional(Schema.anyObject)],
            required: ["user_id", "name"]
        ),
        "UserChange": Schema.object(["name": Schema.text, "metadata": Schema.anyObject], required: []),
        "User": Schema.object(["id": Schema.text, "name": Schema.text, "metadata": Schema.anyObject]),
        "UserList": Schema.object([
            "users": Schema.list(Schema.reference("User")), "count": Schema.integer(0), "total": Schema.integer(0),
            "limit": Schema.integer(1, 500), "offset": Schema.integer(0),
        ]),
        "CouchbaseFault": Schema.object(
            [
                "error": Schema.text, "message": Schema.text, "details": Schema.anyObject, "request_id": Schema.text,
                "detail": ["anyOf": [Schema.text, Schema.list(Schema.anyObject)]],
            ],
            required: ["detail"]
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
