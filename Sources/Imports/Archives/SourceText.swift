import Base

/// The text of a file of another system, in whichever Unicode encoding its editor wrote it.
enum SourceText {
    /// - Throws: `validationFailed` for bytes that are not text.
    static func read(_ bytes: [UInt8]) throws -> String {
        if bytes.starts(with: [0xff, 0xfe]) { return try wide(bytes) { UInt16($0) | UInt16($1) << 8 } }
        if bytes.starts(with: [0xfe, 0xff]) { return try wide(bytes) { UInt16($0) << 8 | UInt16($1) } }
        let mark = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        guard let text = String(validating: bytes[mark...], as: UTF8.self), !text.utf8.contains(0) else {
            throw unknown
        }
        return text
    }

    /// The JSON value of a file.
    /// - Throws: `validationFailed` with the place of what is wrong.
    static func json(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try StrictJSON.parse(Array(try read(bytes).utf8), maxDepth: 64)
        } catch let refusal as StrictJSON.Refusal {
            throw Fault(.validationFailed, "The file is not valid JSON: \(refusal).")
        }
    }

    /// The JSON values of a file with one value a line; nil for a line that has none.
    static func jsonLines(_ bytes: [UInt8]) -> [JSONValue?] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line -> JSONValue?? in
            guard line.contains(where: { $0 > 0x20 }) else { return .none }
            // Other programs write raw bytes, such as vectors, into texts: what is not UTF-8 becomes U+FFFD.
            let text = Array(String(decoding: line, as: UTF8.self).utf8)
            return .some(try? StrictJSON.parse(text, maxDepth: 64))
        }
    }

    private static func wide(_ bytes: [UInt8], _ unit: (UInt8, UInt8) -> UInt16) throws -> String {
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self),
            !text.utf8.contains(0)
        else { throw unknown }
        return text
    }

    private static var unknown: Fault { Fault(.validationFailed, "The file is not text in UTF-8 or UTF-16.") }
}
