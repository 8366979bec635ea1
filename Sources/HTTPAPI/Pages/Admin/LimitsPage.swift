/// The settings that bound the server, with what is used of them, for its administrators.
struct LimitsPage: WebPage {
    static let template = "limits"

    struct Row: Sendable {
        let key: String
        let help: String
        let value: String
        /// Nil where nothing is counted.
        let used: String?
        let source: String
        let isSet: Bool
    }

    let title = localized("Limits")
    let tab = ["limits": true]
    let rows: [Row]

    /// Settings outside `limits` that bound something.
    private static let more = [
        "oauth.clientLimit", "oauth.unusedClientDays", "oauth.accessTokenSeconds", "oauth.refreshTokenDays",
        "oauth.sessionHours", "login.invitationDays", "auth.failuresPerMinute", "http.idleSeconds",
        "http.transferSeconds", "search.cacheMegabytes", "embedding.timeoutSeconds",
    ]

    /// - Parameter used: by the key of the setting.
    init(_ settings: [ShownSetting], used: [String: String]) {
        rows = settings.filter { $0.key.hasPrefix("limits.") || Self.more.contains($0.key) }.compactMap { setting in
            let shown = setting.said(in: .current)
            return (setting.value ?? setting.fallback).map {
                Row(
                    key: setting.key,
                    help: shown.help,
                    value: $0,
                    used: used[setting.key],
                    source: shown.source,
                    isSet: setting.isSet
                )
            }
        }
        // What is used first: that is what runs out.
        .sorted { ($0.used == nil ? 1 : 0) < ($1.used == nil ? 1 : 0) }
    }
}
