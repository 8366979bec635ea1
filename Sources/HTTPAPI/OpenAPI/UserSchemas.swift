import Base
import Memories

/// The users of a workspace and the faults of their routes, in the shapes of Couchbase Agent Memory.
enum UserSchemas {
    static let all: [Shape] = [
        .named(
            "NewUser",
            .record([
                Property("user_id", .string, "What the user's memories have as `user_id`.", isRequired: true),
                Property("name", .string, "The user's name.", isRequired: true),
                Property("metadata", .object, "Free data of the application.", isNullable: true),
            ])
        ),
        .named(
            "UserChange",
            .record([
                Property("name", .string, "The new name."),
                Property("metadata", .object, "Replaces what there was."),
            ])
        ),
        user,
        .named(
            "UserList",
            .record([
                .always("users", .list(of: user), "A page of users, oldest first."),
                .always("count", .count, "How many are on this page."), .always("total", .count, "How many match."),
                .always("limit", .integer(1...500), "As it was asked for."),
                .always("offset", .count, "As it was asked for."),
            ])
        ),
        .named(
            "CouchbaseFault",
            .record([
                Property("error", .string, "A stable code."), Property("message", .string, "What happened."),
                Property("details", .object, "More about it."),
                Property("request_id", .string, "Names the request in the server's log."),
                .always(
                    "detail",
                    .anyOf([.string, .list(of: .object)]),
                    "What happened, or every field that is wrong."
                ),
            ])
        ),
    ]

    private static let user = Shape.named(
        "User",
        .record([
            .always("id", .string, "The `user_id`."), .always("name", .string, "The user's name."),
            .always("metadata", .object, "Free data of the application."),
        ])
    )
}
