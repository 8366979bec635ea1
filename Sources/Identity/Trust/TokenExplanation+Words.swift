package import Base

/// The sentences of an explanation, for the terminal and for the page.
extension TokenExplanation {
    /// The verdict at one issuer.
    package func verdict(on judgement: Judgement) -> [String] {
        guard judgement.isAsked else {
            return [
                unasked == nil
                    ? "Not asked: the token names another issuer." : "Not asked: the token names none of these issuers."
            ]
        }
        let holder = judgement.holder.map { ["It stands for \($0)."] } ?? []
        guard let refusal = judgement.refusal else { return holder + ["The server accepts it."] }
        guard judgement.lacksKeys else { return holder + ["The server responds with \(Self.answer(refusal))"] }
        return holder + [
            "A server that starts now has no keys either: it responds with \(refusal.code.status), or does not start if "
                + "auth.issuer.\(judgement.issuer.name).required is true. A running server may already have them."
        ]
    }

    /// A response of the server: its status and sentence.
    package static func answer(_ refusal: Fault) -> String { "\(refusal.code.status): \(refusal.detail)" }
}
