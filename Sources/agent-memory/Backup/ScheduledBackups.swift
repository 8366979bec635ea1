import Backups
import Base
import FoundationEssentials
import Glibc
import Logging
import Settings

/// The backups that the server makes by itself (`backup.schedule`).
actor ScheduledBackups {
    /// How long it waits after a failure: a copy of a large database takes time and room.
    static let pause: Duration = .seconds(900)

    private let maker: BackupMaker
    private let settings: BackupSettings
    private let logger: Logger
    private var lastFailure: Timestamp?

    init(maker: BackupMaker, settings: BackupSettings, logger: Logger) {
        (self.maker, self.settings, self.logger) = (maker, settings, logger)
    }

    /// Makes a backup if one is due, and removes those that are not kept.
    /// - Throws: `CommandFailure` with the reason. No file is left of a backup that failed.
    func turn() async throws {
        let now = maker.time.now()
        if let lastFailure, now.isWithin(Self.pause, of: lastFailure) { return }
        let directory = StorageDirectory.absolute(settings.directory)
        do {
            guard let schedule = settings.schedule,
                schedule.isDue(last: BackupName.newest(of: try Self.names(in: directory), at: now), at: now)
            else { return }
            let path = directory + "/" + BackupName.of(now)
            let manifest = try await maker.write(to: path, for: settings.recipient)
            lastFailure = nil
            for name in BackupName.excess(of: try Self.names(in: directory), keeping: settings.keep) {
                unlink(directory + "/" + name)
            }
            logger.notice(
                "backup written",
                metadata: [
                    "file": "\(path)", "bytes": "\(manifest.parts.reduce(0) { $0 + $1.bytes })",
                    "memories": "\(manifest.counts["memories"] ?? 0)",
                ]
            )
        } catch {
            lastFailure = now
            throw CommandFailure.readable(error)
        }
    }

    /// The names in the folder; creates it when it is missing.
    private static func names(in directory: String) throws -> [String] {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure(
                "backup.directory \(directory) cannot be created: \(String(cString: strerror(errno)))."
            )
        }
        do { return try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw CommandFailure("backup.directory \(directory) cannot be read.")
        }
    }
}
