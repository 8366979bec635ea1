import Base
import Outbound

/// The tools of a running server, over HTTPS, or over HTTP on this machine.
struct RemoteTools: ToolCaller {
    let place: String
    private let http: GuardedHTTP
    private let endpoint: String
    private let token: Secret

    /// - Parameter url: the server's URL, with or without `/mcp`.
    init(url: String, token: Secret, http: GuardedHTTP) {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        place = base.hasSuffix("/mcp") ? String(base.dropLast(4)) : base
        endpoint = place + "/mcp"
        self.token = token
        self.http = http
    }

    func call(_ tool: String, _ arguments: [String: JSONValue]) async throws -> JSONValue {
        let response: GuardedHTTP.Response
        do {
            response = try await http.post(
                endpoint,
                json: try ToolMessage.body(tool, arguments),
                bearer: token,
                headers: ToolMessage.headers(tool)
            )
        } catch let failure as OutboundFailure {
            throw CommandFailure("\(failure)")
        }
        switch response.status {
        case 401:
            throw CommandFailure(
                "\(place) refused the token. Create one there with `agent-memory token add`, and set AGENT_MEMORY_TOKEN to it."
            )
        case 403:
            throw CommandFailure(
                "\(place) does not allow this with the token: it lacks a scope that the command needs."
            )
        case 404, 405:
            throw CommandFailure("\(endpoint) does not exist. Check the URL.")
        default: break
        }
        guard let answer = try? StrictJSON.parse(response.body) else {
            throw CommandFailure("\(endpoint) answered with status \(response.status) and no JSON. Check the URL.")
        }
        return try ToolMessage.content(of: answer)
    }

    func close() async throws {}
}
