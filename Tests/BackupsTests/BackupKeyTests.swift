import Base
import Testing

@testable import Backups

@Suite struct BackupKeyTests {
    @Test("Keys are read back from their texts")
    func texts() throws {
        let key = BackupKey()
        let again = try #require(BackupKey(Secret(" \(key.text.reveal())\n")))
        #expect(again.recipient == key.recipient)
        #expect(BackupRecipient(key.recipient.text) == key.recipient)
    }

    @Test("A public key with any wrong character is refused: nobody could open a backup for it")
    func mistyped() {
        let text = Array(BackupKey().recipient.text)
        for index in text.indices {
            var wrong = text
            wrong[index] = text[index] == "A" ? "B" : "A"
            #expect(BackupRecipient(String(wrong)) == nil, "character \(index)")
            var short = text
            short.remove(at: index)
            #expect(BackupRecipient(String(short)) == nil, "without character \(index)")
        }
    }

    @Test("A private key is not taken for a public one, nor the other way around")
    func kinds() {
        let key = BackupKey()
        #expect(BackupRecipient(key.text.reveal()) == nil)
        #expect(BackupKey(Secret(key.recipient.text)) == nil)
    }
}
