internal import Desk
internal import Identity
internal import JSON
internal import Wire

/// What sessions want done outside of their event loop; each runs as a child task of the server.
enum Job: Sendable {
    case authenticate(token: String, SessionPort)
    case request(RequestJob)
    case subscription(SubscriptionReader)
    case audience(AudienceReader)
    case checkToken(Principal, [UInt8], SessionPort)

    /// Whether it computes so little between its waits that the event loop itself may run it. What reads pages does not,
    /// but for the one that every agent looks at all day: most of it is at hand, and what is not is opened elsewhere.
    var isShort: Bool {
        switch self {
        case .request(let job): job.method.isShort
        case .authenticate, .checkToken: true
        case .subscription, .audience: false
        }
    }

    /// Whether it occupies a place among `requestsMax`; subscriptions are bounded for each session,
    /// and audiences by them.
    var isRequest: Bool {
        switch self {
        case .authenticate, .request: true
        case .subscription, .audience, .checkToken: false
        }
    }
}

extension Method {
    /// As of `Job`. One command is hundreds: a notice decides and seals for each of its tickets.
    var isShort: Bool { kind == .command && self != .problemNotify || self == .inboxList }
}

/// A request with all that is needed to answer it.
struct RequestJob: Sendable {
    let request: RPCRequest
    let method: Method
    let serial: SessionStateMachine.Serial
    let port: SessionPort
    let context: RequestContext
    /// What the subscription will be called, if this is `log.subscribe`.
    let subscription: String?
}

/// On whose behalf, and within which bounds, a request is answered.
struct RequestContext: Sendable {
    let principal: Principal
    /// Queries wait until they see this.
    let lastWrite: LogPosition
    let deadline: ContinuousClock.Instant
    let frameBytesMax: Int

}

/// A frame that answers one request, with what the session has to know of it.
struct Answer: Sendable {
    let frame: [UInt8]
    /// Where a command's last event stands.
    var wrote: LogPosition?
    /// To be started once the answer is written.
    var subscription: SubscriptionReader?
    let isError: Bool

    init(_ result: some JSONEncodable, to id: RequestID) {
        frame = MessageEncoder.result(id: id, result)
        isError = false
    }

    init(error: RPCError, to id: RequestID) {
        frame = MessageEncoder.error(id: id, error)
        isError = true
    }
}
