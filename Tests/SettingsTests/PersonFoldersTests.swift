import Settings
import Testing

@Suite struct PersonFoldersTests {
    @Test("Folders come from HOME and XDG_CONFIG_HOME; relative ones do not count")
    func folders() {
        let rows: [(environment: [String: String], home: String, config: String?)] = [
            (["HOME": "/home/a/", "XDG_CONFIG_HOME": "/c"], "/home/a", "/c"), ([:], "/root", nil),
            (["HOME": "a", "XDG_CONFIG_HOME": "c"], "/root", nil), (["HOME": "", "XDG_CONFIG_HOME": ""], "/root", nil),
        ]
        for row in rows {
            let folders = PersonFolders(environment: row.environment, fallback: "/root")
            #expect(folders.home == row.home && folders.config == row.config, "\(row)")
        }
    }

    @Test("Other programs do not get our settings, and are looked for in absolute directories only")
    func programs() {
        let folders = PersonFolders(
            environment: ["PATH": ".:/bin:x", "AGENT_MEMORY_TOKEN": "amt_x", "LANG": "C"],
            fallback: "/"
        )
        #expect(folders.variables == ["LANG=C", "PATH=.:/bin:x"])
        #expect(folders.programs == ["/bin"])
        #expect(folders.program("sh") == "/bin/sh")
        #expect(folders.program("no-such-program") == nil)
    }
}
