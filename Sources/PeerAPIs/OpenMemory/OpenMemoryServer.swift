package import Base
package import HTTPAPI
import Hummingbird
import Identity
package import MCP
package import Memories

/// OpenMemory's MCP addresses, `/mcp/{client}/sse/{user}` and `/mcp/{client}/http/{user}`, with its five tools.
///
/// The token says who calls. The user in the path must be that person, or the server answers as if there were no such
/// user. The client's name in the path is a label that new memories carry in their metadata.
package struct OpenMemoryServer: Feature {
    private let dispatcher: Dispatcher
    private let exchange: MCPExchange
    private let streams: SSETransport
    private let users: OpenMemoryUsers
    private let options: HTTPOptions

    package init(
        memories: MemoryService,
        users: OpenMemoryUsers,
        options: HTTPOptions,
        time: any TimeSource,
        random: any RandomSource,
        dispatcher: (_ description: ServerDescription, _ tools: [any Tool]) -> Dispatcher
    ) {
        let description = ServerDescription(
            version: options.version,
            origin: options.origin,
            instructions: OpenMemoryTools.instructions
        )
        self.dispatcher = dispatcher(description, OpenMemoryTools.all(memories.limits))
        exchange = MCPExchange(options: options)
        streams = SSETransport(options: options, random: random)
        self.users = users
        self.options = options
    }

    package func mount(on doors: Doors) {
        let routes = doors.mcp(options)
        routes.on(.http, .post) { request, context in
            try await exchange.answer(request, for: context.principal, by: server(at: context))
        }
        routes.on(.events, .get) { request, context in
            try await streams.open(context, server(at: context), messagesAt: Self.messagePath(of: request))
        }
        routes.on(.messages, .post) { request, context in
            // The stream has its own server; the path must still name the caller.
            _ = try await server(at: context)
            return try await streams.receive(request, context)
        }
        routes.on(.sharedMessages, .post) { try await streams.receive($0, $1) }
        let preflight = doors.mcpPreflight(options)
        for endpoint in [OpenMemoryEndpoint.http, .events, .messages, .sharedMessages] {
            preflight.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
    }

    /// The server as this client's address fixes it.
    private func server(at context: AuthenticatedContext) async throws -> Dispatcher {
        let label = try OpenMemoryLabel.read(try context.pathParameter("client_name"))
        let user = try await users.name(try context.pathParameter("user_id"), for: context.principal)
        return dispatcher.at(CallPlace(user: user, label: label))
    }

    /// The path of the stream's messages, as the client wrote the stream's path.
    private static func messagePath(of request: Request) -> String {
        var path = request.uri.path[...]
        while path.hasSuffix("/") { path = path.dropLast() }
        return "\(path)/messages/"
    }
}

/// The name that a client gives itself in the path.
enum OpenMemoryLabel {
    /// - Throws: `validationFailed` for a name that no client has.
    static func read(_ name: String) throws -> String {
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard name.utf8.count <= 100, isPlain else {
            throw Fault(.validationFailed, "A client name has at most 100 bytes and no control characters.")
        }
        return name
    }
}
