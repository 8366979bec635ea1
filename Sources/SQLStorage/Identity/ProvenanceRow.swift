import Base
import Identity

/// The columns of an application, as every table has them.
enum ProvenanceRow {
    static func application(_ row: SQLRow) throws -> ApplicationID {
        ApplicationID(
            try row.choice("identified_by"),
            id: try row.text("application"),
            issuer: try row.text("issuer")
        )
    }
}
