/// Somebody changed what agents answer with. Whole documents: what it was before is what the event before it said.
package enum MaterialEvent: Hashable, Sendable {
    case set(MaterialDocument)
    case retired(MaterialID.Kind)
}
