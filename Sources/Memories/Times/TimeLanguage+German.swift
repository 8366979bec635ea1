extension TimeLanguage {
    static let german = TimeLanguage(
        [
            (.day(-2), "vorgestern"), (.day(-1), "gestern"), (.day(0), "heute"), (.day(2), "übermorgen"),
            (.daytime, "morgen früh vormittag mittag nachmittag abend nacht"),
            (.month(1), "januar jänner"), (.month(2), "februar"), (.month(3), "märz"), (.month(4), "april"),
            (.month(5), "mai"), (.month(6), "juni"), (.month(7), "juli"), (.month(8), "august"),
            (.month(9), "september"), (.month(10), "oktober"), (.month(11), "november"), (.month(12), "dezember"),
            (.weekday(1), "montag"), (.weekday(2), "dienstag"), (.weekday(3), "mittwoch"), (.weekday(4), "donnerstag"),
            (.weekday(5), "freitag"), (.weekday(6), "samstag sonnabend"), (.weekday(7), "sonntag"),
            (.season(.spring), "frühling frühjahr"), (.season(.summer), "sommer"), (.season(.autumn), "herbst"),
            (.season(.winter), "winter"),
            (.unit(.minute), "minute minuten"), (.unit(.hour), "stunde stunden"), (.unit(.day), "tag tage tagen"),
            (.unit(.week), "woche wochen"), (.unit(.weekend), "wochenende wochenenden"),
            (.unit(.month), "monat monate monaten"), (.unit(.quarter), "quartal quartale quartalen"),
            (.unit(.year), "jahr jahre jahren"),
            (.number(1), "ein eine einem einer einen"), (.number(2), "zwei"), (.number(3), "drei paar"),
            (.number(4), "vier"), (.number(5), "fünf"), (.number(6), "sechs"), (.number(7), "sieben"),
            (.number(8), "acht"), (.number(9), "neun"), (.number(10), "zehn"), (.number(11), "elf"),
            (.number(12), "zwölf"),
            (.relative(-1), "letzte letzten letzter letztes letztem vorige vorigen voriger voriges vorigem"),
            (.relative(0), "diese diesen dieser dieses diesem"),
            (.relative(1), "nächste nächsten nächster nächstes nächstem kommende kommenden kommender kommendes"),
            (.past, "vergangene vergangenen vergangenes vergangener vergangenem"),
            (.agoAhead, "vor"),
            (.third(0), "anfang"), (.third(1), "mitte"), (.third(2), "ende"),
            (.within, "in im am an während"), (.before, "vor"), (.until, "bis"), (.after, "nach"), (.since, "seit"),
            (.between, "zwischen"), (.from, "von vom"), (.to, "bis"), (.and, "und"),
            (.article, "der die das den dem des"),
        ],
        subjects: "ich wir mein meine meiner meinem unser unsere unserer unserem er sie",
        followers: """
            aber als auf bei bin bis das dem den der die ein eine er es für habe haben hat ich im in ist man mit nach nicht oder \
            sie sind und uns von war waren was wer wie wir wo zu zum zur
            """,
        hasStopOrdinals: true
    )
}
