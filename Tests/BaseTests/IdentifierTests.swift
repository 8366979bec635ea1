import Base
import Testing

@Suite struct IdentifierTests {
    private static let twins = [
        ("\u{e9}", "e\u{301}"), ("K", "\u{212a}"), ("\u{ac00}", "\u{1100}\u{1161}"), ("a", "A"),
    ]

    @Test("Texts that only look alike are different identifiers", arguments: twins)
    func lookAlikesDiffer(one: String, other: String) {
        #expect(Identifier(one) != Identifier(other))
        #expect(Set([Identifier(one), Identifier(other), Identifier(one)]).count == 2)
        #expect(ID<Int>(one) != ID<Int>(other))
        #expect(!one.isExactly(other) && one.isExactly(one))
        #expect(!String?(one).isExactly(other) && String?(one).isExactly(one) && !String?(one).isExactly(nil))
        #expect([one].containsExactly(one) && ![one].containsExactly(other))
    }

    @Test("Identifiers are ordered by their bytes")
    func identifiersAreOrderedByBytes() {
        let sorted = ["e\u{301}", "z", "\u{e9}"].map { Identifier($0) }
        #expect(sorted.reversed().sorted() == sorted)
    }
}
