/// The parts that the service needs to use a language model.
package struct LanguageParts: Sendable {
    package let model: any LanguageModel
    package let calls: any LanguageCallStore
    package let extractions: any ExtractionQueue
    package let options: LanguageOptions

    package init(
        model: any LanguageModel,
        calls: any LanguageCallStore,
        extractions: any ExtractionQueue,
        options: LanguageOptions = LanguageOptions()
    ) {
        self.model = model
        self.calls = calls
        self.extractions = extractions
        self.options = options
    }
}
