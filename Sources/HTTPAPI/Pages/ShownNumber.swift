extension Int {
    /// The number with a comma between each three digits: `1,284`.
    var grouped: String {
        let digits = String(magnitude)
        let text = digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
            text.append(digit.element)
        }
        return self < 0 ? "-\(text)" : text
    }

    /// The number with a noun in its form: `1 memory`, `1,284 memories`.
    func of(_ one: String, _ many: String) -> String { "\(grouped) \(self == 1 ? one : many)" }
}
