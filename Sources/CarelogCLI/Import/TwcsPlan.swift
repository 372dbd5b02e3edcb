/// What an import of a twcs file will ask of the server, in which order, and what must be there afterwards.
///
/// Every author of an outbound tweet is a brand and has the channel `x:@Brand`. A customer's tweet is a message on the
/// channel of the nearest brand in its thread, else of the first brand it mentions, else on `x:unknown`. A brand's
/// tweet is a reply on its own channel where it answers somebody (a tweet that the server finds on this channel, else
/// the leading mention, else the customer whose tweet it answers), else a post. Without resolutions a ticket is one
/// customer on one channel.
package struct TwcsPlan: Sendable {
    /// Where messages go that name no brand.
    package static let unknownChannel = "x:unknown"

    /// What must be there after an import into an empty workspace.
    package let counts: ImportCounts
    /// What must be acknowledged before each operation is sent.
    package let dependencies: ImportDependencies

    private let tweets: [TwcsRecord]
    private let channels: [String]
    private let channelOf: [Int32]
    private let destinations: [TwcsRouting.Destination]

    /// Plans the import of a file's tweets. **Units** time and memory grow with the number of tweets.
    package init(_ unordered: [TwcsRecord]) {
        let threads = TwcsThreads(unordered)
        var routing = TwcsRouting(threads)
        for place in threads.tweets.indices { routing.route(place) }
        tweets = threads.tweets
        channels = routing.channels
        channelOf = routing.channelOf
        destinations = routing.destinations
        counts = routing.counts
        dependencies = routing.dependencies
    }

    /// How many operations there are: one for each tweet.
    package var count: Int { tweets.count }

    /// The operation at a place of the plan. **Range** 0 ..< `count`.
    package subscript(index: Int) -> ImportOperation {
        let tweet = tweets[index]
        let channel = channels[Int(channelOf[index])]
        let externalId = String(tweet.id)
        let occurredAt = ImportTime(seconds: tweet.writtenAt)
        let inReplyTo = tweet.parent.map { String($0) }
        let request: ImportRequest =
            switch destinations[index] {
            case .message:
                .message(
                    MessageReceiveParams(
                        channel: channel, externalId: externalId, authorHandle: tweet.author, text: tweet.text,
                        occurredAt: occurredAt, inReplyTo: inReplyTo))
            case .reply(let to):
                .reply(
                    ReplyRecordParams(
                        channel: channel, externalId: externalId, text: tweet.text, occurredAt: occurredAt,
                        inReplyTo: inReplyTo, toHandle: to))
            case .post:
                .post(
                    PostRecordParams(channel: channel, externalId: externalId, text: tweet.text, occurredAt: occurredAt)
                )
            }
        return ImportOperation(
            commandId: ImportCommandID(method: request.method, channel: channel, externalId: externalId),
            request: request, line: tweet.line)
    }

    /// Every channel the plan writes to, in the order of their first use.
    package var channelNames: [String] {
        var used = Set<Int32>()
        return channelOf.filter { used.insert($0).inserted }.map { channels[Int($0)] }
    }
}

/// The numbers an import is checked by.
package struct ImportCounts: Equatable, Sendable {
    /// Distinct handles.
    package var customers = 0
    /// Distinct pairs of customer and channel.
    package var tickets = 0
    /// What customers wrote.
    package var messages = 0
    /// What brands answered.
    package var replies = 0
    /// What brands said to nobody in particular.
    package var posts = 0
}
