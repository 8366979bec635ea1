/// The text that tells a service manager how to run the server. Packages install the same text.
struct DaemonUnit {
    enum Format: String, CaseIterable {
        case systemd, launchd
    }

    /// The absolute path of the program.
    let program: String
    /// The absolute path of the data directory.
    let data: String
    /// The absolute path of the configuration file; nil when the server shall find its own.
    let configuration: String?
    /// The account that the server runs as; nil for a service of the person who installs it.
    let account: String?

    /// The name of the service and of its account.
    static let name = "agent-memory"
    /// The name that launchd wants, in reverse domain order.
    static let label = "dev.agent-memory.server"

    func text(for format: Format) -> String {
        switch format {
        case .systemd: systemd
        case .launchd: launchd
        }
    }

    private var arguments: [String] {
        [program, "serve"] + (configuration.map { ["--config", $0] } ?? [])
    }

    private var systemd: String {
        let start = arguments.map(Self.quoted).joined(separator: " ")
        return """
            [Unit]
            Description=Agent Memory, a memory server for AI agents
            Documentation=man:agent-memory(1)
            After=network-online.target
            Wants=network-online.target

            [Service]
            Type=notify
            ExecStart=\(start)
            ExecReload=/bin/kill -HUP $MAINPID
            Environment=\(Self.quoted("AGENT_MEMORY_DATA=" + data))
            # Without this, a crash first writes a Swift backtrace for 15 s while clients wait.
            Environment=SWIFT_BACKTRACE=enable=no
            LimitNOFILE=65536
            Restart=on-failure
            UMask=0077
            NoNewPrivileges=yes
            \(account.map(hardening) ?? "")[Install]
            WantedBy=\(account == nil ? "default.target" : "multi-user.target")

            """
    }

    /// The restrictions that only the service of a system account can have. The server needs its data directory and the
    /// network.
    private func hardening(_ account: String) -> String {
        """
        User=\(account)
        Group=\(account)
        StateDirectory=\(Self.name)
        StateDirectoryMode=0700
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        CapabilityBoundingSet=
        SystemCallArchitectures=native
        SystemCallFilter=@system-service


        """
    }

    private var launchd: String {
        let words = arguments.map { "        <string>\(Self.escaped($0))</string>" }.joined(separator: "\n")
        let account = account.map { "    <key>UserName</key>\n    <string>\(Self.escaped($0))</string>\n" } ?? ""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
                <key>Label</key>
                <string>\(Self.label)</string>
                <key>ProgramArguments</key>
                <array>
            \(words)
                </array>
                <key>EnvironmentVariables</key>
                <dict>
                    <key>AGENT_MEMORY_DATA</key>
                    <string>\(Self.escaped(data))</string>
                </dict>
            \(account)    <key>RunAtLoad</key>
                <true/>
                <key>KeepAlive</key>
                <dict>
                    <key>SuccessfulExit</key>
                    <false/>
                </dict>
            </dict>
            </plist>

            """
    }

    /// A word of systemd.syntax(7): in quotes, with its specifiers and variables taken literally.
    static func quoted(_ word: String) -> String {
        var text = ""
        for character in word {
            switch character {
            case "\\", "\"": text += "\\\(character)"
            case "%": text += "%%"
            case "$": text += "$$"
            default: text.append(character)
            }
        }
        return text.contains { $0 == " " || $0 == "'" || $0 == "\\" || $0 == ";" } ? "\"\(text)\"" : text
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
            .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
    }
}
