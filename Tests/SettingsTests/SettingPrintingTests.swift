import Testing

@testable import Settings

@Suite struct SettingPrintingTests {
    private struct Service {
        let settings: ServerSettings
    }

    @Test("No way of printing settings shows a value, also not inside another value")
    func printing() throws {
        let settings = try ServerSettings(
            SettingInputs(flags: ["embedding.url": "http://127.0.0.1:9/v1?key=sesame", "embedding.model": "m"])
        )
        #expect(settings.embedding.url?.contains("sesame") == true)
        var dumped = ""
        dump([Service(settings: settings)], to: &dumped)
        for text in ["\(settings)", String(reflecting: [Service(settings: settings)]), dumped] {
            #expect(!text.contains("sesame"), "\(text)")
        }
    }
}
