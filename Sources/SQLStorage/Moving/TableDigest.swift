import Base
import Crypto

/// The number of rows of a table, and a digest of all their values in order. Equal tables of two databases have equal ones.
struct TableDigest: Equatable {
    private(set) var rows = 0
    private var hash = SHA256()

    static func == (one: Self, other: Self) -> Bool {
        one.rows == other.rows && Array(one.hash.finalize()) == Array(other.hash.finalize())
    }

    /// - Parameter row: the values of a row, in the order of its columns.
    mutating func add(_ row: [SQLValue]) {
        rows += 1
        for value in row {
            switch value {
            case .null: add(0, [])
            case .integer(let number): add(1, Array("\(number)".utf8))
            case .real(let number): add(2, Array("\(number)".utf8))
            case .text(let text): add(3, Array(text.utf8))
            case .blob(let bytes): add(4, bytes)
            }
        }
    }

    /// The length keeps the values apart.
    private mutating func add(_ kind: UInt8, _ bytes: [UInt8]) {
        var head: [UInt8] = [kind]
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { head += $0 }
        hash.update(data: head)
        hash.update(data: bytes)
    }
}
