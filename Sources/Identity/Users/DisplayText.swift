package import Base

/// Checks text written by people that lists, pages and logs will show.
package enum DisplayText {
    static let displayNameLimit = 200
    /// RFC 5321 §4.5.3.1: 64 octets, an @ and 255.
    static let emailLimit = 320

    /// Checks one line of text.
    /// - Returns: `text` without surrounding white space.
    /// - Throws: `validationFailed` naming `field` when it is empty, longer than `limit` characters, or contains
    ///   control characters (they can forge log lines and control terminals).
    package static func check(_ text: String, field: String, limit: Int) throws -> String {
        let scalars = text.unicodeScalars
        let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map(scalars.index(after:)) ?? start
        let trimmed = String(scalars[start..<end])
        guard !trimmed.isEmpty else { throw Fault.validation(field, "missing", "The \(field) must not be empty.") }
        guard trimmed.unicodeScalars.count <= limit else {
            throw Fault.validation(field, "too_long", "The \(field) must have at most \(limit) characters.")
        }
        guard !hasControlCharacter(trimmed) else {
            throw Fault.validation(field, "control_character", "The \(field) must not contain control characters.")
        }
        return trimmed
    }

    /// Checks an email address that an operator typed: a name without the special characters of RFC 5322 §3.2.3, one @
    /// and a host name, both also in other scripts (RFC 6531). Only a message to the address could prove more.
    /// - Throws: `validationFailed` for `email`.
    package static func checkEmail(_ text: String) throws -> String {
        let address = try check(text, field: "email", limit: emailLimit)
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 64, isDotted(parts[0], isAtom), isDotted(parts[1], isLabel)
        else {
            throw Fault.validation(
                "email",
                "not_an_address",
                "“\(address)” is not an email address. Write one such as name@example.com."
            )
        }
        return address
    }

    /// Whether all parts between the dots are usable.
    private static func isDotted(_ text: Substring, _ isUsable: (Substring) -> Bool) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && isUsable($0) }
    }

    private static func isAtom(_ text: Substring) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.isASCII
                ? isLetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0) : !$0.properties.isWhitespace
        }
    }

    private static func isLabel(_ text: Substring) -> Bool {
        text.first != "-" && text.last != "-" && text.unicodeScalars.allSatisfy { $0 == "-" || isLetterOrDigit($0) }
    }

    /// Also a mark, which belongs to the letter before it.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }

    /// The most similar text that passes `check`, for text from outside; nil when nothing is left.
    static func nearest(to text: String, limit: Int) -> String? {
        let kept = text.unicodeScalars.filter { !$0.isControl }
        return try? check(String(String.UnicodeScalarView(kept.prefix(limit))), field: "text", limit: limit)
    }

    /// Also true for format characters: those that reverse the writing direction can make one name look like another.
    static func hasControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.isControl }
    }

    /// Text from outside without control characters; nil when nothing visible is left.
    package static func visible(_ text: String) -> String? {
        let scalars = text.unicodeScalars.filter { !$0.isControl }
        return scalars.contains { $0.isVisible } ? String(String.UnicodeScalarView(scalars)) : nil
    }
}

extension Unicode.Scalar {
    /// Fillers (U+3164 and similar) are ignorable by default. The blank Braille pattern is invisible although it counts
    /// as a symbol.
    fileprivate var isVisible: Bool {
        !isControl && !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint && value != 0x2800
    }
}

extension Fault {
    /// A `validationFailed` fault for one field of a request or one option of a command.
    package static func validation(_ field: String, _ kind: String, _ message: String) -> Fault {
        Fault(.validationFailed, message, hints: .init(fields: [.init(path: [field], kind: kind, message: message)]))
    }
}
