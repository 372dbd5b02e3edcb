extension DemoConversations {
    /// Parcels, money and returns.
    static let englishOrders: [DemoConversation] = [
        DemoConversation(
            .x, "en", "@tomwalsh_", "Tom Walsh", minutesAgo: 512,
            [
                .says(
                    "@fernbell_care my lamp was meant to arrive Tuesday. It is now Friday. Is it walking here? Order FB-20418"
                ),
                .tags(["delivery"]), .claims(.mara, after: 14),
                .answers(
                    .mara,
                    "Hi Tom, it does seem to be enjoying the scenery. Checking with the courier right now, back in ten minutes.",
                    after: 2),
                .notes(
                    .mara, "Courier says it has sat in Leeds since Wednesday, label torn. Asked them to relabel today."),
                .answers(
                    .mara,
                    "Found it: the label tore in Leeds. It is relabelled and will be with you tomorrow before noon. Postage is refunded.",
                    after: 11),
                .says("Brilliant, thank you. Fastest answer I have ever had from a lamp company", after: 4),
                .resolves(.mara, after: 3),
                .says("Update: it is here and it is gorgeous 💡", after: 410),
            ]),
        DemoConversation(
            .email, "en", "p.okafor@mail.example", "Patience Okafor", minutesAgo: 1_490,
            [
                .says(
                    "Hello,\n\nI have been charged twice for order FB-20377 (2 x 89.00). My bank shows both as completed. Could you please return one of them?\n\nKind regards,\nPatience Okafor"
                ),
                .tags(["billing", "refund"]), .claims(.jonas, after: 35),
                .notes(.jonas, "Confirmed: two captures 4 s apart. Looks like the retry bug from last week, @luis."),
                .answers(
                    .jonas,
                    "Dear Patience,\n\nYou are right, and I am sorry. The second charge of 89.00 has been returned; banks take two to three working days to show it.\n\nKind regards,\nJonas",
                    after: 12),
                .says("Thank you Jonas, that was painless.", after: 95), .resolves(.jonas, after: 5),
            ]),
        DemoConversation(
            .facebook, "en", "gwen.parry.77", "Gwen Parry", minutesAgo: 260,
            [
                .says("Ordered the green blanket, got the grey one. Grey! I live in Wales, I have enough grey."),
                .tags(["wrong-item"]), .claims(.aiko, after: 22),
                .answers(
                    .aiko,
                    "Oh no, Gwen. A green one leaves our warehouse today. Keep the grey one, or pass it on to someone in need of clouds.",
                    after: 3),
                .says("Ha! You are too kind. Diolch!", after: 9), .resolves(.aiko, after: 2),
            ]),
        DemoConversation(
            .x, "en", "@rhea_builds", "Rhea", minutesAgo: 205,
            [
                .says(
                    "@fernbell_care third time asking. Where is my refund for FB-19982? You had the return nine days ago."
                ),
                .tags(["refund", "angry"]), .says("Hello??", after: 48),
            ]),
        DemoConversation(
            .instagram, "en", "studio.halm", "Halm Studio", minutesAgo: 330,
            [
                .says("Hi! We would love 40 of the Moth lamps for a café opening on the 12th. Do you do trade prices?"),
                .tags(["sales"]), .claims(.luis, after: 40),
                .answers(
                    .luis,
                    "What a lovely thing to light. For 40 we can do 15 % off, and deliver by the 9th. Shall I send a quote?",
                    after: 6),
                .says("Yes please, to hello@halmstudio.example", after: 18),
                .notes(.luis, "Quote Q-311 sent, valid to the 30th. Follow up tomorrow."),
                .snoozes(.luis, hours: 20),
            ]),
        DemoConversation(
            .email, "en", "dm.carver@mail.example", "Dominic Carver", minutesAgo: 2_950,
            [
                .says(
                    "I would like to return the espresso machine (FB-20011). It works, it is just taller than my cupboard. My mistake. What do I do?"
                ),
                .tags(["return"]), .claims(.mara, after: 61),
                .answers(
                    .mara,
                    "Hello Dominic, no harm done. The label is attached; any parcel shop will take it within 30 days. If you want a shorter one, the Pico is 31 cm.",
                    after: 8),
                .says("The Pico fits! Can you swap them?", after: 700),
                .answers(.mara, "Done: the Pico ships as soon as yours is scanned, and you get 40.00 back.", after: 25),
                .resolves(.mara),
            ]),
        DemoConversation(
            .x, "en", "@nightbus_n38", "K.", minutesAgo: 34,
            [
                .says("@fernbell_care your driver left my parcel ON THE BIN. On bin day. Guess what happened"),
                .tags(["delivery", "angry"]),
                .says("I have it on the doorbell camera if you want to see it say goodbye", after: 3),
            ]),
    ]

    /// What is broken, what it does, and how.
    static let englishProducts: [DemoConversation] = [
        DemoConversation(
            .x, "en", "@mapleandrye", "Joss", minutesAgo: 96,
            [
                .says("@fernbell_care the Pico makes a noise like a small goose. Is that normal?"), .tags(["product"]),
                .claims(.aiko, after: 11),
                .answers(
                    .aiko,
                    "Not normal, though we would like to meet that goose. Does it honk when heating or when pouring?",
                    after: 2),
                .says("Pouring. Also it has started to drip", after: 7),
                .notes(.aiko, "Sounds like the pump seal of batch 7. Serial needed."),
                .answers(
                    .aiko,
                    "That is most likely a seal. Could you send the number under the water tank? Then we send the part or a new machine.",
                    after: 4),
                .says("PC7-00981", after: 31),
            ]),
        DemoConversation(
            .email, "en", "sister.agnes@abbey.example", "Sister Agnes", minutesAgo: 1_210,
            [
                .says(
                    "Good morning,\n\nwe have eleven of your reading lamps in our library and one flickers. It is not the bulb; Sister Ruth tried three.\n\nWith kind wishes,\nSister Agnes"
                ),
                .tags(["product", "warranty"]), .claims(.jonas, after: 80),
                .answers(
                    .jonas,
                    "Dear Sister Agnes,\n\nthank you, and thanks to Sister Ruth for her patience. It will be the dimmer; a replacement is on its way, no charge. A screwdriver is all it takes, and a drawing is enclosed.\n\nKind regards,\nJonas",
                    after: 15),
                .says("It arrived, it is fitted, and it is steady as a rock. Bless you.", after: 1_040),
                .resolves(.jonas, after: 12),
            ]),
        DemoConversation(
            .instagram, "en", "lia.at.home", "Lia", minutesAgo: 47,
            [
                .says("Is the ochre blanket from your last post machine washable? I have two children and one dog 🐶"),
                .tags(["question"]),
            ]),
        DemoConversation(
            .facebook, "en", "bill.hartnell.9", "Bill Hartnell", minutesAgo: 1_730,
            [
                .says("The manual says press the left button. There is no left button."), .tags(["product"]),
                .claims(.luis, after: 19),
                .answers(
                    .luis,
                    "You are right, Bill, and the manual is wrong: on machines since May it is the ring around the dial, pressed once.",
                    after: 5),
                .says("Well I never. It works.", after: 13),
                .notes(.luis, "Told the print shop. Page 4, all languages."), .resolves(.luis, after: 2),
            ]),
        DemoConversation(
            .x, "en", "@ferncollector", "Ines M.", minutesAgo: 640,
            [
                .says("@fernbell_care any chance the brass Moth lamp comes back? I have been waiting since spring 🦋"),
                .tags(["question"]),
                .claims(.mara, after: 30),
                .answers(.mara, "It does! 200 of them, in three weeks. Shall we put your name on one?", after: 4),
                .says("YES. Yes please. You made my day", after: 2),
                .answers(.mara, "One is yours; a letter follows by message. Have a bright evening!", after: 6),
                .resolves(.mara),
            ]),
        DemoConversation(
            .email, "en", "facilities@northpier.example", "North Pier Facilities", minutesAgo: 395,
            [
                .says(
                    "Please advise whether the Harbour lamp is rated for outdoor use (salt air). We need the data sheet by Thursday for our insurer."
                ),
                .tags(["question", "sales"]), .claims(.jonas, after: 55), .hands(.jonas, to: .luis),
                .notes(
                    .luis,
                    "IP54 only. Outdoors under a roof is fine, salt air is not. Asking the maker about the steel version.",
                    after: 12),
            ]),
    ]

    /// Thanks, accounts, safety and the rest of life.
    static let englishEverythingElse: [DemoConversation] = [
        DemoConversation(
            .x, "en", "@oldgregor", "Gregor Baines", minutesAgo: 80,
            [
                .says(
                    "@fernbell_care no complaint. Just wanted to say that Aiko is a legend. That is the whole message."),
                .tags(["praise"]),
                .answers(.aiko, "I am framing this. Thank you, Gregor!", after: 9), .resolves(.aiko),
            ]),
        DemoConversation(
            .email, "en", "h.lindholm@mail.example", "Hanne Lindholm", minutesAgo: 3_400,
            [
                .says(
                    "Under data protection law I ask you to delete everything you hold about me. Please confirm when it is done."
                ), .tags(["privacy"]),
                .claims(.jonas, after: 44),
                .notes(.jonas, "No open orders, no open invoices. Erasing after the legal check, deadline the 28th."),
                .answers(
                    .jonas,
                    "Dear Ms Lindholm, we have your request. Everything not kept by tax law is deleted within the week, and you get a confirmation.",
                    after: 20),
                .snoozes(.jonas, hours: 72),
            ]),
        DemoConversation(
            .facebook, "en", "priya.and.pots", "Priya Nair", minutesAgo: 15,
            [
                .says(
                    "URGENT: the plug of the Ember lamp gets very hot, there is a smell. I have unplugged it. Is it safe??"
                ), .tags(["safety", "urgent"]),
                .claims(.mara, after: 2), .notes(.mara, "Safety: told @jonas, batch number needed, possible recall."),
            ]),
        DemoConversation(
            .instagram, "en", "the.daily.crumb", "The Daily Crumb", minutesAgo: 2_200,
            [
                .says("We love your toaster so much that we baked it. As a cake. Want to see?"),
                .claims(.aiko, after: 25),
                .answers(.aiko, "We have never wanted anything more.", after: 1),
                .says("[photo] 42 cm of marzipan", after: 5),
                .answers(.aiko, "The cord! You made the cord! May we share it?", after: 3),
                .says("Please do!", after: 2), .tags(["praise"], by: .aiko), .resolves(.aiko),
            ]),
        DemoConversation(
            .x, "en", "@dev_null_dan", "Dan", minutesAgo: 152,
            [
                .says("@fernbell_care can't log in, the reset mail never arrives. Not in spam either."),
                .tags(["account"]), .claims(.luis, after: 17),
                .answers(
                    .luis,
                    "Sorry, Dan. Your provider refused our mail this morning; that is fixed. Could you try once more?",
                    after: 6),
            ]),
    ]
}
