/// How the process itself is run.
package struct ProcessSettings: Sendable {
    /// Whether the system may write core dumps of the server.
    package let coreDumps: Bool

    init(_ s: SettingReader) {
        coreDumps = s.bool(
            "process.coreDumps",
            default: false,
            """
            Allow core dumps of the server, and debuggers of the same user. For debugging only: a core dump contains active tokens and \
            memory texts.
            """
        )
    }
}
