import Base
import SQLStorage
import Testing

@Suite struct SQLTests {
    private func rendered(_ sql: SQL) -> (text: String, values: [SQLValue]) { sql.rendered { "$\($0)" } }

    @Test func interpolatedValuesAreBound() {
        let hostile = "x'; DROP TABLE users; --"
        let (text, values) = rendered(
            "SELECT 1 FROM users WHERE name = \(hostile) AND created_at < \(Timestamp(seconds: 1))"
        )
        #expect(text == "SELECT 1 FROM users WHERE name = $1 AND created_at < $2")
        #expect(values == [.text(hostile), .integer(1_000)])
    }

    @Test func nilIsBoundAsNull() {
        let nothing: String? = nil
        #expect(rendered("VALUES (\(nothing))").values == [.null])
    }

    @Test func fragmentsKeepTheirBindingsInOrder() {
        let inner: SQL = "b = \("two")"
        let (text, values) = rendered("a = \(1) AND \(inner) AND c IN (\(SQL.list([3, 4])))")
        #expect(text == "a = $1 AND b = $2 AND c IN ($3, $4)")
        #expect(values == [.integer(1), .text("two"), .integer(3), .integer(4)])
    }

    @Test func anEmptyListMatchesNothingAndNoConditionsMatchAll() {
        #expect(rendered("x IN (\(SQL.list([String]())))").text == "x IN (NULL)")
        #expect(rendered(SQL.all([])).text == "1 = 1")
        #expect(rendered(SQL.all(["a", "b"])).text == "(a AND b)")
    }

    @Test func onlyStatementsWithAFixedTextAreKeptPrepared() {
        let one: SQL = "SELECT \(1)"
        let many: SQL = "SELECT \(SQL.list([1, 2]))"
        let single: SQL = "SELECT \(SQL.list([1]))"
        #expect(!one.varies && !single.varies)
        #expect(many.varies)
        #expect(!many.kept.varies)
        #expect(!SQL.all(["a"]).varies && !SQL.all(["a", "b"]).varies)
        #expect(SQL.all(["a", "b", "c"]).varies && SQL.all(["a", many]).varies)
    }
}
