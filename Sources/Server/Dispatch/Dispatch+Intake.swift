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
                occurredAt: params.occurredAt.map { Instant($0) }, inReplyTo: params.inReplyTo))
    }

    func messageReceived(_ done: CommandResult) throws(RPCError) -> MessageReceiveResult {
        MessageReceiveResult(
            position: done.position.value, ticket: try done.told(\.ticket).description,
            customer: try done.told(\.customer).description, message: try done.told(\.message).description,
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
            position: done.position.value, ticket: try done.told(\.ticket).description,
            customer: try done.told(\.customer).description, reply: try done.told(\.reply).description,
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
            position: done.position.value, post: try done.told(\.post).description,
            duplicate: done.receipt.duplicate ?? false)
    }
}
