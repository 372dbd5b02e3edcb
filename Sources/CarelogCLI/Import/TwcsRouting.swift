/// Decides for one tweet after the other, parents first, where it goes; foresees which ticket the server will put it
/// on.
struct TwcsRouting {
    /// What becomes of a tweet.
    enum Destination: Sendable {
        /// A customer's message.
        case message
        /// A brand's reply, with the addressee's handle where one is known.
        case reply(to: String?)
        /// A brand's word to nobody in particular.
        case post
    }

    /// The names of channels; the others point into it.
    private(set) var channels: [String] = [TwcsPlan.unknownChannel]
    /// The channel of each tweet routed so far.
    private(set) var channelOf: [Int32] = []
    /// What became of each tweet routed so far.
    private(set) var destinations: [Destination] = []
    /// The tweets and tickets counted so far.
    private(set) var counts = ImportCounts()
    /// For each tweet routed so far the places that go before it.
    private(set) var dependencies: ImportDependencies

    private let threads: TwcsThreads
    private var channelOfBrand: [String: Int32] = [:]
    private var channelOfMention: [String: Int32] = [:]
    private var ticketOf: [Int32] = []
    private var tickets: [Ticket: Int32] = [:]
    private var lastOfTicket: [Int32] = []
    private var customers: Set<String> = []

    private struct Ticket: Hashable {
        let handle: String
        let channel: Int32
    }

    init(_ threads: TwcsThreads) {
        self.threads = threads
        dependencies = ImportDependencies(reserving: threads.tweets.count)
        for tweet in threads.tweets where !tweet.isInbound && channelOfBrand[tweet.author] == nil {
            let channel = Int32(channels.count)
            channels.append("x:@\(tweet.author)")
            channelOfBrand[tweet.author] = channel
            // Handles differ by more than case; if two brands do not, the older one gets the mentions.
            let spelling = tweet.author.lowercased()
            if channelOfMention[spelling] == nil { channelOfMention[spelling] = channel }
        }
    }

    /// Routes the next tweet. **Range** places come in order from 0.
    mutating func route(_ place: Int) {
        let tweet = threads.tweets[place]
        let channel = channel(of: place)
        let found = parentOnTicket(of: place, channel: channel)
        var ticket: Int32 = -1
        if tweet.isInbound {
            ticket = self.ticket(of: tweet.author, on: channel)
            destinations.append(.message)
            counts.messages += 1
        } else {
            let addressee = TwcsMentions.leading(in: tweet.text) ?? customerAnswered(by: place)
            if let found {
                ticket = ticketOf[found]
            } else if let addressee {
                ticket = self.ticket(of: addressee, on: channel)
            }
            destinations.append(ticket < 0 ? .post : .reply(to: addressee))
            if ticket < 0 { counts.posts += 1 } else { counts.replies += 1 }
        }
        channelOf.append(channel)
        ticketOf.append(ticket)
        dependencies.append(parent: found.map(Int32.init) ?? -1, previous: ticket < 0 ? -1 : lastOfTicket[Int(ticket)])
        if ticket >= 0 { lastOfTicket[Int(ticket)] = Int32(place) }
    }

    private func channel(of place: Int) -> Int32 {
        let tweet = threads.tweets[place]
        if !tweet.isInbound { return channelOfBrand[tweet.author] ?? 0 }
        let nearest = threads.nearestBrandTweet[place]
        if nearest >= 0 { return channelOfBrand[threads.tweets[Int(nearest)].author] ?? 0 }
        return TwcsMentions.first(in: tweet.text) { channelOfMention[$0.lowercased()] } ?? 0
    }

    /// The parent, if the server will find it: on the same channel, and on a ticket, which a post is not.
    private func parentOnTicket(of place: Int, channel: Int32) -> Int? {
        let parent = Int(threads.parents[place])
        guard parent >= 0, channelOf[parent] == channel, ticketOf[parent] >= 0 else { return nil }
        return parent
    }

    private func customerAnswered(by place: Int) -> String? {
        let parent = Int(threads.parents[place])
        guard parent >= 0, threads.tweets[parent].isInbound else { return nil }
        return threads.tweets[parent].author
    }

    private mutating func ticket(of handle: String, on channel: Int32) -> Int32 {
        let key = Ticket(handle: handle, channel: channel)
        if let ticket = tickets[key] { return ticket }
        let ticket = Int32(lastOfTicket.count)
        tickets[key] = ticket
        lastOfTicket.append(-1)
        counts.tickets += 1
        if customers.insert(handle).inserted { counts.customers += 1 }
        return ticket
    }
}
