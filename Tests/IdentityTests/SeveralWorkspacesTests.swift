import Base
import Identity
import Testing

/// Design rule: a search of several workspaces reaches exactly what the searches of each would.
@Suite("Several workspaces in one search") struct SeveralWorkspacesTests {
    private static let entries: [Principal.Entry] = [
        .init(workspace: "ws-own", role: .admin, privacy: .privatePerUser, name: "alice"),
        .init(workspace: "ws-crew", role: .reader, privacy: .shared, name: "crew"),
        .init(workspace: "ws-shop", role: .member, privacy: .privatePerUser, name: "shop"),
    ]

    private static func principal(
        _ scopes: ScopeSet = .read,
        isPerson: Bool = true,
        entries: [Principal.Entry] = entries
    ) -> Principal {
        Principal(
            kind: isPerson ? .person("u") : .service,
            userName: isPerson ? "alice" : nil,
            scopes: scopes,
            credential: .none,
            entries: entries,
            license: .unproven
        )
    }

    /// The workspaces with their labels, or the refusal.
    private static func searched(_ principal: Principal, _ names: [String], user: String? = nil) -> String {
        do {
            return try AccessPolicy.searched(principal, names, user: user).map {
                "\($0.access.workspace)=\($0.name ?? "")"
            }.joined(separator: " ")
        } catch {
            return (error as? Fault)?.code.rawValue ?? "\(error)"
        }
    }

    @Test(
        "A workspace is named by its id or name, once",
        arguments: [
            (["all"], "ws-own=alice ws-crew=crew ws-shop=shop"), (["crew"], "ws-crew=crew"),
            (["ws-crew", "crew", "ws-own"], "ws-crew=crew ws-own=alice"), (["Crew"], "not-found"),
            (["crew", "ws-else"], "not-found"), (["all", "crew"], "not-found"), ([], "validation-failed"),
            ([""], "not-found"),
        ] as [([String], String)]
    )
    func names(names: [String], expected: String) {
        #expect(Self.searched(Self.principal(), names) == expected)
    }

    @Test("Each proof is the one that the policy gives for that workspace alone", arguments: [true, false])
    func sameProofs(isPerson: Bool) throws {
        let principal = Self.principal(isPerson: isPerson)
        for user in [nil, "alice", "bob"] {
            let alone = Self.entries.map { entry in
                Result { try AccessPolicy.access(principal, workspace: entry.workspace, user: user, to: .read) }
            }
            let together = Result { try AccessPolicy.searched(principal, ["all"], user: user).map(\.access) }
            let refused = alone.contains { (try? $0.get()) == nil }
            #expect((try? together.get()) == (refused ? nil : try? alone.map { try $0.get() }), "\(user ?? "nobody")")
        }
    }

    @Test("Every proof is for reading, and what is needed for one is needed for all")
    func readingOnly() throws {
        let places = try AccessPolicy.searched(Self.principal(.admin), ["all"])
        #expect(places.allSatisfy { $0.access.action == .read })
        #expect(Self.searched(Self.principal([]), ["all"]) == "insufficient-scope")
        #expect(Self.searched(Self.principal(), ["all"], user: "bob") == "not-found")
    }

    @Test("At most twenty are searched together")
    func most() {
        let many = (0...20).map {
            Principal.Entry(workspace: ID("w\($0)"), role: .member, privacy: .shared, name: "n\($0)")
        }
        #expect(Self.searched(Self.principal(entries: many), ["all"]) == "validation-failed")
        #expect(!Self.searched(Self.principal(entries: Array(many.dropLast())), ["all"]).contains("failed"))
    }
}
