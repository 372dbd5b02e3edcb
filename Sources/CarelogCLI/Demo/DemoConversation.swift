/// One conversation of the demonstration: a customer, a channel, and what was said and done, in minutes before now.
struct DemoConversation: Sendable {
    /// Where it takes place.
    let channel: DemoChannel
    /// The language it is held in. **Shape** ISO 639-1.
    let language: String
    /// Who began it.
    let customer: DemoCustomer
    /// When its first step was. **Units** minutes before now.
    let startedMinutesAgo: Int
    /// What happened; the first step is a message.
    let steps: [DemoStep]

    init(
        _ channel: DemoChannel, _ language: String, _ handle: String, _ name: String, minutesAgo: Int,
        _ steps: [DemoStep]
    ) {
        self.channel = channel
        self.language = language
        customer = DemoCustomer(handle: handle, name: name)
        startedMinutesAgo = minutesAgo
        self.steps = steps
    }
}

/// Somebody who never was.
struct DemoCustomer: Equatable, Sendable {
    /// The handle or address on the channel's network.
    let handle: String
    /// The name shown there.
    let name: String
}

/// The accounts of Fernbell, a shop for lamps, coffee machines and blankets that exists nowhere else.
enum DemoChannel: String, CaseIterable, Sendable {
    case x = "x:@fernbell_care"
    case facebook = "facebook:Fernbell"
    case instagram = "instagram:@fernbell.home"
    case email = "email:care@fernbell.example"
}

/// The people at Fernbell's desk, and its robot.
enum DemoAgent: String, CaseIterable, Sendable {
    case mara
    case jonas
    case aiko
    case luis
    case sorter

    /// The name that others see.
    var name: String {
        switch self {
        case .mara: "Mara Lindqvist"
        case .jonas: "Jonas Adeyemi"
        case .aiko: "Aiko Brandt"
        case .luis: "Luis Ferreira"
        case .sorter: "Sorter"
        }
    }

    /// True for the one that only sorts and never speaks to customers.
    var isBot: Bool { self == .sorter }
}

/// One thing said or done.
struct DemoStep: Sendable {
    /// **Units** minutes after the step before.
    let after: Int
    /// What it was.
    let action: Action

    /// Each maps to one command of the protocol.
    enum Action: Equatable, Sendable {
        /// The customer's words.
        case message(String)
        /// An agent's words to the customer.
        case reply(DemoAgent, String)
        /// An agent's words to colleagues.
        case note(DemoAgent, String)
        /// Tags, in lower case.
        case tag(DemoAgent, [String])
        /// The agent takes the ticket.
        case claim(DemoAgent)
        /// The first hands the ticket to the second.
        case assign(DemoAgent, to: DemoAgent)
        /// Comes back after so many hours, counted from the step.
        case snooze(DemoAgent, hours: Int)
        /// Done, until the customer writes again.
        case resolve(DemoAgent)
    }

    /// The customer writes.
    static func says(_ text: String, after: Int = 0) -> DemoStep { DemoStep(after: after, action: .message(text)) }
    /// An agent answers.
    static func answers(_ agent: DemoAgent, _ text: String, after: Int) -> DemoStep {
        DemoStep(after: after, action: .reply(agent, text))
    }
    /// An agent leaves a word for colleagues.
    static func notes(_ agent: DemoAgent, _ text: String, after: Int = 1) -> DemoStep {
        DemoStep(after: after, action: .note(agent, text))
    }
    /// Somebody puts tags on it; the robot does so at once.
    static func tags(_ tags: [String], by agent: DemoAgent = .sorter, after: Int = 0) -> DemoStep {
        DemoStep(after: after, action: .tag(agent, tags))
    }
    /// An agent takes it.
    static func claims(_ agent: DemoAgent, after: Int) -> DemoStep { DemoStep(after: after, action: .claim(agent)) }
    /// An agent hands it to a colleague.
    static func hands(_ agent: DemoAgent, to colleague: DemoAgent, after: Int = 1) -> DemoStep {
        DemoStep(after: after, action: .assign(agent, to: colleague))
    }
    /// An agent puts it off.
    static func snoozes(_ agent: DemoAgent, hours: Int, after: Int = 1) -> DemoStep {
        DemoStep(after: after, action: .snooze(agent, hours: hours))
    }
    /// An agent closes it.
    static func resolves(_ agent: DemoAgent, after: Int = 1) -> DemoStep {
        DemoStep(after: after, action: .resolve(agent))
    }
}
