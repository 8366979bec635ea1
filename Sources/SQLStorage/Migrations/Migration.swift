import GRDB

/// One step of the schema's history: numbered from 1, named, and never changed after its release.
package struct Migration: Sendable {
    package let number: Int64
    package let name: String
    let statements: StaticString
    /// The part that SQL alone cannot do; runs after the statements, in the same commit.
    let change: @Sendable (Database) throws -> Void

    init(
        _ number: Int64,
        _ name: String,
        _ statements: StaticString,
        then change: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) {
        self.number = number
        self.name = name
        self.statements = statements
        self.change = change
    }
}
