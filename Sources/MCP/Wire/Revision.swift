/// A revision of the protocol, newest first.
package enum Revision: String, Sendable, Hashable, CaseIterable {
    case r20260728 = "2026-07-28"
    case r20251125 = "2025-11-25"
    case r20250618 = "2025-06-18"
    case r20250326 = "2025-03-26"
    case r20241105 = "2024-11-05"

    /// How a client and a server of this revision agree on a version.
    var era: Era {
        switch self {
        case .r20260728: .perRequest
        case .r20251125, .r20250618, .r20250326, .r20241105: .handshake
        }
    }

    /// The revision in the response to `initialize` when the requested revision is unknown (lifecycle, "Version
    /// Negotiation").
    static let newestHandshake = Revision.r20251125

    /// The names in `data.supported` and `server/discover`: both eras, so that a client of a later revision can still
    /// fall back to the handshake.
    static let names = allCases.map(\.rawValue)
}
