import Base
import Identity
import TestSupport

/// Runs `count` tasks at once and collects their results.
func race<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> T) async throws -> [T] {
    try await withThrowingTaskGroup(of: T.self) { group in
        for index in 0..<count { group.addTask { try await body(index) } }
        var results: [T] = []
        for try await result in group { results.append(result) }
        return results
    }
}

enum TokenFixture {
    static func verifier(_ seed: UInt8) -> APITokenHash { .sha256(Digest256([UInt8](repeating: seed, count: 32))!) }

    static func token(
        _ id: String,
        owner: APIToken.Owner,
        workspace: ID<Workspace>,
        alsoReads: [ID<Workspace>] = [],
        expiresAt: Timestamp? = nil
    ) -> APIToken {
        APIToken(
            id: ID(id),
            owner: owner,
            workspace: workspace,
            alsoReads: alsoReads,
            scopes: .write,
            label: "laptop",
            createdAt: People.dawn,
            expiresAt: expiresAt
        )
    }
}
