import Authorization
import Base
import Identity

/// Watches in the database how far a client gets after its entry was written.
struct ConnectionWatch {
    enum Sighting: Equatable {
        /// The first call with the API token.
        case called(at: Timestamp)
        /// An application got a token: the login is complete.
        case connected(name: String, at: Timestamp)
        /// An application registered, and nobody has allowed it access yet.
        case registered(name: String)
        case nothing

        var isEnd: Bool {
            switch self {
            case .called, .connected: true
            case .registered, .nothing: false
            }
        }
    }

    let tools: OperatorTools
    /// Times are stored to the minute, so the minute of the start counts.
    let since: Timestamp
    /// The API token that the client was given; nil when it logs in.
    let token: Secret?

    func look() async throws -> Sighting {
        if let token {
            guard case .one(let found) = try await tools.tokens.find(token.reveal()), let used = found.lastUsedAt,
                used >= since
            else { return .nothing }
            return .called(at: used)
        }
        let registered = try await allItems { try await tools.authorization.clients.clients($0) }
        let clients = try await registered + tools.authorization.clients.documents()
        if let client = clients.filter({ isFresh($0.lastUsedAt) }).last, let used = client.lastUsedAt {
            return .connected(name: client.name ?? client.id.rawValue, at: used)
        }
        guard let client = registered.filter({ isFresh($0.createdAt) && $0.origin == .registered }).last else {
            return .nothing
        }
        return .registered(name: client.name ?? client.id.rawValue)
    }

    private func isFresh(_ time: Timestamp?) -> Bool { time.map { $0 >= since } ?? false }

    /// Looks once a second.
    /// - Returns: the last sighting: the end of the connection, or how far it was when the time was over.
    func wait(seconds: Int) async throws -> Sighting {
        var sighting = try await look()
        for _ in 0..<seconds where !sighting.isEnd {
            try await Task.sleep(for: .seconds(1))
            sighting = try await look()
        }
        return sighting
    }
}

extension ConnectionWatch.Sighting {
    /// A sentence that says what happened, or which step is missing and what to do.
    func sentence(about title: String, waited seconds: Int) -> String {
        switch self {
        case .called(let time):
            return "\(title) is connected (first call at \(Terminal.time(time, else: "")))."
        case .connected(let name, let time):
            return "\(title) is connected: “\(name)” got its token at \(Terminal.time(time, else: ""))."
        case .registered(let name):
            return "“\(name)” registered, and nobody has allowed it access yet. Complete the login in the browser."
        case .nothing:
            return
                "\(title) has not reached this server within \(seconds) s. Do the step above, then run `agent-memory client list`."
        }
    }
}
