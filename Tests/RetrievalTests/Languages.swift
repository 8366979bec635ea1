import Testing

/// Ten memories in each of twelve languages, each with a word that no other one contains.
enum Languages {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let memories: [(text: String, word: String)]

        var testDescription: String { name }
    }

    static let all: [Sample] = [
        Sample(
            name: "English",
            memories: [
                ("The user is allergic to peanuts and cannot eat nuts", "peanuts"),
                ("The user lives by the river in the old town", "river"),
                ("The dog is called Rex and is three years old", "dog"),
                ("The user plays the violin every evening", "violin"),
                ("Her sister works as a doctor in the hospital", "hospital"),
                ("The user prefers green tea in the morning", "tea"),
                ("The meeting is moved to Thursday afternoon", "meeting"),
                ("The user is learning to cook at weekends", "cooking"),
                ("The car is in the garage for repair", "garage"),
                ("The user wants to climb mountains next summer", "mountain"),
            ]
        ),
        Sample(
            name: "Chinese",
            memories: [
                ("用户对花生过敏不能吃坚果", "花生"), ("用户住在老城区的河边", "河边"), ("他的狗叫小黑今年三岁", "狗"),
                ("用户每天晚上练习小提琴", "小提琴"), ("她的姐姐在医院当医生", "医院"), ("用户早上喜欢喝绿茶", "绿茶"),
                ("会议改到星期四下午举行", "会议"), ("用户周末学习做饭", "做饭"), ("汽车在修理厂维修", "汽车"), ("用户明年夏天想去爬山", "爬山"),
            ]
        ),
        Sample(
            name: "Japanese",
            memories: [
                ("ユーザーはピーナッツアレルギーがある", "ピーナッツ"), ("旧市街の川沿いに住んでいる", "川沿い"), ("犬の名前はポチで三歳です", "犬"),
                ("毎晩バイオリンを練習している", "バイオリン"), ("姉は病院で働いている医者です", "病院"), ("朝は緑茶を飲むのが好きです", "緑茶"),
                ("会議は木曜日の午後に変更された", "会議"), ("週末に料理を習っている", "料理"), ("車は修理工場にある", "修理工場"),
                ("来年の夏は登山に行きたい", "登山"),
            ]
        ),
        Sample(
            name: "Korean",
            memories: [
                ("사용자는 땅콩을 먹으면 알레르기가 생긴다", "땅콩"), ("구시가지의 강변에 살고 있다", "강변"), ("강아지 이름은 초코이고 세 살이다", "강아지"),
                ("매일 저녁 바이올린을 연습한다", "바이올린"), ("언니는 병원에서 의사로 일한다", "병원"), ("아침에는 녹차를 마신다", "녹차"),
                ("회의가 목요일 오후로 바뀌었다", "회의"), ("주말마다 요리를 배운다", "요리"), ("자동차는 정비소에 있다", "정비소"),
                ("내년 여름에는 등산을 가고 싶다", "등산"),
            ]
        ),
        Sample(
            name: "Thai",
            memories: [
                ("ผู้ใช้แพ้ถั่วลิสงกินไม่ได้", "ถั่วลิสง"), ("เขาอาศัยอยู่ริมแม่น้ำในเมืองเก่า", "แม่น้ำ"), ("สุนัขชื่อเร็กซ์อายุสามปี", "สุนัข"),
                ("เธอเล่นไวโอลินทุกเย็น", "ไวโอลิน"), ("พี่สาวทำงานเป็นหมอที่โรงพยาบาล", "โรงพยาบาล"),
                ("ตอนเช้าชอบดื่มชาเขียว", "ชาเขียว"),
                ("การประชุมเลื่อนเป็นบ่ายวันพฤหัสบดี", "ประชุม"), ("วันหยุดเรียนทำอาหาร", "อาหาร"), ("รถยนต์อยู่ที่อู่ซ่อม", "รถยนต์"),
                ("ฤดูร้อนหน้าอยากไปปีนเขา", "ปีนเขา"),
            ]
        ),
        Sample(
            name: "Arabic",
            memories: [
                ("المستخدم لديه حساسية من الفول السوداني", "السوداني"), ("يسكن قرب النهر في المدينة القديمة", "النهر"),
                ("الكلب اسمه ركس وعمره ثلاث سنوات", "الكلب"), ("يعزف على الكمان كل مساء", "الكمان"),
                ("أخته طبيبة تعمل في المستشفى", "المستشفى"),
                ("يفضل الشاي الأخضر في الصباح", "الشاي"), ("تأجل الاجتماع إلى يوم الخميس", "الاجتماع"),
                ("يتعلم الطبخ في العطلة", "الطبخ"),
                ("السيارة في ورشة التصليح", "السيارة"), ("يريد تسلق الجبال في الصيف القادم", "الجبال"),
            ]
        ),
        Sample(
            name: "Hindi",
            memories: [
                ("उपयोगकर्ता को मूंगफली से एलर्जी है", "मूंगफली"), ("वह पुराने शहर में नदी के किनारे रहता है", "नदी"), ("कुत्ते का नाम रेक्स है", "कुत्ते"),
                ("वह हर शाम वायलिन बजाती है", "वायलिन"), ("उसकी बहन अस्पताल में डॉक्टर है", "अस्पताल"), ("सुबह हरी चाय पसंद है", "चाय"),
                ("बैठक गुरुवार दोपहर को होगी", "बैठक"), ("सप्ताहांत में खाना पकाना सीखता है", "पकाना"), ("गाड़ी मरम्मत के लिए गैराज में है", "गाड़ी"),
                ("अगली गर्मियों में पहाड़ चढ़ना चाहता है", "पहाड़"),
            ]
        ),
        Sample(
            name: "Russian",
            memories: [
                ("У пользователя аллергия на арахис", "арахис"), ("Он живёт у реки в старом городе", "реки"),
                ("Собаку зовут Рекс, ей три года", "собаку"),
                ("Каждый вечер она играет на скрипке", "скрипке"), ("Её сестра работает врачом в больнице", "больнице"),
                ("Утром предпочитает зелёный чай", "зеленый"), ("Встреча перенесена на четверг", "встреча"),
                ("По выходным учится готовить", "готовить"),
                ("Машина стоит в ремонте", "машина"), ("Следующим летом хочет в горы", "горы"),
            ]
        ),
        Sample(
            name: "Greek",
            memories: [
                ("Ο χρήστης έχει αλλεργία στα φιστίκια", "φιστίκια"),
                ("Μένει δίπλα στο ποτάμι στην παλιά πόλη", "ΠΟΤΑΜΙ"),
                ("Ο σκύλος λέγεται Ρεξ", "σκύλος"), ("Παίζει βιολί κάθε βράδυ", "βιολι"),
                ("Η αδελφή της δουλεύει στο νοσοκομείο", "νοσοκομείο"),
                ("Το πρωί προτιμά πράσινο τσάι", "τσάι"), ("Η συνάντηση μεταφέρθηκε για την Πέμπτη", "συνάντηση"),
                ("Τα σαββατοκύριακα μαθαίνει μαγειρική", "μαγειρική"),
                ("Το αυτοκίνητο είναι στο συνεργείο", "αυτοκίνητο"),
                ("Το επόμενο καλοκαίρι θέλει να ανέβει στα βουνά", "βουνά"),
            ]
        ),
        Sample(
            name: "Turkish",
            memories: [
                ("Kullanıcının fıstık alerjisi var", "fıstık"), ("Eski şehirde nehir kenarında oturuyor", "nehir"),
                ("Köpeğin adı Reks", "köpeğin"),
                ("Her akşam keman çalıyor", "keman"), ("Ablası hastanede doktor", "hastanede"),
                ("Sabahları yeşil çay içer", "ÇAY"),
                ("Toplantı perşembeye alındı", "TOPLANTI"), ("Hafta sonları yemek yapmayı öğreniyor", "yemek"),
                ("Araba tamirde", "araba"),
                ("Gelecek yaz İsviçre dağlarına tırmanmak istiyor", "isviçre"),
            ]
        ),
        Sample(
            name: "Vietnamese",
            memories: [
                ("Người dùng bị dị ứng với đậu phộng", "phộng"), ("Anh ấy sống bên bờ sông trong phố cổ", "sông"),
                ("Con chó tên là Rex", "chó"),
                ("Cô ấy chơi vĩ cầm mỗi tối", "cầm"), ("Chị gái làm bác sĩ ở bệnh viện", "viện"),
                ("Buổi sáng thích uống trà xanh", "trà"),
                ("Cuộc họp dời sang thứ năm", "họp"), ("Cuối tuần học nấu ăn", "nấu"),
                ("Xe hơi đang sửa ở xưởng", "xưởng"),
                ("Mùa hè tới muốn leo núi", "núi"),
            ]
        ),
        Sample(
            name: "German",
            memories: [
                ("Der Nutzer ist gegen Erdnüsse allergisch", "Erdnüsse"),
                ("Er wohnt am Fluss in der Altstadt", "Fluss"),
                ("Der Hund heißt Rex und ist drei Jahre alt", "HEISST"), ("Sie spielt jeden Abend Geige", "Geige"),
                ("Ihre Schwester arbeitet im Krankenhaus", "Krankenhaus"),
                ("Morgens trinkt er am liebsten grünen Tee", "grünen"),
                ("Das Treffen ist auf Donnerstag verschoben", "Treffen"), ("Am Wochenende lernt er kochen", "kochen"),
                ("Das Auto steht in der Werkstatt", "Werkstatt"), ("Nächsten Sommer will er in die Berge", "Berge"),
            ]
        ),
    ]

    /// Emoji in English sentences: the model knows the words, not the emoji.
    static let emoji = Sample(
        name: "Emoji",
        memories: [
            ("The user starts every day with ☕ at the window", "☕"),
            ("Birthday present: a 🎻 for the orchestra", "🎻"),
            ("Allergic to 🥜, found at school", "🥜"), ("Holidays in the 🏔️ each winter", "🏔️"),
            ("The 🐕 is called Rex", "🐕"), ("Her favourite colour is blue", "colour"),
            ("His favourite drink is tea", "drink"), ("A favourite book from childhood", "book"),
        ]
    )

    /// Pairs of words that have the same stem under Porter's rules for English.
    static let pairs: [Sample] = [
        Sample(
            name: "German",
            memories: [
                ("Das Haus am See ist verkauft", "Haus"), ("Der Hau im Wald ist nicht markiert", "Hau"),
                ("Er wartet auf die Post und eine Karte", "Karte"),
                ("Mit dem Kart ist er ins Ziel gefahren", "Kart"),
            ]
        ),
        Sample(
            name: "French",
            memories: [
                ("Il est venu avec son fils", "fils"), ("Le fil du téléphone est dans la cave", "fil"),
                ("Elle est dans les cours du soir", "cours"),
                ("La cour est fermée pour les travaux", "cour"),
            ]
        ),
        Sample(
            name: "Dutch",
            memories: [
                ("Zij heeft een nieuwe jas", "jas"), ("Hij zegt ja tegen het plan", "ja"),
                ("Het glas is niet schoon", "glas"), ("De bussen zijn voor de school", "bussen"),
            ]
        ),
    ]
}
