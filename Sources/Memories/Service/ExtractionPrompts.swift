package import Base
package import Identity

/// Room 4 for the extraction prompts of a workspace. Every method takes an `Access` that the policy created, and throws
/// only `Fault`.
package struct ExtractionPrompts: Sendable {
    private let store: any ExtractionPromptStore
    private let time: any TimeSource
    private let limits: MemoryLimits

    /// Length of a description, in Unicode scalars.
    private static let descriptionLength = 200

    package init(store: any ExtractionPromptStore, time: any TimeSource, limits: MemoryLimits = MemoryLimits()) {
        self.store = store
        self.time = time
        self.limits = limits
    }

    /// - Throws: `validationFailed`; `conflict` when the id is taken, also by an archived prompt.
    package func add(
        _ access: Access,
        id: String,
        text: String,
        description: String,
        annotations: AnnotationTexts
    ) async throws -> ExtractionPrompt {
        guard id.wholeMatch(of: /[A-Za-z0-9_-]{1,128}/) != nil else {
            throw Fault.validation("prompt_id", "value_error", "prompt_id has 1 to 128 letters, digits, _ and -.")
        }
        // `default` stands for no prompt where a memory is updated.
        guard id != "default" else {
            throw Fault.validation("prompt_id", "value_error", "prompt_id must not be “default”.")
        }
        try check(text: text, description: description, annotations: annotations)
        let isNew = try await faultsOnly {
            try await store.add(
                access,
                id: id,
                text: text,
                description: description,
                annotations: annotations,
                at: time.now()
            )
        }
        guard isNew else { throw Fault(.conflict, "A prompt with this prompt_id exists, or existed and is archived.") }
        return try await prompt(access, id: id)
    }

    /// - Throws: `notFound`.
    package func prompt(_ access: Access, id: String) async throws -> ExtractionPrompt {
        guard let prompt = try await faultsOnly({ try await store.prompt(access, id: id) }) else { throw Self.unknown }
        return prompt
    }

    package func list(_ access: Access, page: PageRequest) async throws -> Page<ExtractionPrompt> {
        try await faultsOnly { try await store.prompts(access, page: page) }
    }

    /// - Throws: `notFound`.
    package func version(_ access: Access, id: String, number: Int) async throws -> ExtractionPromptVersion {
        let version = try await faultsOnly { try await store.version(access, id: id, number: number) }
        guard let version else { throw Fault(.notFound, "Prompt version not found") }
        return version
    }

    /// The versions of a prompt with its present state.
    /// - Throws: `notFound`.
    package func versions(_ access: Access, id: String, page: PageRequest) async throws
        -> (prompt: ExtractionPrompt, versions: Page<ExtractionPromptVersion>)
    {
        let prompt = try await prompt(access, id: id)
        return (prompt, try await faultsOnly { try await store.versions(access, id: id, page: page) })
    }

    /// The version that a memory names: the newest one unless it names a number.
    /// - Throws: `notFound`; `conflict` when the prompt or the version is archived.
    package func usable(_ access: Access, id: String, number: Int?) async throws -> ExtractionPromptVersion {
        let prompt = try await prompt(access, id: id)
        let version =
            if let number { try await self.version(access, id: id, number: number) } else { prompt.current }
        guard !prompt.archived, !version.archived else {
            throw Fault(.conflict, "The prompt or its version is archived.")
        }
        return version
    }

    /// Changes a prompt; nil keeps the present value, and a text becomes a new version.
    /// - Throws: `validationFailed`, also when nothing would change; `notFound`; `conflict` for an archived prompt.
    package func update(
        _ access: Access,
        id: String,
        text: String?,
        description: String?,
        annotations: AnnotationTexts?
    ) async throws -> ExtractionPrompt {
        guard text != nil || description != nil || annotations != nil else {
            throw Fault.validation(
                "prompt",
                "missing",
                "At least one of prompt, description and annotations must be given."
            )
        }
        try check(text: text, description: description, annotations: annotations)
        let isDone = try await faultsOnly {
            try await store.revise(
                access,
                id: id,
                text: text,
                description: description,
                annotations: annotations,
                at: time.now()
            )
        }
        let prompt = try await prompt(access, id: id)
        guard isDone else { throw Fault(.conflict, "The prompt is archived.") }
        return prompt
    }

    /// - Throws: `notFound`.
    package func archive(_ access: Access, id: String, _ part: ExtractionPromptPart) async throws {
        guard try await faultsOnly({ try await store.archive(access, id: id, part, at: time.now()) }) else {
            throw Self.unknown
        }
    }

    /// - Throws: `notFound`; `conflict` for the newest version.
    package func purge(_ access: Access, id: String, _ part: ExtractionPromptPart) async throws {
        switch try await faultsOnly({ try await store.purge(access, id: id, part) }) {
        case .removed: return
        case .absent: throw Self.unknown
        case .isCurrent: throw Fault(.conflict, "The newest version of a prompt cannot be removed alone.")
        }
    }

    private func check(text: String?, description: String?, annotations: AnnotationTexts?) throws {
        var validation = Validation()
        if let text {
            validation.require(text, in: .notBlank.limited(to: limits.textLength), ["body", "prompt"])
        }
        if let description {
            validation.require(
                description,
                in: .notBlank.limited(to: Self.descriptionLength),
                ["body", "description"]
            )
        }
        try validation.finish()
        try Annotations.check(annotations ?? [:])
    }

    private static let unknown = Fault(.notFound, "Prompt not found")
}
