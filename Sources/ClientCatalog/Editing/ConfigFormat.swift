/// The notation of a client's configuration file.
package enum ConfigFormat: String, Sendable, Hashable, CaseIterable {
    case json
    /// JSON with comments and trailing commas.
    case jsonc
    case toml
    case yaml
}
