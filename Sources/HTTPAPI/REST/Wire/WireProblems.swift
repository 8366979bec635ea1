import Base

/// The invalid fields of one request, collected while it is read so that all are reported at once.
package final class WireProblems {
    private var fields: [Fault.Field] = []
    let ignored = IgnoredMembers()

    package func note(_ path: [String], _ kind: String, _ message: String) {
        fields.append(Fault.Field(path: path, kind: kind, message: message))
    }

    package var isEmpty: Bool { fields.isEmpty }

    /// Ends reading when a problem was noted.
    /// - Throws: `validationFailed` with the first problem and its path as detail.
    package func check() throws {
        guard let first = fields.first else { return }
        let place = first.kind == "value_error" ? "" : first.path.joined(separator: ".") + ": "
        let others = fields.count > 1 ? " (and \(fields.count - 1) more)" : ""
        throw Fault(.validationFailed, place + first.message + others, hints: .init(fields: fields))
    }

    /// Text from a caller, shortened and cleaned so that a message can repeat it: without characters that break lines,
    /// control terminals or change the writing direction.
    static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { isShowable($0) ? $0 : "?" }))
    }

    private static func isShowable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
