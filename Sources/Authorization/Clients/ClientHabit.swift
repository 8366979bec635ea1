import Base

/// What is known about the behaviour of a hosted client, by where it takes its codes. Data with a date: check a row again
/// before relying on it much later.
struct ClientHabit: Sendable {
    let name: String
    /// The redirect URIs that only this host receives, compared exactly.
    let redirectURIs: [String]
    /// Whether it refreshes before or right after an access token expires.
    let refreshesInTime: Bool
    /// Year and month of the source, and the source.
    let checked: String

    static let all = [
        ClientHabit(
            name: "Claude (claude.ai, Claude Desktop, mobile)",
            redirectURIs: [
                "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback",
            ],
            refreshesInTime: false,
            checked: "2026-11, reports of operators: its proxy does not refresh for 24 hours"
        )
    ]

    /// The row of the host that receives codes at this redirect URI; nil for every other client.
    static func known(redirectURI: String) -> ClientHabit? {
        all.first { $0.redirectURIs.contains { $0.isExactly(redirectURI) } }
    }
}
