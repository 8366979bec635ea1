extension String {
    /// The same on one line and with nothing that cannot be seen: what breaks a line, steers a terminal or turns the
    /// direction of writing stands as `\u{1b}`. For logs and terminals, where a text of somebody else's could pass for
    /// one of ours.
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
    /// Also format characters: those that reverse the direction of writing make one text look like another.
    package var isControl: Bool {
        if isASCII { return value < 0x20 || value == 0x7f }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
