/// A key of a YAML block mapping, and where it is written.
struct YAMLEntry {
    let name: String
    /// In blanks.
    let indentation: Int
    let keyRange: Range<Int>
    /// The value on the key's own line, without blanks and comment; empty when the value follows on the next lines.
    let inline: Range<Int>
    /// The lines of the entry, from its key's to the last with content: indices of `YAMLLines.content`.
    let lines: Range<Int>
}
