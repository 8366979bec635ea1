/// The surroundings of the pages of a person who is logged in: the bar with its menu, the navigation and messages.
struct PageShell: Sendable {
    /// The entries of the navigation.
    enum Place: String, Sendable, CaseIterable {
        case account
    }

    let person: String
    let initial: String
    let hue: Int
    let email: String?
    let logoutSeal: String
    /// Messages about actions that were just completed.
    let notices: [String]
    /// By its name, whether an entry of the navigation is the current one.
    let at: [String: Bool]

    init(person: String, monogram: Monogram, email: String?, logoutSeal: String, notices: [String], at place: Place) {
        self.person = person
        self.initial = String(monogram.letters.prefix(1))
        self.hue = monogram.hue
        self.email = email
        self.logoutSeal = logoutSeal
        self.notices = notices
        at = Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0.rawValue, $0 == place) })
    }
}
