import ArgumentParser
import Backups
import Base
import Glibc
import SQLStorage
import Settings

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the database. The server must be stopped.",
        discussion: """
            Checks every byte of the backup before it changes anything. The former database is kept in the folder replaced-TIME of the \
            data directory.

            Tokens, users, logins and passwords that were removed or changed since the backup work again. When the former database can be \
            read, the command names them and asks whether to revoke them; --removed answers that in advance.
            """
    )

    /// The answer about rights that were taken away since the backup.
    enum Removed: String, ExpressibleByArgument, CaseIterable {
        case revoke, keep
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: "The backup, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("The file with the private key of an encrypted backup.", valueName: "file"))
    var key: String?

    @Flag(help: "Replace the database of the data directory.")
    var replace = false

    @Option(help: "Whether to revoke tokens, users and logins again that were removed since the backup.")
    var removed: Removed?

    func run() async throws {
        let settings = try options.settings()
        try settings.requireSQLite(for: "`restore`")
        let directory = StorageDirectory.absolute(settings.storage.directory)
        try StorageDirectory.prepare(directory)
        let lock = try ServerLock(directory: directory)
        defer { withExtendedLifetime(lock) {} }
        let restoration = try Restoration(directory, isReplacing: replace)
        let manifest = try BackupSource.reading(file) { try restoration.unpack($0, key: BackupSource.key(key)) }
        let stores = try restoration.open()
        let remark: String
        do { remark = try await settle(stores, settings, manifest) } catch {
            try? stores.close()
            throw error
        }
        let commits = try await stores.commits()
        try stores.close()
        let hasUsers = (manifest.counts["users"] ?? 0) > 0
        let former = try restoration.place(commits: commits, hasUsers: hasUsers, at: Surroundings.time.now())
        Terminal.line("Restored \(BackupLines.counts(manifest)) of \(manifest.createdAt) in \(directory).")
        Terminal.line(remark)
        Terminal.line(keyRemark(restoration, manifest))
        if let former { Terminal.line("The former database is in \(former). Remove it when you do not need it.") }
    }

    /// Compares the restored database with the present one, and does what the operator wants about the difference.
    /// - Returns: a sentence about what works again.
    private func settle(
        _ restored: SQLiteStores,
        _ settings: ServerSettings,
        _ manifest: BackupManifest
    ) async throws -> String {
        let time = Terminal.time(manifest.createdAt, else: "")
        let unknown =
            "Tokens, users, logins and passwords that were removed or changed after \(time) work again. Remove them again."
        let now = Surroundings.time.now()
        let (present, revived): (SQLiteStores, [RevivedRight])
        do {
            guard let found = try Wiring.look(settings), let former = found.stores.sqlite else { return unknown }
            (present, revived) = (former, try await restored.revived(since: former, at: now))
        } catch {
            return "The former database cannot be compared (\(CommandFailure.readable(error))). \(unknown)"
        }
        defer { try? present.close() }
        try await restored.keepPauses(of: present)
        guard !revived.isEmpty else { return "Nothing that was removed after \(time) works again." }
        Terminal.line("These were removed, disabled or changed after \(time), and would work again:")
        for right in revived { Terminal.line("  \(right.kind.words): \(right.label)") }
        switch try removed ?? answer() {
        case .revoke:
            try await restored.revoke(revived)
            return
                "Revoked \(revived.count) of them again. Users who were deleted are disabled; delete them again with their memories."
        case .keep: return "They work again."
        }
    }

    private func answer() throws -> Removed {
        guard isatty(STDIN_FILENO) != 0, file != "-" else {
            throw CommandFailure(
                "Nothing was restored. Say what to do about them: --removed revoke, or --removed keep."
            )
        }
        return Terminal.confirms("Revoke them again?") ? .revoke : .keep
    }

    private func keyRemark(_ restoration: Restoration, _ manifest: BackupManifest) -> String {
        guard manifest.hasKeys else {
            return
                "The backup has no signing keys: the next start creates new ones, and clients renew their access tokens by themselves."
        }
        guard manifest.parts.contains(where: { $0.name == .keyEncryption }) else {
            return "The signing keys are those of the backup."
        }
        return
            "The signing keys are those of the backup. Set oauth.keyEncryptionFile to \(restoration.keyEncryptionFile), which has the key "
            + "that encrypts them."
    }
}

extension RevivedRight.Kind {
    /// For people.
    fileprivate var words: String {
        switch self {
        case .user: "user"
        case .administrator: "administrator"
        case .membership: "member"
        case .apiToken: "API token"
        case .connection: "connection"
        case .login: "login"
        case .password: "password"
        case .passkey: "passkey"
        case .invitation: "invitation"
        case .client: "client"
        case .consent: "consent"
        }
    }
}
