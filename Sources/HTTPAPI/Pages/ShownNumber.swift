extension Int {
    /// The number as the language of the request writes it: `1,284`.
    var grouped: String {
        let separator = PageLanguage.current.thousands
        let digits = String(magnitude)
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += separator }
            text.append(digit.element)
        }
        return self < 0 ? "-\(text)" : text
    }

    /// The number with words in its form: `1 memory`, `1,284 memories`.
    /// - Parameters: the English words for one and for many.
    func of(_ one: String, _ many: String) -> String {
        let form = PageLanguage.current.catalogue.text("{1} \(one)", for: self) ?? "{1} \(self == 1 ? one : many)"
        return MessageCatalogue.filled(form, with: [grouped])
    }
}
