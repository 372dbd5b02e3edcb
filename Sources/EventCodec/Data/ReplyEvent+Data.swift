internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    /// The type of a fact about a reply.
    init(of event: ReplyEvent) {
        switch event {
        case .rejected: self = .replyRejected
        case .lapsed: self = .replyLapsed
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
        }
    }

    static func readReplyRejected(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .reply(.rejected(ReplyRejected(reply: try data.id("reply"))))
    }

    static func readReplyLapsed(_ data: inout JSONObjectReader) throws(JSONFieldError) -> Event {
        .reply(.lapsed(ReplyLapsed(reply: try data.id("reply"), by: try data.id("by"))))
    }
}
