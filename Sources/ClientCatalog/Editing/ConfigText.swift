import Base

/// A change of one entry: the settings of our server in a client's configuration.
package struct EntryChange: Sendable, Hashable {
    /// The members that must have these values.
    package let members: [ConfigValue.Member]
    /// Members that a new entry gets, and that an existing entry keeps as the person changed them.
    package let first: [ConfigValue.Member]
    /// The names of members that are removed when `members` does not have them.
    package let owned: [String]

    package init(members: [ConfigValue.Member], first: [ConfigValue.Member] = [], owned: [String] = []) {
        self.members = members
        self.first = first
        self.owned = owned
    }

    /// All members of a new entry.
    package var whole: ConfigValue { .mapping(members + first) }
}

/// The text of a configuration file. Every edit keeps all bytes that do not belong to the edited entry.
package struct ConfigText: Sendable {
    package let format: ConfigFormat
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8], format: ConfigFormat) {
        self.bytes = bytes
        self.format = format
    }

    /// The entry at `path`; nil when it is absent.
    /// - Throws: `EditFlaw` when the file cannot be read without a doubt.
    package func entry(at path: [String]) throws(EditFlaw) -> ConfigValue? {
        try checkEncoding()
        return switch format {
        case .json, .jsonc: try JSONEdit.value(at: path, in: bytes)
        case .toml: try TOMLEdit.value(at: path, in: bytes)
        case .yaml: try YAMLEdit.value(at: path, in: bytes)
        }
    }

    /// The file with the entry as `change` says. An entry that is there keeps its other members.
    /// - Throws: `EditFlaw` when the file cannot be edited without a doubt.
    package func setting(_ change: EntryChange, at path: [String]) throws(EditFlaw) -> ConfigText {
        let former = try entry(at: path)
        guard let members = former?.members else {
            return try with(former == nil ? bytes : removing(path).bytes).adding(change, at: path)
        }
        var text = self
        for name in change.owned where !change.members.contains(where: { $0.name.isExactly(name) }) {
            guard members.contains(where: { $0.name.isExactly(name) }) else { continue }
            text = try text.removing(name, of: path)
        }
        for member in change.members where former?[member.name] != member.value {
            text = try text.setting(member, of: path)
        }
        return text
    }

    /// The file without the entry at `path`.
    package func removing(_ path: [String]) throws(EditFlaw) -> ConfigText {
        try checkEncoding()
        return switch format {
        case .json, .jsonc: with(try JSONEdit.remove(path, from: bytes))
        case .toml: with(try TOMLEdit.removeTable(path, of: bytes))
        case .yaml: with(try YAMLEdit.remove(path, of: bytes))
        }
    }

    private func adding(_ change: EntryChange, at path: [String]) throws(EditFlaw) -> ConfigText {
        if case .json = format { return with(try JSONEdit.set(change.whole, at: path, in: bytes)) }
        if case .jsonc = format { return with(try JSONEdit.set(change.whole, at: path, in: bytes)) }
        var text = self
        for member in change.members + change.first { text = try text.setting(member, of: path) }
        return text
    }

    private func setting(_ member: ConfigValue.Member, of path: [String]) throws(EditFlaw) -> ConfigText {
        switch format {
        case .json, .jsonc: with(try JSONEdit.set(member.value, at: path + [member.name], in: bytes))
        case .toml: with(try TOMLEdit.set(member, in: path, of: bytes))
        case .yaml: with(try YAMLEdit.set(member, in: path, of: bytes))
        }
    }

    private func removing(_ name: String, of path: [String]) throws(EditFlaw) -> ConfigText {
        switch format {
        case .json, .jsonc: with(try JSONEdit.remove(path + [name], from: bytes))
        case .toml: with(try TOMLEdit.remove(name, in: path, of: bytes))
        case .yaml: with(try YAMLEdit.remove(path + [name], of: bytes))
        }
    }

    private func with(_ bytes: [UInt8]) -> ConfigText { ConfigText(bytes, format: format) }

    private func checkEncoding() throws(EditFlaw) {
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            throw EditFlaw("it is not UTF-8 text")
        }
    }
}
