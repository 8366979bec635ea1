extension String {
    /// The text on one line, without invisible characters: line breaks, terminal control characters and characters that
    /// change the writing direction become `\u{1b}` and so on. For logs and terminals, where text from outside could
    /// otherwise look like a line of this server.
    package var escaped: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isControl {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Also true for format characters: those that reverse the writing direction can make one text look like another.
    package var isControl: Bool {
        if isASCII { return value < 0x20 || value == 0x7f }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
