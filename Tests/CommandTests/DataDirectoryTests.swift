import ArgumentParser
import Foundation
import Testing

@testable import agent_memory

/// A mistyped data directory is an error, not an empty database.
@Suite struct DataDirectoryTests {
    /// Every command that needs a database, with otherwise valid arguments.
    static let commands: [[String]] = [
        ["mcp"],
        ["token", "add", "--description", "x"], ["token", "list"], ["token", "show", "abcd"],
        ["token", "remove", "abcd", "--force"],
        ["token", "explain", "x"],
        ["user", "add", "alice"], ["user", "list"], ["user", "show", "alice"], ["user", "disable", "alice"],
        ["user", "enable", "alice"], ["user", "delete", "alice", "--force"], ["user", "password", "alice"],
        ["user", "logout", "alice"], ["user", "invite"], ["user", "erase", "alice", "--force"],
        ["user", "edit", "alice", "--email", "a@b"],
        ["workspace", "add", "shop"], ["workspace", "list"], ["workspace", "show", "shop"],
        ["workspace", "members", "shop"], ["workspace", "invite", "shop"],
        ["workspace", "rename", "shop", "store"], ["workspace", "remove", "shop", "--force"],
        ["client", "add", "Shop", "--redirect-uri", "https://shop.example/back"], ["client", "list"],
        ["client", "trace"],
        ["client", "show", "x"], ["client", "trace"],
        ["client", "remove", "x", "--force"],
        ["key", "list"], ["key", "rotate"], ["key", "retire", "x"],
        ["key", "rekey"],
        ["backup", "create", "x.backup"],
        ["search", "x"], ["add", "x"], ["list"], ["status"], ["export", "x"],
    ]

    /// The commands that create a database or do not need one.
    static let others: Set<[String]> = [
        ["serve"], ["init"], ["doctor"], ["config", "explain"], ["config", "check"], ["config", "init"],
        ["config", "reference"], ["model", "install"],
        ["model", "list"],
        ["model", "verify"], ["version"], ["hook", "install"],
        ["connect"], ["health"],
        ["backup", "verify"], ["backup", "keygen"], ["restore"], ["storage", "migrate"],
        ["service", "install"], ["service", "status"], ["service", "uninstall"], ["service", "show"],
        // They read the named source first.
        ["import", "export"], ["import", "redis-ams"], ["import", "mcp-memory-service"], ["import", "openmemory"],
        ["import", "mem0"], ["import", "couchbase"], ["import", "markdown"], ["import", "chatgpt"],
        ["import", "claude"],
        // They need one and never fail.
        ["hook", "recall"], ["hook", "capture"],
    ]

    @Test("Every command creates a database, needs one or does not need one")
    func everyCommandIsListed() {
        let leaves = Self.leaves(AgentMemory.self)
        let tried = Set(Self.commands.map { command in leaves.first { command.starts(with: $0) } ?? command })
        #expect(tried.union(Self.others) == Set(leaves))
    }

    @Test("A command without a database names the directory and does not create anything", arguments: commands)
    func aMissingDatabaseIsNamed(command: [String]) async throws {
        try await withFolder { folder in
            let data = folder + "/typo/data"
            let failure = await refusal(of: command, data: data)
            #expect(
                failure?.hasPrefix("There is no database in \(data). Set AGENT_MEMORY_DATA or --data.") == true,
                "\(failure ?? "")"
            )
            let left = try contents(of: folder)
            #expect(left.isEmpty)
        }
    }

    @Test("An empty directory has no database and stays empty")
    func anEmptyDirectoryStaysEmpty() async throws {
        try await withFolder { folder in
            for command in Self.commands {
                #expect(
                    await refusal(of: command, data: folder)?.hasPrefix("There is no database in \(folder).") == true,
                    "\(command)"
                )
            }
            let left = try contents(of: folder)
            #expect(left.isEmpty)
        }
    }

    @Test("`init` creates the database that other commands use; a second `init` changes nothing")
    func initCreatesADatabase() async throws {
        try await withFolder { folder in
            let data = folder + "/data"
            try await run(["init"], data: data)
            #expect(FileManager.default.fileExists(atPath: data + "/memory.db"))
            try await run(["user", "add", "alice"], data: data)
            try await run(["init"], data: data)
            #expect(
                await refusal(of: ["user", "add", "alice"], data: data)?.hasPrefix(
                    "There is already a user named alice."
                ) == true
            )
        }
    }

    @Test("A link to nowhere is refused by `doctor` as by `serve`", arguments: ["", "/data"])
    func danglingLink(rest: String) async throws {
        try await withFolder { folder in
            #expect(symlink(folder + "/nowhere", folder + "/link") == 0)
            #expect(throws: CommandFailure.self) { try StorageDirectory.isThere(folder + "/link" + rest) }
            #expect(throws: CommandFailure.self) { try StorageDirectory.prepare(folder + "/link" + rest) }
        }
    }

    @Test(
        "Messages show the absolute path of a relative directory",
        arguments: [("data", "/data"), ("./data", "/data"), ("./a/./b/", "/a/b"), (".", "")]
    )
    func relativePaths(path: String, end: String) {
        #expect(StorageDirectory.absolute(path) == FileManager.default.currentDirectoryPath + end)
    }

    @Test("Messages show an absolute path as given")
    func absolutePaths() {
        #expect(StorageDirectory.absolute("/var/lib/agent-memory") == "/var/lib/agent-memory")
    }

    /// The words of every command that has no subcommands.
    private static func leaves(_ command: any ParsableCommand.Type, _ words: [String] = []) -> [[String]] {
        let children = command.configuration.subcommands
        guard !children.isEmpty else { return [words] }
        return children.flatMap { leaves($0, words + [$0._commandName]) }
    }
}
