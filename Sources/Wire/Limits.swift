package import JSON

/// The numbers both sides of the protocol keep to.
///
/// Source: section 8 of the design; `schema/protocol/PROTOCOL.md` publishes them. Ends of ranges are allowed values.
package enum Limits {
    /// The protocol versions this code speaks.
    package static let protocolVersions = [1]

    /// Frames before `session.hello` was answered: a hello fits many times over, a flood does not.
    package static let frameBytesBeforeHello = 16 * 1_024
    /// Frames afterwards, unless the operator sets another limit.
    package static let frameBytesDefault = 1_024 * 1_024
    /// The most an operator may allow.
    package static let frameBytesMax = 8 * 1_024 * 1_024

    /// JSON values and keys in one frame before hello.
    package static let tokensBeforeHello = 256
    /// JSON values and keys in one frame a server reads; at 16 bytes each a frame costs at most 1 MiB more.
    package static let tokensServerMax = 65_536
    /// The same for a client, whose pages of the log are bigger; the server is trusted.
    package static let tokensClientMax = 1_048_576

    /// Requests of one session that wait for their answer; past that the socket is not read.
    package static let inFlightMax = 64
    /// Subscriptions of one session.
    package static let subscriptionsMax = 16

    /// From accepting the connection to the last byte of the hello frame.
    package static let helloDeadline = Duration.seconds(5)
    /// A side that has sent nothing for so long sends `session.ping`.
    package static let heartbeatInterval = Duration.seconds(15)
    /// A side that has received nothing for so long closes.
    package static let heartbeatDeadline = Duration.seconds(45)

    /// UTF-8 of one text: it must fit, with its seal, beside an entry of at most 65,535 bytes.
    package static let textBytesMax = 60_000
    /// UTF-8 of an id that a channel gave to a message or a reply.
    package static let externalIDBytesMax = 512
    /// UTF-8 of a handle.
    package static let handleBytesMax = 256
    /// UTF-8 of a name.
    package static let nameBytesMax = 256
    /// UTF-8 of a channel, `kind:account`.
    package static let channelBytesMax = 256
    /// Channels in one filter.
    package static let channelsMax = 64
    /// UTF-8 of a tag.
    package static let tagBytesMax = 64
    /// Tags in one command.
    package static let tagsMax = 32
    /// Agents mentioned in one note.
    package static let mentionsMax = 32
    /// Messages split off a ticket at once.
    package static let splitMessagesMax = 100
    /// Which attempt of a reply.
    package static let attempts = 1...1_000_000
    /// UTF-8 of why a reply failed.
    package static let reasonBytesMax = 1_024
    /// Attachments of one message.
    package static let attachmentsMax = 16
    /// UTF-8 of where an attachment or an article is.
    package static let urlBytesMax = 2_048
    /// UTF-8 of what kind of media an attachment is.
    package static let mediaTypeBytesMax = 127
    /// UTF-8 of what a channel calls one state of a message.
    package static let revisionBytesMax = 256
    /// UTF-8 of what somebody reacts with.
    package static let emojiBytesMax = 64
    /// Bytes of why a customer is asked to go on elsewhere, as it is counted.
    package static let switchReasonBytesMax = 32
    /// How many points the best of a scale of feedback has.
    package static let feedbackScales = 2...10
    /// Bytes of a language.
    package static let languageBytesMax = 35
    /// Bytes of any id of ours; they are opaque, made of `A-Z a-z 0-9 . _ : -`.
    package static let idBytesMax = 64
    /// Bytes of a page's cursor, which is opaque.
    package static let cursorBytesMax = 512
    /// Bytes of a token.
    package static let tokenBytesMax = 256
    /// UTF-8 of a client's or server's name and version.
    package static let productBytesMax = 64

    /// What one channel's tickets can need.
    package static let channelSkillsMax = 8
    /// UTF-8 of what a team is called.
    package static let teamNameBytesMax = 64
    /// Tags that call for a skill.
    package static let tagSkillsMax = 64
    /// UTF-8 of what a problem is called.
    package static let problemTitleBytesMax = 256
    /// Names of one kind.
    package static let classNodesMax = 400
    /// UTF-8 of what one is called.
    package static let classNameBytesMax = 80
    /// How long an agent may be gone unnoticed. **Units**: seconds.
    package static let quietSeconds = 5...300
    /// How long their tickets wait for them then. **Units**: seconds.
    package static let graceSeconds = 0...86_400
    /// Teams of one agent.
    package static let agentTeamsMax = 16
    /// Skills of one agent.
    package static let agentSkillsMax = 32
    /// Languages of one agent.
    package static let agentLanguagesMax = 16
    /// How many tickets an agent may hold.
    package static let capacity = 0...1_000
    /// Networks with a capacity of their own.
    package static let networkCapacitiesMax = 8
    /// Bytes of a network, the kind of a channel.
    package static let networkBytesMax = 32

    /// UTF-8 of what a template or a macro is called.
    package static let materialTitleBytesMax = 64
    /// UTF-8 of what an article is called.
    package static let articleTitleBytesMax = 256
    /// Languages of one template.
    package static let templateTextsMax = 24
    /// UTF-8 of the texts of one template together.
    package static let templateBytesMax = 40_000
    /// Steps of one macro.
    package static let macroActionsMax = 16
    /// How long a macro snoozes. **Units**: seconds.
    package static let macroSnoozeSeconds = 60...31_536_000
    /// Values for the fields of a template.
    package static let fieldValuesMax = 32
    /// UTF-8 of one value.
    package static let fieldValueBytesMax = 4_000

    /// Tags that a crisis makes urgent.
    package static let crisisTagsMax = 8
    /// Teams that a crisis is told to, or that are on duty.
    package static let crisisTeamsMax = 8
    /// How long a customer has waited whom a crisis makes urgent. **Units**: seconds.
    package static let crisisWaitingSeconds = 0...31_536_000

    /// Articles in one reply.
    package static let replyArticlesMax = 8

    /// Tickets or items in one page.
    package static let pageItems = 1...200
    /// Tickets or items in one page if none is named.
    package static let pageItemsDefault = 50
    /// Events in one answer of `log.read`.
    package static let logEvents = 1...1_000
    /// Events in one answer of `log.read` if no limit is named.
    package static let logEventsDefault = 500
    /// Events granted at once, and the most that may be outstanding.
    package static let creditEvents = 1...4_096
    /// Event types in one filter.
    package static let filterTypesMax = 32
    /// Bytes of an event type.
    package static let eventTypeBytesMax = 64

    /// What a server reads before hello.
    package static let jsonBeforeHello = JSONLimits(tokensMax: tokensBeforeHello)
    /// What a server reads after hello.
    package static let jsonServer = JSONLimits(tokensMax: tokensServerMax)
    /// What a client reads.
    package static let jsonClient = JSONLimits(tokensMax: tokensClientMax)
}
