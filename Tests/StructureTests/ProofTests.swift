import Testing

/// Proofs are made, and rights are taken away, where it was decided that they are, and nowhere else.
@Suite struct ProofTests {
    /// What Identity and Authorization do themselves: their verbs end cached principals in the same call.
    @Test(
        "Doors and commands take no right away by themselves",
        arguments: SourceTree.sources.filter { !["Identity", "Authorization", "SQLStorage"].contains($0.target) }
    )
    func rightsAreTakenAwayByVerbs(file: SourceTree.File) {
        let storeVerbs = [
            "apiTokens.remove(", "clients.delete(", "consents.withdraw(", "grants.revoke(", "state.endLogins(",
            "keys.remove(", "keys.rotate(", "sessions.endAll(", "state.forget(", "stores.users.delete(",
            "stores.users.set(", "stores.workspaces.remove",
        ]
        for word in ["bump("] + storeVerbs {
            #expect(!file.code.contains { $0.contains(word) }, "\(file.path) has \(word)…): call a verb that does it")
        }
    }
}
