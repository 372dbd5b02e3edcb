/// Something that is wrong with the office on purpose, so that the proofs can be seen to fail.
package enum Flaw: String, Sendable, CaseIterable {
    // The log.
    case uncheckedVersions = "the log takes what was decided on an old version of a stream"
    case uncheckedGuards = "the log takes what rested on rules or people that have changed"
    case uncheckedLimits = "the log counts nobody's tickets"
    case uncheckedClaims = "the log lets two have what there is one of"
    case keptClaims = "the log releases nothing"
    case repeatedCommands = "the log does a command again that it has done"

    // What is decided.
    case forgottenLimits = "decisions forget what an agent can hold"
    case forgottenReleases = "decisions forget what a ticket gives up"
    case strangeTeams = "decisions forget of which team somebody is"
    case takenFromHands = "who claims a ticket takes it out of a colleague's hands"
    case survivingDrafts = "drafts survive that the customer writes"
    case ownDrafts = "who wrote a draft may approve it"
    case everybodyAlone = "everybody answers alone"
    case forgottenDemands = "tickets are resolved without what their channel demands"
    case staleReplies = "replies go out though others have spoken"
    case doubleAttempts = "an attempt can be taken twice"
    case turnedReceipts = "a receipt takes a reply back"
    case unheardBlocks = "blocked customers are heard"
    case wrongQueues = "tickets begin in no queue"
    case haste = "tickets are taken from whom is gone before their time"
    case worstChoice = "rules prefer whom they should not"
    case calmRule = "rules give out what is least urgent first"
    case deafRule = "rules give to whom is away"

    case halfMerges = "a merge writes only one of two tickets"
    case deafParts = "what is said of a merged ticket is judged by that one alone"
    case emptyHands = "what customers write on a part of a conversation fills nobody's hands"
    case looseMerges = "merges and ends of them are forgotten by the views"

    case halfSplits = "a ticket is split off, and the other keeps what it began with"
    case looseAnswers = "what is said of a message that was split off goes to the ticket that had it"
    case halfMacros = "of a macro is done what can be done"
    case thawedCrises = "nothing stands still in a crisis"
    case forgottenPriorities = "the end of a crisis forgets how urgent what it raised was before"
    case halfPersons = "a merge of customers writes only one of two"
    case oldIdentities = "what somebody was called once they are called for ever"
    case wanderingSignals = "what is shown of a message that was split off stands on the ticket that had it"
    case namelessFeedback = "how content somebody is counts for nobody"
    case toldTwice = "a notice that is sent again tells them again"

    // The live projections.
    case forgottenRows = "a batch forgets a row that it changed"
    case forgottenOutbox = "a batch forgets what is to go out"
    case skippedEvents = "a batch leaves out its last event"
}
