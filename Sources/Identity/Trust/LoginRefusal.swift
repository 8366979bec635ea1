import Base

/// The reason why a login was refused, for the operator's log under the reference shown on the page: the person, the
/// claim, the expected and the actual values. The person sees a sentence without any of these.
///
/// All values come from a provider's token or a browser, so they are escaped and shortened. It never contains a token,
/// a code or a nonce.
package struct LoginRefusal: Error, Sendable, CustomStringConvertible {
    private let person: [(name: String, value: String)]
    private let reason: String

    /// - Parameters:
    ///   - subject: the person's identifier at the provider; nil while it is unknown.
    ///   - name: the name or, if there is one, the user name that the provider gives the person.
    ///   - reason: fixed text, with values formatted by `shown`.
    package init(subject: String? = nil, email: String? = nil, name: String? = nil, _ reason: String) {
        person = [("sub", subject), ("email", email), ("name", name)].compactMap { name, value in
            value.map { (name: name, value: Self.shown($0)) }
        }
        self.reason = reason
    }

    /// Creates a refusal for a claim with a wrong value.
    package init(
        subject: String? = nil,
        email: String? = nil,
        name: String? = nil,
        claim: String,
        wanted: [String],
        found: [String]
    ) {
        self.init(
            subject: subject,
            email: email,
            name: name,
            "\(Self.shown(claim)): wanted \(wanted.count > 1 ? "one of " : "")\(Self.shown(wanted)), found \(Self.shown(found))"
        )
    }

    package var description: String {
        "login refused: " + (person.map { "\($0.name)=\($0.value)" } + [reason]).joined(separator: "; ")
    }

    /// One value from outside, on one line, at most 80 characters.
    package static func shown(_ value: String) -> String {
        let text = String(String.UnicodeScalarView(value.unicodeScalars.prefix(80))).escaped
        return value.unicodeScalars.count > 80 ? "\(text)…" : text
    }

    /// The first four values, and the number of all.
    private static func shown(_ values: [String]) -> String {
        guard !values.isEmpty else { return "nothing" }
        let first = values.prefix(4).map { "“\(shown(String($0.prefix(40))))”" }.joined(separator: ", ")
        return values.count > 4 ? "\(first), … (\(values.count) in all)" : first
    }
}
