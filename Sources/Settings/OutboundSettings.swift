/// How requests of ours to others are made.
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
