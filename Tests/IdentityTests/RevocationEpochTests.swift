import Base
import FoundationEssentials
import Glibc
import Identity
import TestSupport
import Testing

@Suite struct RevocationEpochTests {
    let path = FileManager.default.temporaryDirectory.appending(path: "revocations-\(UUID().uuidString)").path

    @Test func aBumpThroughOneMappingIsSeenThroughAnother() throws {
        defer { unlink(path) }
        let server = try RevocationEpoch(file: path)
        let commandLine = try RevocationEpoch(file: path)
        #expect(server.current == 0)
        commandLine.bump()
        #expect(server.current == 1)
        server.bump()
        #expect(commandLine.current == 2)
        #expect(try RevocationEpoch(file: path).current == 2)
    }

    @Test func racingBumpsAllCount() async throws {
        defer { unlink(path) }
        let mappings = [try RevocationEpoch(file: path), try RevocationEpoch(file: path)]
        await withTaskGroup { group in
            for index in 0..<8 { group.addTask { for _ in 0..<1_000 { mappings[index % 2].bump() } } }
        }
        #expect(mappings[0].current == 8_000)
    }

    @Test func theFileIsForItsOwnerOnly() throws {
        defer { unlink(path) }
        _ = try RevocationEpoch(file: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(status.st_size == 8)
    }

    @Test func aLinkOrADirectoryIsRefused() throws {
        let link = path + "-link"
        defer { unlink(path); unlink(link) }
        _ = try RevocationEpoch(file: path)
        #expect(symlink(path, link) == 0)
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: link) }
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: FileManager.default.temporaryDirectory.path) }
        #expect(throws: StoreFailure.self) { try RevocationEpoch(file: path + "/below") }
    }

    @Test func aTokenRemovedByAnotherProcessIsRefusedAtTheNextRequest() async throws {
        defer { unlink(path) }
        let house = House()
        let (_, token, bearer) = try await house.userWithToken()
        let server = TokenAuthenticator(
            apiTokens: house.fake, cache: PrincipalCache(revocations: try RevocationEpoch(file: path)))
        let commandLine = APITokenDirectory(tokens: house.fake, revocations: try RevocationEpoch(file: path))
        #expect(try await server.authenticate(bearer, at: house.clock.now()).userName == "alice")
        #expect(try await commandLine.remove(token.id))
        #expect(await fault { try await server.authenticate(bearer, at: house.clock.now()) }?.detail == "Invalid token")
    }
}
