import Testing

/// Every verb of every store protocol, as its protocol declares it, and the tests of the conformance suite as text.
private enum Verbs {
    struct Verb: Sendable, CustomTestStringConvertible {
        let store: String
        let name: String
        /// The remarks above it and its parameters.
        let text: String

        var testDescription: String { "\(store).\(name)" }
        var promisesSomethingOfRaces: Bool {
            text.lowercased().contains("racing") || text.lowercased().contains("at most one caller")
        }
        var needsAccess: Bool { text.contains("_ access: Access") }
        var takesTheTime: Bool { text.contains("at now: Timestamp") || text.contains("expiredBefore: Timestamp") }
    }

    /// What a store is called where it is used.
    static let receivers: [String: [String]] = [
        "APITokenStore": ["apiTokens", "tokens"], "AuthorizationCodeStore": ["codes"], "ClientStore": ["clients"],
        "ConsentStore": ["consents"], "GrantStore": ["grants"], "KeyStore": ["keys"], "OneTimeStore": ["oneTime"],
        "PasswordStore": ["passwords"], "SessionStore": ["sessions"], "UserStore": ["users"],
        "WorkspaceStore": ["workspaces"],
        "MemoryStore": ["memories"], "PromotionQueue": ["promotions"],
        "WorkingMemoryStore": ["store", "workingMemory"],
        "UserProfileStore": ["store", "userProfiles"], "AuthorizationStateStore": ["state"],
    ]

    /// Verbs that tests reach through a fixture.
    static let shorthands = ["MemoryStore.candidates": "fixture.find(", "UserProfileStore.profiles": "ids(fixture, "]

    static let all: [Verb] = SourceTree.sources.filter { $0.path.contains("/Stores/") }.flatMap(verbs)

    /// From one `@Test` to the next.
    static let tests: [String] = SourceTree.tests.filter { $0.target == "StorageConformanceTests" }.flatMap { file in
        file.text.split(separator: "\n    @Test").map(String.init)
    }

    static func tests(of verb: Verb) throws -> [String] {
        let receivers = try #require(receivers[verb.store], "\(verb.store) has no row: name what tests call it")
        let calls =
            receivers.map { "\($0).\(verb.name)(" } + (shorthands["\(verb.store).\(verb.name)"].map { [$0] } ?? [])
        return tests.filter { test in calls.contains { test.contains($0) } }
    }

    private static func verbs(_ file: SourceTree.File) -> [Verb] {
        file.text.matches(of: /\npackage protocol (\w+)[^{]*\{([\s\S]*?)\n\}/).flatMap { declaration in
            declaration.output.2.matches(of: /(( *\/\/\/[^\n]*\n)*) *func (\w+)\(([\s\S]*?)async throws/).map { verb in
                Verb(
                    store: String(declaration.output.1),
                    name: String(verb.output.3),
                    text: "\(verb.output.1)\(verb.output.4)"
                )
            }
        }
    }
}

/// docs/architecture.md §12: storage conformance has four kinds of test.
@Suite struct StoreVerbTests {
    @Test func theProtocolsAreRead() {
        #expect(Set(Verbs.all.map(\.store)) == Set(Verbs.receivers.keys))
        #expect(Verbs.all.count > 60)
    }

    @Test("law: every verb is used by the conformance suite", arguments: Verbs.all)
    fileprivate func everyVerbIsTested(verb: Verbs.Verb) throws {
        #expect(try !Verbs.tests(of: verb).isEmpty, "no test of StorageConformanceTests uses it")
    }

    @Test(
        "race: what a verb promises of racing callers is tried with racing callers",
        arguments: Verbs.all.filter(\.promisesSomethingOfRaces)
    )
    fileprivate func promisesOfRacesAreKept(verb: Verbs.Verb) throws {
        #expect(try Verbs.tests(of: verb).contains { $0.contains("race(") }, "no test races it")
    }

    @Test("time: a verb that is told the time is tried at more than one", arguments: Verbs.all.filter(\.takesTheTime))
    fileprivate func timesDiffer(verb: Verbs.Verb) throws {
        let moves = ["later(", "advance(by:", "advanced(by:"]
        #expect(
            try Verbs.tests(of: verb).contains { test in moves.contains { test.contains($0) } },
            "no test moves the clock for it"
        )
    }

    @Test("isolation: a verb that takes an Access is tried by strangers", arguments: Verbs.all.filter(\.needsAccess))
    fileprivate func strangersAreTried(verb: Verbs.Verb) throws {
        let strangers = ["stranger", "foreign", "bob"]
        #expect(
            try Verbs.tests(of: verb).contains { test in strangers.contains { test.contains($0) } },
            "no stranger tries it"
        )
    }
}
