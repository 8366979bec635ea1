/// The texts that a member may have.
package struct TextRange: Sendable, Hashable {
    /// The maximum length in Unicode scalars, as JSON Schema counts.
    package let limit: Int
    /// Whether at least one character must not be white space.
    package let refusesBlank: Bool
    /// Whether control characters are refused.
    package let refusesControls: Bool

    private init(limit: Int, refusesBlank: Bool, refusesControls: Bool) {
        self.limit = limit
        self.refusesBlank = refusesBlank
        self.refusesControls = refusesControls
    }

    package static let any = Self(limit: .max, refusesBlank: false, refusesControls: false)
    package static let notBlank = Self(limit: .max, refusesBlank: true, refusesControls: false)

    /// An identifier or another name, which is stored, compared and shown.
    package static func label(upTo limit: Int) -> Self {
        Self(limit: limit, refusesBlank: true, refusesControls: true)
    }

    package func limited(to limit: Int) -> Self {
        Self(limit: limit, refusesBlank: refusesBlank, refusesControls: refusesControls)
    }

    /// What is wrong with a text.
    package enum Flaw: Sendable, Hashable {
        case blank
        case tooLong(limit: Int)
        case controls

        /// Follows the name of the member: `must have at most 256 characters`.
        package var clause: String {
            switch self {
            case .blank: "must not be empty"
            case .tooLong(let limit): "must have at most \(limit) characters"
            case .controls: "must not contain control characters"
            }
        }
    }

    package func flaw(in text: String) -> Flaw? {
        if refusesBlank, text.allSatisfy(\.isWhitespace) { return .blank }
        if !text.hasAtMost(limit) { return .tooLong(limit: limit) }
        let hasControls = refusesControls && text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControls ? .controls : nil
    }
}
