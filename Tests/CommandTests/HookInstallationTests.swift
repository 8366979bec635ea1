import Base
import ClientCatalog
import Foundation
import Settings
import Testing

@testable import agent_memory

@Suite("Hooks that connect installs and removes")
struct HookInstallationTests {
    /// A home with a program `claude` that writes down its arguments, or fails with a sentence.
    private func person(_ home: String, failing sentence: String? = nil) throws -> PersonMachine {
        let program = home + "/claude"
        let script = sentence.map { "echo '\($0)' >&2; exit 1" } ?? "echo \"$@\" >> '\(home)/calls'"
        try "#!/bin/sh\n\(script)\n".write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let environment = ["HOME": home, "XDG_CONFIG_HOME": home + "/config", "PATH": home + ":/usr/bin:/bin"]
        return PersonMachine(PersonFolders(environment: environment, fallback: home), directory: home)
    }

    private func installation(_ person: PersonMachine, url: String = "http://127.0.0.1:8000") -> HookInstallation {
        HookInstallation(
            plugin: HookPlugin(program: "/bin/agent-memory", url: url, tokenFile: "/t", data: nil),
            folder: HookInstallation.folder(on: person.machine)
        )
    }

    @Test("The files and both commands, then the same again, then a change, and nothing is left after the removal")
    func whole() async throws {
        try await withFolder { home in
            let person = try person(home)
            let hooks = installation(person)
            #expect(!hooks.isThere)
            let preview = try hooks.preview(removing: false).joined(separator: "\n")
            #expect(preview.contains("Would run: claude plugin install agent-memory@agent-memory") && !hooks.isThere)
            #expect(try hooks.install(on: person, stamp: "1").first == "Wrote the hooks to \(hooks.folder)")
            #expect(hooks.isThere)
            let calls = try String(contentsOfFile: home + "/calls", encoding: .utf8)
            #expect(calls == "plugin marketplace add \(hooks.folder)\nplugin install agent-memory@agent-memory\n")
            #expect(try hooks.install(on: person, stamp: "2").first?.hasPrefix("The hooks are in") == true)

            let moved = installation(person, url: "http://127.0.0.1:9000")
            #expect(try moved.write(stamp: "3"))
            let text = try String(contentsOfFile: hooks.folder + "/hooks/hooks.json", encoding: .utf8)
            #expect(text.contains("http://127.0.0.1:9000") && !text.contains(":8000"))

            #expect(try hooks.remove(from: person).last == "Deleted the hooks in \(hooks.folder)")
            #expect(!FileManager.default.fileExists(atPath: hooks.folder))
            #expect(try hooks.remove(from: person) == ["There are no hooks in \(hooks.folder)."])
        }
    }

    @Test("A repetition is not an error, another failure is; without the program, the person gets the commands")
    func failures() async throws {
        try await withFolder { home in
            let again = try person(home, failing: "Marketplace is already installed")
            #expect(try installation(again).install(on: again, stamp: "1").contains { $0.hasPrefix("Ran: ") })
            let broken = try person(home, failing: "no network")
            #expect(throws: CommandFailure.self) { try installation(broken).install(on: broken, stamp: "1") }
            try FileManager.default.removeItem(atPath: home + "/claude")
            let lines = try installation(broken).install(on: broken, stamp: "1")
            #expect(lines.contains("  claude plugin install agent-memory@agent-memory"))
        }
    }

    @Test(
        "The options of a token file are read in one way",
        arguments: ["amt_x\n", "\n  amt_x \n# a note\n", "amt_x", "Bearer amt_x\n", "bearer  amt_x"]
    )
    func tokenFile(text: String) async throws {
        try await withFolder { folder in
            try text.write(toFile: folder + "/t", atomically: true, encoding: .utf8)
            #expect(try TokenFile.read(folder + "/t").reveal() == "amt_x")
            #expect(throws: CommandFailure.self) { try TokenFile.read(folder + "/none") }
        }
    }

    @Test("A file with more than a token is refused", arguments: ["export TOKEN=amt_x", "Bearer amt_x amt_y", "a b"])
    func moreThanAToken(text: String) async throws {
        try await withFolder { folder in
            try text.write(toFile: folder + "/t", atomically: true, encoding: .utf8)
            #expect(throws: CommandFailure.self) { try TokenFile.read(folder + "/t") }
        }
    }

    @Test("A folder with another plugin is refused and left as it is")
    func foreignPlugin() async throws {
        try await withFolder { home in
            let person = try person(home)
            let installation = installation(person)
            let file = installation.folder + "/hooks/hooks.json"
            try FileManager.default.createDirectory(
                atPath: installation.folder + "/hooks",
                withIntermediateDirectories: true
            )
            try #"{"hooks": {"Stop": []}}"#.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(throws: CommandFailure.self) { try installation.write(stamp: "1") }
            #expect(try String(contentsOfFile: file, encoding: .utf8) == #"{"hooks": {"Stop": []}}"#)
        }
    }
}
