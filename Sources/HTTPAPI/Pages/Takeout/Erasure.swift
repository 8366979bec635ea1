import Authorization
import Base
import Identity
import Memories

/// Erases what a person has at this server: memories with their versions, sessions, activity, tokens, applications and
/// logins. The account and its places in teams stay.
struct Erasure: Sendable {
    let visit: PageVisit
    let holdings: PersonalHoldings

    /// The numbers of what was erased.
    struct Receipt: Sendable {
        let id: String
        let at: Timestamp
        let memories: Int
        let sessions: Int
        let applications: Int
        let tokens: Int
        let browsers: Int

        /// The claims of the signed receipt.
        var facts: [String: JSONValue] {
            let counts = [
                "memories": memories, "sessions": sessions, "applications": applications, "api_tokens": tokens,
                "browsers": browsers,
            ]
            return ["erased": .object(counts.mapValues { .integer(Int64($0)) })]
        }
    }

    /// Memories go first: whatever fails then, no secret of the person stays while something can still read it, and
    /// doing it again goes on.
    /// - Parameter id: of the receipt.
    func callAsFunction(id: String) async throws -> Receipt {
        let user = visit.visitor.user
        // What is not written down yet would come after the erasing.
        try await holdings.memories.upkeep.writeEvents()
        var (memories, sessions) = (0, 0)
        for place in PersonalPlace.all(visit) {
            guard let writing = place.writing else { continue }
            let contents = try await place.contents(holdings.memories)
            try await erase(writing, user.name)
            memories += contents.memories
            sessions += contents.sessions
        }
        let tokens = try await holdings.tokens.list(of: user.id)
        for token in tokens { _ = try await holdings.tokens.remove(token.id) }
        let applications = try await holdings.applications?.list(of: user.id) ?? []
        for application in applications { try await holdings.applications?.disconnect(application.id, from: user.id) }
        let ended = try await holdings.logins.endAll(of: user)
        return Receipt(
            id: id,
            at: visit.now,
            memories: memories,
            sessions: sessions,
            applications: applications.count,
            tokens: tokens.count,
            browsers: ended.browserSessions
        )
    }

    private func erase(_ access: Access, _ name: String) async throws {
        do {
            try await holdings.profiles.delete(access, id: name)
        } catch let fault as Fault where fault.code == .notFound {
            // There is nothing under the name.
            return
        }
    }
}
