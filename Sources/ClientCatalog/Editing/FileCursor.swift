import Base

/// A place in the text of a configuration file, which moves from the beginning to the end.
protocol FileCursor {
    var bytes: [UInt8] { get }
    var index: Int { get set }
}

extension FileCursor {
    /// Where the text begins: after a byte order mark.
    static func start(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0 }

    /// Passes the character if it is the next one.
    mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    func flaw(_ reason: String) -> EditFlaw { EditFlaw(reason, at: index, of: bytes) }
}
