package import Base
package import Identity

/// The writer of something, and the time by the server's clock.
package struct Authorship: Sendable, Hashable {
    package let provenance: Provenance
    package let at: Timestamp

    package init(_ provenance: Provenance, at: Timestamp) {
        self.provenance = provenance
        self.at = at
    }
}

/// The writers of a memory or session: of its first and of its present content. Set by the store, never by a caller. Nil means
/// unknown: written before the server kept provenance, or without a credential.
package struct MemoryProvenance: Sendable, Hashable {
    package let created: Authorship?
    /// Equal to `created` while nobody has changed it.
    package let changed: Authorship?

    /// Nil when both are unknown.
    package init?(created: Authorship?, changed: Authorship?) {
        guard created != nil || changed != nil else { return nil }
        self.created = created
        self.changed = changed
    }
}
