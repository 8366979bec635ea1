/// The letters and the hue that stand for a person or an application on pages. Both follow from the name, so that they
/// are the same everywhere.
struct Monogram: Sendable {
    /// One or two letters.
    let letters: String
    /// The number of one of the ten hues of the stylesheet.
    let hue: Int
}

extension Monogram {
    /// The sign of an application or a team.
    init(of name: String) {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        let letters = words.count > 1 ? words.prefix(2).compactMap(\.first) : Array((words.first ?? "?").prefix(2))
        self.init(
            letters: words.count > 1 ? String(letters).uppercased() : String(letters).capitalizedFirst,
            hue: Int(Fingerprint.of(name.utf8) % 10)
        )
    }

    /// The sign of a person: one letter.
    init(ofPerson name: String) {
        let monogram = Monogram(of: name)
        self.init(letters: String(monogram.letters.prefix(1)), hue: monogram.hue)
    }
}

extension String {
    /// The text with its first character in upper case.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
