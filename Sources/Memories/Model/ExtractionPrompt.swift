package import Base

/// A named text that tells a language model what to extract from memories; it belongs to a workspace. Its texts are
/// numbered versions that never change.
package struct ExtractionPrompt: Sendable, Hashable {
    package let id: String
    package let description: String
    package let annotations: AnnotationTexts
    /// The newest version.
    package let current: ExtractionPromptVersion
    /// How many versions there are.
    package let versionCount: Int
    package let updatedAt: Timestamp
    /// Whether it was put away: it stays readable, and its id cannot be used again.
    package let archived: Bool

    package init(
        id: String,
        description: String,
        annotations: AnnotationTexts,
        current: ExtractionPromptVersion,
        versionCount: Int,
        updatedAt: Timestamp,
        archived: Bool
    ) {
        self.id = id
        self.description = description
        self.annotations = annotations
        self.current = current
        self.versionCount = versionCount
        self.updatedAt = updatedAt
        self.archived = archived
    }
}

/// One text of a prompt.
package struct ExtractionPromptVersion: Sendable, Hashable {
    /// From 0; a removed number is never used again.
    package let number: Int
    package let text: String
    package let createdAt: Timestamp
    package let archived: Bool

    package init(number: Int, text: String, createdAt: Timestamp, archived: Bool = false) {
        self.number = number
        self.text = text
        self.createdAt = createdAt
        self.archived = archived
    }
}

/// The part of a prompt that is archived or purged.
package enum ExtractionPromptPart: Sendable, Hashable {
    case whole
    case version(Int)
}
