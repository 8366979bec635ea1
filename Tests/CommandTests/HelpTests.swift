import ArgumentParser
import Testing

@testable import agent_memory

@Suite struct HelpTests {
    @Test("`--help` names the commands that print shell completions, and they work")
    func completions() {
        let help = AgentMemory.helpMessage(columns: 400)
        #expect(help.contains("`agent-memory --generate-completion-script bash`, `zsh` or `fish`"), "\(help)")
        for (shell, words) in [
            (CompletionShell.bash, "complete"), (.zsh, "#compdef agent-memory"), (.fish, "complete -c"),
        ] {
            let script = AgentMemory.completionScript(for: shell)
            #expect(script.contains(words) && script.contains("workspace"), "\(shell)")
        }
    }
}
