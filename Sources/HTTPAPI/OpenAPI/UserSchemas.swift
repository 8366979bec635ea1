import Base
import Memories

/// The users of a workspace and the faults of their routes, in the format of Couchbase Agent Memory.
enum UserSchemas {
    static let all: [Shape] = [
        .named(
            "NewUser",
            .request([
                Property("user_id", .string, "The `user_id` of the user's memories.", isRequired: true),
                Property("name", .string, "The user's name.", isRequired: true),
                Property("metadata", .object, "The application's own data."),
            ])
        ),
        .named(
            "UserChange",
            .request([
                Property("name", .string, "The new name."),
                Property("metadata", .object, "The new metadata, which replaces the old."),
            ])
        ),
        user,
        .named(
            "UserList",
            .record([
                .always("users", .list(of: user), "A page of users, oldest first."),
                .always("count", .count, "How many users are on this page."),
                .always("total", .count, "How many users match."),
                .always("limit", .integer(1...500), "The requested limit."),
                .always("offset", .count, "The requested offset."),
            ])
        ),
        .named(
            "CouchbaseFault",
            .record([
                Property("error", .string, "A stable code."), Property("message", .string, "What happened."),
                Property("details", .object, "Details of the error."),
                Property("request_id", .string, "The request's id in the server's log."),
                .always(
                    "detail",
                    .anyOf([.string, .list(of: .object)]),
                    "What happened, or all invalid fields."
                ),
            ])
        ),
    ]

    private static let user = Shape.named(
        "User",
        .record([
            .always("id", .string, "The `user_id`."), .always("name", .string, "The user's name."),
            .always("metadata", .object, "The application's own data."),
        ])
    )
}
