import Base
import FoundationEssentials
import Glibc
import Identity
import Synchronization
import TestSupport
import Testing

@testable import SQLStorage

/// A database that lost commits: with its log, or because an older copy was put in its place. Tokens that were removed in
/// them would work again.
@Suite struct LostCommitTests {
    enum Damage: CaseIterable {
        case none
        case logLost, logAndIndexLost, oldDatabase, oldDatabaseWithLog
        case revocationsLost, revocationsCut, oldRevocations

        var harmsDatabase: Bool {
            switch self {
            case .logLost, .logAndIndexLost, .oldDatabase, .oldDatabaseWithLog: true
            case .none, .revocationsLost, .revocationsCut, .oldRevocations: false
            }
        }
    }

    private static func replace(_ parts: [RightsWorld.Part], _ names: [String], of killed: String, by old: String)
        throws
    {
        for file in parts.flatMap(\.files) {
            unlink(killed + "/" + file)
            guard names.contains(file), FileManager.default.fileExists(atPath: old + "/" + file) else { continue }
            try FileManager.default.copyItem(atPath: old + "/" + file, toPath: killed + "/" + file)
        }
    }

    private static func apply(
        _ damage: Damage,
        to killed: String,
        old: String,
        _ random: inout SplitMix64
    ) throws {
        switch damage {
        case .none: break
        case .logLost: unlink(killed + "/memory.db-wal")
        case .logAndIndexLost: for suffix in ["-wal", "-shm"] { unlink(killed + "/memory.db" + suffix) }
        case .oldDatabase: try replace([.database], ["memory.db"], of: killed, by: old)
        case .oldDatabaseWithLog: try replace([.database], RightsWorld.Part.database.files, of: killed, by: old)
        case .revocationsLost: unlink(killed + "/revocations")
        case .revocationsCut: truncate(killed + "/revocations", [0, 8, 16].randomElement(using: &random)!)
        case .oldRevocations: try replace([.revocations], ["revocations"], of: killed, by: old)
        }
    }

    private func failure(_ work: () throws -> Void) -> StoreFailure? {
        do { try work() } catch { return error as? StoreFailure }
        return nil
    }

    /// One world: rights come and go, the process is killed, files are damaged, and it starts again.
    private func run(seed: UInt64) async throws -> (refused: Int, opened: Int) {
        var random = SplitMix64(seed: seed)
        var world = try RightsWorld(in: TemporaryDirectory())
        var olds = [try world.copy()]
        var (refused, opened) = (0, 0)
        for round in 0..<25 {
            for _ in 0..<Int.random(in: 0..<6, using: &random) { try await world.act(&random) }
            if Bool.random(using: &random) { olds.append(try world.copy()) }
            let now = try await world.faults(of: world.stores, world.epoch)
            #expect(now == (0, 0), "seed \(seed), round \(round), running")
            let killed = try world.copy()
            let damage = Damage.allCases.randomElement(using: &random)!
            try Self.apply(damage, to: killed.path, old: olds.randomElement(using: &random)!.path, &random)
            let verdict = failure { _ = try SQLiteStores.read(directory: killed.path) }
            do {
                let (stores, epoch) = try RightsWorld.start(killed)
                defer { try? stores.close() }
                opened += 1
                let after = try await world.faults(of: stores, epoch)
                #expect(after == (0, 0), "seed \(seed), round \(round), \(damage)")
                #expect(verdict == nil, "seed \(seed), round \(round), \(damage)")
            } catch let error as StoreFailure {
                refused += 1
                #expect(
                    damage.harmsDatabase && error.kind == .broken,
                    "seed \(seed), round \(round), \(damage): \(error.reason)"
                )
                #expect(verdict?.reason == error.reason, "seed \(seed), round \(round), \(damage)")
            }
        }
        try world.stores.close()
        return (refused, opened)
    }

    @Test(
        "After any loss of files, a start ends or accepts nothing that was removed",
        arguments: [1, 2, 3, UInt64.random(in: .min ... .max)]
    )
    func nothingLivesAgain(seed: UInt64) async throws {
        let (refused, opened) = try await run(seed: seed)
        #expect(refused + opened == 25 && opened > 5, "seed \(seed): \(refused) refused, \(opened) opened")
    }

    /// A directory with a removed token: what was killed, and an older copy with the token.
    private func removal() async throws -> (killed: TemporaryDirectory, old: TemporaryDirectory, world: RightsWorld) {
        let world = try RightsWorld(in: TemporaryDirectory())
        let user = People.user("ann")
        _ = try await world.stores.identity.users.add(user, personal: People.personal("ann"))
        try world.stores.checkpoint()
        let old = try world.copy()
        _ = try await world.stores.identity.users.delete(user.id, keepingAnAdministrator: false)
        return (try world.copy(), old, world)
    }

    @Test(
        "A lost log and an older copy are refused, unchanged, until the file of revocations is removed",
        arguments: [Damage.logAndIndexLost, .oldDatabase, .oldDatabaseWithLog]
    )
    func refusal(damage: Damage) async throws {
        let (killed, old, world) = try await removal()
        var random = SplitMix64(seed: 1)
        try Self.apply(damage, to: killed.path, old: old.path, &random)
        let path = killed.path + "/memory.db"
        let before = try Data(contentsOf: URL(filePath: path))
        for open in [
            { try SQLiteStores.open(directory: killed.path).close() },
            { _ = try SQLiteStores.read(directory: killed.path) },
        ] {
            let sentence = failure(open)?.reason ?? "opened"
            #expect(sentence.hasPrefix("\(path) is older than this directory: it has 1 commits, but "), "\(sentence)")
            #expect(sentence.contains("remove \(killed.path)/revocations, start, and remove them again"))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        unlink(killed.path + "/revocations")
        let (stores, _) = try RightsWorld.start(killed)
        #expect(try await stores.identity.users.user(named: "ann") != nil)
        try stores.close()
        try world.stores.close()
    }

    @Test("A copy from before commits were counted is refused, and an older directory starts")
    func earlierVersions() async throws {
        let (killed, _, world) = try await removal()
        try world.stores.close()
        let earlier = try TemporaryDirectory()
        try SQLiteDatabase(
            path: earlier.path + "/memory.db",
            migrations: SQLiteSchema.migrations.filter { $0.number < SQLiteSchema.commitCount.number }
        ).close()
        try Self.replace([.database], ["memory.db"], of: killed.path, by: earlier.path)
        #expect(failure { _ = try SQLiteStores.read(directory: killed.path) }?.kind == .broken)
        let before = try Data(contentsOf: URL(filePath: killed.path + "/memory.db"))
        #expect(failure { try SQLiteStores.open(directory: killed.path).close() }?.kind == .broken)
        #expect(try Data(contentsOf: URL(filePath: killed.path + "/memory.db")) == before)
        // The files of an earlier version: eight bytes and no count.
        try Data([0x82, 0, 0, 0, 0, 0, 0, 0x84]).write(to: URL(filePath: earlier.path + "/revocations"))
        let (stores, epoch) = try RightsWorld.start(earlier)
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        #expect(try SQLiteStores.trace(of: earlier.path)?.commits == 1)
        epoch.bump()
        try stores.close()
    }

    @Test("Only what changes a database is counted: no read, and no refused or failed batch")
    func whatCounts() async throws {
        let folder = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: folder.path + "/memory.db")
        let numbers = Numbers()
        database.followCommits(numbers.add)
        let change: SQL = "UPDATE schema_migrations SET name = name WHERE number = 1"
        _ = try await database.change(change)
        _ = try await database.atomically([.run(change), .require("SELECT 1 WHERE 1 = 0")])
        _ = try? await database.change("INSERT INTO schema_migrations (number, name) VALUES (1, 'again')")
        _ = try await database.rows("SELECT 1", effort: .point)
        _ = try await database.change("UPDATE schema_migrations SET name = name WHERE number = -1")
        _ = try await database.change(change)
        #expect(numbers.all == [0, 1, 2])
        try database.close()
    }

    @Test(
        "Commits of two processes are counted together, and a file that is removed or truncated gets the number again"
    )
    func processes() async throws {
        let world = try RightsWorld(in: TemporaryDirectory())
        let (command, epoch) = try RightsWorld.start(world.folder)
        var commits: Int64? { try? SQLiteStores.trace(of: world.folder.path)?.commits }
        for (index, stores) in [world.stores, command, world.stores, command].enumerated() {
            let person = "p\(index)"
            _ = try await stores.identity.users.add(People.user(person), personal: People.personal(person))
            #expect(commits == Int64(index + 1))
        }
        for damage in [{ unlink($0) }, { truncate($0, 0) }, { truncate($0, 16) }] as [(String) -> Int32] {
            #expect(damage(SQLiteStores.revocations(in: world.folder.path)) == 0)
            #expect(commits ?? 0 == 0)
            world.epoch.keepUp()
            epoch.keepUp()
            #expect(commits == 4)
        }
        try command.close()
        try world.stores.close()
    }
}

/// Collects numbers in the order in which they came.
private final class Numbers: Sendable {
    private let numbers = Mutex<[Int64]>([])

    var all: [Int64] { numbers.withLock { $0 } }

    @Sendable func add(_ number: Int64) { numbers.withLock { $0.append(number) } }
}
