/// How many tokens a text has, as far as a server without any model's vocabulary can tell: four characters a token. That
/// is close for English in the common vocabularies; in other scripts a token is shorter.
package enum TokenEstimate {
    /// - Parameter characters: Unicode scalars.
    package static func tokens(ofCharacters characters: Int) -> Int { (characters + 3) / 4 }
}
