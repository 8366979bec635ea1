import Base
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Identity

@Suite final class RevocationEpochTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "revocations-\(UUID().uuidString)").path

    deinit { unlink(path) }

    private var size: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : -1
    }

    /// Whether `change` changes the number that `epoch` returns.
    private func changes(_ epoch: RevocationEpoch, _ change: () throws -> Void) rethrows -> Bool {
        let before = epoch.current
        try change()
        return epoch.current > before
    }

    @Test("Every process sees a bump at once")
    func everyProcessSeesABumpAtOnce() throws {
        let server = try RevocationEpoch(file: path)
        let commandLine = try RevocationEpoch(file: path)
        for (bumped, other) in [(server, commandLine), (commandLine, server)] {
            let before = bumped.current
            #expect(changes(other) { bumped.bump() })
            #expect(bumped.current > before)
            #expect(!changes(other) {} && !changes(bumped) {})
        }
        let late = try RevocationEpoch(file: path)
        #expect(!changes(late) {})
    }

    /// If an old value returned, entries cached under it would be valid again: no writer may undo another one's value.
    @Test("Concurrent bumps all count")
    func concurrentBumpsAllCount() async throws {
        let epochs = [try RevocationEpoch(file: path), try RevocationEpoch(file: path)]
        await withTaskGroup { group in
            for index in 0..<8 {
                group.addTask {
                    for _ in 0..<500 {
                        let before = epochs.map(\.current)
                        epochs[index % 2].bump()
                        for (epoch, before) in zip(epochs, before) { #expect(epoch.current > before) }
                    }
                }
            }
        }
    }

    @Test("Only the owner can read the file, and it has its disk block from the start")
    func onlyTheOwnerCanReadTheFileAndItHasItsBlockAtOnce() throws {
        _ = try RevocationEpoch(file: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(status.st_size == 8)
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: true, hadUsers: false))
    }

    @Test("Only users leave the mark that there were users; opening the file and revoking do not")
    func onlyUsersLeaveTheMark() throws {
        let server = try RevocationEpoch(file: path)
        let other = try RevocationEpoch(file: path)
        server.bump()
        #expect(!server.hadUsers && !other.hadUsers)
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: true, hadUsers: false))
        other.markUsers()
        #expect(server.hadUsers && other.hadUsers)
        server.bump()
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: true, hadUsers: true))
        #expect(try RevocationEpoch(file: path).hadUsers && !RevocationEpoch().hadUsers)
    }

    @Test("The odd values that earlier versions wrote for revocations count as the mark")
    func earlierVersions() throws {
        try Data([0x01, 2, 3, 4, 5, 6, 7, 0x88]).write(to: URL(fileURLWithPath: path))
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: true, hadUsers: true))
        let server = try RevocationEpoch(file: path)
        server.bump()
        #expect(server.hadUsers && size == 16)
    }

    @Test("A file that was truncated or removed while a process used it gets its mark again", arguments: [true, false])
    func theMarkSurvives(isRemoved: Bool) throws {
        let server = try RevocationEpoch(file: path)
        server.markUsers()
        #expect(isRemoved ? unlink(path) == 0 : truncate(path, 0) == 0)
        server.keepUp()
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: true, hadUsers: true))
    }

    @Test("Checking for the file does not create it")
    func lookingDoesNotCreateTheFile() throws {
        #expect(try RevocationEpoch.trace(file: path) == nil)
        #expect(size == -1)
    }

    /// Earlier versions created the file as a hole that the first revocation had to fill.
    @Test("A file with a hole is filled when it is opened")
    func aHoleIsFilledWhenTheFileIsOpened() throws {
        #expect(FileManager.default.createFile(atPath: path, contents: nil) && truncate(path, 8) == 0)
        #expect(try RevocationEpoch.trace(file: path) == .init(wasUsed: false, hadUsers: false))
        _ = try RevocationEpoch(file: path)
        #expect(try RevocationEpoch.trace(file: path)?.wasUsed == true)
    }

    @Test("A link or a directory in place of the file is refused")
    func aLinkOrADirectoryIsRefused() throws {
        let link = path + "-link"
        defer { unlink(link) }
        _ = try RevocationEpoch(file: path)
        #expect(symlink(path, link) == 0)
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: link) }
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: FileManager.default.temporaryDirectory.path) }
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: path + "/below") }
    }

    /// A mapped file would end its readers here with SIGBUS.
    @Test("While the file is truncated, nothing is served from a cache")
    func whileTheFileIsTruncatedNothingIsServedFromACache() throws {
        let reports = Reports()
        let server = try RevocationEpoch(file: path, report: reports.add)
        #expect(truncate(path, 0) == 0)
        #expect(changes(server) {} && changes(server) {})
        server.keepUp()
        #expect(size == 8)
        _ = server.current
        #expect(!changes(server) {})
        #expect(reports.all.count == 1 && reports.all[0].contains("truncated"))
        let commandLine = try RevocationEpoch(file: path)
        #expect(changes(server) { commandLine.bump() })
    }

    @Test("A file that was removed or replaced is opened again", arguments: [true, false])
    func aRemovedFileIsReplacedAndUsed(isReplaced: Bool) throws {
        let reports = Reports()
        let server = try RevocationEpoch(file: path, report: reports.add)
        #expect(unlink(path) == 0)
        let early = isReplaced ? try RevocationEpoch(file: path) : nil
        early?.bump()
        #expect(changes(server) { server.keepUp() })
        #expect(size == 8 && reports.all.count == 1 && reports.all[0].contains("removed or replaced"))
        let commandLine = try RevocationEpoch(file: path)
        #expect(changes(server) { commandLine.bump() })
        server.keepUp()
        #expect(reports.all.count == 1)
    }

    /// A directory in place of the file simulates a disk that refuses writes.
    @Test("A bump that cannot be written acts in this process, is reported once and written later")
    func aFailedBumpActsHereIsReportedOnceAndWrittenLater() throws {
        let reports = Reports()
        let server = try RevocationEpoch(file: path, report: reports.add)
        let other = try RevocationEpoch(file: path)
        #expect(unlink(path) == 0 && mkdir(path, 0o700) == 0)
        server.keepUp()
        #expect(changes(server) { server.bump() })
        server.keepUp()
        #expect(reports.all.count == 1 && reports.all[0].contains("up to 30 seconds"))
        #expect(rmdir(path) == 0)
        server.keepUp()
        other.keepUp()
        #expect(reports.all.count == 3)
        #expect(changes(other) { server.bump() })
    }

    @Test("A token removed by another process is refused at the next request")
    func aTokenRemovedByAnotherProcessIsRefusedAtTheNextRequest() async throws {
        let fixture = IdentityFixture()
        let (_, token, bearer) = try await fixture.userWithToken()
        let server = TokenAuthenticator(
            apiTokens: fixture.fake,
            pauses: fixture.fake,
            cache: PrincipalCache(revocations: try RevocationEpoch(file: path))
        )
        let commandLine = APITokenDirectory(tokens: fixture.fake, revocations: try RevocationEpoch(file: path))
        #expect(try await server.authenticate(bearer, at: fixture.clock.now()).userName == "alice")
        #expect(try await commandLine.remove(token.id))
        #expect(
            await fault { try await server.authenticate(bearer, at: fixture.clock.now()) }?.detail == "Invalid token"
        )
    }
}

/// The sentences that the epoch reported, in order.
private final class Reports: Sendable {
    private let sentences = Mutex<[String]>([])

    var all: [String] { sentences.withLock { $0 } }

    @Sendable func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}
