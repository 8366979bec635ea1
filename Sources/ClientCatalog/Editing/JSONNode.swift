/// A value of JSON with comments, and where it is written.
struct JSONNode {
    indirect enum Kind {
        case object([JSONMember])
        case array([JSONNode])
        case string
        /// A number, `true`, `false` or `null`.
        case word
    }

    /// In bytes, without blanks and comments around it.
    let range: Range<Int>
    let kind: Kind

    var members: [JSONMember]? { if case .object(let members) = kind { members } else { nil } }
}

struct JSONMember {
    let name: String
    let nameRange: Range<Int>
    let value: JSONNode
    /// The place of the comma after it, also of a trailing one.
    var comma: Int?

    var end: Int { comma.map { $0 + 1 } ?? value.range.upperBound }
}
