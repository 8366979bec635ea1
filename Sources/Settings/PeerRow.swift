/// One foreign name.
package struct PeerRow: Sendable {
    package enum Kind: String, Sendable, Hashable {
        /// No other system uses the name: always honoured.
        case distinctive
        /// Many systems use the name: honoured only when a distinctive name of the same system is set.
        case generic
        /// Turns protection off: honoured only while listening on loopback (`ServerSettings` refuses to start
        /// otherwise).
        case weakening
    }

    /// The meaning of a foreign value.
    package enum Meaning: Sendable, Hashable {
        /// The value of our setting.
        case value(String)
        /// No effect: this server does the same by default.
        case nothing
        /// No corresponding setting. The server logs the sentence, which begins with the name, at start.
        case remark(String)
        /// Not supported. The sentence says why and what to do.
        case refused(String)
    }

    package let name: String
    package let kind: Kind
    /// Our setting.
    package let key: String
    package let meaning: @Sendable (String) -> Meaning

    package init(
        _ name: String,
        _ kind: Kind,
        _ key: String,
        meaning: @escaping @Sendable (String) -> Meaning = { .value($0) }
    ) {
        self.name = name
        self.kind = kind
        self.key = key
        self.meaning = meaning
    }

    /// The meaning of a switch: `value` when it is on.
    static func on(_ value: String) -> @Sendable (String) -> Meaning {
        { text in
            guard let isOn = SettingReader.truth(text) else { return .refused("“\(text)” is neither true nor false.") }
            return isOn ? .value(value) : .nothing
        }
    }
}
