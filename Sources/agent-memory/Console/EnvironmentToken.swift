import Base
import Identity

/// The token that `agent-memory mcp` acts with, from the setting `token` (AGENT_MEMORY_TOKEN).
enum EnvironmentToken {
    /// - Throws: `CommandFailure` that says what is wrong with the text, without repeating it.
    static func read(_ setting: Secret?) throws -> BearerToken {
        guard let text = setting?.reveal(), !text.isEmpty else {
            throw CommandFailure(
                "AGENT_MEMORY_TOKEN is not set. Create a token with `agent-memory token add --description NAME` and set "
                    + "AGENT_MEMORY_TOKEN to it."
            )
        }
        guard let presented = PresentedToken(text[...]) else {
            throw CommandFailure(
                "AGENT_MEMORY_TOKEN is longer than \(PresentedToken.maximumBytes) bytes, the maximum for a token. Set it to the token alone."
            )
        }
        if let token = BearerToken(presented) { return token }
        throw CommandFailure("AGENT_MEMORY_TOKEN \(sentence(on: TokenFlaw(text)))")
    }

    /// A failure that says why the server does not accept the token, and what to do.
    static func refusal(_ fault: Fault) -> CommandFailure {
        let advice = fault.hints.advice.map { "\($0) Or create" } ?? "Copy it again, or create"
        return CommandFailure(
            "AGENT_MEMORY_TOKEN is not accepted: \(fault.detail.last == "." ? String(fault.detail.dropLast()) : fault.detail). \(advice) one with "
                + "`agent-memory token add --description mcp`. `agent-memory token list` shows the tokens of this database."
        )
    }

    private static func sentence(on flaw: TokenFlaw) -> String {
        switch flaw {
        case .quotes: "has quotes around the token. Remove the quotes."
        case .placeholder: "contains a placeholder. Put the token itself in its place."
        case .scheme: "begins with “Bearer”. Set it to the token alone."
        case .character:
            "contains a character that no token has, such as a space or a line end. Copy the token again, or create one with "
                + "`agent-memory token add --description NAME`."
        }
    }
}
