import Settings

/// The differences between the settings that a server has and those that it read again.
enum SettingChanges {
    /// The keys whose values differ, in order. Secrets are redacted in both and count as equal. A setting that only one of
    /// them has, such as that of a new identity provider, differs when it was set.
    static func keys(from former: ServerSettings, to fresh: ServerSettings) -> [String] {
        func entries(_ settings: ServerSettings) -> [String: SettingReader.Entry] {
            Dictionary(settings.entries.map { ($0.key, $0) }) { $1 }
        }
        let (old, new) = (entries(former), entries(fresh))
        return Set(old.keys).union(new.keys).filter { key in
            guard let one = old[key], let other = new[key] else { return (old[key] ?? new[key])?.shown != nil }
            return (one.shown ?? one.fallback) != (other.shown ?? other.fallback)
        }.sorted()
    }
}
