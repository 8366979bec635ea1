import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Backups

@Suite struct DraftFileTests {
    private func names(_ folder: TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    @Test("A file has its name only when it is complete, and only its owner can read it")
    func complete() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/copy"
        let file = try DraftFile(path)
        try file.write([1, 2, 3])
        #expect(try names(folder).allSatisfy { $0 != "copy" })
        try file.keep()
        #expect(try names(folder) == ["copy"] && Data(contentsOf: folder.url("copy")) == Data([1, 2, 3]))
        var status = stat()
        let result = lstat(path, &status)
        #expect(result == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("Nothing is left of a file that was given up")
    func givenUp() throws {
        let folder = try TemporaryDirectory()
        do { try DraftFile(folder.path + "/copy").write([1]) }
        #expect(try names(folder) == [])
    }

    @Test("A file that exists is not replaced")
    func existing() throws {
        let folder = try TemporaryDirectory()
        try Data([9]).write(to: folder.url("copy"))
        #expect(throws: BackupFailure.self) { try DraftFile(folder.path + "/copy") }
        #expect(try Data(contentsOf: folder.url("copy")) == Data([9]))
    }

    @Test("A disk that is full is a sentence")
    func full() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        let failure = #expect(throws: BackupFailure.self) {
            try FileStream(descriptor, name: "/dev/full").write([1])
        }
        #expect(failure?.description == "/dev/full cannot be written: No space left on device.")
    }
}
