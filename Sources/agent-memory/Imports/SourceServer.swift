import Base
import Outbound

/// Another memory server that is asked for its memories.
struct SourceServer {
    private let base: String
    private let token: Secret?
    private let http: GuardedHTTP

    init(url: String, token: Secret?, http: GuardedHTTP) {
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
        self.http = http
    }

    static func isURL(_ source: String) -> Bool { source.hasPrefix("http://") || source.hasPrefix("https://") }

    func get(_ path: String) async throws -> JSONValue {
        try await answer(path) { url in
            guard let token else { return try await http.get(url) }
            return try await http.get(url, bearer: token)
        }
    }

    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let json = try StrictJSON.encode(body)
        return try await answer(path) { try await http.post($0, json: json, bearer: token, headers: []) }
    }

    /// - Throws: `CommandFailure` for an answer that is not the wanted one.
    private func answer(_ path: String, _ send: (String) async throws -> GuardedHTTP.Response) async throws -> JSONValue
    {
        let response: GuardedHTTP.Response
        do {
            response = try await send(base + path)
        } catch let failure as OutboundFailure {
            throw CommandFailure("\(failure)")
        }
        switch response.status {
        case 200..<300: break
        case 401, 403:
            throw CommandFailure(
                "\(base) refused the request with status \(response.status). Set --source-token-file to a token that may read everything."
            )
        default:
            throw CommandFailure(
                "\(base) answered \(path.prefix { $0 != "?" }) with status \(response.status). Check the URL."
            )
        }
        guard let value = try? StrictJSON.parse(response.body, maxDepth: 64) else {
            throw CommandFailure("\(base) answered \(path.prefix { $0 != "?" }) without JSON. Check the URL.")
        }
        return value
    }
}

/// Redis Agent Memory Server, over its REST API.
struct RedisAMSSource {
    private let server: SourceServer
    private static let page = 100

    init(_ server: SourceServer) {
        self.server = server
    }

    /// All memories, page by page. A memory that moves to another page meanwhile is still imported once.
    func memories() async throws -> [JSONValue] {
        var all: [JSONValue] = []
        var seen: Set<Identifier> = []
        var offset: Int64 = 0
        while true {
            let answer = try await server.post(
                "/v1/long-term-memory/search",
                ["limit": .integer(Int64(Self.page)), "offset": .integer(offset)]
            )
            let page = answer["memories"]?.array ?? []
            all += page.filter { memory in
                let key = "\(memory["user_id"]?.string ?? "")\u{0}\(memory["id"]?.string ?? "")"
                return seen.insert(Identifier(key)).inserted
            }
            guard let next = answer["next_offset"]?.integer, next > offset, !page.isEmpty else { return all }
            offset = next
            Terminal.progress("Read \(all.count) memories")
        }
    }
}

/// Couchbase Agent Memory, over its REST API.
struct CouchbaseSource {
    private let server: SourceServer
    private static let page = 200
    private static let users = 500

    init(_ server: SourceServer) {
        self.server = server
    }

    /// The memory blocks of one user, or of all.
    func blocks(of user: String?) async throws -> [JSONValue] {
        var all: [JSONValue] = []
        let users = if let user { [user] } else { try await users() }
        for user in users {
            var offset = 0
            while true {
                let path = "/users/\(Percent.encode(user))/memory?session_ids=all&limit=\(Self.page)&offset=\(offset)"
                let page = try await server.get(path)["memory_blocks"]?.array ?? []
                all += page
                Terminal.progress("Read \(all.count) memory blocks")
                guard page.count == Self.page else { break }
                offset += page.count
            }
        }
        return all
    }

    /// Version 1.0 has no pages and answers with all users at once.
    private func users() async throws -> [String] {
        var names: [String] = []
        var seen: Set<Identifier> = []
        while true {
            let page = try await server.get("/users?limit=\(Self.users)&offset=\(names.count)")["users"]?.array ?? []
            let new = page.compactMap { $0["id"]?.string }.filter { seen.insert(Identifier($0)).inserted }
            names += new
            guard page.count == Self.users, !new.isEmpty else { return names }
        }
    }
}
