extension DemoConversations {
    /// Italian, Polish, Turkish, Dutch.
    static let europe: [DemoConversation] = [
        DemoConversation(
            .x, "it", "@giulia_legge", "Giulia", minutesAgo: 300,
            [
                .says(
                    "@fernbell_care la macchina dice «decalcificare» da tre giorni e io ho già decalcificato due volte. Chi dei due mente?"
                ), .tags(["product"]),
                .claims(.mara, after: 26),
                .answers(
                    .mara, "Ciao Giulia, mente la macchina: tieni premuto l'anello per cinque secondi, e si scusa.",
                    after: 4),
                .says("Si è scusata. Grazie!", after: 6), .resolves(.mara),
            ]),
        DemoConversation(
            .email, "it", "s.bellini@posta.example", "Stefano Bellini", minutesAgo: 190,
            [
                .says(
                    "Buongiorno, ho ricevuto un solo pacco su tre dell'ordine FB-20519. Gli altri due risultano consegnati, ma non a me."
                ), .tags(["delivery", "lost"]),
                .says("Aggiungo che il portiere non ha visto nessuno.", after: 35),
            ]),
        DemoConversation(
            .facebook, "it", "nonna.rosa.ricette", "Nonna Rosa", minutesAgo: 2_050,
            [
                .says("Scusate, come si spegne la lampada? Mio nipote dice «con la voce» ma a me non ascolta."),
                .tags(["question"]), .claims(.aiko, after: 14),
                .answers(.aiko, "Buongiorno! Basta toccare la base una volta. La voce serve solo ai nipoti.", after: 3),
                .says("Che bello, grazie cara ❤️", after: 7), .resolves(.aiko),
            ]),
        DemoConversation(
            .x, "pl", "@zosia_czyta", "Zosia", minutesAgo: 140,
            [
                .says(
                    "@fernbell_care paczka według śledzenia jest w Lizbonie. Ja jestem w Łodzi. Coś tu się nie zgadza 🙃"
                ), .tags(["delivery"]), .claims(.mara, after: 45),
                .notes(.mara, "Sorted to LIS instead of LCJ. Carrier flies it back tonight."),
            ]),
        DemoConversation(
            .email, "pl", "k.wrona@poczta.example", "Krzysztof Wrona", minutesAgo: 1_620,
            [
                .says("Dzień dobry,\nczy do ekspresu Pico można dokupić większy pojemnik na wodę?\nPozdrawiam"),
                .tags(["question"]), .claims(.jonas, after: 90),
                .answers(
                    .jonas, "Dzień dobry, tak: 1,8 litra, numer części P-118. Pasuje do wszystkich Pico.", after: 7),
                .says("Dziękuję, zamówione.", after: 55), .resolves(.jonas),
            ]),
        DemoConversation(
            .instagram, "tr", "elif.evinde", "Elif", minutesAgo: 210,
            [
                .says("Merhaba, battaniyenin yeşili fotoğraftaki gibi mi yoksa daha mı koyu? Koltuğuma uyması lazım 😅"),
                .tags(["question"]),
            ]),
        DemoConversation(
            .x, "tr", "@kahvesizolmaz", "Mert", minutesAgo: 380,
            [
                .says("@fernbell_care makine bozuldu, iki gündür kahvesizim. Bu bir insan hakları meselesidir."),
                .tags(["product", "urgent"]), .claims(.aiko, after: 16),
                .answers(
                    .aiko, "Çok haklısınız Mert Bey. Yeni makine yarın kapınızda; o zamana kadar bize kızabilirsiniz.",
                    after: 5), .says("Barıştık ☕", after: 9), .resolves(.aiko),
            ]),
        DemoConversation(
            .facebook, "nl", "sanne.en.fiets", "Sanne de Wit", minutesAgo: 88,
            [
                .says("Hoi, kan ik de lamp ook in de winkel in Utrecht ophalen in plaats van laten bezorgen?"),
                .tags(["question"]), .claims(.jonas, after: 38),
                .answers(.jonas, "Hoi Sanne, dat kan vanaf morgen tien uur. Neem je ordernummer mee!", after: 4),
            ]),
    ]

    /// Japanese, Korean, Hindi, Arabic.
    static let asia: [DemoConversation] = [
        DemoConversation(
            .x, "ja", "@hon_to_akari", "灯り好きの本屋", minutesAgo: 450,
            [
                .says("@fernbell_care 読書灯を三台注文しましたが、二台しか届いていません。注文番号はFB-20488です。"), .tags(["delivery", "lost"]),
                .claims(.aiko, after: 28),
                .answers(.aiko, "ご不便をおかけして申し訳ございません。残りの一台は本日発送いたしました。明後日の午前中に届く予定です。", after: 6),
                .says("早い対応、ありがとうございます。", after: 15), .resolves(.aiko, after: 2),
            ]),
        DemoConversation(
            .email, "ja", "k.morita@tegami.example", "森田 香", minutesAgo: 175,
            [.says("はじめまして。コーヒーメーカーの電圧は日本の100Vに対応していますか。購入を検討しております。\n森田"), .tags(["question"])]),
        DemoConversation(
            .instagram, "ja", "neko.to.moufu", "猫と毛布", minutesAgo: 1_250,
            [
                .says("うちの猫が毛布を完全に占領しました。もう一枚買います😹"), .tags(["praise"]), .claims(.aiko, after: 10),
                .answers(.aiko, "猫さまのお墨付き、光栄です🐈", after: 2), .resolves(.aiko),
            ]),
        DemoConversation(
            .x, "ko", "@bitnaneun_bam", "지우", minutesAgo: 66,
            [
                .says("@fernbell_care 조명이 저절로 꺼졌다 켜져요. 귀신은 아니겠죠? 👻"), .tags(["product"]), .claims(.aiko, after: 13),
                .answers(.aiko, "귀신은 아니고 타이머예요! 받침대를 두 번 누르면 꺼집니다.", after: 3), .says("휴, 살았다. 감사합니다!", after: 2),
            ]),
        DemoConversation(
            .facebook, "hi", "ananya.ghar.se", "अनन्या शर्मा", minutesAgo: 245,
            [
                .says("नमस्ते, मेरा लैंप टूटा हुआ आया है। डिब्बा ठीक था, पर अंदर काँच टूटा है। कृपया मदद करें।"), .tags(["damaged"]),
                .claims(.mara, after: 32),
                .answers(.mara, "नमस्ते अनन्या जी, हमें खेद है। नया लैंप आज ही भेज रहे हैं, पुराना लौटाने की ज़रूरत नहीं।", after: 6),
                .says("बहुत धन्यवाद! 🙏", after: 11), .resolves(.mara),
            ]),
        DemoConversation(
            .x, "hi", "@chai_vs_coffee", "रोहन", minutesAgo: 125,
            [.says("@fernbell_care क्या आपकी मशीन में चाय भी बन सकती है? घर में युद्ध छिड़ा हुआ है ☕🍵"), .tags(["question"])]),
        DemoConversation(
            .instagram, "ar", "bayt.noor", "بيت نور", minutesAgo: 360,
            [
                .says("مرحباً، هل يتوفر المصباح النحاسي باللون الأسود؟ وكم مدة التوصيل إلى عمّان؟"),
                .tags(["question", "delivery"]), .claims(.jonas, after: 41),
                .answers(.jonas, "أهلاً بكم! اللون الأسود متوفر، والتوصيل إلى عمّان يستغرق خمسة أيام عمل.", after: 9),
                .says("ممتاز، شكراً جزيلاً 🌙", after: 20), .resolves(.jonas),
            ]),
        DemoConversation(
            .email, "ar", "s.haddad@barid.example", "سلمى حداد", minutesAgo: 270,
            [
                .says("السلام عليكم،\nوصلتني آلة القهوة بقابس لا يناسب بلدي. هل يمكن إرسال قابس آخر؟\nمع الشكر،\nسلمى"),
                .tags(["product"]),
            ]),
    ]
}
