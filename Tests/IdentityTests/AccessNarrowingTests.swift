import Identity
import TestSupport
import Testing

@Suite struct AccessNarrowingTests {
    @Test("Access to everyone's memories can be narrowed to one user's")
    func accessToEveryoneCanBeNarrowedToOneUser() throws {
        let everyone = try AccessPolicy.access(People.service(in: People.team("app")), to: .write)
        let narrowed = try #require(everyone.narrowed(to: "cyd"))
        #expect(narrowed.reach == .only("cyd"))
        #expect(
            narrowed.workspace == everyone.workspace && narrowed.action == .write && narrowed.author == everyone.author
        )
        #expect(everyone.narrowed(to: nil)?.reach == .only(""), "memories without a user")
    }

    @Test("Access to one user's memories never reaches another user's")
    func accessToOneUserNeverReachesAnother() throws {
        let ann = try AccessPolicy.access(People.person("ann"), to: .write)
        #expect(ann.narrowed(to: "ann") == ann)
        #expect(ann.narrowed(to: "bob") == nil)
        #expect(ann.narrowed(to: nil) == nil)
    }
}
