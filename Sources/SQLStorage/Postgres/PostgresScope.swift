import Base

extension SQLScope {
    /// The statement that makes a batch wait. Batches of `.everything` take a lock of the schema alone, the others share it
    /// and take one for each of their names, in the order of the numbers: no two can wait for each other.
    /// - Parameter schema: the number of the lock of the schema.
    func locking(schema: Int64) -> String {
        switch self {
        case .names(let names) where names.count <= Self.nameLimit:
            let numbers = Set(names.map { Self.number(of: $0, schema) }).sorted()
            return "SELECT pg_advisory_xact_lock_shared(\(schema))"
                + numbers.enumerated().map { ", pg_advisory_xact_lock(\($1)) AS lock_\($0)" }.joined()
        case .names, .everything: return "SELECT pg_advisory_xact_lock(\(schema))"
        }
    }

    /// FNV-1a with 64 bits. Two names with one number only wait for each other without need.
    private static func number(of name: Identifier, _ schema: Int64) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(schema) \(name)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64(bitPattern: hash)
    }
}
