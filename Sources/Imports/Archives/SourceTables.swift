package import Base

/// The tables of another system's database, by name: a row is an object of the columns that are not NULL.
package struct SourceTables: Sendable {
    package var rows: [String: [JSONValue]]

    package init(_ rows: [String: [JSONValue]]) {
        self.rows = rows
    }

    /// - Throws: `validationFailed` when the database has no such table.
    func table(_ name: String, of system: String) throws -> [JSONValue] {
        guard let table = rows[name] else {
            throw Fault(.validationFailed, "The database has no table named \(name). It is not one of \(system).")
        }
        return table
    }
}
