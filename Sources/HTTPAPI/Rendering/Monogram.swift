/// The letters and the hue that stand for a person or an application on pages. Both follow from the name, so that they
/// are the same everywhere.
struct Monogram: Sendable {
    /// One or two letters.
    let letters: String
    /// The number of one of the ten hues of the stylesheet.
    let hue: Int

    init(of name: String) {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        let letters = words.count > 1 ? words.prefix(2).compactMap(\.first) : Array((words.first ?? "?").prefix(2))
        self.letters = words.count > 1 ? String(letters).uppercased() : String(letters).capitalizedFirst
        hue = Int(Fingerprint.of(name.utf8) % 10)
    }
}

extension String {
    /// The text with its first character in upper case.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
