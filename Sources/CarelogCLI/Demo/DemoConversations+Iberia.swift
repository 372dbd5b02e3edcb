extension DemoConversations {
    /// Spanish and Portuguese.
    static let spanishAndPortuguese: [DemoConversation] = [
        DemoConversation(
            .x, "es", "@marisol_qro", "Marisol Quiroga", minutesAgo: 415,
            [
                .says("@fernbell_care hola, pagué el envío rápido y llevo seis días esperando. ¿Rápido para quién?"),
                .tags(["delivery", "refund"]),
                .claims(.luis, after: 33),
                .answers(
                    .luis,
                    "Hola, Marisol. Tiene toda la razón. Le devuelvo el envío ahora mismo y el paquete llega mañana por la mañana.",
                    after: 5),
                .says("Gracias, Luis. Así sí.", after: 8), .resolves(.luis, after: 3),
            ]),
        DemoConversation(
            .instagram, "es", "casa.naranjo", "Casa Naranjo", minutesAgo: 64,
            [
                .says("¡Hola! ¿Hacen envíos a Canarias? No me deja elegir Las Palmas 🏝️"),
                .tags(["question", "delivery"]),
            ]),
        DemoConversation(
            .email, "es", "r.ibanez@correo.example", "Rodrigo Ibáñez", minutesAgo: 2_610,
            [
                .says(
                    "Buenas tardes:\n\nla cafetera pierde agua por debajo desde ayer. Tiene cuatro meses. Adjunto un vídeo.\n\nUn saludo,\nRodrigo"
                ), .tags(["product", "warranty"]),
                .claims(.luis, after: 70),
                .answers(
                    .luis,
                    "Buenas tardes, Rodrigo: gracias por el vídeo, es la junta del depósito. Mañana recogemos la cafetera y el viernes tiene una nueva.",
                    after: 16),
                .says("Recogida esta mañana. Espero la nueva, gracias.", after: 1_300),
                .notes(.luis, "New one is FB-20533, arrives Friday.", after: 8), .snoozes(.luis, hours: 30),
            ]),
        DemoConversation(
            .facebook, "es", "abuela.pilar.lee", "Pilar Lee", minutesAgo: 168,
            [
                .says(
                    "Mi nieta me regaló su lámpara y leo hasta las dos de la mañana. La culpa es de ustedes. ¡Besos!"),
                .tags(["praise"]), .claims(.luis, after: 12),
                .answers(.luis, "Aceptamos toda la culpa, Pilar. ¿Y qué está leyendo?", after: 2),
                .says("Novela negra. Por eso no duermo.", after: 6),
            ]),
        DemoConversation(
            .x, "pt", "@joao_do_bairro", "João Tavares", minutesAgo: 230,
            [
                .says(
                    "@fernbell_care o candeeiro chegou sem lâmpada e o site dizia «lâmpada incluída». Fico às escuras?"),
                .tags(["wrong-item"]), .claims(.luis, after: 18),
                .answers(.luis, "Às escuras não, João! Seguem hoje duas lâmpadas, uma pelo incómodo.", after: 3),
                .says("Impecável 👏", after: 5), .resolves(.luis),
            ]),
        DemoConversation(
            .instagram, "pt", "bia.decora", "Bia Decora", minutesAgo: 55,
            [
                .says("Oi! Vocês fazem parceria com perfis pequenos? Tenho 3 mil seguidores e muito carinho 🧡"),
                .tags(["sales"]),
            ]),
        DemoConversation(
            .email, "pt", "m.figueira@correio.example", "Marta Figueira", minutesAgo: 1_360,
            [
                .says("Bom dia, preciso da fatura da encomenda FB-20290 com o NIF da empresa, por favor."),
                .tags(["billing"]), .claims(.jonas, after: 40),
                .hands(.jonas, to: .luis),
                .answers(
                    .luis, "Bom dia, Marta. A fatura com o NIF segue em anexo. Qualquer coisa, estou aqui.", after: 10),
                .says("Recebida, obrigada!", after: 30), .resolves(.luis),
            ]),
    ]
}
