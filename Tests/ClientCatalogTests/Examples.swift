import Base

@testable import ClientCatalog

/// Texts of configuration files as bytes, and back.
func edited(_ text: String, _ format: ConfigFormat, _ edit: (ConfigText) throws -> ConfigText) rethrows -> String {
    String(decoding: try edit(ConfigText(Array(text.utf8), format: format)).bytes, as: UTF8.self)
}

let plainEntry = EntryChange(
    members: [.init("url", .string("http://127.0.0.1:8000/mcp"))],
    owned: ["url", "type", "headers"]
)

func flaw(in text: String, _ format: ConfigFormat, at path: [String] = ["mcpServers", "memory"]) -> EditFlaw? {
    do throws(EditFlaw) {
        _ = try ConfigText(Array(text.utf8), format: format).setting(plainEntry, at: path)
        return nil
    } catch {
        return error
    }
}
