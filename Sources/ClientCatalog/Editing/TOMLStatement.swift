/// A line of TOML that means something, and where it is written.
struct TOMLStatement {
    enum Kind {
        /// `[a.b]`, or `[[a.b]]` for an element of an array of tables.
        case header(isArray: Bool)
        case pair(value: ConfigValue, valueRange: Range<Int>)
    }

    let kind: Kind
    /// The full path: of a pair, with the table it is in.
    let path: [String]
    /// The place of the table in the file: 0 before the first header.
    let table: Int
    /// From the first character to the last, without blanks and comments.
    let range: Range<Int>

    var isHeader: Bool { if case .header = kind { true } else { false } }
}
