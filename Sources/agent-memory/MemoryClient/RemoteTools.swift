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
        let body = try ToolMessage.body(tool, arguments)
        let (_, answer) = try await post(endpoint, body, ToolMessage.headers(tool))
        return try ToolMessage.content(of: answer)
    }

    func importMemories(_ request: JSONValue, isDryRun: Bool, into workspace: String?) async throws -> JSONValue {
        let (status, answer) = try await post(
            "\(place)/v1/long-term-memory/import?dry_run=\(isDryRun)",
            StrictJSON.encode(request),
            workspace.map { [("X-Workspace", $0)] } ?? [],
            absence: workspace.map { "\(place) has no workspace \($0) for this token." }
        )
        guard status == 200 else {
            throw CommandFailure(answer["detail"]?.string ?? "\(place) answered with status \(status).")
        }
        return answer
    }

    func memories(of user: String?, in workspace: String?, _ page: PageRequest) async throws -> [JSONValue] {
        var request: [String: JSONValue] = [
            "limit": .integer(Int64(page.limit)), "offset": .integer(Int64(page.offset)), "include_superseded": true,
            "archived": "include",
        ]
        request["user_id"] = user.map { ["eq": .string($0)] }
        let (status, answer) = try await post(
            "\(place)/v1/long-term-memory/search",
            StrictJSON.encode(.object(request)),
            workspace.map { [("X-Workspace", $0)] } ?? [],
            absence: "\(place) has no such workspace or user for this token."
        )
        guard status == 200 else {
            throw CommandFailure(answer["detail"]?.string ?? "\(place) answered with status \(status).")
        }
        return answer["memories"]?.array ?? []
    }

    /// - Parameter absence: the meaning of 404, unless it is that of a wrong URL.
    private func post(_ url: String, _ body: [UInt8], _ headers: [(String, String)], absence: String? = nil)
        async throws -> (status: Int, answer: JSONValue)
    {
        let response: GuardedHTTP.Response
        do {
            response = try await http.post(url, json: body, bearer: token, headers: headers)
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
            throw CommandFailure(absence ?? "\(url) does not exist. Check the URL.")
        default: break
        }
        guard let answer = try? StrictJSON.parse(response.body) else {
            throw CommandFailure("\(url) answered with status \(response.status) and no JSON. Check the URL.")
        }
        return (response.status, answer)
    }

    func close() async throws {}
}
