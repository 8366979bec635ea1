package import Base
package import Identity

/// The receipt of erasing a person, as an operator hands it out.
package struct ErasureReceipt: Sendable {
    package let id: String
    package let user: User
    package let erased: ErasedPerson
    package let at: Timestamp

    package init(id: String, user: User, erased: ErasedPerson, at: Timestamp) {
        self.id = id
        self.user = user
        self.erased = erased
        self.at = at
    }

    /// The numbers of what was erased.
    package var counts: [String: JSONValue] {
        let counts = [
            "memories": erased.memories, "sessions": erased.sessions, "api_tokens": erased.tokens,
            "applications": erased.applications, "browsers": erased.browsers, "teams": erased.teams, "accounts": 1,
        ]
        return counts.mapValues { .integer(Int64($0)) }
    }

    /// The signed receipt.
    /// - Returns: nil when the server signs with a secret, which only the server could check.
    package func signed(by signer: ReceiptSigner) async throws -> String? {
        try await signer.sign(["erased": .object(counts)], id: id, user: user.id, at: at)
    }

    /// The sentences about what an erasing cannot reach.
    package static let backups =
        "Backups made before still hold the data. Delete them, or erase the person again after restoring one."
}
