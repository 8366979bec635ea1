import Base
import Memories

/// The schemas of faults, of the server's state, and of everything without a better place.
enum ServerSchemas {
    static let all: [Shape] = [
        problem, health, serverHealth, liveness, readiness,
        .named(
            "OpenAPI",
            .record([
                .always("openapi", .string, "The version of OpenAPI."),
                .always("info", .object, "Title and version of the API."),
                .always("paths", .object, "Every operation, by path and method."),
            ])
        ),
        .named(
            "Acknowledgement",
            .record([.always("status", .string, "Starts with `ok`."), Schemas.ignoredFields])
        ),
        .named("RPCMessage", .record([.always("jsonrpc", .string, "Always `2.0`.")])),
    ]

    private static let health = Shape.named("Health", .record([now]))
    private static let now = Property.always("now", .count, "The server's time in milliseconds since 1970.")

    private static let problem = Shape.named(
        "Problem",
        .record([
            .always("type", .string, "A URI that names the kind of fault."),
            .always("title", .string, "The kind of fault in words."),
            .always("status", .integer(400...599), "The HTTP status."),
            .always("detail", .string, "What happened, in a sentence."),
            .always("status_code", .integer(400...599), "The HTTP status, as clients of the Redis server read it."),
            Property("hint", .string, "What to do next."),
            Property("request_id", .string, "The request's id in the server's log."),
            Property(
                "errors",
                .list(
                    of: .record([
                        .always(
                            "loc",
                            .list(of: .anyOf([.string, .integer(Int.min...Int.max)])),
                            "The path to the field in the request."
                        ),
                        .always("msg", .string, "What is wrong with the field."),
                        .always("type", .string, "The kind of error."),
                    ])
                ),
                "All invalid fields."
            ),
        ])
    )

    private static let liveness = Shape.named(
        "Liveness",
        .record([.always("status", .choice(["ok"]), "Always `ok`.")])
    )
    private static let readiness = Shape.named(
        "Readiness",
        .record([
            .always("status", .choice(["ready", "not_ready"]), "`ready` when every check is `ok`."),
            .always(
                "checks",
                .record(
                    ReadinessCheck.Name.allCases.map {
                        Property($0.rawValue, .choice(["ok", "not_ok"]), "Whether the \($0.rawValue) can be used.")
                    }
                ),
                "What the server needs, by name."
            ),
        ])
    )

    private static let serverHealth = Shape.named(
        "ServerHealth",
        .record([
            .always("status", .choice(["healthy", "degraded"]), "`healthy` when everything works."),
            .always("version", .string, "The server's version."), now,
            .always(
                "storage",
                .record([
                    .always("state", .choice(["ready", "read_only"]), "Whether memories can be stored."),
                    Property("reason", .string, "Why memories cannot be stored."),
                ]),
                "The database."
            ),
            .always(
                "embedding",
                .record([
                    .always(
                        "state",
                        .choice(EmbeddingStatus.Name.allCases.map(\.rawValue)),
                        "Whether semantic search works, or is being prepared for another model."
                    ),
                    Property("reason", .string, "Why semantic search is unavailable; for administrators."),
                    Property("model", .string, "The embedding model; for administrators."),
                    Property(
                        "dimension",
                        .integer(1...Int.max),
                        "The number of dimensions of a vector; for administrators."
                    ),
                    Property("done", .count, "How many memories have a vector of the model; for administrators."),
                    Property("total", .count, "How many memories there are; for administrators."),
                ]),
                "Semantic search."
            ),
        ])
    )
}
