import Testing

/// Only the listed places create proofs, and only Identity and Authorization take rights away.
@Suite struct ProofTests {
    @Test(
        "Only authenticators lend a licence, and only tests create principals without one",
        arguments: [
            (
                ".ofAuthenticator",
                [
                    "Sources/Authorization/Sessions/SessionAuthenticator.swift",
                    "Sources/Identity/Bearer/TokenAuthenticator.swift",
                ]
            ),
            ("License()", ["Sources/Identity/Principals/Principal.swift"]),
            (".unproven", ["Sources/TestSupport/People.swift"]),
        ]
    )
    func principalsAreMadeByAuthenticators(words: String, places: [String]) {
        let found = SourceTree.sources.filter { file in file.code.contains { $0.contains(words) } }.map(\.path)
        #expect(found == places)
    }

    @Test("Only these places create principals")
    func placesThatMakePrincipals() {
        let creation = /(^|[^\w.])Principal\((kind:|$)/
        let found = SourceTree.sources.filter { file in
            file.code.contains { $0.contains("Principal(") && $0.contains(creation) }
        }
        #expect(
            found.map(\.path) == [
                "Sources/Authorization/Sessions/SessionAuthenticator.swift",
                "Sources/Authorization/Tokens/OwnAccessTokens.swift",
                "Sources/Identity/Bearer/PresetToken.swift",
                "Sources/Identity/Bearer/TokenAuthenticator.swift",
                "Sources/Identity/Principals/Principal.swift",
                "Sources/Identity/Trust/IssuerVerifier.swift",
                "Sources/TestSupport/People.swift",
            ]
        )
    }

    /// Identity and Authorization do this themselves: their verbs end cached principals in the same call.
    @Test(
        "Doors and commands take rights away only through verbs of Identity and Authorization",
        arguments: SourceTree.sources.filter { !["Identity", "Authorization", "SQLStorage"].contains($0.target) }
    )
    func rightsAreTakenAwayByVerbs(file: SourceTree.File) {
        let storeVerbs = [
            "apiTokens.remove(", "clients.delete(", "consents.withdraw(", "grants.revoke(", "state.endLogins(",
            ".keys.remove(", ".keys.rotate(", "sessions.endAll(", "state.forget(", "stores.users.delete(",
            "stores.users.set(", "stores.workspaces.remove",
        ]
        for word in ["bump("] + storeVerbs {
            #expect(!file.code.contains { $0.contains(word) }, "\(file.path) has \(word)…): call a verb that does it")
        }
    }
}
