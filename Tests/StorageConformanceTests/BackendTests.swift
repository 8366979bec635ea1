import TestSupport
import Testing

@Suite struct BackendTests {
    @Test("REQUIRE_BACKENDS names backends that exist, and each of them runs here")
    func requiredBackendsAreAvailable() throws {
        let required = BackendRequirement.ofEnvironment
        #expect(required.unknown == [], "REQUIRE_BACKENDS takes 1 or names from \(Backend.allCases.map(\.rawValue))")
        #expect(required.backends.isSubset(of: Backend.available))
        for backend in required.backends { _ = try backend.open() }
    }

    @Test(
        "REQUIRE_BACKENDS is 1 for every backend, or a list of names; unknown names are reported",
        arguments: [
            ("", [], []), ("1", Set(Backend.allCases), []), ("sqlite", [.sqlite], []), (" sqlite ,", [.sqlite], []),
            ("sqlite,oracle", [.sqlite], ["oracle"]), ("SQLite", [], ["SQLite"]), ("1,sqlite", [.sqlite], ["1"]),
            ("yes", [], ["yes"]),
        ] as [(String, Set<Backend>, [String])]
    )
    func requiredBackendsAreParsed(text: String, backends: Set<Backend>, unknown: [String]) {
        let required = BackendRequirement(text)
        #expect(required.backends == backends && required.unknown == unknown)
    }
}
