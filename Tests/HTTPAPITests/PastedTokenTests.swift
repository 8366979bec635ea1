import Base
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Tokens as people paste them") struct PastedTokenTests {
    private static let token = APITokenSecret(random: SeededRandom(5)).token.reveal()

    @Test(arguments: [
        "TOKEN", "  TOKEN\n", "\tTOKEN ", "export TOKEN=TOKEN_", "export AGENT_MEMORY_TOKEN='TOKEN_'", "Bearer TOKEN_",
        "bearer  TOKEN_",
        "Authorization: Bearer TOKEN_", "\"TOKEN_\"", "'TOKEN_'", "`TOKEN_`", "“TOKEN_”", "\u{a0}TOKEN_\u{a0}",
    ])
    func theTokenIsFoundInThePastedText(pasted: String) {
        let text =
            pasted.contains("TOKEN_")
            ? pasted.replacing("TOKEN_", with: Self.token) : pasted.replacing("TOKEN", with: Self.token)
        #expect(PastedToken(text).text == Self.token)
        #expect(!PastedToken(text).isIncomplete)
    }

    @Test(
        "A token from the settings may have any format",
        arguments: ["my-own.token", " 'my-own.token' ", "export X=my-own.token", "Bearer my-own.token"]
    )
    func presets(pasted: String) {
        #expect(PastedToken(pasted).text == "my-own.token" && !PastedToken(pasted).isIncomplete)
    }

    @Test(arguments: [
        String(token.dropLast()), String(token.dropLast(30)), "amt_", "amt_wrong", "export TOKEN=\(token.prefix(40))",
        "\(token)x",
        token.replacing("_", with: "_ "), "\(token.prefix(17))…",
    ])
    func anIncompleteTokenIsRecognizedByItsChecksum(pasted: String) {
        #expect(PastedToken(pasted).isIncomplete)
    }
}
