internal import Ticketing
internal import Wire

extension MessageKind {
    /// The same word on both sides.
    init(_ kind: WireMessageKind) {
        switch kind {
        case .comment: self = .comment
        case .mention: self = .mention
        case .direct: self = .direct
        case .mail: self = .mail
        }
    }
}

extension WireMessageKind {
    /// The same word on both sides.
    init(_ kind: MessageKind) {
        switch kind {
        case .comment: self = .comment
        case .mention: self = .mention
        case .direct: self = .direct
        case .mail: self = .mail
        }
    }
}

extension SignalReceived.Signal {
    /// The same word on both sides.
    init(_ signal: WireSignal) {
        switch signal {
        case .reaction: self = .reaction
        case .hidden: self = .hidden
        case .reported: self = .reported
        case .unfollowed: self = .unfollowed
        case .shared: self = .shared
        }
    }
}

extension WireSignal {
    /// The same word on both sides.
    init(_ signal: SignalReceived.Signal) {
        switch signal {
        case .reaction: self = .reaction
        case .hidden: self = .hidden
        case .reported: self = .reported
        case .unfollowed: self = .unfollowed
        case .shared: self = .shared
        }
    }
}

extension SignalReceived.Tone {
    /// The same word on both sides.
    init(_ tone: WireTone) {
        switch tone {
        case .good: self = .good
        case .bad: self = .bad
        case .neutral: self = .neutral
        }
    }
}

extension WireTone {
    /// The same word on both sides.
    init(_ tone: SignalReceived.Tone) {
        switch tone {
        case .good: self = .good
        case .bad: self = .bad
        case .neutral: self = .neutral
        }
    }
}

extension WireAttachment {
    /// The same members on both sides.
    init(_ attachment: Attachment) {
        self.init(
            url: attachment.url, type: attachment.type, bytes: Int64(attachment.byteCount), sha256: attachment.sha256,
            name: attachment.name)
    }
}

extension Attachment {
    /// The same members on both sides.
    init(_ attachment: WireAttachment) {
        self.init(
            url: attachment.url, type: attachment.type, byteCount: Int(attachment.bytes), sha256: attachment.sha256,
            name: attachment.name)
    }
}
