/// An identity provider that this server trusts, by which rules, and the findings of `agent-memory doctor` about it.
package struct ProviderExamination: Sendable {
    /// The purpose for which the server trusts it.
    package enum Purpose: Sendable {
        /// It issues access tokens that the server accepts.
        case tokens
        /// People log in there.
        case login
    }

    package struct Rule: Sendable {
        let name: String
        let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    let name: String
    let address: String
    let purpose: Purpose
    /// Without secrets.
    let rules: [Rule]
    let findings: [ServerFinding]

    package init(name: String, address: String, purpose: Purpose, rules: [Rule], findings: [ServerFinding]) {
        self.name = name
        self.address = address
        self.purpose = purpose
        self.rules = rules
        self.findings = findings
    }
}
