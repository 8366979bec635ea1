/// The two ways of negotiating in MCP (basic/versioning).
package enum Era: Sendable, Hashable {
    /// 2026-07-28 and later: every request carries its version and the client's capabilities in `_meta`.
    case perRequest
    /// Up to 2025-11-25: `initialize` first.
    case handshake
}
