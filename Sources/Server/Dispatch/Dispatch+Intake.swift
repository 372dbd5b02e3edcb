internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

// What connectors bring in.
extension Dispatcher {
    func receiveMessage(_ params: MessageReceive) throws(RPCError) -> DeskCommand {
        .receive(
            IncomingMessage(
                channel: try Params.channel(params.channel), externalId: params.externalID,
                author: NetworkIdentity(params.author), text: params.text,
                occurredAt: params.occurredAt.map { Instant($0) }, inReplyTo: params.inReplyTo,
                nature: MessageNature(
                    kind: params.kind.map { MessageKind($0) }, isPublic: params.isPublic,
                    language: try Params.optional(params.language) { text throws(RPCError) in
                        try Params.language(text, "language")
                    },
                    attachments: (params.attachments ?? []).map { Attachment($0) })))
    }

    func messageReceived(_ done: CommandResult) throws(RPCError) -> MessageReceiveResult {
        MessageReceiveResult(
            position: done.position.value, ticket: try done.told(done.receipt.ticket).description,
            customer: try done.told(done.receipt.customer).description,
            message: try done.told(done.receipt.message).description,
            duplicate: done.receipt.duplicate ?? false)
    }

    func recordReply(_ params: ReplyRecord) throws(RPCError) -> DeskCommand {
        .recordReply(
            OutsideReply(
                channel: try Params.channel(params.channel), externalId: params.externalID,
                author: NetworkIdentity(params.author), text: params.text,
                occurredAt: params.occurredAt.map { Instant($0) }, inReplyTo: params.inReplyTo,
                to: params.to.map { NetworkIdentity($0) }))
    }

    func replyRecorded(_ done: CommandResult) throws(RPCError) -> ReplyRecordResult {
        ReplyRecordResult(
            position: done.position.value, ticket: try done.told(done.receipt.ticket).description,
            customer: try done.told(done.receipt.customer).description,
            reply: try done.told(done.receipt.reply).description,
            duplicate: done.receipt.duplicate ?? false)
    }

    func recordPost(_ params: PostRecord) throws(RPCError) -> DeskCommand {
        .recordPost(
            OutsidePost(
                channel: try Params.channel(params.channel), externalId: params.externalID,
                author: NetworkIdentity(params.author), text: params.text,
                occurredAt: params.occurredAt.map { Instant($0) }))
    }

    func postRecorded(_ done: CommandResult) throws(RPCError) -> PostRecordResult {
        PostRecordResult(
            position: done.position.value, post: try done.told(done.receipt.post).description,
            duplicate: done.receipt.duplicate ?? false)
    }
}

// What became of messages, and what was not written.
extension Dispatcher {
    func editMessage(_ params: MessageEdit) throws(RPCError) -> DeskCommand {
        .edit(
            MessageChange(
                channel: try Params.channel(params.channel), externalId: params.externalID,
                revision: params.revision, text: params.text, occurredAt: params.occurredAt.map { Instant($0) }))
    }

    func withdrawMessage(_ params: MessageWithdraw) throws(RPCError) -> DeskCommand {
        .withdraw(
            MessageWithdrawal(
                channel: try Params.channel(params.channel), externalId: params.externalID,
                occurredAt: params.occurredAt.map { Instant($0) }))
    }

    func messageRevised(_ done: CommandResult) throws(RPCError) -> MessageRevisedResult {
        MessageRevisedResult(
            position: done.position.value, ticket: try done.told(done.receipt.ticket).description,
            message: try done.told(done.receipt.message).description, duplicate: done.receipt.duplicate ?? false)
    }

    func receiveSignal(_ params: SignalReceive) throws(RPCError) -> DeskCommand {
        let gesture = Intake.Gesture(
            channel: try Params.channel(params.channel), externalId: params.externalID,
            signal: SignalReceived.Signal(params.signal), tone: SignalReceived.Tone(params.tone ?? .neutral),
            emoji: params.emoji, occurredAt: params.occurredAt.map { Instant($0) })
        var object = params.on.map { IncomingSignal.Object.external($0) }
        if let reply = params.reply { object = .reply(try Params.reply(reply)) }
        return .signal(IncomingSignal(gesture: gesture, author: NetworkIdentity(params.author), object: object))
    }

    func signalReceived(_ done: CommandResult) throws(RPCError) -> SignalReceiveResult {
        SignalReceiveResult(
            position: done.position.value, customer: try done.told(done.receipt.customer).description,
            ticket: done.receipt.ticket?.description, duplicate: done.receipt.duplicate ?? false)
    }
}
