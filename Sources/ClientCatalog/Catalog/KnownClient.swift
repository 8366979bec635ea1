/// One row of the table of clients: how a client is connected, as far as it is known.
package struct KnownClient: Sendable {
    /// Where the client stands on the Connect page.
    package enum Group: String, Sendable, CaseIterable {
        case assistant, editor, terminal
    }

    /// How sure the row is.
    package enum Confidence: String, Sendable, CaseIterable {
        /// The vendor's documentation or source was read.
        case source
        /// Parts of it were read, or the documentation of others.
        case part
        /// An earlier note that was not confirmed.
        case note

        package var sentence: String {
            switch self {
            case .source: "from the vendor's documentation or source"
            case .part: "in part from the documentation of others"
            case .note: "an earlier note, not confirmed"
            }
        }
    }

    /// The configuration file of a client, and our entry in it.
    package struct File: Sendable {
        package let format: ConfigFormat
        /// The path of the object that contains the servers: `["mcpServers"]`.
        package let key: [String]
        /// Below the person's folders, by platform: `~/.cursor/mcp.json`.
        package let user: [Platform: String]
        /// Relative to the project; nil when the client has no configuration for projects.
        package let project: String?
        package let entry: [ConfigValue.Member]
        /// Further members of a new entry, which the person may change.
        package let first: [ConfigValue.Member]
        /// Further members for an API token.
        package let token: [ConfigValue.Member]
        /// The layout that an older version of the client reads; nil when there is no such version.
        package let older: EntryLayout?

        /// Where the client reads its servers, judged by those that the file has already.
        func layout(in text: ConfigText) throws(EditFlaw) -> EntryLayout {
            if let older, try older.isUsed(in: text, insteadOf: key) { return older }
            return EntryLayout(key: key, first: first)
        }
    }

    package let id: String
    package let aliases: [String]
    package let title: String
    package let remark: String
    package let initials: String
    /// The colour of its tile on pages, 0 to 9.
    package let hue: Int
    package let group: Group
    /// The name that our entry has when the person does not choose one.
    package let entryName: String
    /// The name of its program on the PATH.
    package let program: String?
    /// The program and arguments that add, or remove, an entry for the person or for the project.
    package let add: [String]?
    package let addProject: [String]?
    package let remove: [String]?
    package let removeProject: [String]?
    package let file: File?
    /// A link that opens the client and adds the entry. It may contain what `Filling` fills in.
    package let link: String?
    /// For the link of a client without a file.
    package let linkEntry: [ConfigValue.Member]
    /// The steps by hand, when nothing can be written.
    package let steps: String?
    /// The person's step after the entry was written.
    package let then: String?
    package let notes: [String]
    /// How it gets a client id; empty when no login is known.
    package let signIn: [String]
    package let redirects: [String]
    /// Whether it calls from the vendor's network, so that the server must be public.
    package let isCloud: Bool
    /// Whether it starts the server itself, over standard input and output.
    package let isStdio: Bool
    /// Whether it has no login, so that it needs an API token.
    package let needsToken: Bool
    package let confidence: Confidence
    /// The day on which the row was checked: `2026-11-29`.
    package let checked: String

    package var names: [String] { [id] + aliases }

    /// The members of our entry without a token.
    package var entry: [ConfigValue.Member] { file?.entry ?? linkEntry }
}
