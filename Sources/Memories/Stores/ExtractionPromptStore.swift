package import Base
package import Identity

/// The extraction prompts of a workspace. Every method takes `Access` first and sees only its workspace.
package protocol ExtractionPromptStore: Sendable {
    /// Adds a prompt with its version 0; false when the id is taken, also by an archived prompt. Of racing callers
    /// exactly one gets true.
    func add(
        _ access: Access,
        id: String,
        text: String,
        description: String,
        annotations: AnnotationTexts,
        at now: Timestamp
    ) async throws -> Bool
    func prompt(_ access: Access, id: String) async throws -> ExtractionPrompt?
    /// In the order of their ids; with archived ones.
    func prompts(_ access: Access, page: PageRequest) async throws -> Page<ExtractionPrompt>
    func version(_ access: Access, id: String, number: Int) async throws -> ExtractionPromptVersion?
    /// Newest first.
    func versions(_ access: Access, id: String, page: PageRequest) async throws -> Page<ExtractionPromptVersion>
    /// Replaces the given values in one step; a text becomes a new version, with a number of its own for each of racing
    /// callers. False when there is no such prompt or it is archived.
    func revise(
        _ access: Access,
        id: String,
        text: String?,
        description: String?,
        annotations: AnnotationTexts?,
        at now: Timestamp
    ) async throws -> Bool
    /// Puts the prompt or one version away; false when it does not exist. Archiving again changes nothing.
    func archive(_ access: Access, id: String, _ part: ExtractionPromptPart, at now: Timestamp) async throws -> Bool
    /// Removes the prompt or one version for good. The id of a removed prompt is free again.
    func purge(_ access: Access, id: String, _ part: ExtractionPromptPart) async throws -> ExtractionPromptRemoval
}

/// The outcome of removing a prompt or a version.
package enum ExtractionPromptRemoval: Sendable, Hashable {
    case removed, absent
    /// The newest version of a prompt stays as long as the prompt.
    case isCurrent
}
