import Base
import HTTPTypes
import Hummingbird
import Identity
import MCP

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
        let exchange = MCPExchange(options: options)
        let authenticated = doors.mcp(options, faults: renderer(Problem(challenge: options.mcpChallenge)))
        authenticated.on(.mcp, .post) { try await exchange.answer($0, for: $1.principal, by: dispatcher) }
        authenticated.on(.mcp, .get) { _, _ -> Response in throw HTTPError(.methodNotAllowed) }
        doors.mcpPreflight(options).on(.mcp, .options) { _, _ in Response(status: .noContent) }
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
}
