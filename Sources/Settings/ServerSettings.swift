package import Base

/// All settings of the server, typed and checked against each other.
package struct ServerSettings: Sendable {
    package let http: HTTPSettings
    package let auth: AuthSettings
    package let oauth: OAuthSettings
    package let outbound: OutboundSettings
    package let storage: StorageSettings
    package let backup: BackupSettings
    package let search: SearchSettings
    package let embedding: EmbeddingSettings
    package let language: LanguageSettings
    package let limits: LimitSettings
    package let mcp: MCPSettings
    package let pages: PageSettings
    package let log: LogSettings
    package let metrics: MetricsSettings
    package let traces: TraceSettings
    package let process: ProcessSettings
    /// The API token that `agent-memory mcp` uses.
    package let token: Secret?
    /// Every setting as it was read, in the order of the reference.
    package let entries: [SettingReader.Entry]
    /// Possible mistakes that do not prevent the start, as sentences: unknown and former names.
    package let warnings: [String]
    private let remarks: [String]

    /// - Throws: every problem at once.
    package init(_ inputs: SettingInputs) throws(SettingProblems) {
        let (settings, problems) = try Self.examine(inputs)
        guard problems.isEmpty else { throw SettingProblems(problems: problems) }
        self = settings
    }

    /// The settings and every problem, for callers that add more problems to the list. A value that cannot be used is
    /// replaced by the default, so with a problem the server must not run on these settings.
    /// - Throws: `SettingProblems` if a file cannot be parsed, so that there are no settings to read.
    package static func examine(_ inputs: SettingInputs) throws(SettingProblems) -> (
        settings: ServerSettings, problems: [SettingProblem]
    ) {
        let layers = try SettingLayers(inputs)
        let reader = SettingReader(layers)
        return (ServerSettings(reader, remarks: layers.remarks), reader.problems)
    }

    private init(_ reader: SettingReader, remarks: [String]) {
        var http = HTTPSettings(reader)
        oauth = OAuthSettings(reader)
        http.issuer = oauth.issuer
        http.judgeTLS(reader)
        self.http = http
        auth = AuthSettings(reader, issuesTokens: oauth.enabled && http.origin != nil)
        outbound = OutboundSettings(reader)
        storage = StorageSettings(reader)
        if storage.url != nil, oauth.resetsAtStart {
            reader.note(
                "oauth.resetAtStart is true, but every server of the database in storage.url would end the logins of all others; remove it."
            )
        }
        backup = BackupSettings(reader, data: storage.directory)
        search = SearchSettings(reader)
        embedding = EmbeddingSettings(reader)
        language = LanguageSettings(reader)
        limits = LimitSettings(reader)
        mcp = MCPSettings(reader)
        pages = PageSettings(reader)
        log = LogSettings(reader)
        metrics = MetricsSettings(reader)
        traces = TraceSettings(reader)
        process = ProcessSettings(reader)
        // Read before the others, by `SettingInputs.process`; named here so that the reference knows it.
        _ = reader.optional(
            "config",
            form: "path",
            "The configuration file. Default: `agent-memory.yaml` in the working directory, if it exists."
        )
        token = reader.secret(
            "token",
            "The API token that `agent-memory mcp` (MCP over standard input and output) uses."
        )
        reader.judgeEmpty()
        reader.judgeUnknown()
        Self.refuseOpenServer(http, auth, reader)
        entries = reader.entries
        warnings = reader.warnings
        self.remarks = remarks
    }

    /// The issuer of this server's tokens; nil if it runs no authorization server or has no known origin.
    package var ownIssuer: String? {
        guard oauth.enabled, auth.mode == .token else { return nil }
        return oauth.issuer ?? http.origin
    }

    /// A server without authentication that other machines can reach gives every memory to anyone, so it does not
    /// start.
    private static func refuseOpenServer(_ http: HTTPSettings, _ auth: AuthSettings, _ reader: SettingReader) {
        let isOpen = auth.mode == .disabled
        let mode = "auth.mode is disabled (\(reader.source(of: "auth.mode").description))"
        if let workspace = auth.anonymousWorkspace {
            let anonymous =
                "auth.anonymous.workspace is \(workspace) (\(reader.source(of: "auth.anonymous.workspace").description))"
            if isOpen {
                reader.note(
                    "\(mode), which lets everyone do everything, and \(anonymous), which only lets them read; keep one of them."
                )
            } else if let exposure = http.exposure, !auth.anonymousAnywhere {
                reader.note(
                    "\(anonymous), but \(exposure), where other machines could read that workspace without a credential; "
                        + "listen on 127.0.0.1 alone, or set auth.anonymous.anywhere to true if you intend that."
                )
            }
        }
        if isOpen, let exposure = http.exposure {
            reader.note(
                "\(mode), but \(exposure), where other machines could read and delete every memory without a token; "
                    + "listen on 127.0.0.1 alone, or set auth.mode to token and create tokens with `agent-memory token add`."
            )
        }
    }

    /// Sentences about values read from another system's name, logged once at start: `read from PORT; ours is
    /// AGENT_MEMORY_HTTP_PORT`. Also names of other systems that need no setting here.
    package var foreignReadings: [String] {
        entries.compactMap { entry in
            guard case .peer(let system, let name) = entry.source else { return nil }
            return "\(entry.key) is read from \(name), a name of \(system); ours is \(EnvironmentName.of(entry.key))"
        } + remarks
    }
}
