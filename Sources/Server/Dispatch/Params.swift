internal import Identity
internal import JSON
internal import Ticketing
internal import Wire

/// Parameters of the wire as the types of the rules. **Errors**: `invalid_params` with the path; the value is not repeated.
enum Params {
    /// An error about a parameter, as the wire's own decoding reports it.
    static func invalid(_ path: String, _ message: String) -> RPCError {
        RPCError(JSONFieldError(.invalid, path: path, message: message))
    }

    static func commandID(_ text: String) throws(RPCError) -> CommandID { try id(text, "commandId", "command") }
    static func ticket(_ text: String, _ path: String = "ticket") throws(RPCError) -> TicketID {
        try id(text, path, "ticket")
    }
    static func customer(_ text: String, _ path: String = "customer") throws(RPCError) -> CustomerID {
        try id(text, path, "customer")
    }
    static func reply(_ text: String, _ path: String = "reply") throws(RPCError) -> ReplyID {
        try id(text, path, "reply")
    }
    static func crisis(_ text: String) throws(RPCError) -> CrisisID { try id(text, "crisis", "crisis") }
    static func problem(_ text: String, _ path: String = "problem") throws(RPCError) -> ProblemID {
        try id(text, path, "problem")
    }
    static func agent(_ text: String, _ path: String = "agent") throws(RPCError) -> AgentID {
        try id(text, path, "agent")
    }

    static func channel(_ text: String) throws(RPCError) -> ChannelID {
        guard let channel = ChannelID(text) else {
            throw invalid("params.channel", "must have the form kind:account, such as x:@acme")
        }
        return channel
    }

    static func channels(_ texts: [String]?, _ path: String) throws(RPCError) -> [ChannelID]? {
        guard let texts else { return nil }
        var channels: [ChannelID] = []
        for (index, text) in texts.enumerated() {
            guard let channel = ChannelID(text) else {
                throw invalid("params.\(path)[\(index)]", "must have the form kind:account, such as x:@acme")
            }
            channels.append(channel)
        }
        return channels
    }

    static func team(_ text: String, _ path: String = "team") throws(RPCError) -> TeamID {
        guard let team = TeamID(text) else { throw invalid("params.\(path)", "must be 1 to 64 of a-z 0-9 _ - . : /") }
        return team
    }

    static func skill(_ text: String, _ path: String) throws(RPCError) -> Skill {
        guard let skill = Skill(text) else { throw invalid("params.\(path)", "must be 1 to 64 of a-z 0-9 _ - . : /") }
        return skill
    }

    static func language(_ text: String, _ path: String) throws(RPCError) -> Language {
        guard let language = Language(text) else {
            throw invalid("params.\(path)", "must be a language such as de or pt-br, in lower case")
        }
        return language
    }

    /// Names in their order, each once.
    static func sorted<Name: Hashable & Comparable>(
        _ texts: [String], _ path: String, _ convert: (String, String) throws(RPCError) -> Name
    ) throws(RPCError) -> [Name] {
        var names: Set<Name> = []
        for (index, text) in texts.enumerated() { names.insert(try convert(text, "\(path)[\(index)]")) }
        return names.sorted()
    }

    static func tag(_ text: String, _ path: String = "tag") throws(RPCError) -> Tag {
        guard let tag = Tag(text) else { throw invalid("params.\(path)", "must be 1 to 64 of a-z 0-9 _ - . : /") }
        return tag
    }

    static func tags(_ texts: [String]) throws(RPCError) -> [Tag] {
        var tags: [Tag] = []
        for (index, text) in texts.enumerated() { tags.append(try tag(text, "tags[\(index)]")) }
        return tags
    }

    static func agents(_ texts: [String], _ path: String) throws(RPCError) -> [AgentID] {
        var agents: [AgentID] = []
        for (index, text) in texts.enumerated() { agents.append(try agent(text, "\(path)[\(index)]")) }
        return agents
    }

    /// The same step for something that may be left out.
    static func optional<Value>(
        _ text: String?, _ convert: (String) throws(RPCError) -> Value
    ) throws(RPCError) -> Value? {
        guard let text else { return nil }
        return try convert(text)
    }

    private static func id<ID: Identifier>(
        _ text: String, _ path: String, _ noun: String
    ) throws(RPCError) -> ID {
        guard let id = ID(text) else {
            throw invalid("params.\(path)", "must be the id of a \(noun): 36 characters, as Carelog gave it")
        }
        return id
    }
}
