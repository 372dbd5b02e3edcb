/// One request of an import, ready to be sent over the protocol.
package struct ImportOperation: Equatable, Sendable {
    /// The same for the same record in every import of every file, so that a second import changes nothing.
    package let commandId: ImportCommandID
    /// What is asked for.
    package let request: ImportRequest
    /// The line of the file its record begins on, for messages about it.
    package let line: Int
}

/// The requests an import is made of, each with the parameters of its method.
package enum ImportRequest: Equatable, Sendable {
    /// A customer's message comes in.
    case message(MessageReceiveParams)
    /// A brand's answer that its own systems sent is put on record.
    case reply(ReplyRecordParams)
    /// A brand's word to nobody in particular is put on record.
    case post(PostRecordParams)

    /// The method's name on the wire.
    package var method: ImportMethod {
        switch self {
        case .message: .messageReceive
        case .reply: .replyRecord
        case .post: .postRecord
        }
    }
}

/// The methods an import calls. **Source** section 8 of the design.
package enum ImportMethod: String, Sendable {
    /// Deduplicated by channel and external id, whatever the command id.
    case messageReceive = "message.receive"
    /// Goes to the ticket of what it answers on its channel, else to that of its addressee.
    case replyRecord = "reply.record"
    /// Goes to the channel's own stream and to no ticket.
    case postRecord = "post.record"
}

/// `message.receive` without its command id.
package struct MessageReceiveParams: Equatable, Sendable {
    /// `x:@Brand`, or `x:unknown`.
    package let channel: String
    /// The tweet's number.
    package let externalId: String
    /// The customer's handle: `author.handle`.
    package let authorHandle: String
    /// The text as the file has it.
    package let text: String
    /// When it was written.
    package let occurredAt: ImportTime
    /// The tweet it answers, whether or not that is in the file.
    package let inReplyTo: String?
}

/// `reply.record` without its command id.
package struct ReplyRecordParams: Equatable, Sendable {
    /// The brand's own channel.
    package let channel: String
    /// The tweet's number.
    package let externalId: String
    /// The text as the file has it.
    package let text: String
    /// When it was written.
    package let occurredAt: ImportTime
    /// The tweet it answers, whether or not that is in the file.
    package let inReplyTo: String?
    /// The addressee, `to.handle`: what counts where the server does not find the tweet that is answered.
    package let toHandle: String?
}

/// `post.record` without its command id.
package struct PostRecordParams: Equatable, Sendable {
    /// The brand's own channel.
    package let channel: String
    /// The tweet's number.
    package let externalId: String
    /// The text as the file has it.
    package let text: String
    /// When it was written.
    package let occurredAt: ImportTime
}

/// A time of whole seconds, as the file has them.
package struct ImportTime: Equatable, Sendable, CustomStringConvertible {
    /// **Units** seconds since 1970 UTC.
    package let seconds: Int64

    /// **Units** microseconds since 1970 UTC.
    package var microseconds: Int64 { seconds * 1_000_000 }

    /// RFC 3339 in UTC with microseconds, the protocol's spelling: `2017-10-31T22:10:47.000000Z`.
    package var description: String {
        let (days, second) = seconds.flooredQuotientAndRemainder(by: 86_400)
        // The inverse of counting years from March, 719,468 days before 1970.
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, to: 2) }
        return "\(date)T\(clock.joined(separator: ":")).000000Z"
    }

    private static func padded(_ value: Int64, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int64 {
    /// Quotient rounded down and the remainder that is never negative, also for times before 1970.
    fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
