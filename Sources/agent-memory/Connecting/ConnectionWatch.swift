import Authorization
import Base
import ClientCatalog
import Identity

/// Watches in the database how far a client gets after its entry was written: by the trace of connecting clients, and
/// by the last use of its token or of its registration.
struct ConnectionWatch {
    enum Sighting: Equatable {
        /// A call with the client's credential.
        case called(at: Timestamp)
        /// The latest step of the walk.
        case reached(ConnectionStage, at: Timestamp)
        /// The walk stopped at this step.
        case stopped(ConnectionStage, remark: String?)
        case nothing

        var isEnd: Bool {
            if case .called = self { true } else { false }
        }

        /// Whether the login is complete.
        var isConnected: Bool {
            switch self {
            case .called, .reached(.token, _), .reached(.call, _): true
            case .reached, .stopped, .nothing: false
            }
        }
    }

    let tools: OperatorTools
    let client: KnownClient
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
        let steps = try await tools.authorization.traces.steps().filter { $0.at >= since }
        let walk = ConnectionWalk.all(in: steps).first { isOurs($0.name) }
        if let call = walk?.steps.last(where: { $0.stage == .call && $0.passed }) { return .called(at: call.at) }
        if let used = try await lastUse() { return .reached(.token, at: used) }
        guard let last = walk?.steps.max(by: { $0.at < $1.at }) else { return .nothing }
        return last.passed ? .reached(last.stage, at: last.at) : .stopped(last.stage, remark: last.remark)
    }

    /// When an application of this name last got a token: the trace notes a busy client only every ten minutes.
    private func lastUse() async throws -> Timestamp? {
        let registered = try await allItems { try await tools.authorization.clients.clients($0) }
        let clients = try await registered + tools.authorization.clients.documents()
        return clients.filter { isOurs($0.name) }.compactMap(\.lastUsedAt).filter { $0 >= since }.max()
    }

    /// Whether an application of this name may be the client: it has its name, or none that the catalogue knows.
    private func isOurs(_ name: String?) -> Bool {
        name.flatMap { ClientTable.client(registeredAs: $0) }.map { $0.id.isExactly(client.id) } ?? true
    }

    /// Looks once a second.
    /// - Parameter progress: called with each new sighting.
    /// - Returns: the last sighting: the first call, or how far the client was when the time was over.
    func wait(seconds: Int, progress: (Sighting) -> Void) async throws -> Sighting {
        var sighting = Sighting.nothing
        for second in 0...seconds {
            if second > 0 { try await Task.sleep(for: .seconds(1)) }
            let now = try await look()
            if now != sighting { progress(now) }
            sighting = now
            if sighting.isEnd { break }
        }
        return sighting
    }
}

extension ConnectionWatch.Sighting {
    /// A sentence that says what happened.
    func sentence(about title: String, waited seconds: Int) -> String {
        switch self {
        case .called(let time): "\(title) is connected (first call at \(Terminal.time(time, else: "")))."
        case .reached(let stage, let time): "\(stage.sentence(about: title)) (\(Terminal.time(time, else: "")))."
        case .stopped(let stage, let remark):
            "\(title) stopped at the step \(stage.rawValue)\(remark.map { ": \($0)" } ?? ".")"
        case .nothing: "\(title) has not reached this server within \(seconds) s."
        }
    }

    /// The missing step, and what to do.
    func advice(about title: String, waited seconds: Int) -> String {
        let trace = "`agent-memory client trace` shows its steps."
        return switch self {
        case .called, .reached(.call, _): ""
        case .reached(.token, _): "\(title) has its token and has not called yet. Ask it what it remembers about you."
        case .reached(.consent, _): "It has not fetched its token within \(seconds) s. \(trace)"
        case .reached(.login, _): "The login is not complete. Log in and allow access in the browser."
        case .reached(.registration, _): "Nobody has allowed it access yet. Complete the login in the browser."
        case .reached(.discovery, _): "It has not registered within \(seconds) s. Do the step above. \(trace)"
        case .stopped: "Try again in \(title). \(trace)"
        case .nothing:
            "\(title) has not reached this server within \(seconds) s. Do the step above, then run `agent-memory client trace`."
        }
    }
}

extension ConnectionStage {
    fileprivate func sentence(about title: String) -> String {
        switch self {
        case .discovery: "\(title) found this server"
        case .registration: "\(title) registered"
        case .login: "\(title) sent you to log in"
        case .consent: "\(title) asked for access"
        case .token: "\(title) got its token"
        case .call: "\(title) called"
        }
    }
}
