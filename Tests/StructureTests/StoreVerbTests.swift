import Testing

/// Every verb of every store protocol, as its protocol declares it, and the tests of the conformance suite as text.
private enum Verbs {
    struct Verb: Sendable, CustomTestStringConvertible {
        let store: String
        let name: String
        var testDescription: String { "\(store).\(name)" }
    }

    /// The name of a store where it is used.
    static let receivers: [String: [String]] = [
        "APITokenStore": ["apiTokens", "tokens"], "AuthorizationCodeStore": ["codes"], "ClientStore": ["clients"],
        "ConsentStore": ["consents"], "GrantStore": ["grants"], "KeyStore": ["keys"], "OneTimeStore": ["oneTime"],
        "PasswordStore": ["passwords"], "SessionStore": ["sessions"], "UserStore": ["users"],
        "WorkspaceStore": ["workspaces"],
        "MemoryStore": ["memories"], "PromotionQueue": ["promotions"],
        "WorkingMemoryStore": ["store", "workingMemory"],
        "CredentialUseStore": ["uses"], "ApplicationPauseStore": ["pauses"], "MemoryVersionStore": ["versions"],
        "MemoryEventStore": ["events"], "UndoStore": ["undos"],
        "UserProfileStore": ["store", "userProfiles"], "AuthorizationStateStore": ["state"],
        "ConnectionTraceStore": ["traces"], "PasskeyStore": ["passkeys"],
        "InvitationStore": ["invitations"], "SessionRecordStore": ["sessionRecords"],
        "ExtractionPromptStore": ["extractionPrompts"], "MemoryExpiryStore": ["expiries"],
        "PassingStore": ["store", "passing"], "SharedSecretStore": ["secrets"],
        "WorkLeaseStore": ["store"],
        "ExtractionQueue": ["queue", "extractions"], "LanguageCallStore": ["calls", "languageCalls"],
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
            declaration.output.2.matches(of: /func (\w+)\([\s\S]*?async throws/).map { verb in
                Verb(
                    store: String(declaration.output.1),
                    name: String(verb.output.1)
                )
            }
        }
    }
}

/// No verb is added to a store without a conformance test. What the tests must show of races, time and isolation is for
/// their readers to judge: a word in a test says nothing about what it does.
@Suite struct StoreVerbTests {
    @Test func theProtocolsAreRead() {
        #expect(Set(Verbs.all.map(\.store)) == Set(Verbs.receivers.keys))
        #expect(Verbs.all.count > 60)
    }

    @Test("law: every verb is used by the conformance suite", arguments: Verbs.all)
    fileprivate func everyVerbIsTested(verb: Verbs.Verb) throws {
        #expect(try !Verbs.tests(of: verb).isEmpty, "no test of StorageConformanceTests uses it")
    }
}
