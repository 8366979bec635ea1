import Testing

@testable import HTTPAPI

@Suite("The values of a page as a template reads them") struct PageMembersTests {
    private struct Item {
        let name: String
        let note: String?
        let isChosen: Bool
    }

    private enum Mode { case plain }

    private struct Model {
        let title = "T"
        let count: Int? = 3
        let missing: Item? = nil
        let chosen: Item? = Item(name: "c", note: nil, isChosen: false)
        let items = [Item(name: "a", note: "n", isChosen: true), Item(name: "b", note: nil, isChosen: false)]
        let on = ["kind": true]
        let mode = Mode.plain
    }

    @Test("Texts, numbers, lists, optionals and values within values")
    func values() throws {
        let members = PageMembers.members(of: Model())
        #expect(members["title"] as? String == "T" && members["count"] as? Int == 3)
        #expect(members["missing"] == nil && members["nothing"] == nil)
        #expect((members["on"] as? [String: Bool]) == ["kind": true] && members["mode"] is Mode)
        let chosen = try #require(members["chosen"] as? PageMembers)
        #expect(chosen.child(named: "name") as? String == "c" && chosen.child(named: "isChosen") as? Bool == false)
        #expect(chosen.child(named: "note") == nil && chosen.child(named: "title") == nil)
        let items = try #require(members["items"] as? [Any]).compactMap { $0 as? PageMembers }
        #expect(items.map { $0.child(named: "note") as? String } == ["n", nil])
    }
}
