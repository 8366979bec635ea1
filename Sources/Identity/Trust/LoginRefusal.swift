import Base

/// Why a login was refused, for the operator's log under the reference that the page shows: who it was, which claim,
/// what was wanted and what was there. The person is told a sentence without any of it.
///
/// Everything in it comes from a provider's token or a browser, so it is escaped and short. It never holds a token, a
/// code or a nonce.
package struct LoginRefusal: Error, Sendable, CustomStringConvertible {
    private let person: [(name: String, value: String)]
    private let reason: String

    /// - Parameters:
    ///   - subject: the person as the provider knows them; nil while they are not known.
    ///   - reason: our own words, and values by `shown`.
    package init(subject: String? = nil, email: String? = nil, _ reason: String) {
        person = [("sub", subject), ("email", email)].compactMap { name, value in
            value.map { (name: name, value: Self.shown($0)) }
        }
        self.reason = reason
    }

    /// A claim that is not what it has to be.
    package init(subject: String? = nil, email: String? = nil, claim: String, wanted: [String], found: [String]) {
        self.init(
            subject: subject,
            email: email,
            "\(Self.shown(claim)): wanted \(wanted.count > 1 ? "one of " : "")\(Self.shown(wanted)), found \(Self.shown(found))"
        )
    }

    package var description: String {
        "login refused: " + (person.map { "\($0.name)=\($0.value)" } + [reason]).joined(separator: "; ")
    }

    /// One value of somebody else's, on one line, at most 80 characters.
    package static func shown(_ value: String) -> String {
        let text = String(String.UnicodeScalarView(value.unicodeScalars.prefix(80))).escaped
        return value.unicodeScalars.count > 80 ? "\(text)…" : text
    }

    /// The first four, and how many there are.
    private static func shown(_ values: [String]) -> String {
        guard !values.isEmpty else { return "nothing" }
        let first = values.prefix(4).map { "“\(shown(String($0.prefix(40))))”" }.joined(separator: ", ")
        return values.count > 4 ? "\(first), … (\(values.count) in all)" : first
    }
}
