internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    /// The type of a fact about a reply.
    init(of event: ReplyEvent) {
        switch event {
        case .rejected: self = .replyRejected
        case .lapsed: self = .replyLapsed
        case .attempted: self = .replyAttempted
        case .carried: self = .replyCarried
        case .read: self = .replyRead
        case .lost: self = .replyLost
        case .retried: self = .replyRetried
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: ReplyEvent, to writer: inout JSONWriter) {
        switch event {
        case .rejected(let fact): writer.member("reply", fact.reply.description)
        case .lapsed(let fact):
            writer.member("by", fact.by.description)
            writer.member("reply", fact.reply.description)
        case .attempted(let fact): write(fact.reply, fact.attempt, words: fact.words, to: &writer)
        case .carried(let fact): write(fact.reply, fact.attempt, to: &writer)
        case .read(let fact): write(fact.reply, fact.attempt, to: &writer)
        case .lost(let fact): write(fact.reply, fact.attempt, to: &writer)
        case .retried(let fact): write(fact.reply, fact.attempt, words: fact.words, to: &writer)
        }
    }

    private static func write(
        _ reply: ReplyID, _ attempt: Int, words: LogPosition? = nil, to writer: inout JSONWriter
    ) {
        writer.member("attempt", attempt)
        writer.member("reply", reply.description)
        writer.member(ifPresent: "words", words?.value)
    }

    /// Writes the members of a receipt that had no attempt when there was only one: the first is left out.
    static func writeReceipt(_ reply: ReplyID, _ attempt: Int, to writer: inout JSONWriter) {
        writer.member(ifPresent: "attempt", attempt == 1 ? nil : attempt)
        writer.member("reply", reply.description)
    }

    /// The attempt of such a receipt.
    static func readAttempt(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Int {
        guard data.member("attempt") != nil else { return 1 }
        return try data.int("attempt", in: 2...Int(JSONLimits.integerMax))
    }

    /// A fact about a reply that has an attempt.
    static func readAttempt(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> Event {
        let attempt = try data.int("attempt", in: 1...Int(JSONLimits.integerMax))
        let reply: ReplyID = try data.id("reply")
        switch type {
        case .replyCarried: return .reply(.carried(ReplyCarried(reply: reply, attempt: attempt)))
        case .replyRead: return .reply(.read(ReplyRead(reply: reply, attempt: attempt)))
        case .replyLost: return .reply(.lost(ReplyLost(reply: reply, attempt: attempt)))
        default: break
        }
        let words = try data.place("words")
        if type == .replyAttempted {
            return .reply(.attempted(ReplyAttempted(reply: reply, attempt: attempt, words: words)))
        }
        return .reply(.retried(ReplyRetried(reply: reply, attempt: attempt, words: words)))
    }

    static func readReplyRejected(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .reply(.rejected(ReplyRejected(reply: try data.id("reply"))))
    }

    static func readReplyLapsed(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .reply(.lapsed(ReplyLapsed(reply: try data.id("reply"), by: try data.id("by"))))
    }
}
