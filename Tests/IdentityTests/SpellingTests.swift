import Base
import TestSupport
import Testing

@testable import Identity

/// RFC 8265: a typed name is the same in every spelling that keyboards produce.
@Suite struct SpellingTests {
    @Test("A new name is stored in Normalization Form C")
    func namesAreNormalizedOnce() throws {
        let provisioning = Provisioning(time: ManualClock(), random: SeededRandom())
        let (user, _) = try provisioning.newUser(name: "jose\u{301}")
        #expect(user.name.isExactly("jos\u{e9}"))
        #expect(UserName.nearest(to: "jose\u{301}").isExactly("jos\u{e9}"))
        #expect(UserName.loginName(" JOSE\u{301} ").isExactly("jos\u{e9}"))
        #expect(UserName.loginName("ΣΟΦΙΑΣ").isExactly(UserName.loginName("σοφιας")))
        #expect(UserName.loginName("STRASSE").isExactly(UserName.loginName("Straße")))
    }
}
