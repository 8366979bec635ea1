import FoundationEssentials
import Glibc
import Testing

@testable import agent_memory

@Suite final class ServerLockTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)").path
    private var file: String { directory + "/server.lock" }

    init() throws {
        try #require(mkdir(directory, 0o700) == 0)
    }

    deinit {
        unlink(file)
        rmdir(directory)
    }

    @Test("A second server cannot start on the same data directory")
    func oneServerPerDirectory() throws {
        var first: ServerLock? = try ServerLock(directory: directory)
        #expect(throws: CommandFailure.self) { try ServerLock(directory: self.directory) }
        // Removing the file does not release the lock.
        #expect(unlink(file) == 0)
        #expect(throws: CommandFailure.self) { try ServerLock(directory: self.directory) }
        #expect(try first?.keep() == true)
        #expect(try first?.keep() == false)
        first = nil
        #expect(throws: Never.self) { try ServerLock(directory: self.directory) }
    }

    /// Earlier versions lock only the file.
    @Test("The server stops if an earlier version has locked a new server.lock")
    func earlierVersions() throws {
        let lock = try ServerLock(directory: directory)
        #expect(unlink(file) == 0)
        let other = open(file, O_RDWR | O_CREAT, 0o600)
        defer { close(other) }
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        #expect(throws: CommandFailure.self) { try lock.keep() }
        #expect(flock(other, LOCK_UN) == 0)
        #expect(try lock.keep())
        #expect(flock(other, LOCK_EX | LOCK_NB) != 0)
    }
}
