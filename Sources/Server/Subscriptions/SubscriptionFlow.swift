/// When a subscription may read the log and send: with credit, one notification at a time.
///
/// Credit counts events. What is granted and not used up stays outstanding; ranges without events cost nothing.
struct SubscriptionFlow: Equatable, Sendable {
    /// Events that may still be sent.
    private(set) var credit: Int
    /// A notification waits for the channel; nothing is read from the log meanwhile.
    private(set) var isSending = false
    private(set) var isStopped = false
    private let creditMax: Int

    init(credit: Int, creditMax: Int) {
        self.credit = credit
        self.creditMax = creditMax
    }

    /// What the reader of the log may do now.
    enum Permit: Equatable, Sendable {
        /// Read and send up to so many events.
        case proceed(events: Int)
        /// End.
        case stop
    }

    /// Nil means wait. The rest of a stretch that was read already needs no further credit.
    func permit(needsCredit: Bool) -> Permit? {
        if isStopped { return .stop }
        if isSending || (needsCredit && credit == 0) { return nil }
        return .proceed(events: credit)
    }

    /// Adds credit; returns what is outstanding then, or nil if that would be more than is allowed.
    mutating func grant(_ events: Int) -> Int? {
        guard credit + events <= creditMax else { return nil }
        credit += events
        return credit
    }

    /// A notification with so many events goes to the channel.
    mutating func sent(events: Int) {
        precondition(!isSending && events <= credit, "\(events) events sent with a credit of \(credit)")
        credit -= events
        isSending = true
    }

    /// Takes the credit for a notification that goes to the channel and is taken by it in one step; false if that is not
    /// allowed, and then nothing has changed.
    mutating func take(events: Int) -> Bool {
        guard !isStopped, !isSending, events <= credit else { return false }
        credit -= events
        return true
    }

    /// The channel has taken the notification and can take more.
    mutating func accepted() { isSending = false }

    mutating func stop() { isStopped = true }
}
