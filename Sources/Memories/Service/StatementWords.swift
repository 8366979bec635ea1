/// The words that decide how two statements relate, in seven languages. The rest of the comparison needs no language.
///
/// Left out are words that mean something else in another of these languages: German "will" and "hat", French "a" and
/// "plus", Italian "mai", Dutch "en".
enum StatementWords {
    static let negations = [
        "not", "no", "never", "longer", "anymore", "cannot",
        "nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie", "niemals",
        "ne", "n", "pas", "jamais", "nunca", "jamás", "non", "não", "niet", "geen", "nooit",
    ]

    /// Words that only carry a negation: "does not like" is "likes".
    static let auxiliaries = [
        "do", "does", "did", "don", "doesn", "didn", "is", "isn", "are", "aren", "was", "wasn", "will", "won", "has",
        "hasn", "have", "haven", "any", "more",
    ]

    /// Words of attributes that have several values at once.
    static let severalValues = [
        "like", "likes", "loves", "enjoys", "hates", "dislikes", "speaks", "knows", "owns", "has", "have", "visited",
        "visits", "plays", "reads", "read", "met", "bought", "collects", "wants", "needs", "remembers", "mentioned",
        "said", "and", "also", "including",
        "mag", "liebt", "hasst", "spricht", "kennt", "besitzt", "besucht", "besuchte", "spielt", "liest", "traf",
        "kaufte", "sammelt", "möchte", "braucht", "sagte", "und", "auch",
        "aime", "adore", "déteste", "parle", "connaît", "possède", "visite", "joue", "lit", "collectionne", "veut",
        "et", "aussi",
        "gusta", "gustan", "habla", "conoce", "tiene", "odia", "juega", "toca", "lee", "compró", "visitó", "quiere",
        "necesita", "y", "también",
        "piace", "piacciono", "ama", "parla", "possiede", "gioca", "suona", "legge", "vuole", "anche",
        "gosta", "fala", "conhece", "tem", "odeia", "joga", "comprou", "quer", "precisa", "também",
        "houdt", "spreekt", "kent", "heeft", "haat", "speelt", "leest", "kocht", "ook",
    ]
}
