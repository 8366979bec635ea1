import Base
import Testing

@testable import Backups

@Suite struct BackupFileTests {
    private static let small = BackupSample(database: Array("the database".utf8), keyEncryption: Array("the key".utf8))
    private static let key = BackupKey()

    /// Whether reading the file ends with a sentence.
    private func isRefused(_ file: [UInt8], key: BackupKey? = key) -> Bool {
        do { _ = try BackupSample.read(file, key: key) } catch { return error is BackupFailure }
        return false
    }

    @Test(
        "A backup gives back what was written, in the clear and encrypted, around the sizes of frames",
        arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000],
        [false, true]
    )
    func roundTrip(size: Int, isSealed: Bool) throws {
        let sample = BackupSample(
            database: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) },
            keyEncryption: size % 2 == 0 ? Array("key".utf8) : nil
        )
        let file = try sample.file(for: isSealed ? Self.key.recipient : nil)
        let (manifest, parts) = try BackupSample.read(file, key: isSealed ? Self.key : nil)
        #expect(try manifest == sample.manifest())
        #expect(parts[.database] == sample.database && parts[.keyEncryption] == sample.keyEncryption)
    }

    @Test("A backup that is damaged at any byte is refused", arguments: [false, true])
    func everyByte(isSealed: Bool) throws {
        let file = try Self.small.file(for: isSealed ? Self.key.recipient : nil)
        for index in file.indices {
            for change: UInt8 in [0x01, 0x80, 0xff] {
                var damaged = file
                damaged[index] ^= change
                #expect(isRefused(damaged), "byte \(index) of \(file.count), changed by \(change)")
            }
        }
    }

    @Test("A backup that ends early or goes on is refused", arguments: [false, true])
    func everyLength(isSealed: Bool) throws {
        let file = try Self.small.file(for: isSealed ? Self.key.recipient : nil)
        for length in 0..<file.count { #expect(isRefused(Array(file.prefix(length))), "\(length) of \(file.count)") }
        #expect(isRefused(file + [0]) && isRefused(file + file))
    }

    @Test("Frames that are missing, moved, repeated or added are refused")
    func frames() throws {
        let sample = BackupSample(database: (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        let file = try sample.file(for: Self.key.recipient)
        let head = Array(file.prefix(SealedFrames.mark.count + 64))
        let size = SealedFrames.size + SealedFrames.tagSize
        let frames = stride(from: head.count, to: file.count, by: size).map {
            Array(file[$0..<min($0 + size, file.count)])
        }
        try #require(frames.count == 5)
        func reordered(_ order: [Int]) -> [UInt8] { head + order.flatMap { frames[$0] } }
        #expect(!isRefused(reordered([0, 1, 2, 3, 4])))
        for order in [
            [0, 1, 2, 3], [0, 1, 2], [0], [], [1, 2, 3, 4], [0, 2, 3, 4], [0, 2, 1, 3, 4], [0, 1, 1, 2, 3, 4],
            [0, 1, 2, 3, 4, 4], [4], [0, 1, 2, 3, 4, 0],
        ] {
            #expect(isRefused(reordered(order)), "\(order)")
        }
    }

    @Test("Frames of another backup to the same key are refused")
    func otherBackup() throws {
        let (one, other) = (
            try Self.small.file(for: Self.key.recipient), try Self.small.file(for: Self.key.recipient)
        )
        let head = SealedFrames.mark.count + 64
        #expect(isRefused(Array(one.prefix(head)) + other.dropFirst(head)))
    }

    @Test("An encrypted backup needs its key, and shows nothing without it")
    func keys() throws {
        let secret = "memory text that nobody may read"
        let file = try BackupSample(database: Array(secret.utf8)).file(for: Self.key.recipient)
        #expect(!String(decoding: file, as: UTF8.self).contains("memory text"))
        #expect(isRefused(file, key: nil))
        #expect(throws: BackupFailure.self) { try BackupSample.read(file, key: BackupKey()) }
        let sentence = #expect(throws: BackupFailure.self) { try BackupSample.read(file, key: BackupKey()) }
        #expect(sentence?.description.contains("to another key") == true)
    }

    @Test("Other files are not backups")
    func otherFiles() throws {
        for text in ["", "SQLite format 3\0", "agent-memory backup 2\n", String(repeating: "x", count: 5_000)] {
            #expect(isRefused(Array(text.utf8)), "\(text.prefix(20))")
        }
    }

    @Test("A part that changes while it is written makes no backup")
    func changedPart() throws {
        let manifest = try Self.small.manifest()
        #expect(throws: BackupFailure.self) {
            try BackupFile.write(manifest, to: ByteBuffer()) { _ in ByteBuffer(Array("the databasf".utf8)) }
        }
    }
}
