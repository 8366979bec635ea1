import Base
import HTTPTypes
import Memories

/// Every operation of every endpoint.
enum Operations {
    /// - Parameter limits: this server's.
    static func all(_ limits: MemoryLimits) -> [Operation] {
        server + WorkingMemoryOperations.all(limits) + LongTermMemoryOperations.all(limits) + UserOperations.all + [mcp]
            + unoffered
    }

    private static let server: [Operation] = [
        Operation(
            endpoint: .health,
            method: .get,
            group: "Server",
            summary:
                "Whether the server is up, and whether semantic search works. Administrators also see the progress of embedding.",
            success: .init(status: 200, description: "The server is up.", schema: "ServerHealth")
        ),
        Operation(
            endpoint: .healthLive,
            method: .get,
            group: "Server",
            summary: "Whether the server answers. For a supervisor that restarts it.",
            success: .init(status: 200, description: "The server answers.", schema: "Liveness")
        ),
        Operation(
            endpoint: .healthReady,
            method: .get,
            group: "Server",
            summary: "Whether database, schema, model and identity providers can be used. For a load balancer.",
            success: .init(status: 200, description: "The server is ready.", schema: "Readiness"),
            faults: [.init(status: 503, description: "A part is not ready; `checks` says which.", schema: "Readiness")]
        ),
        Operation(
            endpoint: .metrics,
            method: .get,
            group: "Server",
            summary: "The numbers of the server for Prometheus, for administrators.",
            parameters: [.workspace],
            success: .init(
                status: 200,
                description: "Prometheus' text format, or OpenMetrics by `Accept`.",
                schema: nil
            ),
            faults: [.problem(404, "Metrics are off, or there is no such workspace.")]
        ),
        Operation(
            endpoint: .v1Health,
            method: .get,
            group: "Server",
            summary: "The server's time.",
            success: .init(status: 200, description: "The server is up.", schema: "Health")
        ),
        Operation(
            endpoint: .openAPI,
            method: .get,
            group: "Server",
            summary: "This description in machine-readable form.",
            success: .init(status: 200, description: "An OpenAPI 3.1 document.", schema: "OpenAPI")
        ),
        Operation(
            endpoint: .docs,
            method: .get,
            group: "Server",
            summary: "This description as a page.",
            success: .init(status: 200, description: "A page.", schema: nil)
        ),
        Operation(
            endpoint: .operationDocs,
            method: .get,
            group: "Server",
            summary: "The description of one operation as a page, with examples.",
            parameters: [.path("operation", "The operation's id, as in `openapi.json`.")],
            success: .init(status: 200, description: "A page.", schema: nil),
            faults: [.problem(404, "There is no such operation.")]
        ),
        Operation(
            endpoint: .landing,
            method: .get,
            group: "Server",
            summary: "The start page.",
            success: .init(status: 200, description: "A page.", schema: nil)
        ),
        Operation(
            endpoint: .stylesheet,
            method: .get,
            group: "Server",
            summary: "The stylesheet of the pages.",
            success: .init(status: 200, description: "A stylesheet.", schema: nil)
        ),
        Operation(
            endpoint: .script,
            method: .get,
            group: "Server",
            summary: "The script of the pages; they work without it.",
            success: .init(status: 200, description: "A script.", schema: nil)
        ),
        Operation(
            endpoint: .icon,
            method: .get,
            group: "Server",
            summary: "The icon of the pages.",
            success: .init(status: 200, description: "An SVG image.", schema: nil)
        ),
        Operation(
            endpoint: .guessedIcon,
            method: .get,
            group: "Server",
            summary: "The icon, at the path where browsers look for it.",
            success: .init(status: 200, description: "An SVG image.", schema: nil)
        ),
    ]

    private static let mcp = Operation(
        endpoint: .mcp,
        method: .post,
        group: "MCP",
        summary: "The Model Context Protocol: one JSON-RPC message.",
        description:
            "Streamable HTTP of 2026-07-28 and of the revisions with a handshake, without sessions and without streams.",
        parameters: [.workspace],
        body: .init(schema: "RPCMessage", example: #"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#),
        success: .init(
            status: 200,
            description: "The JSON-RPC response; 202 without a body for a notification.",
            schema: "RPCMessage"
        ),
        faults: [
            .init(status: 400, description: "A JSON-RPC error: the message is malformed.", schema: "RPCMessage"),
            .init(status: 406, description: "The client accepts neither JSON nor event streams.", schema: nil),
        ],
        speaksJSONRPC: true
    )

    /// Paths of the Redis server that need a language model; this server calls none.
    private static let unoffered: [Operation] = [
        Endpoint.summaryViews, .summaryView, .summaryPartitions, .summaryPartitionsRun, .summaryViewRun, .task,
    ].flatMap { endpoint in
        endpoint.methods.map { method in
            Operation(
                endpoint: endpoint,
                method: method,
                group: "Not offered",
                summary: "Summary views: not offered, because they need a language model.",
                parameters: endpoint.rawValue.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                    .path(String($0.dropFirst().dropLast()), "Any.")
                },
                success: .problem(501, "Always.")
            )
        }
    }
}
