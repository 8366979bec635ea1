/// How requests of ours to others are made.
package struct OutboundSettings: Sendable {
    package let caFile: String?

    init(_ s: SettingReader) {
        caFile = s.optional(
            "outbound.caFile",
            form: "path",
            "Certificate authorities of your own (PEM) that identity providers may be certified by, besides the system's."
        )
    }
}
