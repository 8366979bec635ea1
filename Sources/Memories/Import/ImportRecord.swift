package import Base

/// A record of a file or of another system that can become a memory here.
package struct ImportRecord: Sendable {
    package enum Content: Sendable {
        /// A JSON object with the members of a memory, as an export writes them.
        case memory(JSONValue)
        /// The reason why it cannot be imported, as a sentence without text of the source.
        case refused(String)
    }

    /// Its line in a file of lines, otherwise its place in the source; from 1.
    package let number: Int
    package let content: Content

    package init(number: Int, _ content: Content) {
        self.number = number
        self.content = content
    }

    /// The largest line in bytes: far more than the largest memory, escaped.
    private static let longest = 16 << 20

    /// The lines of a file that are not blank; each holds one JSON object.
    package static func lines(_ bytes: [UInt8]) -> [ImportRecord] {
        var records: [ImportRecord] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard !line.allSatisfy({ blanks.contains($0) }) else { continue }
            records.append(ImportRecord(number: number, content(of: line)))
        }
        return records
    }

    private static let blanks: Set<UInt8> = [0x20, 0x0d, 0x09]

    private static func content(of line: ArraySlice<UInt8>) -> Content {
        guard line.count <= longest else { return .refused("The line is too long.") }
        let value = line.withUnsafeBufferPointer { bytes in
            try? StrictJSON.parse(StrictJSON.withoutMark(bytes), maxDepth: MemoryLimits.jsonDepth + 2)
        }
        guard let value, value.object != nil else { return .refused("The line is not a JSON object.") }
        return .memory(value)
    }
}
