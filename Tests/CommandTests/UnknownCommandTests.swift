import ArgumentParser
import Testing

@testable import agent_memory

@Suite struct UnknownCommandTests {
    @Test(
        "A misspelt command gets a suggestion; any other unknown word gets the list of commands",
        arguments: [
            (["tokens"], "Unknown command “tokens”. Did you mean `agent-memory token`?"),
            (["toekn", "list"], "Unknown command “toekn”. Did you mean `agent-memory token`?"),
            (["Serve"], "Unknown command “Serve”. Did you mean `agent-memory serve`?"),
            (["help", "serv"], "Unknown command “serv”. Did you mean `agent-memory serve`?"),
            (["help", "token", "lst"], "Unknown command “lst”. Did you mean `agent-memory token list`?"),
            (["work", "list"], "Unknown command “work”. Did you mean `agent-memory workspace`?"),
            (["backup", "verfy"], "Unknown command “verfy”. Did you mean `agent-memory backup verify`?"),
            (["token", "lst"], "Unknown command “lst”. Did you mean `agent-memory token list`?"),
            (
                ["workspace", "delete"],
                "Unknown command “delete”. The commands of `agent-memory workspace` are: add, list,"
            ),
            (
                ["remember", "foo"],
                "Unknown command “remember”. The commands of `agent-memory` are: serve, init, mcp, token,"
            ),
        ]
    )
    func suggestions(words: [String], sentence: String) {
        let found = UnknownCommand.sentence(about: words, of: AgentMemory.self)
        #expect(found?.hasPrefix(sentence) == true, "\(found ?? "")")
        #expect(throws: (any Error).self) { try AgentMemory.parseRoot(words) }
    }

    @Test(
        "`help` is understood in every place of a command",
        arguments: [
            ["help", "help"], ["help", "help", "user"], ["user", "help"], ["user", "help", "add"],
            ["help", "user", "add"],
            ["config", "help", "explain"], ["help"],
        ]
    )
    func help(words: [String]) throws {
        let found = HelpWords.moved(in: words, of: AgentMemory.self)
        #expect(found == ["help"] + words.filter { $0 != "help" })
        do {
            var command = try AgentMemory.parseRoot(words)
            try command.run()
            Issue.record("ran")
        } catch { #expect(AgentMemory.exitCode(for: error) == .success, "\(error)") }
    }

    @Test(
        "`help` as an argument stays one",
        arguments: [
            ["token", "show", "help"], ["user", "add", "help"], ["serve", "help"], ["--data", "help"],
            ["tokens", "help"],
        ]
    )
    func helpAsAnArgument(words: [String]) {
        #expect(HelpWords.moved(in: words, of: AgentMemory.self) == words)
    }

    @Test(
        "Known commands, options and arguments are left to the parser",
        arguments: [
            [], ["--help"], ["--version"], ["help"], ["help", "token"], ["token", "list"], ["token", "show", "lst"],
            ["token"],
            ["token", "--help"], ["config"], ["config", "--data", "x"], ["serve", "now"], ["--tokens"],
        ]
    )
    func theRestIsLeftToTheParser(words: [String]) {
        #expect(UnknownCommand.sentence(about: words, of: AgentMemory.self) == nil)
    }
}
