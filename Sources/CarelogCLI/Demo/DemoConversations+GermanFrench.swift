extension DemoConversations {
    /// German.
    static let german: [DemoConversation] = [
        DemoConversation(
            .x, "de", "@frau_ungeduld", "Katrin V.", minutesAgo: 288,
            [
                .says("@fernbell_care Seit Montag steht „in Zustellung“. Wohnt der Fahrer jetzt in dem Auto? FB-20466"),
                .tags(["delivery"]),
                .says("Gibt es hier jemanden, der lebt?", after: 130),
            ]),
        DemoConversation(
            .email, "de", "b.schlueter@post.example", "Bernd Schlüter", minutesAgo: 1_980,
            [
                .says(
                    "Guten Tag,\n\nan der Leselampe ist nach drei Jahren der Schalter gebrochen. Ich möchte sie reparieren, nicht wegwerfen. Gibt es den Schalter einzeln?\n\nMit freundlichen Grüßen\nBernd Schlüter"
                ),
                .tags(["product", "repair"]), .claims(.aiko, after: 50),
                .answers(
                    .aiko,
                    "Guten Tag Herr Schlüter,\n\ndas freut uns sehr. Den Schalter gibt es, er ist schon unterwegs und kostet Sie nichts. Eine Anleitung liegt bei.\n\nHerzliche Grüße\nAiko Brandt",
                    after: 9),
                .says("Vielen Dank! Eingebaut, läuft wieder. So geht Kundendienst.", after: 1_500),
                .resolves(.aiko, after: 10),
            ]),
        DemoConversation(
            .facebook, "de", "cafe.zur.linde", "Café zur Linde", minutesAgo: 75,
            [
                .says("Unsere Maschine zeigt Fehler E7 und hier stehen zwölf Leute an. Hilfe!"),
                .tags(["product", "urgent"]), .claims(.aiko, after: 3),
                .answers(
                    .aiko,
                    "E7 ist der Wassertank: bitte einmal herausnehmen, zehn Sekunden warten, fest einsetzen. Ich bleibe dran.",
                    after: 1),
                .says("Läuft!!! Sie bekommen lebenslang Kuchen.", after: 4),
                .answers(.aiko, "Mohn, bitte. 😄", after: 1), .resolves(.aiko, after: 2),
            ]),
        DemoConversation(
            .instagram, "de", "leni.wohnt.schoen", "Leni", minutesAgo: 118,
            [
                .says("Hallo 😊 passt die Decke in 150 x 200 auf ein 1,40er Bett oder hängt sie auf dem Boden?"),
                .tags(["question"]),
            ]),
        DemoConversation(
            .x, "de", "@rechnungsfuchs", "Uwe", minutesAgo: 905,
            [
                .says(
                    "@fernbell_care Auf der Rechnung fehlt die Umsatzsteuernummer, so nimmt sie meine Buchhaltung nicht."
                ), .tags(["billing"]),
                .claims(.jonas, after: 25),
                .answers(.jonas, "Danke für den Hinweis, Uwe. Die berichtigte Rechnung ist in Ihrem Konto.", after: 14),
                .says("Perfekt, danke.", after: 20), .resolves(.jonas),
            ]),
    ]

    /// French.
    static let french: [DemoConversation] = [
        DemoConversation(
            .x, "fr", "@celine_dubreuil", "Céline", minutesAgo: 340,
            [
                .says(
                    "@fernbell_care Colis reçu, carton écrasé, lampe en mille morceaux. C'était un cadeau pour samedi 😢"
                ), .tags(["damaged", "delivery"]),
                .claims(.luis, after: 20),
                .answers(
                    .luis,
                    "Bonjour Céline, je suis désolé. Une nouvelle lampe part aujourd'hui en express, elle sera chez vous vendredi. Gardez les morceaux, ils ne servent plus à rien.",
                    after: 4),
                .says("Merci infiniment, vous sauvez un anniversaire !", after: 12), .resolves(.luis, after: 2),
            ]),
        DemoConversation(
            .email, "fr", "a.moreau@courrier.example", "Antoine Moreau", minutesAgo: 455,
            [
                .says(
                    "Bonjour,\n\nje souhaite modifier l'adresse de livraison de la commande FB-20502 : 14 rue des Lilas, et non 41. Est-ce encore possible ?\n\nCordialement,\nAntoine Moreau"
                ),
                .tags(["delivery"]), .claims(.mara, after: 200),
                .notes(.mara, "Left the warehouse at 14:10. Asked the carrier to redirect, answer tomorrow."),
            ]),
        DemoConversation(
            .instagram, "fr", "atelier.mimosa", "Atelier Mimosa", minutesAgo: 1_100,
            [
                .says("Coucou ! La couverture ocre, elle gratte un peu ou pas du tout ?"), .tags(["question"]),
                .claims(.mara, after: 15),
                .answers(.mara, "Pas du tout : laine mérinos, testée par le bébé d'une collègue. 🐑", after: 3),
                .says("Vendu !", after: 2), .resolves(.mara),
            ]),
        DemoConversation(
            .facebook, "fr", "jeanluc.ferrand", "Jean-Luc Ferrand", minutesAgo: 22,
            [
                .says("Votre machine à café est silencieuse, belle, et mon mari est amoureux d'elle. Que faire ?"),
                .tags(["praise"]),
            ]),
    ]
}
