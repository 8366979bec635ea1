import ArgumentParser
import Backups
import Base
import Glibc
import SQLStorage
import Settings

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database into one file, also while the server runs.",
        discussion: """
            The file has everything that was stored when the command began: memories, users, digests of tokens. It leaves out the keys that \
            sign access tokens, unless you ask for them. `agent-memory restore` reads it.

            To encrypt backups, run `agent-memory backup keygen FILE` once, keep FILE elsewhere, and give --encrypt-to the public key that \
            it prints. The setting backup.schedule makes the server do this by itself.
            """,
        subcommands: [Create.self, BackupVerify.self, BackupKeygen.self],
        defaultSubcommand: Create.self
    )

    struct Create: AsyncParsableCommand, TakesWords {
        static let configuration = CommandConfiguration(abstract: "Make a backup.")

        @OptionGroup var options: CommonOptions

        @Argument(help: "The new file, or - for standard output.")
        var file: String

        @Option(
            help: ArgumentHelp(
                "Encrypt to this public key; the setting backup.encryptTo by default.",
                valueName: "public-key"
            )
        )
        var encryptTo: String?

        @Flag(
            help: """
                Include the keys that sign access tokens, and oauth.keyEncryption if it is set. Anyone who can read the backup can then sign in \
                as anyone.
                """
        )
        var withKeys = false

        func run() async throws {
            let settings = try options.settings()
            let recipient = try recipient(settings)
            let stores = try Wiring.openForCopy(settings)
            defer { try? stores.close() }
            let maker = BackupMaker(
                stores: stores,
                directory: StorageDirectory.absolute(settings.storage.directory),
                time: Surroundings.time
            )
            let keys: BackupMaker.Keys =
                withKeys ? .included(encryption: settings.oauth.signing.encryption) : .left
            let manifest: BackupManifest
            if file == "-" {
                guard isatty(STDOUT_FILENO) == 0 else {
                    throw CommandFailure("Standard output is a terminal. Send the backup to a file or a program.")
                }
                let output = FileStream(STDOUT_FILENO, name: "standard output")
                manifest = try await maker.write(to: output, for: recipient, keys: keys)
            } else {
                manifest = try await maker.write(to: file, for: recipient, keys: keys)
            }
            // Standard output may be the backup.
            let secrecy =
                recipient.map { "encrypted to \($0.text)" }
                ?? "not encrypted: anyone who can read it can read every memory"
            Terminal.warn("Backed up \(BackupLines.counts(manifest)); \(secrecy).")
            if withKeys {
                Terminal.warn(
                    "It has the signing keys: anyone who can read it can sign in as any user. Keep it as you keep passwords."
                )
            }
        }

        private func recipient(_ settings: ServerSettings) throws -> BackupRecipient? {
            guard let encryptTo else { return settings.backup.recipient }
            guard let recipient = BackupRecipient(encryptTo) else {
                throw CommandFailure(
                    "--encrypt-to is not a public key of `agent-memory backup keygen`, or was mistyped."
                )
            }
            return recipient
        }
    }
}

struct BackupVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read a backup to its end, check every byte, and print what it has."
    )

    @Argument(help: "The backup, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("The file with the private key of an encrypted backup.", valueName: "file"))
    var key: String?

    @OptionGroup var output: FormatOption

    func run() throws {
        let manifest = try BackupSource.reading(file) { source in
            try BackupFile.read(source, key: try BackupSource.key(key)) { _, _ in NullSink() }
        }
        switch output.format {
        case .json: try Terminal.json(manifest.json)
        case .text: Terminal.fields(BackupLines.fields(manifest))
        }
    }
}

struct BackupKeygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract:
            "Create a key pair for encrypted backups: the private key in a file, the public key on standard output.",
        discussion: "Keep the file away from the server, and keep a copy: without it nobody can open the backups."
    )

    @Argument(help: "The new file for the private key.")
    var file: String

    func run() throws {
        let key = BackupKey()
        try PrivateFile.create(file, key.text.reveal() + "\n")
        Terminal.line(key.recipient.text)
    }
}
