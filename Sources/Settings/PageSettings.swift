/// The pages for people.
package struct PageSettings: Sendable {
    /// The folder of more languages; nil for none.
    package let languages: String?

    init(_ s: SettingReader) {
        languages = s.optional(
            "pages.languages",
            form: "path",
            "A folder with catalogues for more languages of the pages, each a file of GNU gettext named after its language: `fr.po`, "
                + "`pt-BR.po`. What a catalogue does not have stays English."
        )
    }
}
