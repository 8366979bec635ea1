/// The settings of the server: value, source and default.
struct SettingsPage: WebPage {
    static let template = "settings"

    let title = localized("Settings")
    let tab = ["settings": true]
    let q: String
    let showsAll: Bool
    let settings: [ShownSetting]
    let count: String

    /// - Parameters:
    ///   - q: a word in the name or the help; empty for all.
    ///   - showsAll: whether also settings with their default are shown.
    init(_ all: [ShownSetting], q: String, showsAll: Bool) {
        self.q = q
        // A search finds settings that have their default, too.
        self.showsAll = showsAll || !q.isEmpty
        let word = q.lowercased()
        settings = all.compactMap { setting in
            let shown = setting.said(in: .current)
            // A search also finds the English words, which the documentation has.
            let isFound =
                word.isEmpty || "\(setting.key) \(setting.help) \(shown.help)".lowercased().contains(word)
            return isFound && (setting.isSet || showsAll || !word.isEmpty) ? shown : nil
        }
        count = localized("\(settings.count.grouped) of \(all.count.grouped)")
    }
}
