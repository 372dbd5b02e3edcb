extension ErrorKind {
    /// Code, advice and meaning.
    package var definition: Definition {
        switch self {
        case .parseError, .invalidRequest, .methodNotFound, .invalidParams, .internalError: standardDefinition
        case .unsupportedProtocol, .helloRequired, .unauthenticated, .forbidden, .duplicateID, .tooLarge, .rateLimited,
            .overloaded, .unavailable, .deadline, .outcomeUnknown, .draining, .creditExceeded, .limitReached:
            sessionDefinition
        case .conflict, .staleReply, .alreadyClaimed, .notClaimed, .notFound, .invalidState, .commandIDReused,
            .notYetVisible, .positionAhead, .erased:
            domainDefinition
        case .atCapacity: Definition(1_111, .never, .no, "The agent holds as many open tickets as they can.")
        case .missingField: Definition(1_113, .never, .no, "A template has a field for which there is nothing.")
        case .incomplete:
            Definition(1_114, .never, .no, "The ticket lacks what its channel demands before it is resolved.")
        case .notInTeam: Definition(1_112, .never, .no, "The ticket is a team's of which the agent is not.")
        case .merged: Definition(1_115, .never, .no, "It was merged into another; the data say which.")
        case .frozen:
            Definition(1_116, .never, .no, "A crisis has this stand still on the channel; the data say which.")
        case .ownDraft, .alreadyTaken: replyDefinition
        case .identityTaken: Definition(1_119, .never, .no, "Another customer has this identity; the data say who.")
        }
    }

    /// Codes of JSON-RPC 2.0, section 5.1.
    private var standardDefinition: Definition {
        switch self {
        case .parseError: Definition(-32_700, .never, .no, "The frame is not JSON of our profile.")
        case .invalidRequest: Definition(-32_600, .never, .no, "The frame is JSON, but no envelope of ours.")
        case .methodNotFound: Definition(-32_601, .never, .no, "There is no such method.")
        case .invalidParams: Definition(-32_602, .never, .no, "A parameter is missing, unknown or not allowed.")
        default: Definition(-32_603, .sameCommand, .unknown, "The server failed; the operator's log has the reason.")
        }
    }

    private var sessionDefinition: Definition {
        switch self {
        case .unsupportedProtocol:
            Definition(1_001, .never, .no, "None of the offered protocol versions is spoken here.")
        case .helloRequired: Definition(1_002, .never, .no, "The first request must be session.hello, and only it.")
        case .unauthenticated: Definition(1_003, .never, .no, "The token is unknown, expired or revoked.")
        case .forbidden: Definition(1_004, .never, .no, "None of the agent's roles allows this.")
        case .duplicateID: Definition(1_005, .never, .no, "A request with this id is still in flight.")
        case .tooLarge: Definition(1_006, .never, .no, "The request, or its answer, is over a size limit.")
        case .rateLimited: Definition(1_007, .backoff, .no, "This agent asks too often.")
        case .overloaded: Definition(1_008, .backoff, .no, "The server has too much to do; nothing was done.")
        case .unavailable: Definition(1_009, .backoff, .no, "The database cannot be reached; nothing was done.")
        case .deadline: Definition(1_010, .sameCommand, .unknown, "The answer took too long.")
        case .outcomeUnknown:
            Definition(1_011, .sameCommand, .unknown, "The commit may have happened; repeat to find out.")
        case .draining: Definition(1_012, .reconnect, .no, "The server is going away; nothing was done.")
        case .creditExceeded: Definition(1_013, .never, .no, "More credit would be outstanding than is allowed.")
        default: Definition(1_014, .never, .no, "A named limit of this session is used up.")
        }
    }

    private var domainDefinition: Definition {
        switch self {
        case .conflict: Definition(1_101, .backoff, .no, "The ticket kept changing while this was being decided.")
        case .staleReply: Definition(1_102, .never, .no, "Somebody has spoken since; the data say what was missed.")
        case .alreadyClaimed: Definition(1_103, .never, .no, "Somebody else has it; the data say who.")
        case .notClaimed: Definition(1_104, .never, .no, "One cannot release what one does not hold.")
        case .notFound: Definition(1_105, .never, .no, "There is no such thing in this workspace.")
        case .invalidState: Definition(1_106, .never, .no, "The ticket or reply is not in a state that allows this.")
        case .commandIDReused: Definition(1_107, .never, .no, "This command id belongs to a different request.")
        case .notYetVisible: Definition(1_108, .backoff, .no, "The position asked for is not yet in the projections.")
        case .positionAhead: Definition(1_109, .never, .no, "The position asked for is past the end of this log.")
        default: Definition(1_110, .never, .no, "The customer was erased; nothing can be added.")
        }
    }

    private var replyDefinition: Definition {
        switch self {
        case .ownDraft: Definition(1_117, .never, .no, "Nobody approves their own draft.")
        default: Definition(1_118, .never, .no, "A connector has this attempt of the reply; the data say which.")
        }
    }
}
