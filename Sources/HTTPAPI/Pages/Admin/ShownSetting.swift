/// A setting as the server read it at its start.
package struct ShownSetting: Sendable {
    let key: String
    let help: String
    /// As read; nil for a secret, and when only the default applies.
    let value: String?
    /// The default; nil when there is none.
    let fallback: String?
    let source: String
    let isSecret: Bool
    /// Whether it is set anywhere, and not the default.
    let isSet: Bool

    /// - Parameter value: as read; a secret's is dropped here.
    package init(
        key: String,
        help: String,
        value: String?,
        fallback: String,
        source: String,
        isSecret: Bool,
        isSet: Bool
    ) {
        self.key = key
        self.help = help
        self.value = isSecret ? nil : value
        self.fallback = fallback.isEmpty ? nil : fallback
        self.source = source
        self.isSecret = isSecret
        self.isSet = isSet
    }

    /// The setting with its words in a language. They come from outside this target, in English.
    func said(in language: PageLanguage) -> ShownSetting {
        ShownSetting(
            key: key,
            help: language.sentence(help),
            value: value,
            fallback: fallback ?? "",
            source: language.sentence(source),
            isSecret: isSecret,
            isSet: isSet
        )
    }
}
