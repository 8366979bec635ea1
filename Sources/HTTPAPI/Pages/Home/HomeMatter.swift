import Authorization
import Base
import Identity

/// Something that needs a person's attention.
struct HomeMatter: Sendable {
    let isEndingToken: Bool
    let isExpiredToken: Bool
    let isEnd: Bool
    let isPassword: Bool
    let isModel: Bool
    /// The token's description, or the application's name.
    let name: String?
    /// The time left, the reason of an end, or the number of wrong passwords.
    let detail: String?
    /// When it happened.
    let at: ShownTime?

    private enum Kind { case endingToken, expiredToken, end, password, model }

    private init(_ kind: Kind, _ name: String? = nil, _ detail: String? = nil, at: ShownTime? = nil) {
        isEndingToken = kind == .endingToken
        isExpiredToken = kind == .expiredToken
        isEnd = kind == .end
        isPassword = kind == .password
        isModel = kind == .model
        self.name = name?.beginning(60)
        self.detail = detail
        self.at = at
    }

    /// A token that expires, or expired, within these days is shown.
    private static let days = Duration.seconds(7 * 86_400)
    /// A person mistypes their own password once or twice.
    private static let fewestWrong = 3
    /// The most of each kind.
    private static let most = 3

    static let model = HomeMatter(.model)

    /// - Parameter wrong: passwords for the person's account in the last 24 hours.
    static func passwords(_ wrong: Int) -> [HomeMatter] {
        wrong < fewestWrong ? [] : [HomeMatter(.password, nil, wrong.of("wrong password", "wrong passwords"))]
    }

    static func ends(_ ended: [EndedConnection], now: Timestamp) -> [HomeMatter] {
        ended.prefix(most).map { end in
            let shown = ShownEnd(end, now: now)
            return HomeMatter(.end, shown.name, shown.reason, at: shown.ended)
        }
    }

    /// Tokens that expire soon, the next one first, then those that expired lately.
    static func tokens(_ tokens: [APIToken], now: Timestamp) -> [HomeMatter] {
        let ends = tokens.compactMap { token in token.expiresAt.map { (token, $0) } }.sorted { $0.1 < $1.1 }
        let ending = ends.filter { $0.1 > now && $0.1.since(now) < days }.prefix(most).map { token, end in
            HomeMatter(.endingToken, token.label, ShownTime.left(until: end, now: now))
        }
        let expired = ends.filter { $0.1 <= now && now.since($0.1) < days }.suffix(most).map { token, end in
            HomeMatter(.expiredToken, token.label, at: ShownTime(end, now: now))
        }
        return ending + expired
    }
}
