internal import EventCodec
internal import Identity
internal import Testing
internal import Ticketing

@Suite("What is no entry")
struct MalformedEntryTests {
    /// An entry in which one thing is wrong, and what its reader must say.
    struct Malformed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let type: EventType
        let old: String
        let new: String
        let code: EventCodecError.Code
        /// What the message must name.
        let naming: String

        init(
            _ sentence: String, _ type: EventType, _ old: String, _ new: String,
            code: EventCodecError.Code = .malformed, naming: String
        ) {
            self.testDescription = sentence
            self.type = type
            self.old = old
            self.new = new
            self.code = code
            self.naming = naming
        }
    }

    @Test("is refused with what is wrong and where", arguments: headers + facts + bytes)
    func refused(malformed: Malformed) throws {
        let entry = String(decoding: try Sample(of: malformed.type).encoded(), as: UTF8.self)
        let pieces = entry.split(separator: malformed.old, omittingEmptySubsequences: false)
        try #require(pieces.count >= 2, "the sample holds nothing like \(malformed.old)")
        let altered = pieces[0] + malformed.new + pieces[1...].joined(separator: malformed.old)
        let error = #expect(throws: EventCodecError.self) {
            try Entry.decode(Array(altered.utf8), at: LogPosition(7))
        }
        #expect(error?.code == malformed.code)
        #expect(error?.position == LogPosition(7))
        let said = error?.description ?? ""
        #expect(said.hasPrefix("entry 7: ") && said.contains(malformed.naming), "\(said)")
    }

    private static let id = "01920000-0000-7000-8000-0000000000"

    static let headers: [Malformed] = [
        Malformed(
            "an unknown type", .ticketClaimed, "ticket.claimed", "ticket.shredded", code: .unknownType,
            naming: "ticket.shredded with schema 1"),
        Malformed(
            "a type in another case", .ticketClaimed, "ticket.claimed", "Ticket.claimed", code: .unknownType,
            naming: "unknown"),
        Malformed(
            "a future schema", .ticketClaimed, #""schema":1"#, #""schema":2"#, code: .unknownType, naming: "schema 2"),
        Malformed(
            "schema 0", .ticketClaimed, #""schema":1"#, #""schema":0"#, code: .unknownType, naming: "schema 0"),
        Malformed("a schema that is a text", .ticketClaimed, #""schema":1"#, #""schema":"1""#, naming: "schema"),
        Malformed("no actor", .ticketClaimed, #""actor""#, #""acto""#, naming: "actor"),
        Malformed("an actor without a kind", .ticketClaimed, #","kind":"human""#, "", naming: "actor.kind"),
        Malformed("an actor of an unknown kind", .ticketClaimed, #""human""#, #""ghost""#, naming: "actor.kind"),
        Malformed("an actor with more", .ticketClaimed, #""human""#, #""human","z":1"#, naming: "actor.z"),
        Malformed("an actor that is nobody", .ticketClaimed, id + "a1", "", naming: "actor.id"),
        Malformed("no time", .ticketClaimed, #""at""#, #""au""#, naming: "at"),
        Malformed("a time without microseconds", .ticketClaimed, ".123456Z", "Z", naming: "at: not a time"),
        Malformed("a time with too many digits", .ticketClaimed, ".123456Z", ".1234560Z", naming: "at: not a time"),
        Malformed("a time elsewhere", .ticketClaimed, ".123456Z", ".123456+00:00", naming: "at: not a time"),
        Malformed("a time with a small z", .ticketClaimed, ".123456Z", ".123456z", naming: "at: not a time"),
        Malformed("a time with a small t", .ticketClaimed, "T12", "t12", naming: "at: not a time"),
        Malformed("a day that never was", .ticketClaimed, "2026-11-21", "2026-02-30", naming: "at: not a time"),
        Malformed("a command in upper case", .ticketClaimed, id.dropLast(2) + "d0", "AB920000", naming: "command"),
        Malformed(
            "a command that is null", .ticketClaimed, #""command":""#, #""command":null,"x":""#, naming: "command"),
        Malformed("no data", .ticketClaimed, #""data":{},"#, "", naming: "data"),
        Malformed("data that is a list", .ticketClaimed, #""data":{}"#, #""data":[]"#, naming: "data"),
        Malformed("data with more", .ticketClaimed, #""data":{}"#, #""data":{"why":"so"}"#, naming: "data.why"),
        Malformed("one member more", .ticketClaimed, #""schema":1"#, #""schema":1,"secret":1"#, naming: "secret"),
        Malformed("the same member twice", .ticketClaimed, #""schema":1"#, #""schema":1,"schema":1"#, naming: "twice"),
        Malformed("no stream", .ticketClaimed, #""stream""#, #""steam""#, naming: "stream"),
        Malformed("a stream of nothing", .ticketClaimed, "ticket/0192", "ticket/", naming: "stream"),
        Malformed("a stream of an unknown kind", .ticketClaimed, "ticket/0192", "parcel/0192", naming: "stream"),
        Malformed("a stream without a kind", .ticketClaimed, #""ticket/"#, #"""#, naming: "stream"),
        Malformed("version 0", .workspaceCreated, #""version":1"#, #""version":0"#, naming: "version"),
        Malformed("a negative version", .workspaceCreated, #""version":1"#, #""version":-1"#, naming: "version"),
        Malformed(
            "a version that no table can hold", .workspaceCreated, #""version":1"#, #""version":2147483648"#,
            naming: "version"),
        Malformed("a subject without a seal", .replySent, #""sealed":"sha256:"#, #""seal":"sha256:"#, naming: "sealed"),
        Malformed(
            "a seal without a subject", .replySent, #""subject":"customer"#, #""sub":"customer"#, naming: "subject"),
        Malformed("a subject that is no person", .replySent, #""customer/"#, #""ticket/"#, naming: "subject"),
        Malformed("a seal of another kind", .replySent, "sha256:", "sha512:", naming: "sealed"),
        Malformed("a seal that is too short", .replySent, "sha256:00", "sha256:", naming: "sealed"),
        Malformed("a seal in upper case", .replySent, "0a0b0c", "0A0b0c", naming: "sealed"),
        Malformed(
            "a seal that is null", .ticketClaimed, #""schema":1"#, #""schema":1,"sealed":null"#, naming: "sealed"),
    ]

    static let facts: [Malformed] = [
        Malformed("a workspace without a name", .workspaceCreated, #""name":"acme""#, "", naming: "data.name"),
        Malformed(
            "an agent of an unknown kind", .agentRegistered, #""data":{"kind":"human""#, #""data":{"kind":"cat""#,
            naming: "data.kind"),
        Malformed(
            "an agent with an unknown role", .agentRegistered, #""supervisor""#, #""king""#, naming: "data.roles"),
        Malformed(
            "roles that are a text", .agentRegistered, #"["agent","supervisor"]"#, #""agent""#, naming: "data.roles"),
        Malformed(
            "a network that is null", .agentRegistered, #""network":"x""#, #""network":null"#, naming: "data.network"),
        Malformed("a token's digest that is too short", .tokenIssued, "abab", "", naming: "data.sha256"),
        Malformed("a token's digest in upper case", .tokenIssued, "abab", "ABAB", naming: "data.sha256"),
        Malformed("a token that is no id", .tokenRevoked, #""token":"0"#, #""token":""#, naming: "data.token"),
        Malformed("a post without its author", .postRecorded, #""author""#, #""autor""#, naming: "data.author"),
        Malformed(
            "a ticket without a customer", .ticketOpened, #","customer":"#, #","customer2":"#, naming: "data.customer"),
        Malformed("a ticket on no channel", .ticketOpened, #""x:@Acme"#, #""x @Acme"#, naming: "data.channel"),
        Malformed(
            "a ticket on a channel with blanks", .ticketOpened, #""x:@Acme"#, #""x:@ Acme"#, naming: "data.channel"),
        Malformed(
            "a message whose id is a number", .messageReceived, #""message":"#, #""message":1,"m":"#,
            naming: "data.message"),
        Malformed(
            "a message that answers a text", .messageReceived, #""answers":41"#, #""answers":"41""#,
            naming: "data.answers"),
        Malformed(
            "a message that answers a fraction", .messageReceived, #""answers":41"#, #""answers":4.1"#,
            naming: "integer"),
        Malformed(
            "a message that answers what is before everything's before", .messageReceived, #""answers":41"#,
            #""answers":-2"#, naming: "data.answers"),
        Malformed(
            "a message that answers null", .messageReceived, #""answers":41"#, #""answers":null"#,
            naming: "data.answers"),
        Malformed(
            "a message at no time", .messageReceived, #""occurredAt":"2026"#, #""occurredAt":"26"#,
            naming: "data.occurredAt"),
        Malformed(
            "a message in a thread that is no ticket", .messageReceived, #""thread":"0"#, #""thread":"o"#,
            naming: "data.thread"),
        Malformed(
            "a message of no kind", .messageReceived, #""message":"#, #""kind":"shout","message":"#, naming: "data.kind"
        ),
        Malformed(
            "a message in no language", .messageReceived, #""message":"#, #""language":"DE","message":"#,
            naming: "data.language"),
        Malformed(
            "a message with more than can come with one", .messageReceived, #""customer":"#,
            #""attachments":17,"customer":"#, naming: "data.attachments"),
        Malformed(
            "a message with nothing beside it", .messageReceived, #""customer":"#, #""attachments":0,"customer":"#,
            naming: "data.attachments"),
        Malformed(
            "a message public to some", .messageReceived, #""thread":"#, #""public":1,"thread":"#, naming: "data.public"
        ),
        Malformed(
            "a ticket in no language", .ticketOpened, #""},"id""#, #"","language":"d"},"id""#, naming: "data.language"),
        Malformed("an edit of nothing", .messageEdited, #""message":"#, #""massage":"#, naming: "data.message"),
        Malformed("a withdrawal of no words", .messageWithdrawn, #","replaces":43"#, "", naming: "data.replaces"),
        Malformed("a signal that says nothing", .signalReceived, "reaction", "shrug", naming: "data.signal"),
        Malformed(
            "a signal without a tone", .signalReceived, #""tone":"good""#, #""tune":"good""#, naming: "data.tone"),
        Malformed(
            "a signal on a message that somebody of ours wrote", .signalReceived, #""reply":"#, #""message":"#,
            naming: "data"),
        Malformed("a follower who is nobody", .ticketFollowed, #""agent":"0"#, #""agent":"o"#, naming: "data.agent"),
        Malformed("a split of nothing", .ticketSplit, #""messages":"#, #""massages":"#, naming: "data.messages"),
        Malformed("a message from nowhere", .ticketDetached, #""position":40"#, #""position":-2"#, naming: "position"),
        Malformed("a merge into nothing", .ticketMerged, #""into":"#, #""onto":"#, naming: "data.into"),
        Malformed("a part that is no ticket", .ticketAbsorbed, #""from":"0"#, #""from":"o"#, naming: "data.from"),
        Malformed("spam for no reason", .ticketMarkedSpam, "judged", "boring", naming: "data.because"),
        Malformed("a reader of nothing", .notificationsRead, #""upTo":41"#, "", naming: "data.upTo"),
        Malformed(
            "a reply that saw beyond what JSON can count", .replySent, "9007199254740991", "9007199254740992",
            naming: "2^53"),
        Malformed(
            "an approval of a draft that stands nowhere", .replyApproved, #""data":{"#, #""data":{"draft":-2,"#,
            naming: "data.draft"),
        Malformed(
            "a receipt that says what is left out", .replyDelivered, #""data":{"#, #""data":{"attempt":1,"#,
            naming: "data.attempt"),
        Malformed(
            "a receipt of no attempt", .replyFailed, #""data":{"#, #""data":{"attempt":null,"#, naming: "data.attempt"),
        Malformed("an attempt that is none", .replyCarried, #""attempt":1"#, #""attempt":0"#, naming: "data.attempt"),
        Malformed(
            "an attempt at words that stand nowhere", .replyAttempted, #""words":40"#, #""words":-1"#,
            naming: "data.words"),
        Malformed("a retry of nothing", .replyRetried, #","words":40"#, "", naming: "data.words"),
        Malformed("a lapse that nothing caused", .replyLapsed, #""by""#, #""bye""#, naming: "data.by"),
        Malformed("a note that mentions nobody's id", .noteAdded, "ca\"]", "cg\"]", naming: "data.mentions"),
        Malformed("a note without mentions", .noteAdded, #""mentions""#, #""mention""#, naming: "data.mentions"),
        Malformed("an assignment to a malformed team", .ticketAssigned, "billing", "Billing", naming: "data.team"),
        Malformed("an assignment to an id in upper case", .ticketAssigned, "0000ca", "0000CA", naming: "data.agent"),
        Malformed("a tag with a blank", .ticketTagged, "refund", "re fund", naming: "data.tags"),
        Malformed("a tag that is a number", .ticketTagged, #""refund""#, "1", naming: "data.tags[0]"),
        Malformed("a snooze without an end", .ticketSnoozed, #""until""#, #""til""#, naming: "data.until"),
        Malformed("a snooze until the year 10000", .ticketSnoozed, "9999-", "10000-", naming: "data.until"),
    ]

    static let bytes: [Malformed] = [
        Malformed(
            "something after the end", .ticketClaimed, #""version":"#, #""version":1}{"x":"#, naming: "white space"),
        Malformed("a half", .ticketClaimed, #","version":"#, #","version"#, naming: "byte"),
        Malformed("a control character", .ticketTagged, "vip", "v\u{1}ip", naming: "control"),
        Malformed(
            "more than a tile can hold", .ticketTagged, "vip", String(repeating: "v", count: 65_536), naming: "65535"),
    ]

    @Test(
        "a stream or subject that is written in upper case is another spelling, and refused",
        arguments: [EventType.ticketClaimed, .replySent, .customerRegistered, .agentRegistered, .workspaceCreated])
    func upperCase(type: EventType) throws {
        let sample = Sample(of: type)
        let entry = String(decoding: try sample.encoded(), as: UTF8.self)
        let name = sample.header.stream.description
        let slash = try #require(name.firstIndex(of: "/"))
        let loud = name[...slash] + name[slash...].dropFirst().uppercased()
        #expect(StreamID(String(loud)) == sample.header.stream, "the name itself can be read")
        let altered = entry.split(separator: "\"\(name)\"", omittingEmptySubsequences: false).joined(
            separator: "\"\(loud)\"")
        try #require(altered != entry)
        #expect(throws: EventCodecError.self) { try Entry.decode(Array(altered.utf8), at: LogPosition(7)) }
    }

    @Test(
        "bytes that are no JSON are malformed",
        arguments: [
            [], [0x7b], [0xff, 0xfe], Array("null".utf8), Array("[]".utf8), Array("\u{feff}{}".utf8), Array("{}".utf8),
        ])
    func noJSON(bytes: [UInt8]) {
        let error = #expect(throws: EventCodecError.self) { try Entry.decode(bytes, at: LogPosition(7)) }
        #expect(error?.code == .malformed && error?.position == LogPosition(7))
    }

    @Test("a fact that would not fit is refused before it is stored")
    func tooLarge() throws {
        let note = NoteAdded(note: NoteID(.numbered(1)), mentions: Array(repeating: alice, count: 2_000))
        let error = #expect(throws: EventCodecError.self) {
            try Entry.encode(.noteAdded(note), Sample(of: .noteAdded).header)
        }
        #expect(error?.code == .tooLarge && error?.message.contains("note.added") == true)
    }

    @Test(
        "the digest of a malformed entry is nobody's",
        arguments: ["", "{}", #"{"sealed":1}"#, #"{"sealed":"sha256:ab"}"#])
    func digest(text: String) { #expect(Entry.sealedSHA256(of: Array(text.utf8)) == nil) }
}
