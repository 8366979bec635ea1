/// Decides whether a text may be English, so that its words get English stems, from the function words of some other
/// languages. A text without such words, such as a name or a keyword, counts as English.
struct TextLanguage {
    private var foreign = 0
    private var english = 0

    /// - Parameter word: folded by `WordSplitter`.
    mutating func see(_ word: [UInt8]) {
        // The longest of these words has seven bytes.
        guard word.count <= 7 else { return }
        if Self.clear.contains(word) {
            foreign += 2
        } else if Self.vague.contains(word) {
            foreign += 1
        } else if Self.englishWords.contains(word) {
            english += 2
        }
    }

    /// One vague word is not enough: names contain them, as in "Van Gogh" and "La Paz".
    var mayBeEnglish: Bool { foreign < 2 || english >= foreign }

    private static func words(_ text: String) -> Set<[UInt8]> {
        Set(text.split(separator: " ").map { Array($0.utf8) })
    }

    /// Words of German, French, Dutch, Spanish, Italian, Portuguese, Swedish, Danish and Norwegian that do not exist in
    /// English. Only those written in plain ASCII letters, or folded to them, are useful here.
    private static let clear = words(
        """
        das und ist nicht ein eine einen einem einer zum zur auf bei sind ich wir seine ihre auch \
        les une avec dans que qui ils nous vous sont pas cette ses \
        het een niet zijn heeft hij zij wij haar naar voor bij ook aan wordt maar deze \
        una muy pero sus esta estan gli sono della nel alla dei delle anche molto \
        uma nao seu sua mais pelo pela och inte ett har ikke jeg og
        """
    )
    /// Words that are also parts of names, English words or abbreviations.
    private static let vague = words(
        """
        der den dem des von vom im mit fur hat er sie ihr sein le la de du et un en est sur pour sous elle mes aux au \
        van ter ten te om el los las lo y por para con del es su como il che per da di uno e o a i do dos em se \
        att det som jag av till pa
        """
    )
    private static let englishWords = words(
        """
        the and of to is in it for with that was are has have her his she he they on at from by not this likes prefers
        """
    )
}
