import ArgumentParser
import Authorization
import Base
import Identity
import Settings

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Manage the keys that sign this server's access tokens.",
        discussion: """
            Rotating creates a new key. The former key verifies tokens for another day, so that valid tokens keep working. A running \
            server notices at once. A key of your own (oauth.privateKey, oauth.sharedSecret) is rotated by changing the setting.
            """,
        subcommands: [List.self, Rotate.self, Retire.self, Rekey.self]
    )

    struct List: OperatorCommand {
        static let configuration = CommandConfiguration(abstract: "List the signing keys, without their secrets.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run(_ tools: OperatorTools) async throws {
            let keys = try await tools.authorization.keys.keys().map(KeyRow.init)
            try Terminal.list(keys, output.format, absence: "No keys yet. The first start creates one.")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a new signing key; the current one retires after a day."
        )

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let settings = try options.settings()
            let tools = try Wiring.operatorTools(settings)
            // The next start would use the key in the settings again.
            guard try settings.oauth.signing.key == nil else {
                throw CommandFailure(
                    "The signing key is set in \(settings.oauth.signing.keySetting). Set another key there and restart the server; the former key then "
                        + "retires by itself."
                )
            }
            let id = try await rotation(settings, tools).rotate(settings.oauth.signing.algorithm, at: tools.time.now())
            tools.report("Created signing key \(id), which is now the current one")
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Revoke a retiring key immediately; tokens signed with it stop working. Use after `key rotate` if a key was compromised."
        )

        @OptionGroup var options: CommonOptions
        @Argument(help: "The key's id.") var id: String

        func run() async throws {
            let settings = try options.settings()
            let tools = try Wiring.operatorTools(settings)
            try await rotation(settings, tools).retire(id)
            tools.report("Retired signing key \(id)")
        }
    }

    struct Rekey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Encrypt the stored signing keys with another oauth.keyEncryption. The server must be stopped.",
            discussion: """
                Set oauth.keyEncryption to the new value first. Without it, the keys are stored in the clear. The signing keys themselves stay \
                the same, and so do all tokens.
                """
        )

        @OptionGroup var options: CommonOptions

        @Option(
            help: ArgumentHelp(
                "The file with the former key-encryption key; none if the keys are in the clear.",
                valueName: "file"
            )
        )
        var former: String?

        func run() async throws {
            let settings = try options.settings()
            let tools = try Wiring.operatorTools(settings)
            let lock = try ServerLock(directory: tools.directory)
            defer { withExtendedLifetime(lock) {} }
            let key = try former.map { try SecretFile.read($0) }
            let count = try await rotation(settings, tools).rekey(from: KeyVault(encryptionKey: key))
            let state = settings.oauth.signing.encryption == nil ? "in the clear" : "encrypted with oauth.keyEncryption"
            tools.report("Stored \(count == 1 ? "1 signing key" : "\(count) signing keys") \(state)")
        }
    }

    private static func rotation(_ settings: ServerSettings, _ tools: OperatorTools) throws -> KeyRotation {
        KeyRotation(
            store: tools.authorization.keys,
            vault: try settings.oauth.signing.vault,
            revocations: tools.revocations
        )
    }
}
