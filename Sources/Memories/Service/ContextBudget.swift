/// How much of a conversation a model can read, and how full that is.
struct ContextBudget {
    /// Tokens that the conversation may use.
    let limit: Int

    /// The share of the window at which a summary is due; the Redis server's default.
    private static let summarizeAt = 0.7
    private static let unknownModel = 128_000

    /// Nil when the request names no window.
    init?(_ window: ContextWindow?) {
        if let tokens = window?.maxTokens {
            limit = max(1, tokens)
        } else if let model = window?.modelName {
            limit = Self.windows.first { model.hasPrefix($0.prefix) }?.tokens ?? Self.unknownModel
        } else {
            return nil
        }
    }

    /// The most recent messages that fit, in order; the last one always stays.
    func fitting(_ messages: [Message]) -> [Message] {
        var room = limit
        var count = 0
        for message in messages.reversed() {
            room -= Self.tokens(of: message)
            guard room >= 0 || count == 0 else { break }
            count += 1
        }
        return messages.suffix(count)
    }

    /// How full the window is, and how full its share until a summary is due; both 0…100.
    func percentages(_ messages: [Message]) -> (total: Double, untilSummarization: Double) {
        let used = Double(messages.reduce(0) { $0 + Self.tokens(of: $1) }) * 100
        let threshold = max(1, Double(Int(Double(limit) * Self.summarizeAt)))
        return (min(100, used / Double(limit)), min(100, used / threshold))
    }

    /// The estimate for `role: content`.
    static func tokens(of message: Message) -> Int {
        TokenEstimate.tokens(ofCharacters: message.role.unicodeScalars.count + 2 + message.content.unicodeScalars.count)
    }

    /// Longer prefixes come before shorter ones of the same name.
    private static let windows: [(prefix: String, tokens: Int)] = [
        ("gpt-3.5", 16_385), ("gpt-4o", 128_000), ("gpt-4.1", 1_047_576), ("gpt-4-turbo", 128_000),
        ("gpt-4-32k", 32_768),
        ("gpt-4", 8_192), ("gpt-5", 400_000), ("o1-mini", 128_000), ("o1", 200_000), ("o3", 200_000), ("o4", 200_000),
        ("claude-2", 100_000), ("claude", 200_000), ("gemini-1.5-pro", 2_097_152), ("gemini", 1_048_576),
    ]
}
