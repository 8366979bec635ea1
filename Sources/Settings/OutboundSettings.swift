/// How this server makes requests to other servers.
package struct OutboundSettings: Sendable {
    package let caFile: String?

    init(_ s: SettingReader) {
        caFile = s.optional(
            "outbound.caFile",
            form: "path",
            "A PEM file with additional certificate authorities to trust for identity providers."
        )
    }
}
