import Base
import HTTPTypes
import Hummingbird
import Identity
import MCP
import NIOCore

/// `/mcp`: Streamable HTTP of both eras (2026-07-28 and 2025-11-25 transports), with JSON responses. The server never
/// sends more than one response, so no stream stays open, and GET (for a stream) and DELETE (of a session) get 405. A
/// client that accepts only event streams gets that response as the only event of one. A GET or HEAD without a valid
/// token gets the challenge of a POST: Gemini CLI and Qwen Code find the login by HEAD.
struct MCPTransport: Feature {
    let dispatcher: Dispatcher
    let options: HTTPOptions
    let templates: PageTemplates
    /// Whether this server is also the authorization server that issues clients' tokens.
    let clientsLogIn: Bool
    /// Whether users have an account page.
    let hasAccounts: Bool

    func mount(on doors: Doors) {
        let pages = NamedOrigins(hosts: options.hosts)
        let authenticated = doors.authenticated(
            faults: renderer(Problem(challenge: options.mcpChallenge)),
            hosts: options.hosts,
            pages: pages
        )
        authenticated.on(.mcp, .post) { request, context in try await answer(request, for: context.principal) }
        authenticated.on(.mcp, .get) { _, _ -> Response in throw HTTPError(.methodNotAllowed) }
        let open = doors.open(faults: Problem(), pages: pages).add(middleware: HostMiddleware(options.hosts))
        open.on(.mcp, .options) { _, _ in Response(status: .noContent) }
    }

    /// Shows a person who opens the address in a browser how to connect a client.
    private func renderer(_ problem: Problem) -> PageOrMachine {
        PageOrMachine(
            pages: FaultPage(templates: templates),
            machines: problem,
            usage: { request, status in
                let page = ConnectPage(
                    url: url(calledAs: request.head.authority),
                    clientsLogIn: clientsLogIn,
                    hasAccounts: hasAccounts
                )
                return (try? templates.render(page)).map { Response.page($0, status: status) }
            }
        )
    }

    /// The address for the person to enter: with the loopback name they used, else with the server's known name.
    func url(calledAs authority: String?) -> String {
        let path = Endpoint.mcp.rawValue
        if let origin = options.publicURL ?? options.origin {
            return options.loopback?.url("\(origin)\(path)", for: authority) ?? "\(origin)\(path)"
        }
        // On a free port or on all addresses the server does not know its own name. The names that the host policy
        // accepts are ours: the operator configured them, or they are loopback's.
        guard let authority, (try? options.hosts.check(authority: authority, origin: nil)) != nil else {
            return "the address of this page"
        }
        return "http://\(authority.lowercased())\(path)"
    }

    /// - Throws: `Fault` for errors of HTTP: 401 and 403 with a challenge, 413, 415.
    private func answer(_ request: Request, for principal: Principal) async throws -> Response {
        // A login for `openid` alone: every list would be empty, and the client would never learn which scopes to
        // request.
        guard principal.scopes.contains(.read) else {
            throw Fault(
                .insufficientScope,
                "This token has no access to memories. Request the scope memory:read or memory:write.",
                hints: .init(scope: ScopeSet.write.names.joined(separator: " "))
            )
        }
        guard let format = Format(accepting: request.headers[values: .accept]) else { return try Self.notAcceptable }
        guard Self.isJSON(request.headers[.contentType]) else {
            throw Fault(.unsupportedMediaType, "Send one JSON-RPC message with Content-Type: application/json.")
        }
        let body = try await request.body(upTo: options.bodyLimit)
        let headers = RequestHeaders(request.headers.map { ($0.name.rawName, $0.value) })
        switch await dispatcher.outcome(of: Array(body.readableBytesView), through: .http(headers), for: principal) {
        case .reply(let status, let message):
            let text = try StrictJSON.encode(message)
            return Self.response(status, text, as: status == 200 ? format : .json)
        case .text(let text): return Self.response(200, text, as: format)
        case .accepted: return Response(status: .accepted)
        case .refused(let fault): throw fault
        }
    }

    private static func response(_ status: Int, _ message: [UInt8], as format: Format) -> Response {
        Response(
            status: .init(code: status),
            headers: [.contentType: format.rawValue, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: format.frame(message)))
        )
    }

    private static var notAcceptable: Response {
        get throws {
            let error = RPCError(.invalidRequest, "Send the header Accept: application/json, text/event-stream.")
            return response(406, try StrictJSON.encode(error.response(to: nil)), as: .json)
        }
    }

    static func isJSON(_ contentType: String?) -> Bool {
        contentType.map { mediaType($0[...]) } == "application/json"
    }

    /// The media type without parameters, in lower case.
    private static func mediaType(_ text: Substring) -> String {
        text.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    /// The format of a response.
    private enum Format: String {
        case json = "application/json"
        case eventStream = "text/event-stream"

        /// Clients accept JSON and event streams; they get JSON. Without the field everything is accepted (RFC 9110
        /// §12.5.1).
        init?(accepting fields: [String]) {
            let types = Set(fields.flatMap { $0.split(separator: ",") }.map(mediaType))
            if fields.isEmpty || !types.isDisjoint(with: ["application/json", "application/*", "*/*"]) {
                self = .json
            } else if types.contains("text/event-stream") || types.contains("text/*") {
                self = .eventStream
            } else {
                return nil
            }
        }

        /// Our JSON text has no line ends, so it is one line of an event (HTML standard, server-sent events).
        func frame(_ json: [UInt8]) -> [UInt8] {
            switch self {
            case .json: json
            case .eventStream: Array("event: message\ndata: ".utf8) + json + Array("\n\n".utf8)
            }
        }
    }
}
