import Base
import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LocalEmbedding

/// A model is installed from local files, on a machine without a network.
@Suite struct InstallFromFilesTests {
    private static let contents = ["weights": Data("some weights".utf8), "words": Data("some words".utf8)]
    private static let digests = contents.mapValues {
        SHA256.hash(data: $0).map { String(format: "%02x", $0) }.joined()
    }

    private let directory: TemporaryDirectory
    private let store: ModelStore

    init() throws {
        directory = try TemporaryDirectory()
        let files = Self.contents.sorted { $0.key < $1.key }.map {
            KnownModel.File(name: $0.key, size: $0.value.count, sha256: Self.digests[$0.key]!)
        }
        let model = KnownModel(name: "toy", dimension: 3, tokenLimit: 4, licence: "MIT", files: files, wheels: [])
        store = ModelStore(directory: directory.path + "/models", catalogue: [model])
    }

    private func folder(_ name: String, _ files: [String: Data] = contents) throws -> String {
        let folder = directory.url(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (file, data) in files { try data.write(to: folder.appending(path: file)) }
        return folder.path
    }

    private func run(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    private func refusal(_ path: String) async -> String? {
        let fault = await #expect(throws: Fault.self) { try await store.install("toy", from: path) { _ in } }
        #expect(store.installed().isEmpty)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: store.directory)) ?? []
        #expect(left.allSatisfy { $0 == ".lock" }, "\(left)")
        return fault?.detail
    }

    @Test("A folder with files, with subfolders or with links is accepted", arguments: ["files", "nested", "links"])
    func aFolderIsTaken(kind: String) async throws {
        let files = try folder(kind == "nested" ? "given/a/b" : "files")
        if kind == "links" {
            try FileManager.default.createDirectory(at: directory.url("links"), withIntermediateDirectories: true)
            for name in Self.contents.keys {
                try FileManager.default.createSymbolicLink(
                    atPath: directory.path + "/links/" + name,
                    withDestinationPath: files + "/" + name
                )
            }
        }
        let path = directory.path + "/" + (kind == "nested" ? "given" : kind)
        let lines = Mutex<[String]>([])
        try await store.install("toy", from: path) { line in lines.withLock { $0.append(line) } }
        try store.verify("toy")
        #expect(lines.withLock { $0 }.last == "toy installed in \(store.directory)/toy")
        // The files are copied, so that the originals may be removed.
        try FileManager.default.removeItem(atPath: files)
        try store.verify("toy")
        try await store.install("toy", from: directory.path) { line in lines.withLock { $0.append(line) } }
        #expect(lines.withLock { $0 }.last == "toy is already installed")
    }

    @Test(
        "A wheel, a zip archive and tar archives are accepted",
        arguments: ["toy.whl", "toy.zip", "toy.tar", "toy.tar.gz", "toy.tgz"]
    )
    func anArchiveIsTaken(name: String) async throws {
        let files = try folder("given/in/here")
        let archive = directory.path + "/" + name
        if name.hasSuffix("whl") || name.hasSuffix("zip") {
            try run("python3", "-m", "zipfile", "-c", archive, files)
        } else {
            try run("tar", "-caf", archive, "-C", directory.path + "/given", "in")
        }
        try await store.install("toy", from: archive) { _ in }
        try store.verify("toy")
    }

    @Test("Of several files with one name, the one with the expected checksum is used")
    func theRightOneOfSeveralIsTaken() async throws {
        _ = try folder("given/a", ["words": Data("some w0rds".utf8)])
        _ = try folder("given/b", ["words": Data("short".utf8)])
        _ = try folder("given/c")
        try await store.install("toy", from: directory.path + "/given") { _ in }
        try store.verify("toy")
    }

    @Test("A refusal names the file and its expected checksum")
    func aRefusalNamesTheFileAndTheChecksum() async throws {
        let words = try #require(Self.digests["words"])
        let altered = try folder("altered", Self.contents.merging(["words": Data("some w0rds".utf8)]) { $1 })
        let refused = await refusal(altered)
        #expect(
            refused?.hasPrefix("words in \(altered) has the SHA-256 ") == true && refused?.contains(words) == true,
            "\(refused ?? "")"
        )
        let short = try folder("short", Self.contents.merging(["words": Data("some".utf8)]) { $1 })
        #expect(
            await refusal(short) == "words in \(short) has 4 bytes, not 10. The file of toy has the SHA-256 \(words)."
        )
        let partial = try folder("partial", ["weights": Self.contents["weights"]!])
        #expect(
            await refusal(partial)
                == "\(partial) has no file words. toy needs it with 10 bytes and the SHA-256 \(words)."
        )
    }

    @Test("The error names a missing file and a file that is not an archive")
    func theErrorNamesTheFile() async throws {
        let folder = try folder("files")
        #expect(await refusal(folder + "/weights") == "\(folder)/weights is only one of the files of toy.")
        let file = directory.path + "/text"
        try Data("this is a text".utf8).write(to: directory.url("text"))
        #expect(await refusal(file)?.hasPrefix("\(file) cannot be unpacked.") == true)
        let broken = directory.path + "/broken.zip"
        try Data("PK\u{3}\u{4}nonsense".utf8).write(to: directory.url("broken.zip"))
        #expect(await refusal(broken)?.hasPrefix("\(broken) cannot be unpacked.") == true)
        #expect(await refusal(file)?.contains("Exiting with failure status") == false)
        #expect(await refusal(directory.path + "/nowhere") == "No file or folder \(directory.path)/nowhere.")
    }
}
