internal import Identity
internal import Testing
internal import Ticketing

@Suite("Whose turn it is")
struct StatusRules {
    @Test("to resolve", arguments: resolutions)
    func resolve(rule: Rule) { rule.check() }

    static let resolutions: [Rule] = [
        Rule(
            "an open ticket lets go of the customer's claim",
            given([.opened]).when(.resolve, by: alice).then(.accepts(.ticketResolved, releases: [unresolved]))),
        Rule(
            "a pending ticket lets go of the customer's claim",
            given([.opened, .sent(reply(1), by: alice)]).when(.resolve, by: alice)
                .then(.accepts(.ticketResolved, releases: [unresolved]))),
        Rule(
            "a snoozed ticket lets go of the customer's claim",
            given([.opened, .snoozed(until: later)]).when(.resolve, by: alice)
                .then(.accepts(.ticketResolved, releases: [unresolved]))),
        Rule(
            "a colleague's ticket is allowed",
            given([.opened, .claimed(by: bob)]).when(.resolve, by: alice)
                .then(.accepts(.ticketResolved, releases: [unresolved]))),
        Rule(
            "a resolved ticket changes nothing",
            given([.opened, .resolved]).when(.resolve, by: alice).then(.unchanged)),
        Rule(
            "a ticket that was reopened lets go of the claim again",
            given([.opened, .resolved, .reopened]).when(.resolve, by: alice)
                .then(.accepts(.ticketResolved, releases: [unresolved]))),
    ]

    @Test("to reopen", arguments: reopenings)
    func reopen(rule: Rule) { rule.check() }

    static let reopenings: [Rule] = [
        Rule(
            "a resolved ticket takes the customer's claim again",
            given([.opened, .resolved]).when(.reopen, by: alice).then(.accepts(.ticketReopened, takes: [unresolved]))),
        Rule(
            "a resolved ticket is refused while the customer has another",
            given([.opened, .resolved]).when(.reopen, by: alice, elsewhere: otherTicket)
                .then(.rejected(.unresolvedElsewhere(otherTicket)))),
        Rule("an open ticket changes nothing", given([.opened]).when(.reopen, by: alice).then(.unchanged)),
        Rule(
            "a pending ticket makes it our turn; the claim was never let go",
            given([.opened, .sent(reply(1), by: alice)]).when(.reopen, by: alice).then(.accepts(.ticketReopened))),
        Rule(
            "a snoozed ticket brings it back before its time",
            given([.opened, .snoozed(until: later)]).when(.reopen, by: alice).then(.accepts(.ticketReopened))),
        Rule(
            "a pending ticket does not ask for others: it is the unresolved one",
            given([.opened, .sent(reply(1), by: alice)]).when(.reopen, by: alice, elsewhere: otherTicket)
                .then(.accepts(.ticketReopened))),
    ]

    @Test("to snooze", arguments: snoozes)
    func snooze(rule: Rule) { rule.check() }

    static let snoozes: [Rule] = [
        Rule(
            "an open ticket until later",
            given([.opened]).when(.snooze(until: later), by: alice).then(snoozed(later))),
        Rule(
            "a pending ticket until later",
            given([.opened, .sent(reply(1), by: alice)]).when(.snooze(until: later), by: alice).then(snoozed(later))),
        Rule(
            "until the next microsecond is in the future",
            given([.opened]).when(.snooze(until: instant(1)), by: alice).then(snoozed(instant(1)))),
        Rule(
            "until now is not in the future",
            given([.opened]).when(.snooze(until: noon), by: alice).then(.rejected(.notInFuture(noon)))),
        Rule(
            "until a moment ago is not in the future",
            given([.opened]).when(.snooze(until: instant(-1)), by: alice).then(.rejected(.notInFuture(instant(-1))))),
        Rule(
            "a resolved ticket is refused",
            given([.opened, .resolved]).when(.snooze(until: later), by: alice)
                .then(.rejected(.invalidState(.resolved)))),
        Rule(
            "a snoozed ticket until the same time changes nothing",
            given([.opened, .snoozed(until: later)]).when(.snooze(until: later), by: bob).then(.unchanged)),
        Rule(
            "a snoozed ticket until another time changes the time",
            given([.opened, .snoozed(until: later)])
                .when(.snooze(until: later.advanced(bySeconds: 1)), by: bob)
                .then(snoozed(later.advanced(bySeconds: 1)))),
        Rule(
            "a ticket until the time of a snooze that is over snoozes it again",
            given([.opened, .snoozed(until: later), .written]).when(.snooze(until: later), by: alice)
                .then(snoozed(later))),
    ]

    @Test("to wake", arguments: wakings)
    func wake(rule: Rule) { rule.check() }

    static let wakings: [Rule] = [
        Rule(
            "a snoozed ticket at its time",
            given([.opened, .snoozed(until: later)]).when(.wake, by: .clock, at: later).then(.accepts(.ticketWoken))),
        Rule(
            "a snoozed ticket long after its time",
            given([.opened, .snoozed(until: later)])
                .when(.wake, by: .clock, at: later.advanced(bySeconds: 86_400)).then(.accepts(.ticketWoken))),
        Rule(
            "a snoozed ticket a moment too early changes nothing",
            given([.opened, .snoozed(until: later)])
                .when(.wake, by: .clock, at: Instant(microseconds: later.microseconds - 1)).then(.unchanged)),
        Rule(
            "at the old time a ticket that was snoozed again changes nothing",
            given([.opened, .snoozed(until: later), .snoozed(until: later.advanced(bySeconds: 60))])
                .when(.wake, by: .clock, at: later).then(.unchanged)),
        Rule("an open ticket changes nothing", given([.opened]).when(.wake, by: .clock, at: later).then(.unchanged)),
        Rule(
            "a ticket whose customer wrote meanwhile changes nothing",
            given([.opened, .snoozed(until: later), .written]).when(.wake, by: .clock, at: later).then(.unchanged)),
        Rule(
            "a ticket that was resolved meanwhile changes nothing",
            given([.opened, .snoozed(until: later), .resolved]).when(.wake, by: .clock, at: later).then(.unchanged)),
    ]

    private static let later = noon.advanced(bySeconds: 3_600)

    private static func instant(_ microseconds: Int64) -> Instant {
        Instant(microseconds: noon.microseconds + microseconds)
    }

    private static func snoozed(_ until: Instant) -> Decision {
        .accepts(.ticketSnoozed(TicketSnoozed(until: until)))
    }
}
