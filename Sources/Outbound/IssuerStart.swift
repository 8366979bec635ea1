import Base

/// Connects to the trusted issuers when the server starts. A required issuer that cannot be reached prevents the start;
/// the server keeps trying any other issuer while it runs.
package struct IssuerStart: Sendable {
    /// For the log.
    package enum Event: Sendable, Hashable, CustomStringConvertible {
        case initialized(issuer: String)
        case failed(issuer: String, reason: String, nextTry: Duration?)

        package var description: String {
            switch self {
            case .initialized(let issuer): "OIDC authentication initialized issuer=\(issuer)"
            case .failed(let issuer, let reason, let nextTry):
                "OIDC provider not reached issuer=\(issuer) reason=“\(reason)”"
                    + (nextTry.map { " next_try_seconds=\($0.components.seconds)" } ?? "")
            }
        }
    }

    private let sleep: @Sendable (Duration) async throws -> Void
    private let report: @Sendable (Event) -> Void

    package static let attempts = 3
    private static let longestPause = Duration.seconds(60)

    /// - Parameters:
    ///   - sleep: throws when the server is stopping.
    ///   - report: writes the log.
    package init(
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.sleep = sleep
        self.report = report
    }

    /// For a required issuer: three attempts, one and two seconds apart.
    /// - Throws: `IssuerUnreachable`, or the error of `sleep`.
    package func open(_ connection: IssuerConnection) async throws {
        for attempt in 1... {
            let pause = attempt < Self.attempts ? Self.pause(after: attempt) : nil
            guard let reason = await failure(of: connection, nextTry: pause) else { return }
            guard let pause else {
                throw IssuerUnreachable(name: connection.name, issuer: connection.issuer, reason: reason)
            }
            try await sleep(pause)
        }
    }

    /// For an optional issuer: tries until it responds, finally once a minute.
    /// - Throws: the error of `sleep`.
    package func keepOpening(_ connection: IssuerConnection) async throws {
        for attempt in 1... {
            let pause = Self.pause(after: attempt)
            guard await failure(of: connection, nextTry: pause) != nil else { return }
            try await sleep(pause)
        }
    }

    /// The failure of one attempt; nil when it succeeded.
    private func failure(of connection: IssuerConnection, nextTry: Duration?) async -> String? {
        do {
            try await connection.open()
            report(.initialized(issuer: connection.issuer))
            return nil
        } catch {
            report(.failed(issuer: connection.issuer, reason: "\(error)", nextTry: nextTry))
            return "\(error)"
        }
    }

    private static func pause(after attempt: Int) -> Duration {
        min(.seconds(1 << min(attempt - 1, 10)), longestPause)
    }
}

/// The reason why the server does not start.
package struct IssuerUnreachable: Error, Sendable, Hashable, CustomStringConvertible {
    package let name: String
    package let issuer: String
    package let reason: String

    package var description: String {
        "auth.issuer.\(name) (\(issuer)) is required and could not be used after \(IssuerStart.attempts) attempts: \(reason)"
    }
}
