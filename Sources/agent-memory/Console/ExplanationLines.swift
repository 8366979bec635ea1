import Base
import Identity

/// The output of `token explain`.
struct ExplanationLines {
    private let explanation: TokenExplanation
    private let hasIssuers: Bool

    init(_ explanation: TokenExplanation, hasIssuers: Bool) {
        self.explanation = explanation
        self.hasIssuers = hasIssuers
    }

    func all() throws -> [String] {
        var lines = try part("Header:", explanation.header) + part("Claims (not verified):", explanation.claims)
        if let remark = explanation.remark { lines.append(remark) }
        if let refusal = explanation.unreadable {
            lines.append("The server responds with \(TokenExplanation.answer(refusal))")
        }
        if !hasIssuers, explanation.remark == nil { lines.append("No issuer is configured: set auth.issuers.") }
        for judgement in explanation.judgements {
            let issuer = judgement.issuer
            lines += ["", "auth.issuer.\(issuer.name) (\(issuer.issuer)):"]
            // If another issuer is asked, the checks of this one do not matter.
            if judgement.isAsked || explanation.unasked != nil { lines += judgement.outcomes.flatMap(Self.lines) }
            lines += explanation.verdict(on: judgement).map { "  \($0)" }
        }
        if let unasked = explanation.unasked {
            lines += ["", "No issuer is asked. The server responds with \(TokenExplanation.answer(unasked))"]
        }
        return lines
    }

    private func part(_ title: String, _ members: [String: JSONValue]?) throws -> [String] {
        guard let members else { return [] }
        return try [title] + Terminal.text(of: .object(members)).split(separator: "\n").map(String.init)
    }

    private static func lines(_ check: TokenCheck, _ outcome: TokenExplanation.Outcome) -> [String] {
        switch outcome {
        case .passed: ["  ok       \(check)"]
        case .notReached: ["  -        \(check)"]
        case .failed(let finding, let remedy): ["  FAILED   \(check): \(finding)", "           \(remedy)"]
        }
    }
}
