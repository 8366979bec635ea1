// SQLStorage: the stores of Identity and Memories on a relational database.
//
// Owns the SQL engine (statements that bind, atomic batches, migrations), the schema, and one store per protocol. Makes
// no decisions: conditions live in statements, policy in Identity, ranking in Memories. Code specific to one database
// is in files named after it (`SQLite…`). Start reading at `SQLiteStores.swift`, then `Engine/SQL.swift`.
