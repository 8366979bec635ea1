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
        if let refusal = explanation.unreadable { lines.append("The server responds with \(Self.answer(refusal))") }
        if !hasIssuers, explanation.remark == nil { lines.append("No issuer is configured: set auth.issuers.") }
        for judgement in explanation.judgements {
            let issuer = judgement.issuer
            lines += ["", "auth.issuer.\(issuer.name) (\(issuer.issuer)):"]
            // If another issuer is asked, the checks of this one do not matter.
            if judgement.isAsked || explanation.unasked != nil { lines += judgement.outcomes.flatMap(Self.lines) }
            lines += verdict(judgement)
        }
        if let unasked = explanation.unasked {
            lines += ["", "No issuer is asked. The server responds with \(Self.answer(unasked))"]
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

    private func verdict(_ judgement: TokenExplanation.Judgement) -> [String] {
        guard judgement.isAsked else {
            return [
                "  Not asked: the token names \(explanation.unasked == nil ? "another issuer" : "none of these issuers")."
            ]
        }
        let bearer = judgement.bearer.map { ["  It stands for \($0)."] } ?? []
        guard let refusal = judgement.refusal else { return bearer + ["  The server accepts it."] }
        guard judgement.lacksKeys else { return bearer + ["  The server responds with \(Self.answer(refusal))"] }
        return bearer + [
            "  A server that starts now has no keys either: it responds with \(refusal.code.status), or does not start if "
                + "auth.issuer.\(judgement.issuer.name).required is true. A running server may already have them."
        ]
    }

    private static func answer(_ refusal: Fault) -> String { "\(refusal.code.status): \(refusal.detail)" }
}
